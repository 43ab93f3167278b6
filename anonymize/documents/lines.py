"""Plain text line by line: each line is a record, so that logs of any size are read, also while they grow.

A line is searched by itself. What goes over the end of one is not found, and a name found in one line says
nothing of the next; of a text of any other kind, `text` finds more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.edits import Document, Edit, check_edits, spliced
from anonymize.documents.encodings import decode_text, encode, line_codec
from anonymize.documents.limits import read_lines, too_large
from anonymize.documents.wide import WideError
from anonymize.errors import DocumentError

_END = "\r\n"


@dataclass(frozen=True, slots=True)
class LineRecord(Record):
    """A line.

    Attributes:
        rest: what is behind the document: the line's end, or all of a line without a word.
        codec: what its bytes were decoded with.
    """

    rest: str
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        texts = (spliced(document.text, own) for document, own in zip(self.documents, edits, strict=True))
        return encode("".join([*texts, self.rest]), self.codec, self.id)


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads lines, one at a time.

    Args:
        stream: the open input; lines end with a line feed, nothing else.
        name: its display id. Records and documents are called `name:LINE`.
        options: only the encoding and the largest size matter here.

    Returns:
        An iterator over one record for each line; one of white space alone is a record without documents.

    Raises:
        UsageError: for an encoding in which lines cannot be told apart.
    """
    return _records(stream, name, options.largest, line_codec(options.encoding))


def _records(stream: BinaryIO, name: str, largest: int, codec: str) -> Iterator[Record | BadRecord]:
    for number, line in enumerate(read_lines(stream, largest), start=1):
        record_id = f"{name}:{number}"
        try:
            if line is None:
                raise too_large(record_id, largest)
            whole = decode_text(line, codec, record_id)
        except DocumentError as error:
            if number == 1 and isinstance(error, WideError):
                raise
            yield BadRecord(record_id, error.reason, str(error))
            continue
        text = whole.rstrip(_END) if whole.strip() else ""
        documents = (Document(record_id, text),) if text else ()
        yield LineRecord(record_id, documents, frozenset(), whole[len(text) :], codec)


LINES = Format("lines", (), read)
