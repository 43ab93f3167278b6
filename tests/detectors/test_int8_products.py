"""Products of int8: onnxruntime's fast ones are used where they are exact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from anonymize.detectors import int8_products
from anonymize.detectors.onnx_graphs import session_options

ENTRY = "session.x64quantprecision"
CPUINFO = Path("/proc/cpuinfo")


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    """Each test asks by itself."""
    int8_products.exact.cache_clear()
    yield
    int8_products.exact.cache_clear()


def test_the_graph_is_one_product_of_uint8_and_int8() -> None:
    kinds = {
        "a": (TensorProto.UINT8, [4, 4]),
        "b": (TensorProto.INT8, [4, 16]),
        "c": (TensorProto.INT32, [4, 16]),
    }
    a, b, c = (helper.make_tensor_value_info(name, *kind) for name, kind in kinds.items())
    graph = helper.make_graph([helper.make_node("MatMulInteger", ["a", "b"], ["c"])], "", [a, b], [c])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 10)], ir_version=8)

    assert onnx.load_from_string(int8_products._PRODUCT) == made


@pytest.mark.skipif(
    not CPUINFO.is_file() or "_vnni" not in CPUINFO.read_text(),
    reason="this processor is not known to have VNNI",
)
def test_a_processor_with_vnni_keeps_its_fast_products() -> None:
    assert int8_products.exact()
    with pytest.raises(RuntimeError):
        session_options().get_session_config_entry(ENTRY)


def test_where_products_are_cut_the_exact_ones_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cutting:
        """A session on a processor that adds two products in 16 bits."""

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def run(self, _: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
            pairs = given["a"].astype(np.int32)[:, :, None] * given["b"]
            return [np.clip(pairs.reshape(4, 2, 2, 16).sum(axis=2), -(2**15), 2**15 - 1).sum(axis=1)]

    monkeypatch.setattr(onnxruntime, "InferenceSession", Cutting)

    assert not int8_products.exact()
    assert session_options().get_session_config_entry(ENTRY) == "1"
