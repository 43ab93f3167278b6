"""Exact scores: an entity is found when its first and last character and its label are right.

As in CoNLL-2003 (Tjong Kim Sang and De Meulder, 2003), on characters in place of words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol


class Marked(Protocol):
    """A stretch of text with a label: what was marked, or what was found."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...

    @property
    def label(self) -> str:
        """Its label."""
        ...


@dataclass(frozen=True, slots=True)
class Score:
    """How many entities there are, how many were found, how many of those are right.

    Attributes:
        gold: entities that people marked.
        found: entities that were found.
        right: those of them with the bounds and the label of a marked one.
    """

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what is marked that was found; 0 where nothing is marked."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.gold + self.found
        return 2 * self.right / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """Counts and shares as plain values."""
        return asdict(self) | {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact scores of a set of documents.

    Attributes:
        labels: of each label, sorted.
    """

    labels: Mapping[str, Score]

    @property
    def micro(self) -> Score:
        """Over all entities, whatever their label."""
        scores = self.labels.values()
        return Score(*(sum(getattr(score, name) for score in scores) for name in ("gold", "found", "right")))

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels that occur in the marked documents."""
        occurring = [score.f1 for score in self.labels.values() if score.gold]
        return sum(occurring) / len(occurring) if occurring else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain values, for JSON."""
        return {
            "micro": self.micro.as_dict(),
            "macro_f1": self.macro_f1,
            "labels": {label: score.as_dict() for label, score in self.labels.items()},
        }


def score_exact(
    gold: Sequence[Iterable[Marked]],
    found: Sequence[Iterable[Marked]],
    *,
    label: Callable[[str], str] = str,
) -> Exact:
    """Scores what was found.

    Args:
        gold: what is marked in each document; equal ones count once.
        found: what was found in each document, in the same order.
        label: applied to the labels of both, so that names for the same thing are one.

    Raises:
        ValueError: the two differ in length.
    """
    marked, given, right = Counter[str](), Counter[str](), Counter[str]()
    for one, other in zip(gold, found, strict=True):
        wanted = {(span.start, span.end, label(span.label)) for span in one}
        had = {(span.start, span.end, label(span.label)) for span in other}
        marked.update(name for *_, name in wanted)
        given.update(name for *_, name in had)
        right.update(name for *_, name in wanted & had)
    return Exact({name: Score(marked[name], given[name], right[name]) for name in sorted({*marked, *given})})
