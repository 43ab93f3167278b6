"""Spans: what a detector found, and the rules that turn many findings into one set to replace.

Offsets are code points into the document's text, end exclusive. Two rules keep names from slipping out
at the edges: spans grow outward to word bounds, and overlapping spans are replaced as their union.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import regex

WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*+|[\w\p{M}\u00ad\u200b]++"
)
"""A word: a run of letters, marks, digits, joiners and characters that cannot be seen. Scripts written
without spaces go by the character, or else one span would swallow a whole sentence."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that a detector found.

    Attributes:
        start: first code point.
        end: one past the last code point.
        label: canonical label.
        score: 0 to 1; what it means is the detector's to say.
        source: name of the detector.
    """

    start: int
    end: int
    label: str
    score: float
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span bounds {self.start}:{self.end} are not a stretch of text")


def snap(spans: Iterable[Span], text: str) -> list[Span]:
    """Grows each span outward to the bounds of the words it touches, so that no part of a word survives."""
    found = list(spans)
    if not found:
        return []
    words = [match.span() for match in WORD.finditer(text)]
    starts = [start for start, _ in words]
    return [
        replace(span, start=low, end=high) for span in found for low, high in [_grow(span, words, starts)]
    ]


def _grow(span: Span, words: Sequence[tuple[int, int]], starts: Sequence[int]) -> tuple[int, int]:
    first = bisect_right(starts, span.start) - 1
    last = bisect_right(starts, span.end - 1) - 1
    low, high = span.start, span.end
    if first >= 0 and words[first][1] > span.start:
        low = words[first][0]
    if last >= 0:
        high = max(high, words[last][1])
    return low, high


def resolve(spans: Iterable[Span], *, exposed: Collection[str] = ()) -> list[Span]:
    """Merges overlapping spans into their union, in one sorted pass.

    The union carries the label, score and source of its strongest member: the one with the highest score,
    the longer one where scores are equal. A label whose operator leaves characters standing never wins
    over one whose operator does not.

    Args:
        spans: findings of all detectors, in any order.
        exposed: labels whose operator leaves characters of the value in the output (`keep`).

    Returns:
        Spans that do not overlap, sorted by start.
    """

    def strength(span: Span) -> tuple[bool, float, int]:
        return span.label not in exposed, span.score, span.end - span.start

    merged: list[Span] = []
    strongest: Span | None = None
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.label, span.source, -span.score)):
        if strongest is None or span.start >= merged[-1].end:
            strongest = span
            merged.append(span)
            continue
        if strength(span) > strength(strongest):
            strongest = span
        union = merged[-1]
        merged[-1] = replace(strongest, start=union.start, end=max(union.end, span.end))
    return merged
