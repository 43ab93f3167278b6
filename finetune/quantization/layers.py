"""What both kinds of int8 need: the layers of a graph, what values go into them, and smaller tables.

Channels of large values would leave the others with few levels: they are scaled before each layer, so that
part of their spread moves into the weights, which have a scale a column (SmoothQuant, Xiao et al. 2023,
https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Feed = dict[str, NDArray[Any]]
"""A graph's inputs by name."""

SMOOTHING = 0.8
"""How much of a channel's spread moves to the weights: 0 none, 1 all."""
SMALLEST_LAYER = 100_000
"""Weights. Smaller layers, such as the head, cost nothing and stay in fp32."""
TINY = 1e-5


class Range(NamedTuple):
    """The least and the largest value of each channel of an activation, each of shape (channels,)."""

    least: Floats
    largest: Floats

    @property
    def spread(self) -> Floats:
        """The largest magnitude of each channel, shape (channels,)."""
        return np.maximum(np.maximum(-self.least, self.largest), TINY)


def dense_layers(model: Any) -> list[Any]:  # noqa: ANN401 - onnx messages carry no useful static types
    """Dense layers worth quantizing: products with a large constant."""
    constants = {constant.name: constant for constant in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type == "MatMul"
        and node.input[1] in constants
        and np.prod(constants[node.input[1]].dims) >= SMALLEST_LAYER
    ]


def unshared(model: Any, layers: Sequence[Any]) -> Sequence[Any]:  # noqa: ANN401
    """Gives layers whose weights others read, too, a copy of them: each is changed in its own way."""
    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    read = Counter(name for node in graph.node for name in node.input)
    for layer in layers:
        name = layer.input[1]
        if read[name] > 1:
            read[name] -= 1
            copied = graph.initializer.add()
            copied.CopyFrom(constants[name])
            copied.name = layer.input[1] = f"{layer.name}_weight"
    return layers


def by_input(layers: Sequence[Any]) -> dict[str, list[Any]]:
    """Groups layers by the activation that they read."""
    groups: dict[str, list[Any]] = {}
    for layer in layers:
        groups.setdefault(layer.input[0], []).append(layer)
    return groups


def ranges(model: Any, names: Sequence[str], feeds: Sequence[Feed]) -> dict[str, Range]:  # noqa: ANN401
    """What values some activations take over all feeds."""
    import onnx
    import onnxruntime

    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names
    )
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, Range] = {}
    for feed in feeds if names else ():
        for name, values in zip(names, session.run(list(names), feed), strict=True):
            rows = values.reshape(-1, values.shape[-1])
            here = Range(rows.min(axis=0), rows.max(axis=0))
            known = seen.get(name, here)
            seen[name] = Range(np.minimum(known.least, here.least), np.maximum(known.largest, here.largest))
    return seen


def smoothing(values: Range, weights: Sequence[Floats]) -> Floats:
    """The factor that moves from each channel to its weights, shape (channels,)."""
    reach = np.maximum(np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0), TINY)
    scale: Floats = (values.spread**SMOOTHING / reach ** (1 - SMOOTHING)).astype(np.float32)
    return scale


def shrink_embeddings(model: Any, *, small: bool) -> None:  # noqa: ANN401
    """Stores tables of embeddings in int8 with a scale a row, or in fp16."""
    from onnx import TensorProto

    store = _in_int8 if small else _in_fp16
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
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), TINY) / 127
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
