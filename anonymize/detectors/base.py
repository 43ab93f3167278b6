"""What every detector gives: spans, and an account of what it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from anonymize.spans import Span


@dataclass(frozen=True, slots=True)
class Detection:
    """What one detector has to say about one text.

    Attributes:
        spans: what it found, in any order.
        unseen: stretches (start, end) of the text that it did not see with enough context. A detector that
            read the whole text gives none.
    """

    spans: tuple[Span, ...]
    unseen: tuple[tuple[int, int], ...] = ()


class Detector(Protocol):
    """Finds spans of some labels. Implementations are picklable."""

    name: str
    labels: frozenset[str]

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
