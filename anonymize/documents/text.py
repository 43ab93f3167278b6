"""Plain text: the whole file is one record with one document.

Every byte outside the edits comes back: line ends, byte-order mark, tabs, NULs, the last line's end or the
lack of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.edits import Document, Edit, check_edits, spliced
from anonymize.documents.encodings import decode_text, encode, file_codec
from anonymize.documents.limits import read_whole
from anonymize.errors import DocumentError

_ADVICE = "read a log line by line with --format lines, or split it into smaller ones"


@dataclass(frozen=True, slots=True)
class TextRecord(Record):
    """A text file.

    Attributes:
        codec: what its bytes were decoded with.
    """

    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        return encode(spliced(self.documents[0].text, edits[0]), self.codec, self.id)


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a text file.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record and of the document.
        options: only the encoding and the largest size matter here.

    Yields:
        One record, with the text as its document, or a bad record when the bytes do not fit the encoding
        or are no text.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest, advice=_ADVICE)
    codec = file_codec(options.encoding, data[:4])
    try:
        text = decode_text(data, codec, name)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))
    else:
        yield TextRecord(name, (Document(name, text),), frozenset(), codec)


TEXT = Format("text", (".txt", ".text", ".rst", ".tex", ".bib", ".srt", ".vtt", ".log"), read)
