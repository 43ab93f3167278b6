"""Lines in capitals, read in small letters.

A model that sees case knows few words in capitals: they come apart into single letters. In small letters they
are words again, and a model can be trained to find names without capitals.
"""

from __future__ import annotations

from typing import Literal

import regex

Capitals = Literal["kept", "lowered"]
"""What a model is shown of a line in capitals: the line, or the same in small letters."""
SHARE = 0.75
"""A line is in capitals when so much of its cased letters are. An address of the net may stand in it."""
_LINE = regex.compile(r"[^\n\r]+")
_WORD = regex.compile(r"\p{Lu}\p{M}*\p{Lu}[\p{Lu}\p{M}]*+")
_LARGE, _SMALL = regex.compile(r"\p{Lu}"), regex.compile(r"[\p{Ll}--[ß]]", regex.V1)
"""Letters; `ß` stands in words in capitals, too."""


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
