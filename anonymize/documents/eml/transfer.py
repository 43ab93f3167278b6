"""Transfer encodings of contents (RFC 2045, 6): which one a part says, and what it spells in it."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Sequence

KEPT = frozenset({"7bit", "8bit", "base64", "quoted-printable"})
"""Those that a content keeps in the output."""
_UUENCODE = frozenset({"uue", "uuencode", "x-uue", "x-uuencode"})
KNOWN = KEPT | _UUENCODE | {"binary"}
"""Those that are read."""
_COMMENT_TOKEN = re.compile(r"\\.|[()]|[^()\\]+|\\", re.DOTALL)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_BEGIN = re.compile(rb"begin [0-7]{3,4} [^\r\n]*\r?\n")
_CHECKSUM = 2
"""Letters that some programs put behind a line of uuencode."""
_PASSED_OVER = re.compile(rb"=\r(?!\n)")
"""Decoders of quoted-printable take this for a line that goes on, and drop all up to the next line feed."""


def said_encoding(values: Sequence[str]) -> str:
    """Gives the transfer encoding that headers of a part name; an empty one where none can be told.

    Args:
        values: of all such headers that it has. Without one it is `7bit`.
    """
    said = {_without_comments(value).strip().lower() for value in values} or {"7bit"}
    return said.pop() if len(said) == 1 else ""


def _without_comments(value: str) -> str:
    """Takes comments, which can hold others, out of the value of a header (RFC 5322, 3.2.2)."""
    kept, depth = [], 0
    for piece in _COMMENT_TOKEN.findall(value):
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def decoded(raw: bytes, encoding: str) -> bytes | None:
    """Gives what a content says; None where a part of it cannot be decoded, or nothing does.

    Args:
        raw: the content as it stands.
        encoding: one of `KNOWN`.
    """
    if encoding == "base64":
        return _from_base64(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    return _from_uuencode(raw) if encoding in _UUENCODE else raw


def says_no_more(raw: bytes, data: bytes, encoding: str) -> bool:
    """Tells whether a content spells nothing but its data: nothing that decoders pass over."""
    if encoding == "base64":
        return b"".join(raw.split()) == base64.b64encode(data)
    return encoding != "quoted-printable" or _PASSED_OVER.search(raw) is None


def _from_base64(raw: bytes) -> bytes | None:
    """Decodes as mail programs do: up to the padding, without what is no letter of base64."""
    letters = _NO_BASE64.sub(b"", raw)
    letters = letters.partition(b"=")[0]
    if len(letters) % 4 == 1:
        letters = letters[:-1]  # six bits are no byte
    return base64.b64decode(letters + b"=" * (-len(letters) % 4)) or None


def _from_uuencode(raw: bytes) -> bytes | None:
    block = raw.strip(b"\r\n\t ") + b"\n"
    begin = _BEGIN.match(block)
    if begin is None:
        return None
    lines = block[begin.end() :].splitlines()
    if lines and lines[-1].strip() == b"end":
        del lines[-1]
    try:
        return b"".join(_line(line) for line in lines if line) or None
    except binascii.Error:
        return None


def _line(line: bytes) -> bytes:
    letters = (((line[0] - 32) & 63) + 2) // 3 * 4
    if len(line) > 1 + letters + _CHECKSUM:
        raise binascii.Error
    return binascii.a2b_uu(line[: 1 + letters])
