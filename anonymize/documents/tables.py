"""Tables: CSV and TSV. One row, one record; the cells of chosen columns are its documents.

A row is read as text, and only the cells with edits are written anew: delimiters, quotes that were not
needed, line ends, comments and empty lines stay. A line that starts with `#` is a comment before the first
row, and behind it when it has not the cells of a row; a comment is searched whole. Any other row that starts
so may be a comment with as many delimiters, and all of its cells are searched; in a header, all but the names
that were given. A first line `sep=;` is Excel's: it names the delimiter, and is no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.cells import Cell, NotARowError, RowScanner
from anonymize.documents.columns import Columns, columns_of
from anonymize.documents.edits import Document
from anonymize.documents.encodings import decode_text, line_codec
from anonymize.documents.headers import COMMENT, is_blank, is_data
from anonymize.documents.json_records import subject_of, unique
from anonymize.documents.limits import read_lines, too_large
from anonymize.documents.table_rows import MARK, CommentLine, TableRow, starts_like_a_comment
from anonymize.documents.wide import WideError
from anonymize.errors import DocumentError

_FIRST_LINES = 1_000
_FIRST_CHARACTERS = 4 << 20
"""How much is looked at to tell the columns: lines of rows, and all of it."""
_BEFORE_ROWS = re.compile(rf"""{MARK}?(?:sep=(?P<delimiter>\t|[^\w\s"#])(?=\r?\n?\Z))?""", re.IGNORECASE)
"""A byte-order mark, and the name that Excel gives the delimiter, which has the first line for itself."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as text, from where its cells start, and why it is not what was written, where it is not."""

    text: str
    start: int
    error: DocumentError | None


def read(
    stream: BinaryIO, name: str, options: ReadOptions, *, delimiters: str
) -> Iterator[Record | BadRecord]:
    """Reads a table, a row at a time.

    Args:
        stream: the open input; lines end with a line feed, alone or behind a carriage return.
        name: its display id. Records are called `name:LINE`, documents `name:LINE:column`, by name or number.
        options: which columns are documents. When they name none, it is `text`.
        delimiters: those that may stand between cells, where the first line does not name one.

    Returns:
        An iterator over one record for each row, comment and empty line; a bad record for a row with more or
        fewer cells than the others, or one that does not fit the encoding. It raises DocumentError where the
        rest of the file cannot be told apart into cells: `not_a_table`, `field_missing`, `unclear_delimiter`,
        `too_large`, and `undecodable` in encodings other than UTF-8.

    Raises:
        UsageError: for an encoding in which lines cannot be told apart.
    """
    return _records(stream, name, options, line_codec(options.encoding), delimiters)


def _records(
    stream: BinaryIO, name: str, options: ReadOptions, codec: str, delimiters: str
) -> Iterator[Record | BadRecord]:
    lines = _lines(stream, name, options.largest, codec)
    head = _head(lines, name, options.largest)
    texts = [line.text[line.start :] for line in head]
    columns = None
    if head and (said := _BEFORE_ROWS.match(head[0].text)) and said["delimiter"]:
        delimiters = said["delimiter"]
    if any(map(is_data, texts)):
        columns = columns_of(texts, delimiters, options, name)
    begins = next((at for at, text in enumerate(texts, start=1) if is_data(text)), 0)
    scanner = RowScanner(columns.delimiter if columns else delimiters[0])
    row: list[_Line] = []
    first = size = 0
    for number, line in enumerate(chain(head, lines), start=1):
        if not scanner.inside:
            row, first, size = [], number, 0
        row.append(line)
        size += len(line.text)
        if size > options.largest:
            raise too_large(f"{name}:{first}", options.largest)
        if first == number and is_blank(line.text[line.start :]):
            yield TableRow(f"{name}:{number}", (), frozenset(), line.text, (), scanner.delimiter, 0, codec)
            continue
        try:
            cells = scanner.feed(line.text, line.start)
        except NotARowError as error:
            raise _not_a_table(f"{name}:{number}:{error.position - line.start + 1}", error.problem) from None
        if cells is not None:
            is_header = columns is not None and columns.header == first - 1
            within = columns if is_header or first >= begins else None
            yield _record(row, cells, f"{name}:{first}", within, codec, is_header=is_header)
    if scanner.inside:
        raise _not_a_table(f"{name}:{first}", "a quote that is never closed")


def _record(
    lines: Sequence[_Line],
    cells: Sequence[Cell],
    record_id: str,
    columns: Columns | None,
    codec: str,
    *,
    is_header: bool,
) -> Record | BadRecord:
    """Makes a record of a row; `columns` is None before the first one, where there are only comments."""
    row = "".join(line.text for line in lines)
    error = next((line.error for line in lines if line.error is not None), None)
    if error is not None:
        if is_header:
            raise error
        return BadRecord(record_id, error.reason, str(error))
    if columns is None or len(cells) != columns.width:
        if row.startswith(COMMENT, lines[0].start) and len(lines) == 1:
            return _comment(lines[0], record_id, codec)
        if columns is None or row.startswith(COMMENT, lines[0].start):
            raise _not_a_table(record_id, "a comment with a quote that is not closed in it")
        message = f"{record_id}: {len(cells)} cell(s) where the table has {columns.width}"
        return BadRecord(record_id, "ragged_row", f"{message}; correct the row, or remove it")
    if is_header:
        return _header_row(row, cells, record_id, columns, codec)
    return _table_row(row, cells, record_id, columns, codec)


def _header_row(row: str, cells: Sequence[Cell], record_id: str, columns: Columns, codec: str) -> TableRow:
    """Names are no documents; in a row that starts like a comment, only those that were given are names."""
    taken = [index for index in range(columns.width) if index not in columns.asked_for]
    if not starts_like_a_comment(row):
        taken = []
    # The sign of the comment stays.
    places = [replace(cells[index], start=cells[index].start + (not index)) for index in taken]
    documents = tuple(
        Document(f"{record_id}:{columns.names[index]}", cell.text(row))
        for index, cell in zip(taken, places, strict=True)
    )
    return TableRow(
        record_id,
        documents,
        frozenset(),
        row,
        tuple(places),
        columns.delimiter,
        columns.width,
        codec,
        field_names=frozenset(
            cell.text(row).strip() for index, cell in enumerate(cells) if index not in taken
        ),
    )


def _table_row(row: str, cells: Sequence[Cell], record_id: str, columns: Columns, codec: str) -> TableRow:
    known = tuple(
        (label, value) for index, label in columns.known if (value := cells[index].text(row)).strip()
    )
    all_of_it = starts_like_a_comment(row)
    chosen = frozenset(range(columns.width)) if all_of_it else columns.chosen
    taken = [index for index in range(columns.width) if known or index in chosen]
    ids = unique(f"{record_id}:{columns.names[index]}" for index in taken)
    documents = tuple(
        Document(document_id, cells[index].text(row), known_only=index not in chosen)
        for document_id, index in zip(ids, taken, strict=True)
    )
    return TableRow(
        record_id,
        documents,
        frozenset() if all_of_it else columns.passed_through,
        row,
        tuple(cells[index] for index in taken),
        columns.delimiter,
        columns.width,
        codec,
        known=known,
        subject=None if columns.subject is None else subject_of(cells[columns.subject].text(row)),
    )


def _comment(line: _Line, record_id: str, codec: str) -> CommentLine:
    text = line.text[line.start :]
    said = text.rstrip("\r\n")
    documents = (Document(record_id, said),)
    return CommentLine(record_id, documents, frozenset(), line.text[: line.start], text[len(said) :], codec)


def _lines(stream: BinaryIO, name: str, largest: int, codec: str) -> Iterator[_Line]:
    for number, data in enumerate(read_lines(stream, largest), start=1):
        where = f"{name}:{number}"
        if data is None:
            raise too_large(where, largest)
        error = None
        try:
            text = decode_text(data, codec, where)
        except DocumentError as caught:
            if codec != "utf-8" or (number == 1 and isinstance(caught, WideError)):
                raise  # what was not decoded may have held a quote or a delimiter
            text, error = data.decode(codec, "replace"), caught
        before = _BEFORE_ROWS.match(text) if number == 1 else None
        yield _Line(text, before.end() if before else 0, error)


def _head(lines: Iterator[_Line], name: str, largest: int) -> list[_Line]:
    """Takes the lines by which the columns are told: not many, but as many as it takes to come to a row."""
    head: list[_Line] = []
    rows = size = 0
    while (rows < _FIRST_LINES and size < _FIRST_CHARACTERS) or not rows:
        line = next(lines, None)
        if line is None:
            break
        head.append(line)
        size += len(line.text)
        rows += is_data(line.text[line.start :])
        if size > largest:
            raise too_large(name, largest)
    return head


def _not_a_table(place: str, problem: str) -> DocumentError:
    message = f"{place}: {problem}, so that rows cannot be told apart from here on; correct the line"
    return DocumentError("not_a_table", f"{message}: a quote inside quotes is written twice")


CSV = Format("csv", (".csv",), partial(read, delimiters=",;\t|"))
TSV = Format("tsv", (".tsv", ".tab"), partial(read, delimiters="\t"))
