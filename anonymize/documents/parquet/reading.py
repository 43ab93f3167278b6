"""Rows of a Parquet file as records, a batch of them in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit, check_edits, spliced
from anonymize.documents.fields import FieldPath
from anonymize.documents.json_records import documents_of, known_values, subject_of
from anonymize.documents.json_strings import Object
from anonymize.documents.limits import too_large
from anonymize.documents.parquet.arrays import decoded_size, dense, mapped, string_leaves
from anonymize.documents.parquet.columns import Columns, columns_of
from anonymize.documents.parquet.opening import ParquetSource, open_source, told
from anonymize.documents.parquet.pages import check_ratio
from anonymize.documents.parquet.rows import Place, Places, View, view
from anonymize.documents.parquet.schemas import cleaned
from anonymize.documents.parquet.writing import Batch, Frame, Row, layout_of
from anonymize.documents.selection import EVERYTHING
from anonymize.errors import DocumentError

BATCH_ROWS = 1_024
BATCH_BYTES = 16 << 20
"""How much is decoded at a time, unless a single row is larger."""
_LARGEST_INT96 = ((1 << 63) - 1) // 1_000_000 - 1
"""Milliseconds since 1970, or before it."""


@dataclass(frozen=True, slots=True)
class ParquetFrame(Record):
    """All of a file that is no row.

    Attributes:
        frame: what the output is to be like.
    """

    frame: Frame

    def render(self, edits: Sequence[Sequence[Edit]]) -> Frame:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        return self.frame


@dataclass(frozen=True, slots=True)
class ParquetRow(Record):
    """A row.

    Attributes:
        batch: the rows that it was read with.
        index: its place among them.
        places: where each document stands in their columns.
    """

    batch: Batch
    index: int
    places: tuple[Place, ...]

    def render(self, edits: Sequence[Sequence[Edit]]) -> Row:
        """See `Record.render`."""
        check_edits(self.documents, edits)
        texts = tuple(
            (place, self._encodable(spliced(document.text, changes)))
            for document, place, changes in zip(self.documents, self.places, edits, strict=True)
            if changes
        )
        return Row(self.batch, self.index, texts)

    def _encodable(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError:
            message = f"{self.id}: a replacement cannot be written in utf-8; use another operator"
            raise DocumentError("unencodable_replacement", message) from None
        return text


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a Parquet file, some rows at a time.

    Args:
        stream: the open file; one that cannot be read at any place is read into memory.
        name: its display id. Records are called `name:ROW`, documents `name:ROW:path`.
        options: which columns are documents; a path goes into structs and lists as in JSON.

    Yields:
        A record without documents for all that is no row, and one for each row; a bad record for a row that
        is too large or whose text is not UTF-8.

    Raises:
        DocumentError: with the reason `not_parquet`, `corrupt_parquet`, `unsupported_parquet`, `encrypted`,
            `field_missing`, `field_not_string`, `too_large` or `decompression_bomb`.
    """
    source = open_source(stream, name, options.largest)
    columns = columns_of(source.schema, options, name)
    schema, taken_out = cleaned(source.schema)
    frame = Frame(schema, layout_of(source))
    told_of = tuple(sorted((+taken_out).items()))
    yield ParquetFrame(name, (), columns.passed_through, frame, field_names=columns.names, taken_out=told_of)
    leaves = tuple(accumulate((string_leaves(field.type) for field in schema), initial=0))[:-1]
    number = decoded = 0
    for group, batch, size in _batches(source, options.largest):
        decoded += size
        check_ratio(decoded, source.size, name)
        if size > options.largest and len(batch) == 1:
            number += 1
            error = too_large(f"{name}:{number}", options.largest)
            yield BadRecord(f"{name}:{number}", error.reason, str(error))
            continue
        with told(name, "corrupt_parquet", f"row {number + 1} and those after it cannot be read"):
            arrays = tuple(
                dense(array, field.type) for array, field in zip(batch.columns, schema, strict=True)
            )
        reading = _Reading(Batch(schema, arrays, leaves, group), columns, options.subject)
        for index in range(len(batch)):
            number += 1
            yield reading.record(index, f"{name}:{number}")


class _Reading:
    """Makes records of the rows of a batch."""

    def __init__(self, batch: Batch, columns: Columns, subject: FieldPath | None) -> None:
        self._batch = batch
        self._columns = columns
        self._subject = subject
        self._views: list[tuple[str, View]] = [
            (field.name, view(batch.arrays[index], batch.first_leaves[index]))
            for index, field in enumerate(batch.schema)
            if index in columns.viewed
        ]

    def record(self, index: int, record_id: str) -> Record | BadRecord:
        places = Places()
        value = Object([(name, view.value(index, places)) for name, view in self._views])
        if places.undecodable:
            message = f"{record_id}: a string in it is not UTF-8; correct the row, or remove it"
            return BadRecord(record_id, "undecodable", message)
        try:
            selection = self._columns.selector.select(value, record_id)
            known = known_values(value, self._columns.known, record_id)
            subject = _subject(self._batch, index, self._subject)
        except DocumentError as error:
            return BadRecord(record_id, error.reason, str(error))
        everything = EVERYTHING.select(value, record_id) if known else selection
        return ParquetRow(
            record_id,
            documents_of(selection, everything, record_id),
            frozenset(),
            self._batch,
            index,
            tuple(places.found[string.start] for _, string in everything.chosen),
            known=known,
            subject=subject,
        )


def _batches(source: ParquetSource, largest: int) -> Iterator[tuple[int, Any, int]]:
    """Gives the number of the row group, some rows of it, and how many bytes they are, decoded."""
    columns = source.file.schema
    for number, sizes in enumerate(source.groups):
        width = 1
        read_so = []
        for index, (size, repeated) in enumerate(zip(sizes, source.repeated, strict=True)):
            is_text = columns.column(index).physical_type == "BYTE_ARRAY"
            if is_text and size.in_dictionaries and not source.extended[index]:
                read_so.append(columns.column(index).path)
            elif is_text and size.repeating and repeated:
                check_ratio(size.values * size.largest_page, source.size, source.name)
            elif is_text and size.repeating:
                width += size.largest_page
            width += 0 if repeated else size.width
        rows = max(1, min(BATCH_ROWS, BATCH_BYTES // width))
        _check_stamps(source, number, rows)
        with told(source.name, "corrupt_parquet", "its values cannot be read, for it is damaged"):
            file = source.opened(read_dictionary=read_so)
            for batch in file.iter_batches(rows, row_groups=[number], use_threads=False):
                for part, decoded in _parts(batch, min(BATCH_BYTES, largest)):
                    yield number, part, decoded


def _check_stamps(source: ParquetSource, group: int, rows: int) -> None:
    """Checks that INT96 holds points in time of which the nanoseconds can be counted in 64 bits.

    Others would come back as other ones, and no value may change that nobody looked at.
    """
    columns = [source.file.schema.column(index) for index in range(len(source.file.schema))]
    paths = [column.path for column in columns if column.physical_type == "INT96"]
    if not paths:
        return
    outside: list[bool] = []

    def look(leaf: Any, _: pa.DataType) -> Any:  # noqa: ANN401
        if pa.types.is_timestamp(leaf.type):
            outside.append(bool(pc.any(pc.greater(pc.abs(leaf.cast(pa.int64())), _LARGEST_INT96)).as_py()))
        return leaf

    with told(source.name, "corrupt_parquet", "its values cannot be read, for it is damaged"):
        file = source.opened(coerce_int96_timestamp_unit="ms")
        for batch in file.iter_batches(rows, row_groups=[group], columns=paths, use_threads=False):
            for array in batch.columns:
                mapped(array, array.type, look)
    if any(outside):
        message = f"{source.name}: INT96 with points in time before 1677 or after 2262; write it anew with"
        raise DocumentError("unwritable_timestamp", f"{message} timestamps of microseconds")


def _parts(batch: Any, largest: int) -> Iterator[tuple[Any, int]]:  # noqa: ANN401 - pyarrow has no types
    """Cuts a batch where it is too large when it is decoded; in one row, nothing is cut."""
    size = sum(map(decoded_size, batch.columns))
    if size <= largest or len(batch) <= 1:
        yield batch, size
        return
    half = len(batch) // 2
    yield from _parts(batch.slice(0, half), largest)
    yield from _parts(batch.slice(half), largest)


def _subject(batch: Batch, index: int, path: FieldPath | None) -> str | None:
    """The value that says whom a row is about; None where there is none."""
    if path is None:
        return None
    names = batch.schema.names
    steps = path.steps if path.steps[0] in names else (str(path),)
    if steps[0] not in names:
        return None
    value = batch.arrays[names.index(steps[0])][index]
    for step in steps[1:]:
        if step is None or not isinstance(value, pa.StructScalar) or step not in value:
            return None
        value = value[step]
    if not value.is_valid:
        return None
    try:
        return subject_of(str(value.cast(pa.string()).as_py()))
    except (pa.ArrowException, UnicodeDecodeError):
        return json.dumps(value.as_py(), sort_keys=True, default=str)
