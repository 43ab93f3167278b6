"""Export of models of other kinds than BERT: int8 finds what torch finds, or the export is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS
from anonymize.detectors.tagger import open_model
from anonymize.detectors.tagger.runtimes import open_runtime
from anonymize.errors import ModelError
from finetune import export
from finetune.export import export_onnx
from tests.tiny_tagger import build_tagger, build_wide_tagger

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:DeprecationWarning")
"""What the library's DeBERTa is made with."""
WIDE = {"hidden_size": 384, "num_attention_heads": 4, "intermediate_size": 768, "num_hidden_layers": 2}


def albert(transformers: Any, common: dict[str, Any]) -> Any:
    """All layers are one layer."""
    config = transformers.AlbertConfig(**common, **WIDE, embedding_size=64)
    return transformers.AlbertForTokenClassification(config)


def deberta(transformers: Any, common: dict[str, Any]) -> Any:
    """The layers that words and distances go through share their weights."""
    config = transformers.DebertaV2Config(
        **common, **WIDE, relative_attention=True, pos_att_type=["p2c", "c2p"], max_relative_positions=64,
        position_buckets=32, norm_rel_ebd="layer_norm", share_att_key=True, position_biased_input=False,
        type_vocab_size=0,
    )  # fmt: skip
    return transformers.DebertaV2ForTokenClassification(config)


def distilbert(transformers: Any, common: dict[str, Any]) -> Any:
    config = transformers.DistilBertConfig(**common, dim=384, n_heads=4, hidden_dim=768, n_layers=2)
    return transformers.DistilBertForTokenClassification(config)


def roberta(transformers: Any, common: dict[str, Any]) -> Any:
    config = transformers.RobertaConfig(**common, **WIDE, max_position_embeddings=300, type_vocab_size=1)
    return transformers.RobertaForTokenClassification(config)


def short(transformers: Any, common: dict[str, Any]) -> Any:
    """Takes fewer tokens than texts are measured on."""
    config = transformers.BertConfig(**common, **WIDE, max_position_embeddings=128)
    return transformers.BertForTokenClassification(config)


Build = Callable[[Any, dict[str, Any]], Any]


def built(directory: Path, build: Build) -> Path:
    """A model of a kind with the tiny tagger's tokenizer and tags, and weights by chance."""
    import torch
    import transformers

    config = json.loads((build_tagger(directory) / "config.json").read_bytes())
    common = {
        "vocab_size": config["vocab_size"],
        "id2label": {int(key): tag for key, tag in config["id2label"].items()},
        "pad_token_id": 0,
    }
    torch.manual_seed(0)
    model = build(transformers, common)
    with torch.no_grad():
        for values in model.parameters():
            values.normal_(std=0.05)
    model.save_pretrained(directory)
    written = json.loads((directory / "config.json").read_bytes())
    (directory / "config.json").write_text(json.dumps({**written, "anon": config["anon"]}))
    return directory


def logits(directory: Path, precision: str | None = None) -> Any:
    sequences = [np.arange(5, 5 + length, dtype=np.int64) for length in (4, 9, 15)]
    return np.concatenate(open_runtime(open_model(str(directory)), precision=precision).logits(sequences))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Build], Path]:
    """Gives a model of a kind with its int8 graph, made once for all tests here; they change copies."""

    @cache
    def made(build: Build) -> Path:
        directory = built(tmp_path_factory.mktemp(build.__name__), build)
        export_onnx(directory, int8=True)
        return directory

    return made


def graph_alone(exported: Path, directory: Path) -> Path:
    """Copies a model without the weights that torch reads."""
    shutil.copytree(exported, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns(TORCH_WEIGHTS))
    return directory


@pytest.mark.parametrize("build", [albert, deberta, distilbert, roberta, short])
def test_int8_gives_nearly_what_torch_gives(exported: Callable[[Build], Path], build: Build) -> None:
    expected = logits(exported(build), "fp32")
    assert np.linalg.norm(logits(exported(build)) - expected) < 0.1 * np.linalg.norm(expected)


@pytest.mark.parametrize("build", [distilbert, roberta, short])
def test_torch_reads_weights_back_from_the_graph_alone(
    exported: Callable[[Build], Path], tmp_path: Path, build: Build
) -> None:
    directory = graph_alone(exported(build), tmp_path)
    expected = logits(directory)
    assert np.linalg.norm(logits(directory, "fp32") - expected) < 0.1 * np.linalg.norm(expected)


def test_a_graph_that_lacks_weights_for_torch_says_what_has_them(
    exported: Callable[[Build], Path], tmp_path: Path
) -> None:
    directory = graph_alone(exported(deberta), tmp_path)
    assert len(logits(directory))
    with pytest.raises(
        ModelError, match=r"an int8 graph has not all of this kind: use its model\.safetensors"
    ):
        logits(directory, "fp32")


def test_a_model_without_its_head_is_refused(tmp_path: Path) -> None:
    """Its missing weights would be drawn by chance, and the graph would hide that."""
    path = build_tagger(tmp_path) / TORCH_WEIGHTS
    save_file(
        {name: values for name, values in load_file(path).items() if "classifier" not in name},
        path,
        metadata={"format": "pt"},
    )
    with pytest.raises(ModelError, match="2 weights of the model are missing"):
        export_onnx(tmp_path, int8=False)
    assert not list(tmp_path.glob("*.onnx"))


def test_a_head_of_another_shape_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = build_tagger(tmp_path) / TORCH_WEIGHTS
    stored = load_file(path)
    save_file(
        {**stored, "classifier.weight": stored["classifier.weight"][:5]}, path, metadata={"format": "pt"}
    )
    with pytest.raises(
        ModelError, match=r"not a token-classification model that can be loaded|of another shape"
    ):
        export_onnx(tmp_path, int8=False)


def test_int8_that_is_far_from_fp32_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_wide_tagger(tmp_path)
    monkeypatch.setattr(export, "INT8_TOLERANCE", 1e-6)
    with pytest.raises(ModelError, match=r"differs from that in fp32 by .*; export it without --int8"):
        export_onnx(tmp_path, int8=True)
    assert not (tmp_path / INT8_GRAPH).exists()
