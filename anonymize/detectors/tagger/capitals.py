"""Lines in capitals, read in small letters; what has no capitals, read once more with one at each word.

A model that sees case knows few words in capitals: they come apart into single letters. In small letters they
are words again, and a model can be trained to find names without capitals. It finds more of them where it is
also shown each word as a name begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

Capitals = Literal["kept", "lowered", "both"]
"""What a model is shown of a line in capitals: the line, or the same in small letters. `both`: in small
letters, and that as well as all else without capitals once more, with a capital at each word."""
SHARE = 0.75
"""A line is in capitals when so much of its cased letters are. An address of the net may stand in it."""
_LINE = regex.compile(r"[^\n\r]+")
_WORD = regex.compile(r"\p{Lu}\p{M}*\p{Lu}[\p{Lu}\p{M}]*+")
_LARGE, _SMALL = regex.compile(r"\p{Lu}"), regex.compile(r"[\p{Ll}--[ß]]", regex.V1)
"""Letters; `ß` stands in words in capitals, too."""
_BETWEEN_BLOCKS = regex.compile(r"(?:\r\n?|\n)[^\S\r\n]*+(?:\r\n?|\n)\s*+")
_BEGINNING = regex.compile(r"(?<![\p{L}\p{M}\p{N}])(?:(?<!['\u2019])|(?=\p{L}{3}))\p{Ll}")
"""A letter with which a word begins; `don't` has one, and `o'brien` two."""
_SEVERAL = regex.compile(r"\p{Ll}{2}\P{L}+.*?\p{Ll}{2}", regex.DOTALL)
"""Two words. One alone may be anything."""


def lowered(text: str) -> str:
    """Gives a text with its lines in capitals in small letters; its characters stay in their places.

    One word in capitals makes no line of them: it may be an abbreviation, which says more as it stands.
    """
    return _LINE.sub(_line, text) if _WORD.search(text) else text


def _line(match: regex.Match[str]) -> str:
    line: str = match[0]
    first = _WORD.search(line)
    if first is None or not _WORD.search(line, first.end()):
        return line
    large = len(_LARGE.findall(line))
    if large < SHARE * (large + len(_SMALL.findall(line))):
        return line
    small = line.lower()
    if len(small) == len(line):
        return small
    return "".join(new if len(new := letter.lower()) == 1 else letter for letter in line)  # İ becomes two


def titled(text: str) -> Iterator[tuple[int, str]]:
    """Gives what has no capitals, with one at each word: lines in capitals, and blocks of lines without any.

    Yields:
        The place of a stretch in the text, and the stretch, as long as it was.
    """
    shown = lowered(text)
    for start, end in _joined(_flat(text, shown), text):
        stretch = shown[start:end]
        if _SEVERAL.search(stretch):
            yield start, _BEGINNING.sub(_capital, stretch)


def _flat(text: str, shown: str) -> Iterator[tuple[int, int]]:
    """Stretches without capitals in a text, given the same with its lines in capitals lowered."""
    start = 0
    for between in _BETWEEN_BLOCKS.finditer(shown):
        yield from _flat_within(text, shown, start, between.start())
        start = between.end()
    yield from _flat_within(text, shown, start, len(shown))


def _flat_within(text: str, shown: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not _LARGE.search(shown, start, end):
        yield start, end
    elif shown is not text:
        for line in _LINE.finditer(shown, start, end):
            if text[slice(*line.span())] != line[0]:
                yield line.span()


def _joined(stretches: Iterator[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Joins stretches with nothing but white space between them."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _capital(match: regex.Match[str]) -> str:
    letter: str = match[0]
    return large if len(large := letter.title()) == 1 else letter
