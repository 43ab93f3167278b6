"""Parquet files made of rows: a row group for each that was read, without the rows that are withheld.

A row group that is too large for the memory becomes several; else they begin and end where they did.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from anonymize.documents.base import Piece
from anonymize.documents.parquet.arrays import compact, with_texts
from anonymize.documents.parquet.opening import ParquetSource
from anonymize.documents.parquet.rows import Place
from anonymize.documents.parquet.schemas import leaves, members
from anonymize.documents.streams import ByteWriter

LARGEST_GROUP = 64 << 20
"""Bytes of the rows that are gathered for a row group, before they are encoded."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How columns were stored, one entry a leaf.

    Attributes:
        codecs: how they are compressed, as `pyarrow` calls it.
        dictionaries: whether they have dictionaries.
        decimals: decimals are stored as integers.
        int96: all timestamps are stored as INT96.
    """

    codecs: tuple[str, ...]
    dictionaries: tuple[bool, ...]
    decimals: bool
    int96: bool


def layout_of(source: ParquetSource) -> Layout:
    """Tells how a file stores its columns, by its first row group."""
    schema = source.file.schema
    columns = [schema.column(index) for index in range(len(schema))]
    stamps = [column for column in columns if column.physical_type == "INT96"]
    others = [column for column in columns if column.logical_type.type == "TIMESTAMP"]
    decimals = any(
        column.logical_type.type == "DECIMAL" and column.physical_type in ("INT32", "INT64")
        for column in columns
    )
    first = source.groups[0] if source.groups else None
    return Layout(
        tuple(column.codec for column in first) if first else ("SNAPPY",) * len(columns),
        tuple(column.has_dictionary for column in first) if first else (True,) * len(columns),
        decimals,
        bool(stamps) and not others,
    )


@dataclass(frozen=True, slots=True)
class Frame(Piece):
    """What a file is like, whatever its rows are.

    Attributes:
        schema: of the output.
        layout: how it is stored.
    """

    schema: pa.Schema
    layout: Layout

    def writer(self, sink: Any) -> Any:  # noqa: ANN401
        """Begins a file."""
        paths = _leaf_paths(self.schema)
        layout = self.layout
        return pq.ParquetWriter(
            sink,
            self.schema,
            version="2.6",
            compression=dict(zip(paths, layout.codecs, strict=True)) or "snappy",
            use_dictionary=[path for path, used in zip(paths, layout.dictionaries, strict=True) if used],
            store_decimal_as_integer=layout.decimals,
            use_deprecated_int96_timestamps=layout.int96,
            # Of a list of dictionary values `pyarrow` reads only what has one dictionary.
            dictionary_pagesize_limit=LARGEST_GROUP if self.nested_dictionaries else None,
        )

    @property
    def nested_dictionaries(self) -> bool:
        """Whether there are dictionaries within lists and structs."""
        return any(
            pa.types.is_dictionary(kind)
            for field in self.schema
            if members(field.type)
            for _, kind, _ in leaves(field.type, "")
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that were read together.

    Attributes:
        schema: of the output.
        arrays: their columns, in its types.
        first_leaves: the number of the first string leaf of each column, or that it would have.
        group: number of the row group that they are from.
    """

    schema: pa.Schema
    arrays: tuple[Any, ...]
    first_leaves: tuple[int, ...]
    group: int


@dataclass(frozen=True, slots=True)
class Row(Piece):
    """A row as it is to be written.

    Attributes:
        batch: where it stands.
        index: its place there.
        texts: the strings that are other ones now, and where they stand.
    """

    batch: Batch
    index: int
    texts: tuple[tuple[Place, str], ...]


class ParquetWriter:
    """Writes a frame, and the rows after it; see `RecordWriter`.

    Without `close`, what was written is no Parquet file: it has no footer.
    """

    def __init__(self, sink: ByteWriter) -> None:
        self._sink = _Sink(sink)
        self._frame: Frame | None = None
        self._writer: Any = None
        self._rows: list[Row] = []
        self._group: int | None = None
        self._batches: list[Any] = []
        self._size = 0

    def write(self, rendered: bytes | Piece, /) -> None:
        """See `RecordWriter`."""
        match rendered:
            case Frame() if self._frame is None:
                self._frame = rendered
                with self._sink.forwarding():
                    self._writer = rendered.writer(self._sink)
            case Row() if self._frame is not None:
                if self._rows and self._rows[0].batch is not rendered.batch:
                    self._end_batch()
                if rendered.batch.group != self._group or self._size >= LARGEST_GROUP:
                    self._end_group()
                self._group = rendered.batch.group
                self._rows.append(rendered)
            case _:
                raise TypeError(f"{type(rendered).__name__} has no place here")

    def close(self) -> None:
        """See `RecordWriter`."""
        self._end_batch()
        self._end_group()
        if self._writer is not None:
            with self._sink.forwarding():
                self._writer.close()

    def _end_batch(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        batch = _written(rows)
        self._batches.append(batch)
        self._size += batch.nbytes

    def _end_group(self) -> None:
        self._end_batch()
        if not self._batches:
            return
        table = pa.Table.from_batches(self._batches)
        self._batches, self._size = [], 0
        if self._frame is not None and self._frame.nested_dictionaries:
            table = table.combine_chunks()  # the other way, there is none within lists and structs
        else:
            table = table.unify_dictionaries()
        with self._sink.forwarding():
            self._writer.write_table(table, row_group_size=len(table))


class _Sink:
    """A file to `pyarrow`, which writes a footer also when it is merely thrown away: that goes nowhere."""

    closed = False

    def __init__(self, sink: ByteWriter) -> None:
        self._sink = sink
        self._position = 0
        self._open = False

    @contextmanager
    def forwarding(self) -> Iterator[None]:
        """Lets through what is written in the `with` block."""
        self._open = True
        try:
            yield
        finally:
            self._open = False

    def write(self, data: bytes) -> int:
        if self._open:
            self._sink.write(data)
            self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


def _written(rows: Sequence[Row]) -> Any:  # noqa: ANN401
    """Gives the rows of one batch with their changes, without those that are not among them."""
    batch = rows[0].batch
    changes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        for (leaf, position), text in row.texts:
            changes[leaf][position] = text
    runs = _runs([row.index for row in rows])
    arrays = []
    for index, array in enumerate(batch.arrays):
        changed = with_texts(array, batch.first_leaves[index], changes) if changes else array
        parts = [changed.slice(start, end - start) for start, end in runs]
        arrays.append(compact(parts[0] if len(parts) == 1 else pa.concat_arrays(parts)))
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def _runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    """Gives start and end of each stretch of indices that follow each other."""
    ends = [place for place, (last, index) in enumerate(pairwise(indices), 1) if index != last + 1]
    bounds = [0, *ends, len(indices)]
    return [(indices[start], indices[end - 1] + 1) for start, end in pairwise(bounds)]


def _leaf_paths(schema: pa.Schema) -> list[str]:
    """Gives what the writer calls the columns that a schema is stored as."""
    buffer = io.BytesIO()
    pq.ParquetWriter(buffer, schema).close()
    columns = pq.ParquetFile(buffer).schema
    return [columns.column(index).path for index in range(len(columns))]
