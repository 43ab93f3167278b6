"""Parquet: a row is a record, its strings in the chosen columns are documents. The file is written anew.

Columns, types, order of rows and compression stay; what is not a value of a row (statistics, metadata, what
stands between the pages) is written anew or left out. `pyarrow` is imported when a file is read.
"""

from __future__ import annotations

from anonymize.documents.base import Format, LateReader, RecordWriter
from anonymize.documents.streams import ByteWriter


def _writer(sink: ByteWriter) -> RecordWriter:
    from anonymize.documents.parquet.writing import ParquetWriter

    return ParquetWriter(sink)


PARQUET = Format(
    "parquet",
    (".parquet", ".pq"),
    LateReader("anonymize.documents.parquet.reading"),
    _writer,
    seeks=True,
    is_text=False,
)
