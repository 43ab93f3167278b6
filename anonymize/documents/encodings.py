"""Bytes to text and back, so that text which is not touched comes back as the bytes that were read.

Owns the choice of the codec, the byte-order mark included, and the messages when one does not fit. Python's
`utf-8-sig` and `utf-16` swallow the mark and write one of their own; here the mark stays in the text.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from anonymize.documents.binary import refuse_controls
from anonymize.documents.wide import refuse_wide
from anonymize.errors import DocumentError, UsageError

_PYTHON_ONLY = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs between texts and bytes that are no encodings of files."""
_EXACT = frozenset({"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "ascii", "iso8859-1"})
"""Codecs that have one spelling for each text, so that what was decoded is encoded to the same bytes."""
_MARKED = {
    "utf-8-sig": ((b"", "utf-8"),),
    "utf-16": ((codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le")),
    "utf-32": ((codecs.BOM_UTF32_BE, "utf-32-be"), (b"", "utf-32-le")),
}
"""Codecs that the first bytes of a file decide on: the first entry whose bytes the file starts with."""
_ASCII = bytes(range(0x80))
_MEANT = re.compile(
    "[\u00a0-\u017f\u0218-\u021b\u0300-\u0304\u0306-\u030f\u0323-\u0328\u0370-\u052f\u1e00-\u1eff"
    "\u2010-\u203a\u20ac\U00010000-\U0010ffff]|\u0259(?=[a-z])|[\u0530-\uffff]{2}"
)
"""What UTF-8 is there for: letters of Europe with their marks, spaces, dashes and quotes, pictures, and of
other scripts two letters. What is valid UTF-8 by chance (a capital in front of a quote) has hardly any."""


def check_encoding(name: str) -> None:
    """Checks that `name` is an encoding that files can have.

    Raises:
        UsageError: when it is not.
    """
    try:
        known = "a".encode(name) and codecs.lookup(name).name.replace("_", "-") not in _PYTHON_ONLY
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UsageError(f"unknown encoding {name!r}; name one such as utf-8, utf-16 or cp1252")


def file_codec(name: str, head: bytes) -> str:
    """Gives the codec that leaves the byte-order mark in the text.

    Args:
        name: an encoding that `check_encoding` accepts.
        head: the first four bytes of the file, or more. Without a mark, UTF-16 and UTF-32 are read as little
            endian on every machine.
    """
    canonical = codecs.lookup(name).name
    return next((codec for mark, codec in _MARKED.get(canonical, ()) if head.startswith(mark)), canonical)


def line_codec(name: str) -> str:
    """Gives the codec for single lines of a file in the encoding `name`.

    Raises:
        UsageError: when the encoding does not hold ASCII characters as ASCII bytes. A line feed byte would
            not be a line end in it.
    """
    codec = file_codec(name, b"")
    try:
        compatible = _ASCII.decode(codec) == _ASCII.decode("ascii")
    except UnicodeDecodeError:
        compatible = False
    if not compatible:
        raise UsageError(
            f"lines of text, JSON or tables cannot be told apart in {name!r}; convert the file to utf-8"
        )
    return codec


def decode(data: bytes, codec: str, where: str, *, said: bool = False) -> str:
    """Decodes `data`, and makes sure that the text encodes to the same bytes again.

    An encoding of single bytes decodes UTF-8, too, to other letters (`MaÃ«lys`) that hide names.

    Args:
        data: the bytes of a file or a line.
        codec: as `file_codec` or `line_codec` gives it.
        where: the id that a message begins with.
        said: the data says its encoding itself; it is not what the user says of all inputs.

    Raises:
        WideError: the data is UTF-16 or UTF-32, and the codec another.
        DocumentError: with the reason `undecodable` or `encoding_not_reversible`.
    """
    refuse_wide(data, codec, where)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        # The original error holds the document, so it is not chained.
        message = (
            f"{where}: not valid {codec} at byte offset {error.start}; name its encoding with --encoding"
        )
        raise DocumentError("undecodable", message) from None
    if not said and hides_utf8(data, codec):
        message = (
            f"{where}: it is utf-8, which would be other letters in {codec}; redact it by itself, with"
            " --encoding utf-8"
        )
        raise DocumentError("undecodable", message)
    if codec not in _EXACT and not _encodes_to(text, codec, data):
        message = (
            f"{where}: its bytes have no unique spelling in {codec}, so they could not be written back;"
            " name another encoding with --encoding, or convert it to utf-8"
        )
        raise DocumentError("encoding_not_reversible", message)
    return text


def decode_text(data: bytes, codec: str, where: str, *, said: bool = False) -> str:
    """Decodes what is to be a text from start to end; see `decode`.

    Raises:
        DocumentError: with the reason `not_text`, too: an encoding of single bytes decodes any file.
    """
    text = decode(data, codec, where, said=said)
    if not codec.startswith("utf-"):
        refuse_controls(text, where)
    return text


def encode(text: str, codec: str, where: str) -> bytes:
    """Encodes a text after edits.

    Raises:
        DocumentError: with the reason `unencodable_replacement`; text that was decoded with `codec` can be
            encoded, so it is a replacement that cannot.
    """
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        message = f"{where}: a replacement cannot be written in {codec}; convert the file to utf-8"
        raise DocumentError("unencodable_replacement", message) from None


def can_encode(text: str, codec: str) -> bool:
    """Tells whether a text can be written in an encoding."""
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def hides_utf8(data: bytes, codec: str) -> bool:
    """Tells whether a codec of single bytes, which decodes anything, would make other letters of UTF-8."""
    return _is_single(codec) and _is_utf8(data)


@cache
def _is_single(codec: str) -> bool:
    """Tells whether each byte is a character in an encoding."""
    return not codec.startswith("utf-") and len(bytes(range(0x100)).decode(codec, "replace")) == 0x100


def _is_utf8(data: bytes) -> bool:
    """Tells whether bytes that are not all ASCII are UTF-8, and hardly by chance."""
    if data.isascii():
        return False
    try:
        return _MEANT.search(data.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def _encodes_to(text: str, codec: str, data: bytes) -> bool:
    try:
        return text.encode(codec) == data
    except UnicodeEncodeError:
        return False
