"""What a GLiNER's directory must hold, and what is said when it does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from anonymize.detectors.gliner import Gliner, is_gliner, open_gliner
from anonymize.errors import ModelError
from tests.tiny_gliner import build_gliner


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_gliner(tmp_path_factory.mktemp("gliner"))


@pytest.fixture
def copied(directory: Path, tmp_path: Path) -> Path:
    return shutil.copytree(directory, tmp_path / "model")


def change(path: Path, **settings: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **settings}))


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such directory; name one that holds a GLiNER"):
        open_gliner(str(tmp_path / "absent"))


def test_a_hub_model_without_a_network() -> None:
    with pytest.raises(ModelError, match="neither a local directory nor to be had from the Hugging Face hub"):
        open_gliner("somebody/some-gliner")


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("gliner_config.json", "no gliner_config.json, so this is not a GLiNER"),
        ("tokenizer.json", "no tokenizer.json; load it with the gliner package"),
        ("model.safetensors", "no model.int8.onnx or model.onnx or model.safetensors"),
    ],
)
def test_an_incomplete_directory(copied: Path, missing: str, message: str) -> None:
    (copied / missing).unlink()
    with pytest.raises(ModelError, match=message):
        open_gliner(str(copied))


@pytest.mark.parametrize(("window", "words"), [(52, 52), (64, 64), (500, 64)])
def test_a_model_may_ask_for_shorter_windows_than_it_can_take(copied: Path, window: int, words: int) -> None:
    change(copied / "gliner_config.json", anon={"window": window})
    files = open_gliner(str(copied))
    assert files.words == words
    assert Gliner(files, {"person": "person"}).describe()["window"] == words


def test_a_window_that_is_no_number_is_refused(copied: Path) -> None:
    change(copied / "gliner_config.json", anon={"window": "wide"})
    with pytest.raises(ModelError, match="window must be a whole number above 0, not 'wide'"):
        open_gliner(str(copied))


def test_pickled_weights_are_not_loaded(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pickled weights are not loaded; .*safe_serialization=True"):
        open_gliner(str(copied))


@pytest.mark.parametrize("name", ["gliner_config.json", "tokenizer_config.json"])
def test_code_of_the_models_own_is_refused(copied: Path, name: str) -> None:
    """The package would fetch and run what `auto_map` names."""
    path = copied / name
    content = json.loads(path.read_text())
    held = content.get("encoder_config", content)
    held["auto_map"] = {"AutoModel": "somebody/else--modeling.Model"}
    path.write_text(json.dumps(content))
    with pytest.raises(
        ModelError, match=f"{name}: auto_map names code of the model's own, which is never run"
    ):
        open_gliner(str(copied))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"labels_encoder": "some/encoder"},
            "labels_encoder makes this a bi-encoder, which is not supported",
        ),
        ({"relations_layer": "dot"}, "relations_layer makes this a model of relations"),
        ({"represent_spans": True}, "represent_spans makes this"),
        ({"span_mode": "markerV1"}, "span_mode 'markerV1' is not supported; token_level and markerV0 are"),
        ({"subtoken_pooling": "some"}, "subtoken_pooling is 'some'"),
        ({"encoder_config": None}, "no encoder_config"),
        ({"max_len": "many"}, "max_len must be a whole number above 0, not 'many'"),
        ({"max_types": 0}, "max_types must be a whole number above 0, not 0"),
    ],
)
def test_a_configuration_that_cannot_be_used(copied: Path, settings: dict[str, Any], message: str) -> None:
    change(copied / "gliner_config.json", **settings)
    with pytest.raises(ModelError, match=message):
        open_gliner(str(copied))


def test_a_configuration_that_is_not_json(copied: Path) -> None:
    (copied / "gliner_config.json").write_text("{")
    with pytest.raises(ModelError, match=r"gliner_config.json: not JSON, line 1"):
        open_gliner(str(copied))


def test_a_tokenizer_without_the_models_marker(copied: Path) -> None:
    change(copied / "gliner_config.json", class_token_index=1)
    with pytest.raises(ModelError, match=r"tokenizer.json: <<ENT>> does not have the id 1"):
        Gliner(open_gliner(str(copied)), {"person": "person"})


@pytest.mark.parametrize("settings", [{"max_len": 40}, {"positions": 200}])
def test_a_model_with_too_small_windows(tmp_path: Path, settings: dict[str, int]) -> None:
    files = open_gliner(str(build_gliner(tmp_path, **settings)))
    with pytest.raises(ModelError, match="too small a model; windows of"):
        Gliner(files, {"person": "person"})


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tokenizer.json", "not a tokenizer"),
        ("model.onnx", "not an ONNX model"),
        ("model.safetensors", "not a GLiNER"),
    ],
)
def test_a_broken_file_is_named(copied: Path, name: str, message: str) -> None:
    (copied / name).write_bytes(b"nonsense")
    with pytest.raises(ModelError, match=message):
        Gliner(open_gliner(str(copied)), {"person": "person"}).detect(["anna"])


def test_weights_that_lack_a_part_are_refused(copied: Path) -> None:
    """The package would leave what is missing at random."""
    from safetensors.torch import load_file, save_file

    weights = load_file(copied / "model.safetensors")
    del weights["scorer.proj_label.weight"]
    save_file(weights, copied / "model.safetensors")
    with pytest.raises(ModelError, match="not a GLiNER that can be loaded"):
        Gliner(open_gliner(str(copied)), {"person": "person"}).detect(["anna"])


def test_positions_that_begin_behind_the_padding(copied: Path) -> None:
    path = copied / "gliner_config.json"
    encoder = json.loads(path.read_text())["encoder_config"]
    change(path, encoder_config={**encoder, "model_type": "roberta", "pad_token_id": 1})
    assert open_gliner(str(copied)).positions == 510


def test_the_tokenizers_limit_holds(copied: Path) -> None:
    change(copied / "tokenizer_config.json", model_max_length=300)
    assert open_gliner(str(copied)).positions == 300


def test_a_gliner_is_known_by_its_configuration(directory: Path, tmp_path: Path) -> None:
    assert is_gliner(str(directory))
    assert not is_gliner(str(tmp_path))
    assert not is_gliner(str(tmp_path / "absent"))
    assert not is_gliner("pii-small")
    assert not is_gliner("somebody/some-model")
