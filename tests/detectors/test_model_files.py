"""What a model directory must hold, and what is said when it does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from anonymize.detectors.tagger import Tagger, open_model
from anonymize.errors import ModelError


@pytest.fixture
def copied(torch_tagger: Path, tmp_path: Path) -> Path:
    return shutil.copytree(torch_tagger, tmp_path / "model")


def change(directory: Path, **settings: Any) -> None:
    path = directory / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **settings}))


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such directory; pii-small is the bundled model"):
        open_model(str(tmp_path / "absent"))


def test_a_hub_model_without_a_network() -> None:
    with pytest.raises(ModelError, match="neither a local directory nor to be had from the Hugging Face hub"):
        open_model("somebody/some-tagger")


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("config.json", "config.json: there is no such file"),
        ("tokenizer.json", "no tokenizer.json"),
        ("model.safetensors", "no weights; expected one of model.int8.onnx, model.onnx, model.safetensors"),
    ],
)
def test_an_incomplete_directory(copied: Path, missing: str, message: str) -> None:
    (copied / missing).unlink()
    with pytest.raises(ModelError, match=message):
        open_model(str(copied))


def test_pickled_weights_are_not_loaded(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickled weights are not loaded"):
        open_model(str(copied))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}, "not a trained tagger"),
        ({"id2label": {"0": "O", "2": "B-person"}}, "does not number the model's labels from 0"),
        ({"id2label": None}, "does not number the model's labels from 0"),
        ({"anon": {"subwords": "last"}}, "'first' or 'all', not 'last'"),
        ({"anon": {"capitals": "loud"}}, "'kept', 'lowered' or 'both', not 'loud'"),
        ({"anon": {"overlap": 8}}, "an overlap of 8 tokens"),
    ],
)
def test_a_configuration_that_cannot_be_used(copied: Path, settings: dict[str, Any], message: str) -> None:
    change(copied, **settings)
    with pytest.raises(ModelError, match=message):
        open_model(str(copied))


def test_a_configuration_that_is_not_json(copied: Path) -> None:
    (copied / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"config.json: not JSON, line 1"):
        open_model(str(copied))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_broken_file_is_named(copied: Path, name: str) -> None:
    (copied / name).write_bytes(b"nonsense")
    files = open_model(str(copied))
    with pytest.raises(ModelError, match=name):
        Tagger(files, files.labels).detect(["anna"])


def test_broken_safetensors_are_named(copied: Path) -> None:
    (copied / "model.safetensors").write_bytes(b"nonsense")
    files = open_model(str(copied))
    with pytest.raises(ModelError, match="not a token-classification model"):
        Tagger(files, files.labels).detect(["anna"])


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["O", "B-PER", "I-PER", "B-GIVEN_NAME"], {"person"}),
        (["O", "S-LOC", "E-LOC", "U-ORG", "L-ORG"], {"location", "organization"}),
        (["O", "PER", "STREET_ADDRESS"], {"person", "address"}),
        (["O", "B-PROJECT_CODENAME"], {"project_codename"}),
    ],
)
def test_the_labels_of_other_models_are_mapped(copied: Path, names: list[str], labels: set[str]) -> None:
    change(copied, id2label=dict(enumerate(names)))
    assert open_model(str(copied)).labels == labels


def test_the_window_stays_within_the_models_positions(copied: Path) -> None:
    change(copied, max_position_embeddings=100, anon={"window": 256})
    assert open_model(str(copied)).window == 100
    change(copied, max_position_embeddings=102, model_type="roberta", pad_token_id=1, anon={"window": 256})
    assert open_model(str(copied)).window == 100
