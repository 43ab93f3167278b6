"""Static int8: every wide layer, close to fp32, and rows of a batch that leave each other alone."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from anonymize.detectors.tagger import open_model
from anonymize.detectors.tagger.runtimes import GRAPH_BUDGET, ONE_EACH, open_runtime
from finetune.export import EACH_LANGUAGE, calibration_texts, export_onnx
from finetune.quantization import Feed, quantize
from tests.tiny_tagger import build_wide_tagger

WIDTHS = (400, 300)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagger of two layers with both graphs."""
    directory = build_wide_tagger(tmp_path_factory.mktemp("wide"))
    export_onnx(directory, int8=False)
    export_onnx(directory, int8=True)
    return directory


def operators(graph: Path) -> Counter[str]:
    return Counter(node.op_type for node in onnx.load(graph).graph.node)


def run(graph: Path, values: Any) -> Any:
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    return session.run(None, {"given": values})[0]


def round_off(whole: Path, small: Path, feed: Feed) -> None:
    """Writes the graph in static int8, measured on one input."""
    quantize(whole, small, [feed], with_static_scales=True)


def layer(path: Path, weight: Any, bias: Any | None = None) -> Path:
    """A graph of one layer, with a bias or without."""
    constants = [numpy_helper.from_array(weight, "weight")]
    nodes = [helper.make_node("MatMul", ["given", "weight"], ["product"], name="product")]
    if bias is not None:
        constants.append(numpy_helper.from_array(bias, "bias"))
        nodes.append(helper.make_node("Add", ["bias", "product"], ["sum"], name="sum"))
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width])
        for name, width in (("given", weight.shape[0]), (nodes[-1].output[0], weight.shape[1]))
    ]
    graph = helper.make_graph(nodes, "layer", ports[:1], ports[1:], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def test_every_wide_layer_is_a_product_in_int8_that_adds_its_bias(wide: Path) -> None:
    whole, small = operators(wide / "model.onnx"), operators(wide / "model.int8.onnx")
    assert small["MatMulIntegerToFloat"] == 2 * 6
    assert not {"MatMulInteger", "DynamicQuantizeLinear", "DequantizeLinear"} & small.keys()
    assert whole["MatMul"] - small["MatMul"] == whole["Add"] - small["Add"] == 2 * 6


@pytest.mark.parametrize("with_bias", [True, False])
def test_a_layer_gives_nearly_what_it_gives_in_fp32(tmp_path: Path, with_bias: bool) -> None:
    rng = np.random.default_rng(0)
    weight = rng.normal(size=WIDTHS).astype(np.float32)
    bias = rng.normal(size=WIDTHS[1]).astype(np.float32) if with_bias else None
    values = rng.normal(size=(64, WIDTHS[0])).astype(np.float32)
    values[:, 7] *= 100  # a channel that would leave the others with two levels, and that says nothing
    weight[7] = 0
    whole = layer(tmp_path / "whole.onnx", weight, bias)
    round_off(whole, tmp_path / "small.onnx", {"given": values})
    expected, found = (run(path, values) for path in (whole, tmp_path / "small.onnx"))
    assert np.linalg.norm(found - expected) < 0.05 * np.linalg.norm(expected)


def test_what_is_larger_than_all_that_was_measured_is_cut_to_it(tmp_path: Path) -> None:
    """And does not come round to a small value."""
    weight = np.ones(WIDTHS, dtype=np.float32)
    ones = np.ones((1, WIDTHS[0]), dtype=np.float32)
    round_off(layer(tmp_path / "whole.onnx", weight), tmp_path / "small.onnx", {"given": ones})
    assert np.allclose(run(tmp_path / "small.onnx", 5 * ones), run(tmp_path / "small.onnx", ones))


def test_an_activation_that_is_never_there_is_no_division_by_zero(tmp_path: Path) -> None:
    zeros = np.zeros((1, WIDTHS[0]), dtype=np.float32)
    whole = layer(tmp_path / "whole.onnx", np.zeros(WIDTHS, dtype=np.float32))
    round_off(whole, tmp_path / "small.onnx", {"given": zeros})
    assert not run(tmp_path / "small.onnx", zeros).any()


def test_sequences_of_one_length_are_run_together_and_give_what_they_give_alone(wide: Path) -> None:
    files = open_model(str(wide))
    rng = np.random.default_rng(0)
    sequences = [rng.integers(5, 40, size=length) for length in range(3, 60) for _ in range(3)]
    runtime = open_runtime(files)
    assert runtime.budget == GRAPH_BUDGET > 2 * len(sequences[-1])
    together = runtime.logits(sequences)
    others = open_runtime(files)  # no two sequences are the same, so what it keeps of one is not in another
    for sequence, logits in zip(sequences, together, strict=True):
        [alone] = others.logits([sequence])
        assert logits.shape[0] == len(sequence)
        assert logits.tobytes() == alone.tobytes()


def test_the_longest_sequences_that_the_model_takes_are_run(tmp_path: Path) -> None:
    """Whose positions need be a multiple of nothing; long texts failed there, where they were padded."""
    most = 67
    directory = build_wide_tagger(tmp_path, positions=most)
    export_onnx(directory, int8=True)
    files = open_model(str(directory))
    assert files.window <= most
    lengths = [most - 2, most - 1, most, most]
    sequences = [np.full(length, 7) for length in lengths]
    assert [len(logits) for logits in open_runtime(files).logits(sequences)] == lengths


def test_products_with_scales_of_the_moment_are_run_a_sequence_at_a_time(tmp_path: Path, wide: Path) -> None:
    """As onnxruntime writes them, of graphs that it optimizes: rows depend on each other there."""
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(wide / name, tmp_path)
    model = onnx.load(wide / "model.int8.onnx")
    model.graph.node.append(helper.make_node("DynamicQuantizeLinear", ["x"], ["y", "scale", "zero"]))
    onnx.save(model, tmp_path / "model.int8.onnx")
    assert open_runtime(open_model(str(tmp_path))).budget == ONE_EACH


@pytest.mark.parametrize("shape", [(64, WIDTHS[1]), (1,)])
def test_what_is_added_and_is_no_bias_stays_added(tmp_path: Path, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    weight, added = (rng.normal(size=size).astype(np.float32) for size in (WIDTHS, shape))
    values = rng.normal(size=(64, WIDTHS[0])).astype(np.float32)
    whole = layer(tmp_path / "whole.onnx", weight, added)
    round_off(whole, tmp_path / "small.onnx", {"given": values})
    expected, found = (run(path, values) for path in (whole, tmp_path / "small.onnx"))
    assert np.linalg.norm(found - expected) < 0.05 * np.linalg.norm(expected)


def test_a_product_that_others_read_too_keeps_its_bias_apart(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weight = rng.normal(size=WIDTHS).astype(np.float32)
    values = rng.normal(size=(64, WIDTHS[0])).astype(np.float32)
    model = onnx.load(layer(tmp_path / "one.onnx", weight, np.ones(WIDTHS[1], dtype=np.float32)))
    model.graph.node.append(helper.make_node("Mul", ["product", "sum"], ["both"], name="both"))
    model.graph.output[0].name = "both"
    whole = tmp_path / "whole.onnx"
    onnx.save(model, whole)
    round_off(whole, tmp_path / "small.onnx", {"given": values})
    expected, found = (run(path, values) for path in (whole, tmp_path / "small.onnx"))
    assert np.linalg.norm(found - expected) < 0.05 * np.linalg.norm(expected)


def test_a_graph_with_other_products_is_run_a_sequence_at_a_time(wide: Path) -> None:
    (wide / "model.int8.onnx").rename(wide / "aside")
    try:
        runtime = open_runtime(open_model(str(wide)))
    finally:
        (wide / "aside").rename(wide / "model.int8.onnx")
    assert (runtime.precision, runtime.budget) == ("fp32", ONE_EACH)


def test_activations_are_measured_on_texts_of_all_languages_and_cases() -> None:
    texts = calibration_texts()
    assert len(texts) > 5 * EACH_LANGUAGE
    assert len(set(texts)) == len(texts)
    assert sum(text == text.lower() for text in texts) > EACH_LANGUAGE
