"""Small detectors and operators that do exactly what a test needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anonymize.detectors.base import Detection, gaps, whole
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.spans import Span


class Fixed:
    """Finds given spans in given texts."""

    name = "fixed"
    labels = frozenset({"person", "address"})
    scripts: frozenset[str] | None = None

    def __init__(self, found: Mapping[str, tuple[Span, ...]]) -> None:
        self._found = found

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return [Detection(self._found.get(text, ()), whole(text)) for text in texts]

    def describe(self) -> dict[str, object]:
        return {"detector": self.name}


class Gaps(Fixed):
    """Sees all but some stretches of every text that is long enough to have them."""

    name = "gaps"

    def __init__(self, unseen: Sequence[tuple[int, int]]) -> None:
        super().__init__({})
        self._unseen = tuple(unseen)

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return [
            Detection((), tuple(gaps([gap for gap in self._unseen if gap[1] <= len(text)], len(text))))
            for text in texts
        ]


class Failing(Fixed):
    """Raises an error when a text holds a word, and finds nothing otherwise."""

    name = "failing"

    def __init__(self, word: str, error: Exception) -> None:
        super().__init__({})
        self._word = word
        self._error = error

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if any(self._word in text for text in texts):
            raise self._error
        return super().detect(texts)


def operators(*labels: str) -> OperatorSet:
    """Operators that replace by the label."""
    return OperatorSet.build({}, labels=labels, key=Key.random())
