"""Weights read back from an int8 graph: torch runs them, and training goes on from them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS, weights_of
from anonymize.detectors.tagger import Tagger, open_model
from anonymize.detectors.tagger.runtimes import open_runtime
from anonymize.errors import ModelError
from finetune.backbone import restore_backbone
from finetune.base_models import open_base
from finetune.export import export_onnx
from finetune.heads import new_tagger
from tests.tiny_gliner import build_gliner
from tests.tiny_tagger import build_tagger, build_wide_tagger

TEXT = "the parcel went to anna schmidt in harbour road 17 and to berlin"


def test_weights_come_back_to_a_step_of_int8(tmp_path: Path) -> None:
    stored = load_file(build_wide_tagger(tmp_path) / TORCH_WEIGHTS)
    read = weights_of(export_onnx(tmp_path, int8=True))
    assert read.keys() == stored.keys()
    for name, values in stored.items():
        assert read[name].shape == values.shape
        assert np.linalg.norm(read[name] - values) <= 0.05 * np.linalg.norm(values), name


def test_torch_runs_what_an_int8_graph_holds(tmp_path: Path) -> None:
    export_onnx(build_tagger(tmp_path), int8=True)
    files = open_model(str(tmp_path))
    (whole,) = Tagger(files, files.labels, precision="fp32").detect([TEXT])
    (tmp_path / TORCH_WEIGHTS).unlink()
    files = open_model(str(tmp_path))
    runtime = open_runtime(files, precision="fp32")
    assert (runtime.name, runtime.weights) == ("torch", tmp_path / INT8_GRAPH)
    (read,) = Tagger(files, files.labels, precision="fp32").detect([TEXT])
    assert [(s.start, s.end, s.label) for s in read.spans] == [(s.start, s.end, s.label) for s in whole.spans]
    assert np.allclose([s.score for s in read.spans], [s.score for s in whole.spans], atol=0.01)


def test_a_graph_of_others_is_refused(tmp_path: Path) -> None:
    node = helper.make_node("Identity", ["input_ids"], ["logits"])
    ports = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n"]) for name in ("input_ids", "logits")
    ]
    onnx.save(helper.make_model(helper.make_graph([node], "g", ports[:1], ports[1:])), tmp_path / INT8_GRAPH)
    with pytest.raises(ModelError, match="not an int8 graph that `anon models export` wrote"):
        weights_of(tmp_path / INT8_GRAPH)
    (tmp_path / INT8_GRAPH).write_bytes(b"no graph")
    with pytest.raises(ModelError, match="not an ONNX model"):
        weights_of(tmp_path / INT8_GRAPH)


def test_training_goes_on_from_an_int8_graph(tmp_path: Path) -> None:
    export_onnx(build_tagger(tmp_path), int8=True)
    stored = load_file(tmp_path / TORCH_WEIGHTS)
    (tmp_path / TORCH_WEIGHTS).unlink()
    base = open_base(str(tmp_path))
    name = "bert.embeddings.word_embeddings.weight"
    restored = new_tagger(base, ("O", "B-person", "I-person")).state_dict()[name].numpy()
    assert base.name == str(tmp_path)
    assert np.abs(restored - stored[name]).max() < 0.01


def test_a_backbone_has_as_many_layers_as_are_asked_for_and_no_tokens_of_a_gliner(tmp_path: Path) -> None:
    gliner = build_gliner(tmp_path / "gliner")
    export_onnx(gliner, int8=True)
    tokenizer = json.loads((gliner / "tokenizer.json").read_bytes())
    own = {**tokenizer["added_tokens"][0], "content": "<<FLERT>>", "id": len(tokenizer["model"]["vocab"])}
    tokenizer["added_tokens"].append(own)
    (gliner / "tokenizer.json").write_text(json.dumps(tokenizer))
    restore_backbone(gliner, tmp_path / "base", layers=1)
    base = open_base(str(tmp_path / "base"))
    model = new_tagger(base, ("O", "B-person"))
    assert model.config.num_hidden_layers == 1
    assert model.config.vocab_size == len(base.tokenizer) == len(tokenizer["model"]["vocab"])


def test_no_piece_has_a_digit_and_a_sign(tmp_path: Path) -> None:
    vocabulary = [["<unk>", 0.0], *([piece, -1.0] for piece in ("\u2581", "\u25812013,", "\u2581a", "!"))]
    singles = [[piece, -2.0] for piece in ("2", "0", "1", "3", ",")]
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer":
            {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": None, "decoder": None,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [*vocabulary, *singles], "byte_fallback": False},
    }  # fmt: skip
    model = tmp_path / "model"
    model.mkdir()
    export_onnx(build_tagger(model), int8=True)
    (model / "tokenizer.json").write_text(json.dumps(tokenizer))

    def pieces(directory: Path) -> list[str]:
        found: list[str] = Tokenizer.from_file(str(directory / "tokenizer.json")).encode("2013, a!").tokens
        return found

    assert pieces(model) == ["\u25812013,", "\u2581a", "!"]
    restore_backbone(model, tmp_path / "base")
    assert pieces(tmp_path / "base") == ["\u2581", "2", "0", "1", "3", ",", "\u2581a", "!"]


def test_a_tagger_keeps_the_tokens_that_its_owner_added(tmp_path: Path) -> None:
    export_onnx(build_tagger(tmp_path), int8=True)
    (tmp_path / TORCH_WEIGHTS).unlink()
    tokenizer = json.loads((tmp_path / "tokenizer.json").read_bytes())
    shape = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    added = {"id": len(tokenizer["model"]["vocab"]), "content": "<mine>", **shape}
    tokenizer["added_tokens"].append(added)
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    assert "<mine>" in open_base(str(tmp_path)).tokenizer.get_vocab()


@pytest.mark.parametrize("layers", [0, 99])
def test_layers_that_are_not_there_are_refused(tmp_path: Path, layers: int) -> None:
    directory = tmp_path / "tagger"
    directory.mkdir()
    export_onnx(build_tagger(directory), int8=True)
    with pytest.raises(ModelError, match=f"it has 1 layers, not {layers}"):
        restore_backbone(directory, tmp_path / "base", layers=layers)
    assert not (tmp_path / "base").exists()
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "file").touch()
    with pytest.raises(ModelError, match="not empty"):
        restore_backbone(directory, tmp_path / "base")
