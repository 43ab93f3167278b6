"""Files that are no text, though their bytes may pass for one: an encoding of single bytes decodes anything.

What is searched as letters there is compressed or laid out in another way, so that nothing would be found in
it, and all of it would come out.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from anonymize.documents.compression import compression_of
from anonymize.errors import DocumentError

NOT_TEXT = "not_text"
_ZIP, _PDF, _PARQUET = "a ZIP archive, as Excel, Word and OpenDocument write", "a PDF", "a Parquet file"
_SAVE_READABLE = "save it in a format that is read"
_WITH_FORMAT = {
    _ZIP: f"a DOCX is read with --format docx; {_SAVE_READABLE}, where it is another",
    _PDF: "read it with --format pdf",
    _PARQUET: "read it with --format parquet",
}
"""What to do with what is read, but not as a text: on standard input, or under another name."""
_BEGINNINGS = tuple(
    (re.compile(start, re.DOTALL), what)
    for start, what in (
        (rb"PK(?:\x03\x04|\x05\x06)", _ZIP),
        (rb"%PDF-\d", _PDF),
        (rb"\x1f\x8b", "compressed by gzip"),
        # A name may begin with `BZh` alone; in a file of bzip2, blocks stand behind their size.
        (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "compressed by bzip2"),
        (rb"\xfd7zXZ\0", "compressed by xz"),
        (rb"\x28\xb5\x2f\xfd", "compressed by zstd"),
        (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (rb"Rar!\x1a\x07", "a RAR archive"),
        # A page of Parquet begins with a number field of Thrift.
        (rb"PAR1\x15", _PARQUET),
        # Behind a name of 100 bytes and numbers: POSIX.1-1988, and GNU with two spaces.
        (rb".{257}ustar(?:  )?\0", "a tar archive"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of old Office"),
        (rb"SQLite format 3\0", "an SQLite database"),
        # Letters of names may be escapes of numbers in it, and formats stand within words.
        (rb"\{\\rtf\d", "Rich Text Format"),
        (rb"\x89PNG\r\n|\xff\xd8\xff", "a picture"),
    )
)
"""What the first bytes of a file say that it is."""
HEAD = 265
"""Bytes that are enough to tell."""
_ENDINGS = frozenset((
    "7z", "accdb", "avi", "bmp", "db", "dll", "doc", "docm", "dot", "dotx", "epub", "exe", "feather", "gif",
    "heic", "ico", "jar", "jpeg", "jpg", "key", "mbox", "mdb", "mht", "mhtml", "mov", "mp3", "mp4", "msg",
    "numbers", "odp", "ods", "odt", "ogg", "orc", "pages", "pickle", "pkl", "png", "pot", "pps", "ppt",
    "pptm", "pptx", "pst", "pyc", "rar", "rtf", "so", "sqlite", "tar", "tgz", "tif", "tiff", "wav", "webp",
    "xls", "xlsb", "xlsm", "xlsx", "zip",
))  # fmt: skip
"""Endings of files that are no text, or not to be read as one: names may stand in base64 in them."""
_PACKED = frozenset(("7z", "jar", "rar", "tar", "tgz", "zip"))
_SAVE = "save it in one, such as CSV or PDF"
_REMEDIES = dict.fromkeys(_PACKED, "unpack it, and name what is in it") | {
    "mbox": "save its mails as files of their own (.eml)",
    "mht": "save it as a page (.html)",
    "mhtml": "save it as a page (.html)",
}
_CONTROLS = tuple(map(chr, (*range(1, 8), *range(14, 26), 127)))
"""Those that no text has a use for. Line ends, tabs, escapes of terminals and separators of records are none
of them, nor is NUL, with which fields are filled; nor are those above ASCII, which stand for quotes where a
Windows text is read as Latin-1."""
_FEW_CONTROLS = 8
_CHARACTERS_PER_CONTROL = 100
"""A text may have some, from a slip or a serial line. Among random bytes one in 13 is one."""


def kind_of(head: bytes) -> str | None:
    """Says what a file is that is no text, by its first bytes, in words; None where they do not tell.

    Args:
        head: `HEAD` bytes, or all there are.
    """
    return next((what for start, what in _BEGINNINGS if start.match(head)), None)


def refuse_binary(head: bytes, where: str) -> None:
    """Looks at the first bytes of what is to be read as a text.

    Args:
        head: `HEAD` bytes, or all there are.
        where: the id that the message begins with.

    Raises:
        DocumentError: with the reason `not_text`, when they are those of a file of another kind.
    """
    if (what := kind_of(head)) is not None:
        raise _not_text(where, f"it is no text but {what}", _WITH_FORMAT.get(what, _SAVE_READABLE))


def refuse_controls(text: str, where: str) -> None:
    """Looks for what is no text by its control characters.

    Raises:
        DocumentError: with the reason `not_text`.
    """
    controls = sum(map(text.count, _CONTROLS))
    if controls > _FEW_CONTROLS and controls * _CHARACTERS_PER_CONTROL > len(text):
        raise _not_text(where, f"{controls} of its {len(text)} characters are control characters")


def remedy_for(file_name: str) -> str | None:
    """Tells what to do with a file whose name, compressed or not, ends as those that are read as no text.

    None for other names.
    """
    packed = compression_of(file_name)
    name = file_name.lower()
    name = name if packed is None else name.removesuffix(packed.suffix)
    ending = PurePath(name).suffix.removeprefix(".")
    return _REMEDIES.get(ending, _SAVE) if ending in _ENDINGS else None


def _not_text(where: str, what: str, remedy: str = _SAVE_READABLE) -> DocumentError:
    message = f"{where}: {what}, so that nothing would be found in it; {remedy}"
    return DocumentError(NOT_TEXT, message)
