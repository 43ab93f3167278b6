"""Targets of links: URLs as people read them, without percent-escapes, with the way back to the spelling."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from urllib.parse import quote

from anonymize.documents.base import Edit

_ESCAPE = re.compile("(?:%[0-9A-Fa-f]{2})+")
_SAFE = "/:?#[]@!$&'()*+,;=~"
"""What has a meaning in a URL, and is not escaped (RFC 3986, 2.2)."""


def escaped(target: str) -> str:
    """Gives a target in which every `%` is a part of an escape of UTF-8, so that it reads in one way."""
    pieces = []
    position = 0
    for escape in _ESCAPE.finditer(target):
        pieces += [target[position : escape.start()].replace("%", "%25"), _well_formed(escape[0])]
        position = escape.end()
    return "".join((*pieces, target[position:].replace("%", "%25")))


def read(target: str) -> tuple[str, list[int]]:
    """Reads an escaped target.

    Returns:
        The text, and for each of its characters and its end the place in the spelling.
    """
    text: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(target):
        places.append(position)
        if target[position] == "%":
            size = 3 * _width(int(target[position + 1 : position + 3], 16))
            data = bytes.fromhex(target[position : position + size].replace("%", ""))
            text.append(data.decode())
            position += size
        else:
            text.append(target[position])
            position += 1
    return "".join(text), [*places, len(target)]


def edited(target: str, edits: Sequence[Edit]) -> str:
    """Gives the spelling of a target with edits of its text; replacements are escaped.

    Raises:
        UnicodeEncodeError: a replacement cannot be written in UTF-8.
    """
    _, places = read(target)
    for edit in reversed(edits):
        replacement = quote(edit.replacement, safe=_SAFE)
        target = target[: places[edit.start]] + replacement + target[places[edit.end] :]
    return target


def _well_formed(escapes: str) -> str:
    """Keeps the escapes that make characters, and escapes the `%` of the others."""
    data = bytes.fromhex(escapes.replace("%", ""))
    pieces = []
    position = 0
    while position < len(data):
        size = _width(data[position])
        character = data[position : position + size].decode("utf-8", "replace")
        if "\ufffd" in character and character.encode() != data[position : position + size]:
            size = 1
            pieces.append("%25")
            pieces.append(escapes[3 * position + 1 : 3 * position + 3])
        else:
            pieces.append(escapes[3 * position : 3 * (position + size)])
        position += size
    return "".join(pieces)


def _width(first: int) -> int:
    """Bytes of a character in UTF-8, by the first of them (RFC 3629)."""
    return 1 + bisect_left((0xBF, 0xDF, 0xEF), first) if first > 0x7F else 1
