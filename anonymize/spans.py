"""Spans: what a detector found, and the rules that turn many findings into one set to replace.

Offsets are code points into the document's text, end exclusive. Two rules keep names from slipping out
at the edges: spans grow outward to word bounds, and overlapping spans are replaced as their union.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import regex

WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*|[\w\u00ad]+")
"""A word: a run of letters, marks, digits and joiners. Scripts written without spaces go by the character,
or else one span would swallow a whole sentence."""


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
