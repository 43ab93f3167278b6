"""What the tests of Parquet share: files in memory, reading them, and writing them again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Document, Edit
from anonymize.documents.fields import FieldPath
from anonymize.documents.parquet import PARQUET

NAME = "t.parquet"


def parquet(columns: pa.Table | dict[str, Any], **options: Any) -> bytes:
    """Gives a table as a file."""
    buffer = io.BytesIO()
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def read(data: bytes, *fields: str, **options: Any) -> list[Record | BadRecord]:
    """Reads a file called `t.parquet`; what is no row comes first."""
    paths = tuple(map(FieldPath.parse, fields)) or None
    return list(PARQUET.read(io.BytesIO(data), NAME, ReadOptions(fields=paths, **options)))


def rows(data: bytes, *fields: str, **options: Any) -> list[Record | BadRecord]:
    """Reads the rows of a file."""
    return read(data, *fields, **options)[1:]


def written(
    records: Iterable[Record | BadRecord], edits: Callable[[Document], list[Edit]] = lambda _: []
) -> bytes:
    """Gives the file that records are written to, without those that could not be read."""
    sink = io.BytesIO()
    writer = PARQUET.writer(sink)
    for record in records:
        if isinstance(record, Record):
            writer.write(record.render([edits(document) for document in record.documents]))
    writer.close()
    return sink.getvalue()


def replaced(value: str, replacement: str) -> Callable[[Document], list[Edit]]:
    """Gives edits that put something in the place of a value, once a document."""

    def edits(document: Document) -> list[Edit]:
        start = document.text.find(value)
        return [] if start < 0 else [Edit(start, start + len(value), replacement)]

    return edits


def opened(data: bytes) -> Any:
    """Opens a file with pyarrow."""
    return pq.ParquetFile(io.BytesIO(data))


def values(data: bytes, column: str) -> list[Any]:
    """Gives what stands in a column."""
    return opened(data).read()[column].to_pylist()
