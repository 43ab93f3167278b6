"""Targets of links: URLs as people read them, without percent-escapes, with the way back to the spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from anonymize.documents.edits import Edit, spliced
from anonymize.percent import ESCAPES, characters, is_utf_8

_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "/:?#[]@!$&'()*+,;=~"
"""What has a meaning in a URL, and is not escaped (RFC 3986, 2.2)."""


def escaped(target: str) -> str:
    """Gives a target in which every `%` is a part of an escape, so that it reads in one way."""
    return _PERCENT.sub("%25", target)


def read(target: str) -> tuple[str, list[int]]:
    """Reads an escaped target.

    Returns:
        The text, and for each of its characters and its end the place in the spelling.
    """
    text: list[str] = []
    places = [0]
    for character, spelled in _spellings(target):
        text.append(character)
        places.append(places[-1] + len(spelled))
    return "".join(text), places


def edited(target: str, edits: Sequence[Edit]) -> str:
    """Gives the spelling of a target with edits of its text; replacements are escaped.

    Raises:
        UnicodeEncodeError: a replacement cannot be written in UTF-8.
    """
    text, _ = read(target)
    new = _edited(target, edits)
    if read(new)[0] != spliced(text, edits):
        # Bytes that are no UTF-8 met, and are a character now.
        new = _edited("".join(_in_utf_8(*spelling) for spelling in _spellings(target)), edits)
    return new


def _edited(target: str, edits: Sequence[Edit]) -> str:
    _, places = read(target)
    for edit in reversed(edits):
        replacement = quote(edit.replacement, safe=_SAFE)
        target = target[: places[edit.start]] + replacement + target[places[edit.end] :]
    return target


def _spellings(target: str) -> Iterator[tuple[str, str]]:
    """Gives the characters of an escaped target, each with its spelling."""
    position = 0
    for escapes in ESCAPES.finditer(target):
        yield from ((sign, sign) for sign in target[position : escapes.start()])
        yield from characters(escapes[0])
        position = escapes.end()
    yield from ((sign, sign) for sign in target[position:])


def _in_utf_8(character: str, spelled: str) -> str:
    return spelled if spelled == character or is_utf_8(spelled) else quote(character)
