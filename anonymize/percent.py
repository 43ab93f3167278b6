"""Percent-escapes of addresses (RFC 3986, 2.1), read as what people meant by them: UTF-8, or Windows-1252."""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})++")


def characters(escapes: str) -> Iterator[tuple[str, str]]:
    """Gives what a row of escapes says, a character at a time, each with its spelling.

    Bytes that are no UTF-8 are read as Windows-1252 (`M%FCller`), as browsers write them for pages in it.
    """
    position = 0
    for character in bytes.fromhex(escapes.replace("%", "")).decode("utf-8", "surrogateescape"):
        data = character.encode("utf-8", "surrogateescape")
        spelled = escapes[position : position + 3 * len(data)]
        position += len(spelled)
        yield (character if is_utf_8(spelled) else _WINDOWS[data[0]]), spelled


def is_utf_8(escape: str) -> bool:
    """Tells whether the escape of one character is UTF-8."""
    return len(escape) > len("%FC") or int(escape[1:], 16) < 0x80


def unescaped(text: str) -> str:
    """Gives a text with its escapes read; a `%` that is part of none stays."""
    return ESCAPES.sub(lambda row: "".join(character for character, _ in characters(row[0])), text)


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # as browsers do with the five that are none


_WINDOWS = [_windows(byte) for byte in range(0x100)]
