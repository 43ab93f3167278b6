"""Sessions of onnxruntime: the products of int8 graphs are exact on every processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from anonymize.detectors.onnx_graphs import open_session

ROWS, INPUTS, OUTPUTS = 5, 64, 16


def graph_of(nodes: list[onnx.NodeProto], weights: np.ndarray, path: Path) -> Path:
    """A graph of products of `given`, shape (5, 64), in float32."""
    constants = [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(np.float32(1), "one"),
        numpy_helper.from_array(np.ones(OUTPUTS, dtype=np.float32), "steps"),
        numpy_helper.from_array(np.uint8(0), "zero"),
        numpy_helper.from_array(np.zeros(OUTPUTS, dtype=np.int8), "zeros"),
    ]
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", size])
        for name, size in (("given", INPUTS), ("found", OUTPUTS))
    ]
    graph = helper.make_graph(nodes, "products", ends[:1], ends[1:], constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


STATIC = [
    helper.make_node("QuantizeLinear", ["given", "one", "zero"], ["rounded"]),
    helper.make_node(
        "MatMulIntegerToFloat",
        ["rounded", "weights", "one", "steps", "zero", "zeros"],
        ["found"],
        domain="com.microsoft",
    ),
]
DYNAMIC = [
    helper.make_node("DynamicQuantizeLinear", ["given"], ["rounded", "step", "least"]),
    helper.make_node("MatMulInteger", ["rounded", "weights", "least"], ["counted"]),
    helper.make_node("Cast", ["counted"], ["whole"], to=TensorProto.FLOAT),
    helper.make_node("Mul", ["whole", "step"], ["found"]),
]


@pytest.mark.parametrize("nodes", [STATIC, DYNAMIC], ids=["static", "dynamic"])
def test_the_largest_products_are_exact(tmp_path: Path, nodes: list[onnx.NodeProto]) -> None:
    """Processors that add two products of 8 bits in 16 would take 255 · 127 · 2 for 32,767."""
    weights = np.full((INPUTS, OUTPUTS), 127, dtype=np.int8)
    weights[:, 1::2] = -127
    path = graph_of(nodes, weights, tmp_path / "model.onnx")
    given = np.full((ROWS, INPUTS), 255, dtype=np.float32)

    session = open_session(path, {"given": "tensor(float)"})
    (found,) = session.run(None, {"given": given})

    np.testing.assert_array_equal(found, given @ weights.astype(np.float32))


def test_a_model_that_the_memory_does_not_hold_is_not_called_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("std::bad_alloc")

    weights = np.zeros((INPUTS, OUTPUTS), dtype=np.int8)
    path = graph_of(STATIC, weights, tmp_path / "model.onnx")
    monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
    with pytest.raises(MemoryError):
        open_session(path, {"given": "tensor(float)"})
