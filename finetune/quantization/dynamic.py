"""Dynamic int8 that stays close to fp32.

Plain dynamic int8 has one scale for all activations of a layer, so a few channels of large values leave the
others with few levels. Two published remedies, joined in one multiplication before each layer:

- channels are scaled so that part of their spread moves into the weights (see `layers`);
- in layers that narrow, the few channels with the largest values are taken out and multiplied in fp32
  beside the others (LLM.int8(), Dettmers et al. 2022).

The spread of the channels is measured on texts that are run through the fp32 graph.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.quantization.layers import Floats, Range, smoothing

Ints = NDArray[np.int64]

OUTLIERS = 1 / 12
"""Share of the channels that stay in fp32, in layers that narrow."""


def write(model: Any, layers: Mapping[str, Sequence[Any]], seen: Mapping[str, Range], target: Path) -> None:  # noqa: ANN401 - onnx messages carry no useful static types
    """Writes a model with the layers in dynamic int8; see `static.write`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    exact = _prepare(model, layers, seen)
    prepared = target.with_suffix(".prepared.onnx")
    onnx.save(model, prepared)
    logging.disable(logging.WARNING)  # onnxruntime advises a preprocessing step that brings nothing here
    try:
        quantize_dynamic(
            prepared,
            target,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=exact,
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        logging.disable(logging.NOTSET)


def _prepare(model: Any, layers: Mapping[str, Sequence[Any]], seen: Mapping[str, Range]) -> list[str]:  # noqa: ANN401
    """Puts a multiplication before each layer, and outliers beside it; gives the layers to leave in fp32."""
    from onnx import helper, numpy_helper

    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    before: dict[str, list[Any]] = {}
    after: dict[str, list[Any]] = {}
    exact: list[str] = []
    for name, readers in layers.items():
        weights = [numpy_helper.to_array(constants[reader.input[1]]) for reader in readers]
        scale, outliers = _scale(seen[name], weights)
        inverse = np.float32(1) / scale
        inverse[outliers] = 0
        graph.initializer.append(numpy_helper.from_array(inverse, f"{name}_scale"))
        before[readers[0].name] = [helper.make_node("Mul", [name, f"{name}_scale"], [f"{name}_scaled"])]
        for reader, weight in zip(readers, weights, strict=True):
            constants[reader.input[1]].CopyFrom(
                numpy_helper.from_array(weight * scale[:, None], reader.input[1])
            )
            reader.input[0] = f"{name}_scaled"
            if len(outliers):
                after[reader.name] = _beside(graph, reader, name, weight, outliers)
                exact.append(f"{reader.name}_outliers")
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        graph.node.extend([*before.get(node.name, []), node, *after.get(node.name, [])])
    return exact


def _scale(values: Range, weights: Sequence[Floats]) -> tuple[Floats, Ints]:
    """The factor that moves from each channel to its weights, shape (channels,), and the outliers."""
    channels, width = weights[0].shape
    if channels > width:
        outliers = np.argsort(values.spread)[channels - int(channels * OUTLIERS) :]
        return np.ones_like(values.spread), np.sort(outliers)
    return smoothing(values, weights), np.array([], dtype=np.int64)


def _beside(graph: Any, layer: Any, name: str, weight: Floats, outliers: Ints) -> list[Any]:  # noqa: ANN401
    """Nodes that multiply the outlying channels in fp32 and add them to the layer's result."""
    from onnx import TensorProto, helper, numpy_helper

    result, own = layer.output[0], layer.name
    layer.output[0] = f"{own}_inliers"
    graph.initializer.extend(
        (
            numpy_helper.from_array(outliers, f"{own}_channels"),
            # Stored in fp16: widened once, when the graph is loaded.
            numpy_helper.from_array(weight[outliers].astype(np.float16), f"{own}_outlier_weights"),
        )
    )
    return [
        helper.make_node("Gather", [name, f"{own}_channels"], [f"{own}_picked"], axis=-1),
        helper.make_node("Cast", [f"{own}_outlier_weights"], [f"{own}_outlier_floats"], to=TensorProto.FLOAT),
        helper.make_node(
            "MatMul", [f"{own}_picked", f"{own}_outlier_floats"], [f"{own}_exact"], name=f"{own}_outliers"
        ),
        helper.make_node("Add", [f"{own}_inliers", f"{own}_exact"], [result]),
    ]
