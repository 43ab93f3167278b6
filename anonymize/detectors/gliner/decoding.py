"""From a window's scores to spans of words.

A span's score is its own, or with a head that scores words the least of those of its start, its end and each
word in between, as in the `gliner` package. Unlike there, a span that a stronger one overlaps is kept, unless
stronger spans of its label hold all its words: detection gives all that has to be hidden, and
`anonymize.spans.resolve` makes the union.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anonymize.detectors.gliner.files import Head
from anonymize.detectors.tagger.decoding import HINT

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DOUBT = 2e-5
"""Batches of different shapes give scores that differ by up to 1e-6 (measured on a model of six layers). A
score as near as this to its threshold is computed again with the window on its own, so that it falls on the
same side whatever the batch."""
DECIMALS = 4
"""Of a span's score: those behind depend on what else was in the batch."""


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A stretch of a window's words.

    Attributes:
        start: first word.
        end: last word.
        label: index of the label in the prompt.
        score: 0 to 1.
    """

    start: int
    end: int
    label: int
    score: float


class Decoder:
    """Turns the logits of windows into spans.

    Args:
        head: what the model scores.
        thresholds: of each label in the prompt.
    """

    def __init__(self, head: Head, thresholds: Sequence[float]) -> None:
        self._head = head
        self._thresholds = np.array(thresholds, dtype=np.float32)

    def in_doubt(self, logits: Floats) -> bool:
        """Tells whether a score is too near to its threshold for a window that was not run on its own."""
        threshold = self._thresholds[:, None] if self._head == "token" else self._thresholds
        return bool((np.abs(sigmoid(logits) - threshold) < DOUBT).any())

    def spans(self, logits: Floats) -> list[WordSpan]:
        """Gives the spans that have to be hidden.

        Args:
            logits: of one window, shape (words, labels, 3) or (words, width, labels).
        """
        return [
            span for label in range(len(self._thresholds)) for span in needed(self.candidates(logits, label))
        ]

    def hints(self, logits: Floats) -> list[WordSpan]:
        """Gives the single words that some label has a score of at least `HINT` for, found or not."""
        scores = sigmoid(logits[:, :, 2] if self._head == "token" else logits[:, 0])
        words = np.flatnonzero((scores >= HINT).any(axis=1))
        labels = scores[words].argmax(axis=1)
        return [
            WordSpan(word, word, label, float(scores[word, label]))
            for word, label in zip(words.tolist(), labels.tolist(), strict=True)
        ]

    def candidates(self, logits: Floats, label: int) -> list[WordSpan]:
        """Gives all spans of one label above its threshold, sorted by start and end."""
        threshold = float(self._thresholds[label])
        if self._head == "span":
            scores = sigmoid(logits[:, :, label])
            starts, widths = np.nonzero(scores > threshold)
            return [
                WordSpan(start, start + width, label, float(scores[start, width]))
                for start, width in zip(starts.tolist(), widths.tolist(), strict=True)
            ]
        start, end, inside = sigmoid(logits[:, label]).T
        found = _pairs(start, end, inside, threshold)
        return [WordSpan(first, last, label, score) for first, last, score in found]


def needed(spans: list[WordSpan]) -> list[WordSpan]:
    """Leaves out spans of one label that stronger ones hold all words of: they would only join these."""
    held: set[int] = set()
    kept = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start - span.end, span.start)):
        words = range(span.start, span.end + 1)
        if not held.issuperset(words):
            held.update(words)
            kept.append(span)
    return kept


def sigmoid(logits: Floats) -> Floats:
    """Probabilities from logits, minus infinity included."""
    with np.errstate(over="ignore"):
        return (1 / (1 + np.exp(-logits))).astype(np.float32)


def _pairs(start: Floats, end: Floats, inside: Floats, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of a start and an end with nothing but inside words from one to the other, with their scores."""
    ends = np.flatnonzero(end > threshold)
    outside = np.append(np.flatnonzero(inside < threshold), len(inside))
    for first in np.flatnonzero(start > threshold).tolist():
        stop = int(outside[np.searchsorted(outside, first)])
        least = np.minimum.accumulate(inside[first:stop])
        reached = ends[(ends >= first) & (ends < stop)]
        scores = np.minimum(np.minimum(least[reached - first], end[reached]), start[first])
        for last, score in zip(reached.tolist(), scores.tolist(), strict=True):
            yield first, last, score
