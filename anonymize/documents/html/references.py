"""Spellings of text in HTML: character references read, with the way back, and text written.

What a stretch of a page says depends on where it stands: in an attribute `&copy=1` is what it looks like, in
a script nothing is a reference, and in JSON there are escapes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from html.entities import html5

from anonymize.documents.html.tokens import Attribute
from anonymize.documents.json_strings import raw_offsets
from anonymize.documents.stretches import Place, Reading, Stretch

_REFERENCE = re.compile(r"&(?:#[0-9]{1,20};?|#[xX][0-9a-fA-F]{1,20};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_OPEN = re.compile(r"(?:&[#A-Za-z0-9]{0,32}|<)$")
"""What could become a reference or a tag by what is put behind it."""
_IN_TEXT = re.compile("[&<>]")
_IN_QUOTES = re.compile("[&<>\"']")
_BARE = re.compile("[&<>\"'=` \t\n\f\r]")


class Spelling(Enum):
    """How a stretch of a page is to be read and written; see `stretches.Spelling`."""

    TEXT = "text"
    QUOTED = "the value of an attribute in quotes"
    BARE = "the value of an attribute without quotes"
    RAW = "as it stands"
    JSON = "a string of JSON in a script"
    STRAY = "a tag of no element, which becomes text when something in it is replaced"
    BREAK = "a tag that stands for the end of a line"
    TURNED = "a tag from which on text is shown from right to left by force"
    TURNED_BACK = "one behind which it is not any more"

    @property
    def is_sign(self) -> bool:
        """See `stretches.Spelling`."""
        return self in _SIGNS

    @property
    def is_whole(self) -> bool:
        """See `stretches.Spelling`."""
        return self is Spelling.STRAY or self in _SIGNS

    def read(self, spelled: str) -> Reading:
        """See `stretches.Spelling`."""
        if self in _SIGNS:
            return Reading(_SIGNS[self])
        if self is Spelling.JSON:
            return _json(spelled)
        if self in (Spelling.RAW, Spelling.STRAY) or "&" not in spelled:
            return Reading(spelled)
        return Reading.of(spelled, _references(spelled, in_attribute=self is not Spelling.TEXT))

    def write(self, text: str, can: Callable[[str], bool]) -> str:
        """See `stretches.Spelling`."""
        if self is Spelling.RAW:
            return text
        if self is Spelling.JSON:
            return _IN_TEXT.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text)[1:-1])
        meant = {Spelling.QUOTED: _IN_QUOTES, Spelling.BARE: _BARE}.get(self, _IN_TEXT)
        spelled = meant.sub(_reference, text)
        if can(spelled):
            return spelled
        return "".join(sign if can(sign) else _reference(sign) for sign in spelled)

    def open_before(self, spelled: str) -> int:
        """See `stretches.Spelling`."""
        found = None if self in (Spelling.RAW, Spelling.JSON) else _OPEN.search(spelled)
        return 0 if found is None else len(found[0])

    def open_behind(self, spelled: str) -> int:
        """See `stretches.Spelling`."""
        return 0

    def empty(self) -> str:
        """See `stretches.Spelling`."""
        return '""' if self is Spelling.BARE else ""


_SIGNS = {Spelling.BREAK: "\n", Spelling.TURNED: "\u202e", Spelling.TURNED_BACK: "\u202c"}


def value_stretches(attribute: Attribute) -> tuple[Stretch, ...]:
    """Gives where the value of an attribute stands, as it is spelled; nothing where it has none."""
    if attribute.value is None:
        return ()
    return (Stretch(*attribute.value, Spelling.QUOTED if attribute.quote else Spelling.BARE),)


def value_place(page: str, attribute: Attribute) -> Place:
    """Gives the value of an attribute as a text that can be edited."""
    return Place(page, value_stretches(attribute))


def _json(spelled: str) -> Reading:
    literal = f'"{spelled}"'
    text: str = json.loads(literal, strict=False)
    raw = [place - 1 for place in raw_offsets(literal, range(len(text) + 1))]
    found = (
        (raw[offset], raw[offset + 1], sign)
        for offset, sign in enumerate(text)
        if raw[offset + 1] - raw[offset] > 1
    )
    return Reading.of(spelled, found)


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


def _reference(sign: re.Match[str] | str) -> str:
    letter = sign if isinstance(sign, str) else sign[0]
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return named.get(letter, f"&#{ord(letter)};")
