"""UTF-16 and UTF-32 that would be read in an encoding of other bytes, where they decode, too.

Between letters stand NULs then, or the letters are others altogether: Cyrillic in UTF-16 is valid UTF-8, made
of digits and control characters, in which nobody finds a name.
"""

from __future__ import annotations

import codecs

from anonymize.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = bytes(set(range(0x20)) - {0x1B})
"""What the higher byte of a character of Latin, Cyrillic and most scripts but those of East Asia is; escapes
of terminals are none."""
_WITHOUT_USE = bytes(set(_HIGH) - set(b"\t\n\r"))
_FEWEST = 4
"""Such bytes that are enough to tell."""
_LEAST_HIGH, _MOST_LOW = 0.75, 0.6
"""The share of them among the higher bytes of UTF-16, at least, and among the lower, at most."""
_FEWEST_OF_32 = 2
"""Characters of UTF-32 that are enough to tell: hardly any other bytes decode as such, but NULs do."""


class WideError(DocumentError):
    """A file is in UTF-16 or UTF-32, and was to be read in another encoding."""


def refuse_wide(data: bytes, codec: str, where: str) -> None:
    """Looks whether what is to be decoded is UTF-16 or UTF-32.

    Args:
        data: the bytes of a file or a line.
        codec: with what they are to be decoded.
        where: the id that the message begins with.

    Raises:
        WideError: it is, and the codec is another; with the reason `undecodable`.
    """
    if codec.startswith(("utf-16", "utf-32")) or (name := _wide(data)) is None:
        return
    raise WideError(
        "undecodable",
        f"{where}: it is {name} and not {codec}; name it with --encoding {name}, or convert the file to utf-8"
        " (lines and tables are not read in any such)",
    )


def _wide(data: bytes) -> str | None:
    """The encoding of bytes, by their mark, as they decode, or by where zeros and the like stand in them."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is not None and _has_no_use(data):
        return marked
    for order in ("le", "be"):
        if _is_utf_32(data, order):
            return f"utf-32-{order}"
    controls = len(data) - len(data.translate(None, _HIGH))
    if controls < _FEWEST or 2 * controls < _LEAST_HIGH * len(data):
        return None
    for first, order in ((1, "le"), (0, "be")):
        high, low = data[first::2], data[1 - first :: 2]
        if _share(high) >= _LEAST_HIGH and _share(low) <= _MOST_LOW and _has_no_use(high):
            return f"utf-16-{order}"
    return None


def _is_utf_32(data: bytes, order: str) -> bool:
    if b"\0" not in data:
        return False
    whole = data[: len(data) // 4 * 4]  # a line is cut within its end
    try:
        text = whole.decode(f"utf-32-{order}")
    except UnicodeDecodeError:
        return False
    return len(text) >= _FEWEST_OF_32 and "\0" not in text


def _share(half: bytes) -> float:
    return 1 - len(half.translate(None, _HIGH)) / len(half)


def _has_no_use(data: bytes) -> bool:
    """Whether there is what no text has a use for; lines of one letter have an end at each second byte."""
    return len(data.translate(None, _WITHOUT_USE)) < len(data)
