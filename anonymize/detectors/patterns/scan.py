"""The view of a text that the pattern finders share, and what every finder needs: bounds, scores, spans.

Most identifiers are anchored on a run of digits, so the runs are listed once for all finders. The finders
only know ASCII digits, the plain space and the hyphen: `plain` reads the other forms as those, one code
point for one, so that offsets stay true. What counts as an identifier is up to the finders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from anonymize.spans import Span

SOURCE = "patterns"

CONFIRMED = 1.0
"""A checksum or a parser confirmed the value."""
DISTINCTIVE = 0.9
"""Only the written form speaks for it, but next to nothing else is written like that: an e-mail address."""
AMBIGUOUS = 0.6
"""The form is shared with other numbers, and no check tells them well apart: ten digits in a row."""

WORD = "0-9A-Za-zÀ-ÖØ-öø-ɏ\u0370-\u0373\u0376-\u037d\u037f\u0386\u0388-\u03f5\u03f7-\u0481\u048a-\u04ff"
"""Inside of a character class: digits and Latin, Greek and Cyrillic letters, which make one word with a
digit that they touch.

Letters of other scripts do not: Chinese, Japanese or Thai stands beside a number without a space, Korean
and Arabic hang particles on it. The underscore joins words (`scan_4111…`) but does not make one number.
"""

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Inside of a character class of the `regex` module: scripts written without spaces between words."""

_DIGITS = re.compile("[0-9]+")
_NOT_PLAIN = re.compile(
    "[^\\D0-9]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]|[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
)
_BLANK = "\n"
"""Stands in for characters that are taken: part of no word, and no separator inside an identifier."""


@dataclass(frozen=True)
class Scan:
    """A text on its way through the finders.

    Attributes:
        text: the text, as `plain` gives it.
        region: ISO 3166 code of the country whose local forms are understood.
    """

    text: str
    region: str

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The runs of ASCII digits, as (start, end) in order; maximal, so neighbours never touch."""
        return [match.span() for match in _DIGITS.finditer(self.text)]

    def without(self, taken: Iterable[tuple[int, int]]) -> Scan:
        """Gives a scan of the same length in which the stretches `taken` are blank.

        Args:
            taken: (start, end) in any order; they may overlap.
        """
        pieces: list[str] = []
        done = 0
        for start, end in sorted(taken):
            if end > done:
                pieces += (self.text[done:start], _BLANK * (end - max(start, done)))
                done = end
        return Scan("".join((*pieces, self.text[done:])), self.region) if pieces else self


def plain(text: str) -> str:
    """Reads digits of every script as ASCII digits, spaces as the plain one, dashes as the hyphen.

    Returns:
        A text of the same length: each code point stays one code point.
    """
    return text if text.isascii() else _NOT_PLAIN.sub(_plain_character, text)


def _plain_character(match: re.Match[str]) -> str:
    character = match[0]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return " " if character.isspace() else "-"


def make_span(start: int, end: int, label: str, score: float) -> Span:
    """Builds a span of this detector."""
    return Span(start, end, label, score, SOURCE)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Joins overlapping spans of one label to their union, with the best of their scores.

    Args:
        spans: spans of one label, in any order.

    Returns:
        Spans in order of start that do not overlap; spans that merely touch stay apart.
    """
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = make_span(
                last.start, max(last.end, span.end), last.label, max(last.score, span.score)
            )
        else:
            merged.append(span)
    return merged
