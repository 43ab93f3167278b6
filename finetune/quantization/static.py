"""Static int8: one scale for what goes into a layer, measured beforehand.

So what a text gives does not depend on its neighbours in a batch, and no time goes into measuring it. A layer
becomes `QuantizeLinear` and a `MatMulIntegerToFloat` of onnxruntime, which adds the bias, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from finetune.quantization.layers import TINY, Floats, Range, smoothing

PRODUCT, DOMAIN = "MatMulIntegerToFloat", "com.microsoft"
"""https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md"""
LEVELS = 255
"""Steps of an activation, from its least to its largest value."""


def write(model: Any, layers: Mapping[str, Sequence[Any]], seen: Mapping[str, Range], target: Path) -> None:  # noqa: ANN401 - onnx messages carry no useful static types
    """Writes a model with the layers in static int8.

    Args:
        model: the graph, which is changed.
        layers: those to be quantized, by the activation that they read.
        seen: what values the activations take.
        target: where to write to.
    """
    import onnx

    _round(model, layers, seen)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def _round(model: Any, layers: Mapping[str, Sequence[Any]], seen: Mapping[str, Range]) -> None:  # noqa: ANN401
    """Makes products in int8 of layers; the nodes that add their biases go."""
    from onnx import helper, numpy_helper

    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    adding = _adding(graph)
    instead: dict[str, list[Any]] = {}
    for name, readers in layers.items():
        weights = [numpy_helper.to_array(constants[reader.input[1]]) for reader in readers]
        scale = smoothing(seen[name], weights)
        nodes, (given, given_step, given_zero) = _activation(graph, name, seen[name], scale)
        for reader, weight in zip(readers, weights, strict=True):
            step, zero = _store(graph, constants[reader.input[1]], weight * scale[:, None])
            inputs = [given, reader.input[1], given_step, step, given_zero, zero]
            result = reader.output[0]
            if result in adding:
                node, bias = adding[result]
                if list(constants[bias].dims) == [weight.shape[1]]:
                    instead[node.name] = []
                    inputs.append(bias)
                    result = node.output[0]
            product = helper.make_node(PRODUCT, inputs, [result], name=reader.name, domain=DOMAIN)
            instead[reader.name] = [product]
        instead[readers[0].name][:0] = nodes
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        graph.node.extend(instead.get(node.name, [node]))
    model.opset_import.append(helper.make_opsetid(DOMAIN, 1))


def _adding(graph: Any) -> dict[str, tuple[Any, str]]:  # noqa: ANN401
    """What alone reads a value, and adds a constant to it: the node and the name of the constant."""
    constants = {constant.name for constant in graph.initializer}
    read = Counter(
        [*(name for node in graph.node for name in node.input), *(one.name for one in graph.output)]
    )
    return {
        value: (node, constant)
        for node in graph.node
        if node.op_type == "Add"
        for value, constant in (node.input, reversed(node.input))
        if constant in constants and read[value] == 1
    }


def _activation(
    graph: Any,  # noqa: ANN401
    name: str,
    values: Range,
    scale: Floats,
) -> tuple[list[Any], tuple[str, str, str]]:
    """Nodes that scale an activation and round it; the names of the result, of its step, and of its zero."""
    from onnx import helper, numpy_helper

    least = min(0.0, float((values.least / scale).min()))
    largest = max(0.0, float((values.largest / scale).max()))
    step = max(largest - least, TINY) / LEVELS
    rounding = (f"{name}_step", f"{name}_zero")
    graph.initializer.extend(
        (
            numpy_helper.from_array(np.float32(1) / scale, f"{name}_scale"),
            numpy_helper.from_array(np.array(step, dtype=np.float32), rounding[0]),
            numpy_helper.from_array(np.array(round(-least / step), dtype=np.uint8), rounding[1]),
        )
    )
    nodes = [
        helper.make_node("Mul", [name, f"{name}_scale"], [f"{name}_scaled"]),
        helper.make_node("QuantizeLinear", [f"{name}_scaled", *rounding], [f"{name}_int8"]),
    ]
    return nodes, (f"{name}_int8", *rounding)


def _store(graph: Any, stored: Any, weight: Floats) -> tuple[str, str]:  # noqa: ANN401
    """Stores the weights of a layer, shape (inputs, outputs), in int8; the names of their steps and zeros."""
    from onnx import numpy_helper

    step = (np.maximum(np.abs(weight).max(axis=0), TINY) / 127).astype(np.float32)
    name = stored.name
    stored.CopyFrom(numpy_helper.from_array(np.rint(weight / step).astype(np.int8), name))
    graph.initializer.extend(
        (
            numpy_helper.from_array(step, f"{name}_step"),
            numpy_helper.from_array(np.zeros(len(step), dtype=np.int8), f"{name}_zero"),
        )
    )
    return f"{name}_step", f"{name}_zero"
