"""Dynamic int8 that stays close to fp32.

Plain dynamic int8 has one scale for all activations of a layer, so a few channels of large values leave the
others with few levels. Two published remedies, joined in one multiplication before each layer:

- channels are scaled so that part of their spread moves into the weights, which have a scale a channel
  (SmoothQuant, Xiao et al. 2023);
- in layers that narrow, the few channels with the largest values are taken out and multiplied in fp32
  beside the others (LLM.int8(), Dettmers et al. 2022).

The spread of the channels is measured on texts that are run through the fp32 graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Feed = dict[str, NDArray[Any]]
"""A graph's inputs by name."""

SMOOTHING = 0.8
"""How much of a channel's spread moves to the weights: 0 none, 1 all."""
OUTLIERS = 1 / 12
"""Share of the channels that stay in fp32, in layers that narrow."""
SMALLEST_LAYER = 100_000
"""Weights. Smaller layers, such as the head, cost nothing and stay in fp32."""
_TINY = 1e-5


def quantize(graph: Path, target: Path, feeds: Sequence[Feed], *, small_embeddings: bool = False) -> None:
    """Writes the int8 version of an exported model.

    Args:
        graph: the fp32 ONNX file.
        target: where to write to.
        feeds: inputs to measure activations on.
        small_embeddings: store the tables of embeddings in int8, with a scale a row, instead of in fp16.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(graph)
    layers = _layers(model)
    spread = _spread(model, sorted({layer.input[0] for layer in layers}), feeds)
    exact = _prepare(model, layers, spread)
    _shrink_embeddings(model, _in_int8 if small_embeddings else _in_fp16)
    prepared = graph.with_suffix(".prepared.onnx")
    onnx.save(model, prepared)
    quantize_dynamic(
        prepared,
        target,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=exact,
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def _layers(model: Any) -> list[Any]:  # noqa: ANN401 - onnx messages carry no useful static types
    """Dense layers worth quantizing: products with a large constant."""
    constants = {constant.name: constant for constant in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type == "MatMul"
        and node.input[1] in constants
        and np.prod(constants[node.input[1]].dims) >= SMALLEST_LAYER
    ]


def _spread(model: Any, names: Sequence[str], feeds: Sequence[Feed]) -> dict[str, Floats]:  # noqa: ANN401
    """Largest magnitude of each channel of some activations over all feeds, each of shape (channels,)."""
    import onnx
    import onnxruntime

    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names
    )
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    largest: dict[str, Floats] = {}
    for feed in feeds if names else ():
        for name, values in zip(names, session.run(list(names), feed), strict=True):
            here = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, here), here)
    return largest


def _prepare(model: Any, layers: Sequence[Any], spread: dict[str, Floats]) -> list[str]:  # noqa: ANN401
    """Puts a multiplication before each layer, and outliers beside it; gives the layers to leave in fp32."""
    from onnx import helper, numpy_helper

    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    by_input: dict[str, list[Any]] = {}
    for layer in layers:
        by_input.setdefault(layer.input[0], []).append(layer)
    before: dict[str, list[Any]] = {}
    after: dict[str, list[Any]] = {}
    exact: list[str] = []
    for name, readers in by_input.items():
        weights = [numpy_helper.to_array(constants[reader.input[1]]) for reader in readers]
        scale, outliers = _scale(spread[name], weights)
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


def _scale(spread: Floats, weights: Sequence[Floats]) -> tuple[Floats, Ints]:
    """The factor that moves from each channel to its weights, shape (channels,), and the outliers."""
    channels, width = weights[0].shape
    reach = np.maximum(np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0), _TINY)
    if channels > width:
        outliers = np.argsort(spread)[channels - int(channels * OUTLIERS) :]
        return np.ones_like(spread), np.sort(outliers)
    scale = np.maximum(spread, _TINY) ** SMOOTHING / reach ** (1 - SMOOTHING)
    return scale.astype(np.float32), np.array([], dtype=np.int64)


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


def _shrink_embeddings(model: Any, store: Callable[[Any, Any, Any], list[Any]]) -> None:  # noqa: ANN401
    """Stores tables of embeddings in a smaller type."""
    from onnx import TensorProto

    constants = {constant.name: constant for constant in model.graph.initializer}
    nodes = list(model.graph.node)
    del model.graph.node[:]
    for node in nodes:
        table = constants.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.data_type != TensorProto.FLOAT:
            model.graph.node.append(node)
        else:
            model.graph.node.extend(store(model.graph, node, table))


def _in_fp16(graph: Any, node: Any, table: Any) -> list[Any]:  # noqa: ANN401
    """Half the size, and exact for a model that was stored in fp16."""
    from onnx import TensorProto, helper, numpy_helper

    table.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(table).astype(np.float16), table.name))
    result = node.output[0]
    node.output[0] = f"{result}_half"
    return [node, helper.make_node("Cast", [node.output[0]], [result], to=TensorProto.FLOAT)]


def _in_int8(graph: Any, node: Any, table: Any) -> list[Any]:  # noqa: ANN401
    """A quarter of the size, with a scale a row; values are off by 1/254 of the row's largest at most."""
    from onnx import TensorProto, helper, numpy_helper

    rows = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), _TINY) / 127
    table.CopyFrom(numpy_helper.from_array(np.rint(rows / scale).astype(np.int8), table.name))
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{table.name}_scale"))
    result = node.output[0]
    node.output[0] = f"{result}_int8"
    return [
        node,
        helper.make_node("Cast", [node.output[0]], [f"{result}_unscaled"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{table.name}_scale", node.input[1]], [f"{result}_scale"]),
        helper.make_node("Mul", [f"{result}_unscaled", f"{result}_scale"], [result]),
    ]
