"""A base model with a smaller vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerFast

from anonymize.errors import ModelError
from finetune.cut_vocabulary import cut, texts_of

PIECES = (
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "\u2581",
    "a",
    "n",
    "b",
    "\u2581anna",
    "\u2581ban",
    "\u2581nab",
    "na",
)
SPECIAL = PIECES[:4]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A BERT with a Unigram tokenizer; the later a piece, the less likely."""
    directory = tmp_path / "base"
    tokenizer = Tokenizer(models.Unigram([(piece, -float(index)) for index, piece in enumerate(PIECES)], 3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",  # noqa: S106 - not a secret
        pad_token="<pad>",  # noqa: S106 - not a secret
        eos_token="</s>",  # noqa: S106 - not a secret
        unk_token="<unk>",  # noqa: S106 - not a secret
    )
    wrapped.save_pretrained(directory)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    (directory / "README.md").write_text("A card.")
    return directory


def test_what_the_texts_use_stays_and_its_rows_with_it(base: Path, tmp_path: Path) -> None:
    count = cut(base, tmp_path / "small", ["nab nab nab anna"], size=9)
    tokenizer = Tokenizer.from_file(str(tmp_path / "small" / "tokenizer.json"))
    vocabulary = tokenizer.get_vocab()
    assert count == 9
    assert set(vocabulary) == {*SPECIAL, "\u2581", "a", "n", "b", "\u2581nab"}
    old, new = (load_file(path / "model.safetensors") for path in (base, tmp_path / "small"))
    name = "embeddings.word_embeddings.weight"
    for piece, index in vocabulary.items():
        assert torch.equal(new[name][index], old[name][PIECES.index(piece)]), piece
    assert all(torch.equal(new[other], old[other]) for other in old if other != name)
    assert new.keys() == old.keys()


def test_a_text_of_kept_pieces_gives_the_same_hidden_states(base: Path, tmp_path: Path) -> None:
    cut(base, tmp_path / "small", ["nab " * 3], size=9)
    states = []
    for directory in (base, tmp_path / "small"):
        model = BertModel.from_pretrained(directory, add_pooling_layer=False).eval()
        tokenizer = AutoTokenizer.from_pretrained(directory)
        given = tokenizer("nab anb", return_tensors="pt")
        given.pop("token_type_ids", None)
        states.append(model(**given).last_hidden_state.detach().numpy())
    assert np.allclose(*states, atol=1e-6)


def test_where_the_texts_use_little_the_likeliest_pieces_fill_up(base: Path, tmp_path: Path) -> None:
    cut(base, tmp_path / "small", [], size=10)
    kept = json.loads((tmp_path / "small" / "tokenizer.json").read_text())["model"]["vocab"]
    assert [piece for piece, _ in kept if len(piece) > 2 and piece not in SPECIAL] == [
        "\u2581anna",
        "\u2581ban",
    ]


def test_a_word_whose_piece_is_gone_is_read_as_shorter_ones(base: Path, tmp_path: Path) -> None:
    cut(base, tmp_path / "small", ["nab " * 3], size=9)
    tokenizer = Tokenizer.from_file(str(tmp_path / "small" / "tokenizer.json"))
    assert tokenizer.encode("anna").tokens == ["\u2581", "a", "n", "n", "a"]


def test_the_card_goes_along(base: Path, tmp_path: Path) -> None:
    cut(base, tmp_path / "small", [], size=10)
    assert (tmp_path / "small" / "README.md").read_text() == "A card."


def test_texts_and_labels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "Anna", "labels": ["person"]}\n{"text": "Rome"}\n')
    assert list(texts_of(path)) == ["Anna", "person", "Rome"]


def test_what_cannot_be_cut_is_said(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="8 pieces are special or single characters; --size 5 is too small"):
        cut(base, tmp_path / "small", [], size=5)
    with pytest.raises(ModelError, match="is there already"):
        cut(base, base, [], size=10)
    tokenizer = base / "tokenizer.json"
    content = json.loads(tokenizer.read_text())
    content["model"] = {"type": "BPE", "vocab": {"a": 0}, "merges": []}
    content["added_tokens"] = []
    tokenizer.write_text(json.dumps(content))
    with pytest.raises(ModelError, match="of the kind BPE"):
        cut(base, tmp_path / "small", [], size=10)
    assert not (tmp_path / "small").exists()


def test_weights_that_do_not_fit_the_configuration_are_refused(base: Path, tmp_path: Path) -> None:
    config = json.loads((base / "config.json").read_text())
    (base / "config.json").write_text(json.dumps(config | {"vocab_size": 99}))
    with pytest.raises(ModelError, match="no table has the 99 rows"):
        cut(base, tmp_path / "small", [], size=10)
    assert not (tmp_path / "small").exists()


def test_files_that_are_not_there_or_no_documents_are_named(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone/config\.json"):
        cut(tmp_path / "gone", tmp_path / "output", [], 12)
    (base / "model.safetensors").rename(base / "kept")
    with pytest.raises(ModelError, match=r"model\.safetensors: no such file"):
        cut(base, tmp_path / "output", [], 12)
    with pytest.raises(ModelError, match=r"gone\.jsonl"):
        list(texts_of(tmp_path / "gone.jsonl"))
    (tmp_path / "broken.jsonl").write_text('{"text": "anna"}\n["text"]\n')
    with pytest.raises(ModelError, match="line 2: no JSON object"):
        list(texts_of(tmp_path / "broken.jsonl"))
