"""What every loader gives: sentences of words with IOB2 tags, in up to three splits.

Owns the types alone. `registry` finds the loader of a data set, `tagging` turns other tag schemes into
IOB2, `splits` takes a part of a data set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Self

OUTSIDE = "O"
"""The tag of a word that belongs to no entity."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and their IOB2 tags, one each, at least one.

    Attributes:
        tokens: the words, as the data set divides them.
        tags: `O`, `B-label` or `I-label`; an `I-` never stands without its entity before it.
        text: what the words stand in, from the first to the last; None where the data set has words alone.
        starts: first code point of each word in `text`.
        annotated: labels that the sentence was marked for; None for all of its data set.
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    text: str | None = field(default=None, compare=False)
    starts: tuple[int, ...] = field(default=(), compare=False)
    annotated: tuple[str, ...] | None = field(default=None, compare=False)

    def written(self) -> tuple[str, tuple[int, ...]]:
        """Gives the text that the words stand in, and their starts; words alone are joined by spaces."""
        if self.text is not None:
            return self.text, self.starts
        lengths = (len(token) + 1 for token in self.tokens)
        return " ".join(self.tokens), tuple(accumulate(lengths, initial=0))[:-1]

    def entities(self) -> list[tuple[int, int, str]]:
        """Gives start and end in `written()` and label of each entity, in order."""
        starts = self.written()[1]
        found: list[tuple[int, int, str]] = []
        for start, token, tag in zip(starts, self.tokens, self.tags, strict=True):
            if tag.startswith("B-"):
                found.append((start, start + len(token), tag[2:]))
            elif tag.startswith("I-"):
                found[-1] = (found[-1][0], start + len(token), tag[2:])
        return found


@dataclass(frozen=True, slots=True)
class RawSentence:
    """A sentence as it stands in a file: tags in any scheme, and where each word was read.

    Attributes:
        tokens: the words, at least one.
        tags: one for each word, as the file has them.
        path: the file.
        lines: the line (counted from 1) of each word.
        unit: what `lines` counts: lines, or rows of a table.
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    path: str
    lines: Sequence[int]
    unit: str = "line"

    def place(self, index: int) -> str:
        """Names file and line of a word, for messages."""
        return f"{self.path}, {self.unit} {self.lines[index]}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set that was read and checked.

    Attributes:
        name: as the user asked for it, such as `wikiann:es`.
        labels: entity labels of all splits, sorted, so that label ids never depend on reading order.
        train: sentences to train on.
        validation: sentences to choose the best epoch by, where the data set has such a split.
        test: sentences to score once at the end, where the data set has such a split.
        notes: what a user should know of the reading, a sentence each, such as spans that cut a word.
    """

    name: str
    labels: tuple[str, ...]
    train: tuple[Sentence, ...]
    validation: tuple[Sentence, ...] | None
    test: tuple[Sentence, ...] | None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        *,
        train: Sequence[Sentence],
        validation: Sequence[Sentence] | None = None,
        test: Sequence[Sentence] | None = None,
        notes: Iterable[str] = (),
    ) -> Self:
        """Makes a data set, its labels collected from all its splits."""
        splits = (train, validation or (), test or ())
        tags = {tag for split in splits for sentence in split for tag in sentence.tags}
        return cls(
            name=name,
            labels=tuple(sorted({tag.partition("-")[2] for tag in tags if tag != OUTSIDE})),
            train=tuple(train),
            validation=None if validation is None else tuple(validation),
            test=None if test is None else tuple(test),
            notes=tuple(notes),
        )

    @property
    def tags(self) -> tuple[str, ...]:
        """All IOB2 tags a head has to tell apart, in the order of their ids: `O`, then by label."""
        return (OUTSIDE, *(f"{prefix}-{label}" for label in self.labels for prefix in "BI"))

    def splits(self) -> dict[str, tuple[Sentence, ...]]:
        """The splits there are, by name: train, validation, test."""
        found = {"train": self.train, "validation": self.validation, "test": self.test}
        return {name: split for name, split in found.items() if split is not None}


@dataclass(frozen=True, slots=True)
class Request:
    """What a loader is asked for.

    Attributes:
        spec: the whole specification, such as `wikiann:es`; becomes the data set's name.
        argument: what stands behind the colon: a language, a file or a directory; may be empty.
        data_dir: where the files lie, for loaders that take one.
        seed: of whatever the loader draws: a division into splits, made-up sentences.
        size: training sentences that will be used; a generator makes that many, files are read whole.
        eval_size: test sentences that will be used, likewise.
    """

    spec: str
    argument: str
    data_dir: Path | None
    seed: int
    size: int | None
    eval_size: int | None
