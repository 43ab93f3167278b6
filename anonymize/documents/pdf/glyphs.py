"""Whether the glyphs of a page say what they look like, and the text that they make.

A font may draw what it likes for a code, and say nothing of the characters that are meant. Codes without a
meaning are not text, but they can be read all the same by who tries: they must not reach an output.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

MOST_UNKNOWN = 0.2
"""Share of glyphs without a character from which on a page is not taken for read, wherever they stand: marks
of lists and boxes to tick stay far below it."""
LEAST_LETTERS = 0.4
"""Share of letters and digits below which a text is none. Fonts that were cut down may number their glyphs
anew, and say so nowhere: what they show is read as `!"#$%`. Source code has far more."""
ENOUGH = 40
"""Characters from which on that share tells something."""
_UNKNOWN = "\ufffd"
_LEADERS = re.compile(r"[\s._\xb7\u2026*=|\u2010-\u2015-]+")
"""What lines are drawn with, and what leads to the numbers of a table of contents."""
_WITHIN_WORDS = re.compile(rf"{_UNKNOWN}{_UNKNOWN}|\w{_UNKNOWN}|{_UNKNOWN}\w\w")
"""Before a letter that stands alone it is no part of a word: TeX circles the c of a copyright so."""
_NO_CHARACTERS = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Controls, code points that are not assigned, for private use, or surrogates."""


class Glyph(NamedTuple):
    """What is known of one glyph.

    Attributes:
        code: the code point that it stands for.
        mapped: the font says so; else it is the glyph's own number or a guess.
        hyphen: it parts a word at the end of a line, and the line end that follows is not told.
    """

    code: int
    mapped: bool = True
    hyphen: bool = False


class Reading(NamedTuple):
    r"""What glyphs say.

    Attributes:
        text: with `\ufffd` for each glyph that stands for no character.
        unknown: how many those are.
        readable: no word may have one in it, they are few, and it has letters as a text has.
    """

    text: str
    unknown: int
    readable: bool


def read_glyphs(glyphs: Iterable[Glyph]) -> Reading:
    r"""Makes a text of glyphs. Lines end in `\n`; a word that is parted keeps its hyphen before it."""
    spelled = "".join("-\n" if glyph.hyphen else _spelled(glyph) for glyph in glyphs)
    # Characters beyond the first 65,536 may come in halves; a half alone is none.
    whole = spelled.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = re.sub(r"\r\n?", "\n", whole)
    unknown = text.count(_UNKNOWN)
    said = _LEADERS.sub("", text)
    few = unknown <= MOST_UNKNOWN * len(said) and not (unknown and _WITHIN_WORDS.search(text))
    return Reading(text, unknown, few and _has_letters(said))


def read_string(text: str) -> Reading:
    """Reads a string of the file, which has characters and not glyphs, by the same rule."""
    return read_glyphs(Glyph(ord(character)) for character in text)


def _has_letters(said: str) -> bool:
    letters = sum(character.isalnum() or unicodedata.category(character)[0] == "M" for character in said)
    return len(said) < ENOUGH or letters >= LEAST_LETTERS * len(said)


def _spelled(glyph: Glyph) -> str:
    if not glyph.mapped:
        return _UNKNOWN
    character = chr(glyph.code)
    if " " <= character <= "~" or character in "\r\n\t" or 0xD800 <= glyph.code <= 0xDFFF:
        return character
    return _UNKNOWN if unicodedata.category(character) in _NO_CHARACTERS else character
