"""The mean of models' weights: of safetensors and int8 graphs, and only of models that are alike."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from anonymize.detectors.gliner import open_gliner
from anonymize.detectors.tagger import Tagger, open_model
from anonymize.errors import ModelError
from finetune.export import export_onnx
from finetune.mean import write_mean
from tests.tiny_gliner import build_random
from tests.tiny_tagger import build_wide_tagger

TEXT = "Anna Schmidt went to Harbour Road 17 in Berlin."


def shifted(model: Path, directory: Path, by: float) -> Path:
    """A copy of a model with another value in all of its weights."""
    shutil.copytree(model, directory)
    weights = load_file(model / "model.safetensors")
    save_file(
        {name: one + np.float32(by) for name, one in weights.items()},
        directory / "model.safetensors",
        metadata={"format": "pt"},
    )
    return directory


def spans(model: Path) -> list[tuple[int, int, str]]:
    files = open_model(str(model))
    (detection,) = Tagger(files, files.labels).detect([TEXT])
    return [(span.start, span.end, span.label) for span in detection.spans]


def test_the_mean_lies_in_the_middle_and_is_a_model(torch_tagger: Path, tmp_path: Path) -> None:
    models = [shifted(torch_tagger, tmp_path / str(by), by) for by in (-0.25, 0.25, 0.0)]
    write_mean(models, tmp_path / "mean")
    mean, middle = (load_file(one / "model.safetensors") for one in (tmp_path / "mean", torch_tagger))
    assert mean.keys() == middle.keys()
    for name, values in mean.items():
        np.testing.assert_allclose(values, middle[name], atol=1e-6)
    assert spans(tmp_path / "mean") == spans(torch_tagger) != []


def test_the_bias_of_what_is_nothing_is_shifted_where_that_is_asked_for(
    torch_tagger: Path, tmp_path: Path
) -> None:
    write_mean([torch_tagger, torch_tagger], tmp_path / "mean", outside=-0.25)
    mean, middle = (load_file(one / "model.safetensors") for one in (tmp_path / "mean", torch_tagger))
    tags = json.loads((torch_tagger / "config.json").read_text())["id2label"]
    difference = mean["classifier.bias"] - middle["classifier.bias"]
    expected = [-0.25 if tags[str(place)] == "O" else 0.0 for place in range(len(tags))]
    np.testing.assert_allclose(difference, expected, atol=1e-6)
    gliner = build_random(tmp_path / "gliner")
    with pytest.raises(ModelError, match="it has no tag O"):
        write_mean([gliner, gliner], tmp_path / "none", outside=-0.25)


def test_gliners_have_a_mean_with_the_labels_of_the_last(tmp_path: Path) -> None:
    middle = build_random(tmp_path / "middle")
    (middle / "labels.txt").write_text("person\n")
    models = [shifted(middle, tmp_path / str(by), by) for by in (-0.25, 0.25)]
    (models[1] / "labels.txt").write_text("person\nship\n")
    write_mean(models, tmp_path / "mean")
    mean, exact = (load_file(one / "model.safetensors") for one in (tmp_path / "mean", middle))
    for name, values in mean.items():
        np.testing.assert_allclose(values, exact[name], atol=1e-6)
    assert open_gliner(str(tmp_path / "mean")).trained == {"person": "person", "ship": "ship"}


def test_a_tagger_and_a_gliner_have_no_mean(torch_tagger: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        write_mean([torch_tagger, build_random(tmp_path / "gliner")], tmp_path / "mean")


def test_a_model_that_is_an_int8_graph_alone_has_a_mean_with_others(tmp_path: Path) -> None:
    whole, graph = tmp_path / "whole", tmp_path / "graph"
    whole.mkdir()
    build_wide_tagger(whole)
    export_onnx(shutil.copytree(whole, graph), int8=True)
    (graph / "model.safetensors").unlink()
    write_mean([graph, whole], tmp_path / "mean")
    mean, exact = (load_file(one / "model.safetensors") for one in (tmp_path / "mean", whole))
    assert mean.keys() == exact.keys()
    for name, values in mean.items():
        assert np.linalg.norm(values - exact[name]) <= 0.03 * np.linalg.norm(exact[name]), name


def _change(model: Path, file: str, old: str, new: str) -> None:
    text = (model / file).read_text(encoding="utf-8")
    assert old in text
    (model / file).write_text(text.replace(old, new), encoding="utf-8")


def test_models_that_are_not_alike_have_no_mean(torch_tagger: Path, tmp_path: Path) -> None:
    labels, pieces, shapes, broken = (
        shifted(torch_tagger, tmp_path / name, 0) for name in ("labels", "pieces", "shapes", "broken")
    )
    _change(labels, "config.json", "B-person", "B-patient")
    _change(pieces, "tokenizer.json", "parcel", "packet")
    weights = load_file(shapes / "model.safetensors")
    save_file({**weights, "classifier.bias": weights["classifier.bias"][:-1]}, shapes / "model.safetensors")
    (broken / "model.safetensors").write_bytes(b"none")
    for other, why in ((labels, "id2label"), (pieces, "pieces"), (shapes, "shape"), (broken, "read")):
        with pytest.raises(ModelError, match=why):
            write_mean([other, torch_tagger], tmp_path / "mean")
    with pytest.raises(ModelError, match="two models"):
        write_mean([torch_tagger], tmp_path / "mean")
    assert not (tmp_path / "mean").exists()


def test_an_output_that_holds_something_is_left_alone(torch_tagger: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "config.json").write_text("{}")
    command = [sys.executable, "-m", "finetune.mean", str(torch_tagger), str(torch_tagger)]
    done = subprocess.run(
        [*command, "--output", str(tmp_path / "full")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert json.loads((tmp_path / "full" / "config.json").read_text()) == {}
