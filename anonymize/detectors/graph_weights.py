"""Weights read back from an int8 graph: one small file serves inference, torch, and further training.

A weight comes back as the int8 graph has it: to a part in 254 of the largest of its column, and in
dynamic int8 the channels that lie far out in fp16. Only graphs that `anon models export --int8` wrote can be
read so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from anonymize.detectors.onnx_graphs import check_graph
from anonymize.errors import ModelError

Floats = npt.NDArray[np.float32]

INT8_GRAPH = "model.int8.onnx"
TORCH_WEIGHTS = "model.safetensors"
TORCH_READS = (TORCH_WEIGHTS, INT8_GRAPH)
"""What torch can take a model's weights from, the exact ones first."""
_FOREIGN = "not an int8 graph that `anon models export` wrote"
_ADDED = 6
"""Input of a product in static int8: what is added to it."""
_TO_BIAS = 4
"""Nodes from a product in int8 to where its bias is added: a cast, a scale, outlying channels, the bias."""


def weights_of(graph: Path) -> dict[str, Floats]:
    """Gives the weights of an int8 graph by the names that they have in torch.

    Args:
        graph: the ONNX file.

    Returns:
        Arrays in float32; those of linear layers of shape (outputs, inputs).

    Raises:
        ModelError: the file is none that this package exported.
    """
    import onnx
    from onnx import numpy_helper

    check_graph(graph)
    model = onnx.load(graph)
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    readers: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
        if node.op_type == "Identity" and node.input[0] in stored:
            # Of weights that are the same, the exporter keeps one.
            stored[node.output[0]] = stored[node.input[0]]
    weights: dict[str, Floats] = {}
    try:
        for node in model.graph.node:
            module = node.name.strip("/").rpartition("/")[0].replace("/", ".")
            if module and (weight := _linear(node, stored)) is not None:
                weights[f"{module}.weight"] = weight
                weights |= {f"{module}.bias": bias for bias in _biases(node, readers, stored, len(weight))}
            elif node.op_type == "LayerNormalization":
                names = (f"{module}.weight", f"{module}.bias")
                weights |= {
                    name: np.array(stored[one]) for name, one in zip(names, node.input[1:], strict=False)
                }
            elif node.op_type == "Gather" and module.endswith("embeddings") and node.input[0] in stored:
                weights[f"{module}.weight"] = _table(node.input[0], stored)
    except (KeyError, IndexError) as error:
        raise ModelError(f"{graph}: {_FOREIGN}") from error
    if not weights:
        raise ModelError(f"{graph}: {_FOREIGN}")
    return weights


def _table(name: str, stored: Mapping[str, npt.NDArray[Any]]) -> Floats:
    return (stored[name].astype(np.float32) * stored.get(f"{name}_scale", np.float32(1))).astype(np.float32)


def _biases(
    node: Any,  # noqa: ANN401 - onnx messages carry no useful static types
    readers: Mapping[str, list[Any]],
    stored: Mapping[str, npt.NDArray[Any]],
    outputs: int,
) -> Iterator[Floats]:
    """Follows a product to where its bias is added; gives it, or nothing where there is none."""
    if node.op_type == "MatMulIntegerToFloat" and len(node.input) > _ADDED:
        yield np.array(stored[node.input[_ADDED]])
        return
    name = node.output[0]
    for _ in range(_TO_BIAS if node.op_type == "MatMulInteger" else 1):
        for reader in readers.get(name, ()):
            if reader.op_type not in {"Cast", "Mul", "Add"}:
                continue
            constant = next((str(one) for one in reader.input if one in stored), None)
            if reader.op_type == "Add" and constant and stored[constant].shape == (outputs,):
                yield np.array(stored[constant])
                return
            name = reader.output[0]


def _linear(node: Any, stored: Mapping[str, npt.NDArray[Any]]) -> Floats | None:  # noqa: ANN401
    """The weights of a layer, before its inputs were scaled, shape (outputs, inputs); None of other nodes."""
    if node.op_type == "MatMulInteger":
        return _dynamic(node, stored)
    if node.op_type == "MatMulIntegerToFloat":
        given, weight, _, step, *_ = node.input
        rows = stored[given.removesuffix("_int8") + "_scale"]
        return np.ascontiguousarray((stored[weight] * stored[step] * rows[:, None]).T, dtype=np.float32)
    if node.op_type == "MatMul" and node.input[1] in stored:  # too small to be rounded
        return np.ascontiguousarray(stored[node.input[1]].T, dtype=np.float32)
    return None


def _dynamic(node: Any, stored: Mapping[str, npt.NDArray[Any]]) -> Floats:  # noqa: ANN401
    """Those of a layer whose activations are scaled at run time."""
    quantized = node.input[1]
    scale = stored[quantized.removesuffix("_quantized") + "_scale"]
    weight = (stored[quantized].astype(np.float32) - stored[node.input[3]]) * scale
    rows = stored.get(node.input[0].removesuffix("_scaled_quantized") + "_scale")
    if rows is not None:
        weight = weight * rows[:, None]
    own = node.name.removesuffix("_quant")
    if (channels := stored.get(f"{own}_channels")) is not None:
        weight[channels] = stored[f"{own}_outlier_weights"]
    return np.ascontiguousarray(weight.T, dtype=np.float32)
