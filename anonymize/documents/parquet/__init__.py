"""Parquet: a row is a record, its strings in the chosen columns are documents. The file is written anew.

Columns, types, order of rows and compression stay; what is not a value of a row (statistics, metadata, what
stands between the pages) is written anew or left out. `pyarrow` is imported when a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record, RecordWriter
from anonymize.documents.streams import ByteWriter


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
    from anonymize.documents.parquet.reading import records

    yield from records(stream, name, options)


def _writer(sink: ByteWriter) -> RecordWriter:
    from anonymize.documents.parquet.writing import ParquetWriter

    return ParquetWriter(sink)


PARQUET = Format("parquet", (".parquet", ".pq"), read, _writer, seeks=True)
