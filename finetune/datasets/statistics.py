"""What `anon dataset stats` tells of a data set: counts, lengths in sub-words, sentences in two splits.

A test sentence that also stands in train measures memory, not learning; WikiANN has many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anonymize.errors import ModelError
from finetune.datasets.base import Dataset, Sentence

BATCH = 1_000
"""Sentences handed to the tokenizer at a time."""

Measure = Callable[[Sequence[Sentence]], list[int]]
"""Gives the length of each sentence in sub-words, special tokens included."""


@dataclass(frozen=True, slots=True)
class SplitStatistics:
    """Of one split.

    Attributes:
        sentences: how many.
        words: of all sentences together.
        entities: how many of each label; every label of the data set is there.
        without_entity: sentences with nothing in them.
        mean_subwords: mean length of a sentence, special tokens included.
        max_subwords: length of the longest one.
        over_limit: sentences longer than the limit, which training has to split.
        in_train: sentences that stand in train word for word; None for train itself.
    """

    sentences: int
    words: int
    entities: dict[str, int]
    without_entity: int
    mean_subwords: float
    max_subwords: int
    over_limit: int
    in_train: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of a data set: the limit in sub-words that was asked about, the splits by name, the loader's notes."""

    name: str
    limit: int
    labels: tuple[str, ...]
    splits: dict[str, SplitStatistics]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def describe(dataset: Dataset, *, measure: Measure, limit: int) -> Statistics:
    """Counts a data set.

    Args:
        dataset: as loaded.
        measure: how long sentences are in sub-words, see `subword_measure`.
        limit: longest sentence a model will be given, in sub-words, special tokens included.
    """
    in_train = {sentence.tokens for sentence in dataset.train}
    splits = {
        name: _describe(split, dataset.labels, measure, limit, None if name == "train" else in_train)
        for name, split in dataset.splits().items()
    }
    return Statistics(dataset.name, limit, dataset.labels, splits, dataset.notes)


def subword_measure(directory: Path) -> Measure:
    """Makes the measure of a model's tokenizer.

    Args:
        directory: holds `tokenizer.json`.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    from tokenizers import Tokenizer

    path = directory / "tokenizer.json"
    if not path.is_file():
        raise ModelError(
            f"{directory}: no tokenizer.json; name the directory of a model with a fast tokenizer"
        )
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise ModelError(f"{path}: not a tokenizer that can be read") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def measure(sentences: Sequence[Sentence]) -> list[int]:
        lengths: list[int] = []
        for start in range(0, len(sentences), BATCH):
            words = [list(sentence.tokens) for sentence in sentences[start : start + BATCH]]
            lengths += map(len, tokenizer.encode_batch(words, is_pretokenized=True))
        return lengths

    return measure


def _describe(
    sentences: Sequence[Sentence],
    labels: Sequence[str],
    measure: Measure,
    limit: int,
    in_train: set[tuple[str, ...]] | None,
) -> SplitStatistics:
    counts = Counter(tag[2:] for item in sentences for tag in item.tags if tag.startswith("B-"))
    lengths = measure(sentences) or [0]
    return SplitStatistics(
        sentences=len(sentences),
        words=sum(len(item.tokens) for item in sentences),
        entities={label: counts[label] for label in labels},
        without_entity=sum(all(tag == "O" for tag in item.tags) for item in sentences),
        mean_subwords=round(sum(lengths) / len(lengths), 1),
        max_subwords=max(lengths),
        over_limit=sum(length > limit for length in lengths),
        in_train=None if in_train is None else sum(item.tokens in in_train for item in sentences),
    )
