"""A GLiNER as a graph for onnxruntime."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from click.testing import Result
from onnx import numpy_helper
from safetensors.numpy import load_file

from anonymize.detectors.base import Detection
from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.tagger import Thresholds
from anonymize.errors import ModelError
from finetune.export import export_onnx
from tests.tiny_gliner import build_gliner, build_random

LABELS = ("person", "location", "project", "machine")
TEXTS = [
    "the parcel went to anna in berlin and bluebird rain again",
    "rain",
    " ".join(["the parcel went to okafor on atlas"] * 40),
]


def found(directory: Path, threshold: float = 0.5) -> list[Detection]:
    detector = Gliner(
        open_gliner(str(directory)), {label: label for label in LABELS}, thresholds=Thresholds(threshold)
    )
    return detector.detect(TEXTS)


@pytest.mark.parametrize("span_mode", ["token_level", "markerV0"])
def test_the_graph_finds_what_the_weights_find(tmp_path: Path, span_mode: str) -> None:
    directory = build_random(tmp_path, span_mode=span_mode)
    expected = found(directory, 0.2)
    assert any(detection.spans for detection in expected)
    export_onnx(directory, int8=False)
    assert open_gliner(str(directory)).weights[0].runtime == "onnx"
    for one, other in zip(found(directory, 0.2), expected, strict=True):
        assert list(map(_plain, one.spans)) == list(map(_plain, other.spans))
        assert np.allclose([s.score for s in one.spans], [s.score for s in other.spans], atol=1e-3)
        assert one.seen == other.seen


@pytest.mark.parametrize(("mode", "other"), [("token_level", "markerV0"), ("markerV0", "token_level")])
def test_a_graph_with_another_head_than_its_configuration_says_is_refused(
    tmp_path: Path, mode: str, other: str
) -> None:
    directory, stranger = (build_gliner(tmp_path / name, span_mode=name) for name in (mode, other))
    export_onnx(stranger, int8=False)
    (directory / "model.onnx").write_bytes((stranger / "model.onnx").read_bytes())
    with pytest.raises(ModelError, match=r"model\.onnx: a graph whose head scores .*; export"):
        found(directory)


def test_int8_finds_the_same_entities(tmp_path: Path) -> None:
    directory = build_gliner(tmp_path)
    expected = [[_plain(span) for span in detection.spans] for detection in found(directory)]
    export_onnx(directory, int8=True)
    assert [[_plain(span) for span in detection.spans] for detection in found(directory)] == expected


def test_embeddings_in_int8_are_off_by_less_than_half_a_step_of_their_row(tmp_path: Path) -> None:
    directory = build_random(tmp_path)
    name = "token_rep_layer.bert_layer.model.embeddings.word_embeddings.weight"
    weights = {
        key.removeprefix("model."): value for key, value in load_file(directory / "model.safetensors").items()
    }
    graph = onnx.load(export_onnx(directory, int8=True)).graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    (table,) = (key for key in constants if key.endswith("word_embeddings.weight"))
    assert constants[table].dtype == np.int8
    step = constants[f"{table}_scale"]
    difference = np.abs(constants[table] * step - weights[name])
    assert (difference <= step * 0.5001).all()


def test_the_package_can_run_the_graph_as_well(tmp_path: Path) -> None:
    directory = build_gliner(tmp_path)
    export_onnx(directory, int8=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from gliner import GLiNER

        model = GLiNER.from_pretrained(
            str(directory), local_files_only=True, load_onnx_model=True, onnx_model_file="model.onnx"
        )
    entities = model.predict_entities(TEXTS[0], list(LABELS), threshold=0.5)
    assert {(each["start"], each["end"], each["label"]) for each in entities} == {
        (span.start, span.end, span.label) for span in found(directory)[0].spans
    }


def test_from_the_command_line(tmp_path: Path, anon: Callable[..., Result]) -> None:
    directory = build_gliner(tmp_path)
    result = anon("models", "export", directory, "--int8")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{directory / 'model.int8.onnx'}\n"
    shown = anon("models", "show", directory)
    assert "model.int8.onnx (" in shown.stdout
    assert "labels     any, in words, up to 8 at once\n" in shown.stdout


def _plain(span: object) -> tuple[object, ...]:
    return span.start, span.end, span.label  # type: ignore[attr-defined]
