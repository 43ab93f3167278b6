"""What every detector gives: spans, and an account of what it saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from anonymize.spans import Span

Stretches = tuple[tuple[int, int], ...]
"""Stretches (start, end) of a text, in order, without overlaps."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What one detector has to say about one text.

    Attributes:
        spans: what it found, in any order.
        seen: the stretches of the text that it saw with enough context. What is in none of them, white space
            aside, was not seen, and the text is withheld.
        unread: words that it saw, and of which its model can make nothing: their letters are not in its
            vocabulary, or there are too many of them.
        hints: what has some probability and not enough to be found, so that it takes another reason to hide
            it; those that it found need not be among them.
    """

    spans: tuple[Span, ...]
    seen: Stretches
    unread: Stretches = ()
    hints: tuple[Span, ...] = ()


class Detector(Protocol):
    """Finds spans of some labels. Implementations are picklable.

    Attributes:
        name: the source of its spans.
        labels: canonical labels of its spans.
        scripts: names of the Unicode scripts that it was trained on; None where that is not known, or of no
            matter.
    """

    name: str
    labels: frozenset[str]
    scripts: frozenset[str] | None

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Gives one `Detection` a text, in order. The result for a text does not depend on the others."""
        ...

    def describe(self) -> dict[str, object]:
        """Tells what decides this detector's results (model, precision, thresholds), for the manifest."""
        ...


@runtime_checkable
class ModelDetector(Detector, Protocol):
    """A detector that runs a model."""

    @property
    def weights(self) -> Path:
        """The file with the weights that it runs; configuration and tokenizer lie beside it."""
        ...


def whole(text: str) -> Stretches:
    """Gives all of a text, as what was seen of it."""
    return ((0, len(text)),) if text else ()


def gaps(seen: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Gives the stretches of a text of some length that are in none of those seen, given in order."""
    found: list[tuple[int, int]] = []
    reached = 0
    for start, end in (*seen, (length, length)):
        if start > reached:
            found.append((reached, start))
        reached = max(reached, end)
    return found
