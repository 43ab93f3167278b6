"""Counts of a data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import ModelError
from finetune.datasets.base import Dataset, Sentence
from finetune.datasets.statistics import describe, subword_measure
from tests.finetune.datasets.support import write

ANA = Sentence(("Ana", "Ruiz", "va"), ("B-PER", "I-PER", "O"))
VA = Sentence(("va",), ("O",))
LONG = Sentence(("va",) * 9, ("O",) * 9)


def test_counts_are_of_entities_words_and_lengths() -> None:
    dataset = Dataset.of("made", train=(ANA, VA, LONG), test=(ANA, LONG, Sentence(("x",), ("B-LOC",))))
    found = describe(dataset, measure=lambda split: [len(item.tokens) + 2 for item in split], limit=5)
    train, test = found.splits["train"], found.splits["test"]
    assert (train.sentences, train.words, train.without_entity) == (3, 13, 2)
    assert train.entities == {"LOC": 0, "PER": 1}
    assert (train.mean_subwords, train.max_subwords, train.over_limit) == (6.3, 11, 1)
    assert (train.in_train, test.in_train) == (None, 2)
    assert list(found.splits) == ["train", "test"]


def test_sentence_stands_in_train_whatever_its_tags() -> None:
    other_tags = Sentence(ANA.tokens, ("O", "O", "O"))
    found = describe(Dataset.of("made", train=(ANA,), test=(other_tags,)), measure=_ones, limit=5)
    assert found.splits["test"].in_train == 1


def test_subwords_are_the_tokenizers_with_its_special_tokens(torch_tagger: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(torch_tagger / "tokenizer.json"))
    sentences = [ANA, LONG] * 1_100
    expected = [len(tokenizer.encode(list(item.tokens), is_pretokenized=True).ids) for item in (ANA, LONG)]
    assert subword_measure(torch_tagger)(sentences) == expected * 1_100


def test_truncation_of_the_tokenizer_is_not_believed(torch_tagger: Path, tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(torch_tagger / "tokenizer.json"))
    tokenizer.enable_truncation(4)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert subword_measure(tmp_path)([LONG]) == subword_measure(torch_tagger)([LONG])


@pytest.mark.parametrize("content", [None, "{}"])
def test_directory_without_a_tokenizer_is_said(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        write(tmp_path / "tokenizer.json", content)
    with pytest.raises(ModelError, match=r"tokenizer"):
        subword_measure(tmp_path)


def _ones(sentences: object) -> list[int]:
    return [1]
