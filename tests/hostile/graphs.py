"""ONNX graphs of a few nodes that do what no honest model does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.tiny_tagger import TAGS

OPSET = 17
LARGEST = 1 << 62


def save(
    path: Path,
    nodes: Sequence[Any],
    initializers: Sequence[Any] = (),
    *,
    inputs: Sequence[Any] | None = None,
    output: int = TensorProto.FLOAT,
) -> Path:
    """Writes a graph whose output is named `logits`; it takes `input_ids` where nothing else is given."""
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    logits = helper.make_tensor_value_info("logits", output, None)
    graph = helper.make_graph(nodes, "graph", inputs or [ids], [logits], list(initializers))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.evil", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def constant(name: str, value: Any) -> Any:
    """An initializer."""
    return numpy_helper.from_array(np.asarray(value), name)


def rows(path: Path, row: Sequence[float], *nodes: Any, more: Sequence[Any] = ()) -> Path:
    """Writes a graph that gives each token the same scores; `nodes` make `logits` of those `scores`."""
    before = [
        helper.make_node("Cast", ["input_ids"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "nothing"], ["zeros"]),
        helper.make_node("Unsqueeze", ["zeros", "last"], ["columns"]),
        helper.make_node("Add", ["columns", "row"], ["scores"]),
    ]
    last = nodes or [helper.make_node("Identity", ["scores"], ["logits"])]
    initializers = [
        constant("nothing", np.float32(0)),
        constant("last", np.array([2], dtype=np.int64)),
        constant("row", np.array(row, dtype=np.float32)),
        *more,
    ]
    return save(path, [*before, *last], initializers)


def outside(path: Path, location: str) -> Path:
    """Writes a graph whose row of scores lies in another file."""
    rows(path, [0.0] * len(TAGS))
    model = onnx.load(path)
    tensor = next(item for item in model.graph.initializer if item.name == "row")
    length = len(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(length))):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    path.write_bytes(model.SerializeToString())
    return path


def endless(path: Path, *, within: int = 0) -> Path:
    """Writes a graph with a loop that does not end, in as many `If` as asked for."""
    steady = helper.make_node("Identity", ["condition"], ["still"])
    boolean = TensorProto.BOOL
    body = helper.make_graph(
        [steady],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("condition", boolean, []),
        ],
        [helper.make_tensor_value_info("still", boolean, [])],
    )
    node = helper.make_node("Loop", ["many", "yes"], [], body=body)
    for depth in range(within):
        name = f"out{depth}"
        copy = helper.make_node("Identity", ["yes"], [name])
        branch = helper.make_graph(
            [node, copy], f"branch{depth}", [], [helper.make_tensor_value_info(name, boolean, [])]
        )
        node = helper.make_node("If", ["yes"], [f"if{depth}"], then_branch=branch, else_branch=branch)
    identity = helper.make_node("Identity", ["scores"], ["logits"])
    more = [constant("many", np.int64(LARGEST)), constant("yes", np.bool_(True))]
    return rows(path, [0.0] * len(TAGS), node, identity, more=more)
