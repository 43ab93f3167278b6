"""Spellings of text in HTML: character references read, with the way back, and text written.

What a stretch of a page says depends on where it stands: in an attribute `&copy=1` is what it looks like, in
a script nothing is a reference, and in JSON there are escapes.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html.entities import html5

from anonymize.documents.json_strings import raw_offsets

_REFERENCE = re.compile(r"&(?:#[0-9]{1,20};?|#[xX][0-9a-fA-F]{1,20};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
OPEN = re.compile(r"(?:&[#A-Za-z0-9]{0,32}|<)$")
"""What could become a reference or a tag by what is put behind it."""
_IN_TEXT = re.compile("[&<>]")
_IN_QUOTES = re.compile("[&<>\"']")
_BARE = re.compile("[&<>\"'=` \t\n\f\r]")


class Spelling(Enum):
    """How a stretch of a page is to be read and written."""

    TEXT = "text"
    QUOTED = "the value of an attribute in quotes"
    BARE = "the value of an attribute without quotes"
    RAW = "as it stands"
    JSON = "a string of JSON in a script"
    STRAY = "a tag of no element, which becomes text when something in it is replaced"
    BREAK = "a tag that stands for the end of a line"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stretch of a page says.

    Attributes:
        text: what it says.
        starts: for each reference where it stands in the text.
        shifts: for each reference how much further the spelling is behind it than the text.
    """

    text: str
    starts: Sequence[int] = ()
    shifts: Sequence[int] = ()

    def raw(self, offset: int) -> int:
        """Gives where in the spelling the character at an offset of the text starts; its end for the last."""
        index = bisect_right(self.starts, offset - 1) - 1
        return offset if index < 0 else offset + self.shifts[index]


def read(spelled: str, spelling: Spelling) -> Reading:
    """Reads a stretch of a page."""
    if spelling is Spelling.BREAK:
        return Reading("\n")
    if spelling is Spelling.JSON:
        literal = f'"{spelled}"'
        text: str = json.loads(literal, strict=False)
        raw = raw_offsets(literal, range(len(text) + 1))
        return _shifted(text, [place - 1 for place in raw])
    if spelling in (Spelling.RAW, Spelling.STRAY) or "&" not in spelled:
        return Reading(spelled)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    position = length = 0
    for start, end, said in _references(spelled, in_attribute=spelling is not Spelling.TEXT):
        length += start - position
        pieces += spelled[position:start], said
        # A reference to two characters is one place: an edit of either concerns both.
        for place in range(len(said)):
            starts.append(length + place)
            shifts.append(end - length - place - 1)
        length += len(said)
        position = end
    return Reading("".join((*pieces, spelled[position:])), starts, shifts)


def _shifted(text: str, raw: Sequence[int]) -> Reading:
    starts: list[int] = []
    shifts: list[int] = []
    before = 0
    for offset in range(len(text)):
        shift = raw[offset + 1] - offset - 1
        if shift != before:
            starts.append(offset)
            shifts.append(shift)
            before = shift
    return Reading(text, starts, shifts)


def _references(spelled: str, *, in_attribute: bool) -> Iterator[tuple[int, int, str]]:
    for match in _REFERENCE.finditer(spelled):
        name = match[0][1:]
        if name.startswith("#"):
            if said := html.unescape(match[0]):
                yield *match.span(), said
            continue
        known = name if name in html5 else None
        if known is None:
            known = next((name[:size] for size in range(len(name) - 1, 1, -1) if name[:size] in html5), None)
        if known is None:
            continue
        end = match.start() + 1 + len(known)
        following = spelled[end : end + 1]
        if in_attribute and not known.endswith(";") and (following == "=" or following.isalnum()):
            continue
        yield match.start(), end, html5[known]


def written(text: str, spelling: Spelling, can: Callable[[str], bool]) -> str:
    """Spells a text.

    Args:
        text: what is to be said.
        spelling: where.
        can: tells whether the encoding of the page has a character.
    """
    if spelling is Spelling.RAW:
        return text
    if spelling is Spelling.JSON:
        spelled = json.dumps(text)[1:-1]
        return re.sub("[<>&]", lambda match: f"\\u{ord(match[0]):04x}", spelled)
    meant = {Spelling.QUOTED: _IN_QUOTES, Spelling.BARE: _BARE}.get(spelling, _IN_TEXT)
    spelled = meant.sub(_reference, text)
    if not can(spelled):
        spelled = "".join(sign if can(sign) else _reference(sign) for sign in spelled)
    return spelled


def _reference(sign: re.Match[str] | str) -> str:
    letter = sign if isinstance(sign, str) else sign[0]
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return named.get(letter, f"&#{ord(letter)};")
