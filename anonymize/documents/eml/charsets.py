"""Charsets of mails: UTF-16 and UTF-32 are what they say, where a page's `<meta>` can only mean UTF-8."""

from __future__ import annotations

import codecs
import re

from anonymize.documents.html.record import codec_of

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MARKS_OF_32 = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"))
_NAMES = {
    **dict.fromkeys(("csunicode", "iso-10646-ucs-2", "ucs-2", "unicode", "unicodefeff"), "utf-16"),
    "unicodefffe": "utf-16-be",
}
"""Names of UTF-16 that Python has not (WHATWG Encoding, 4.2)."""
_ASCII = re.compile(rb"[\t\n\r -~]*")
_AMISS = re.compile("[\0\ufffe]")


def mail_codec(label: str, data: bytes) -> str | None:
    """Gives the codec that a charset means for some bytes.

    None where none is known by that name, or nothing tells which byte of a character is the first.
    """
    wide = _wide(label)
    marks = _MARKS_OF_32 if wide and wide.startswith("utf-32") else _MARKS
    marked = next((codec for mark, codec in marks if data.startswith(mark)), None)
    if marked is not None or wide is None:
        return marked or codec_of(label, data)
    # Plain letters that claim to be UTF-16 would be searched as other ones.
    return None if wide in ("utf-16", "utf-32") or _ASCII.fullmatch(data) else wide


def is_wide(label: str) -> bool:
    """Tells whether a charset is a UTF-16 or UTF-32."""
    return _wide(label) is not None


def is_amiss(text: str) -> bool:
    """Tells whether a text holds what comes of bytes in another charset than the one it was read in."""
    return _AMISS.search(text) is not None


def _wide(label: str) -> str | None:
    try:
        codec = codecs.lookup(_NAMES.get(label.strip().lower(), label)).name
    except (LookupError, ValueError):
        return None
    return codec if codec.startswith(("utf-16", "utf-32")) else None
