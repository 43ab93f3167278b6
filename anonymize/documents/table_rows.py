"""Rows and comments of tables, and how they go to the output: only the cells with edits are written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anonymize.documents.base import Record
from anonymize.documents.cells import QUOTE, Cell, respelled
from anonymize.documents.edits import Edit, check_edits, spliced
from anonymize.documents.encodings import encode
from anonymize.documents.headers import COMMENT
from anonymize.errors import DocumentError

MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class TableRow(Record):
    """A row of a table, or an empty line.

    Attributes:
        row: all of it, with its end.
        cells: where each document stands in it.
        delimiter: what stands between its cells.
        width: cells in it.
        codec: what it was decoded with.
    """

    row: str
    cells: tuple[Cell, ...]
    delimiter: str
    width: int
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        pieces: list[str] = []
        position = 0
        is_remark = starts_like_a_comment(self.row)
        for cell, changes in zip(self.cells, edits, strict=True):
            first = not is_remark and not self.row[: cell.start].strip(f" {MARK}")
            alone = self.width == 1
            before = self.row[position : cell.start]
            written = respelled(self.row, cell, changes, self.delimiter, alone=alone, first=first)
            if changes and before.lstrip(MARK) == COMMENT and written.startswith(QUOTE):
                # The sign of the comment is not in the document, but in the cell.
                before, written = before[:-1], QUOTE + COMMENT + written[1:]
            pieces += before, written
            position = cell.end
        return encode("".join((*pieces, self.row[position:])), self.codec, self.id)


@dataclass(frozen=True, slots=True)
class CommentLine(Record):
    """A comment, of which all is searched.

    Attributes:
        before: a byte-order mark, or nothing.
        end: the end of its line.
        codec: what it was decoded with.
    """

    before: str
    end: str
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        text = spliced(self.documents[0].text, edits[0])
        if any(mark in text for mark in "\r\n") or not text.startswith(COMMENT):
            message = f"{self.id}: a replacement would end the comment, and make a row of the rest of it"
            raise DocumentError("unencodable_replacement", f"{message}; use another operator")
        return encode(self.before + text + self.end, self.codec, self.id)


def starts_like_a_comment(row: str) -> bool:
    """Tells whether a row may be a comment with as many delimiters."""
    return row.lstrip(MARK).startswith(COMMENT)
