"""How much memory a Parquet file asks for, told from the headers of its pages before any of them is read.

A page says how large it is when it is decompressed, and how many values it has; `pyarrow` believes it, and
takes the memory. A few bytes can stand for a million values of a dictionary, each of a megabyte, so what a
file can become is bounded here, as `compression` does it for what is compressed as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from anonymize.documents.limits import LARGEST_RECORD, RATIO, UNCOUNTED, too_large
from anonymize.documents.parquet.thrift import CutShortError, NotThriftError, Struct, StructReader, Value
from anonymize.errors import DocumentError

LARGEST_PAGES = 1 << 30
"""Bytes of the largest pages of all columns together: one of each is in memory at a time."""
LARGEST_LISTS = 1 << 32
"""Bytes of all values of a column of lists in a row group: one row may hold them all."""
GROUPS = 4
"""Field of the footer in which the row groups are."""
_FILE_ENCRYPTION, _COLUMN_ENCRYPTION = 8, 8
_COLUMNS, _METADATA = 1, 3
_CODEC, _VALUES, _COMPRESSED, _FIRST_DATA, _FIRST_DICTIONARY = 4, 5, 7, 9, 11
"""Fields of row groups, of columns in them, and of what is said of those."""
_CODECS = {0: "NONE", 1: "SNAPPY", 2: "GZIP", 4: "BROTLI", 5: "LZ4", 6: "ZSTD", 7: "LZ4"}
_HEADER, _LONGEST_HEADER = 1 << 8, 1 << 24
_DATA, _DATA_V2 = 0, 3
_PLAIN, _DELTA_BYTE_ARRAY = 0, 7
_DICTIONARY_ENCODINGS = frozenset({2, 8})
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 8, "FLOAT": 4, "DOUBLE": 8, "BYTE_ARRAY": 4}
"""Bytes of a value in memory, at the least."""


@dataclass(frozen=True, slots=True)
class ColumnSize:
    """What one column of a row group asks for.

    Attributes:
        values: how many it has.
        width: bytes of each in memory; of a string, without what it says.
        pages: bytes of all its pages, decompressed.
        largest_page: bytes of the largest of them.
        encodings: how their values are spelled, by the numbers of the format.
        codec: how its pages are compressed, as `pyarrow` calls it.
    """

    values: int
    width: int
    pages: int
    largest_page: int
    encodings: frozenset[int]
    codec: str

    @property
    def has_dictionary(self) -> bool:
        """Whether values are numbers of a dictionary, or some of them."""
        return not self.encodings.isdisjoint(_DICTIONARY_ENCODINGS)

    @property
    def in_dictionaries(self) -> bool:
        """Whether `pyarrow` can read strings as numbers of a dictionary, so that none is made twice."""
        return self.encodings <= _DICTIONARY_ENCODINGS | {_PLAIN}

    @property
    def repeating(self) -> bool:
        """Whether a value can be spelled by what was said before, in next to no bytes."""
        return not self.encodings.isdisjoint(_DICTIONARY_ENCODINGS | {_DELTA_BYTE_ARRAY})

    @property
    def decoded(self) -> int:
        """Bytes in memory, strings of dictionaries counted once."""
        return self.pages + self.values * self.width


class CorruptPagesError(Exception):
    """There are no pages where they should be."""


def column_sizes(stream: BinaryIO, group: Value, schema: Any, size: int) -> list[ColumnSize]:  # noqa: ANN401
    """Measures the columns of a row group.

    Args:
        stream: the file, which can be read at any place.
        group: what the footer says of the row group.
        schema: the Parquet schema, as `pyarrow` has it.
        size: of the file, in bytes.

    Raises:
        CorruptPagesError: a page is not where the file says, or says nothing that makes sense.
        NotImplementedError: a column is compressed in a way that cannot be read.
    """
    chunks = [struct_in(chunk, _METADATA) for chunk in list_in(group, _COLUMNS)]
    if len(chunks) != len(schema):
        raise CorruptPagesError
    return [_measured(stream, chunk, schema.column(index), size) for index, chunk in enumerate(chunks)]


def is_encrypted(footer: Struct) -> bool:
    """Tells whether columns are encrypted. To ask `pyarrow` for what the footer says of one ends the process.

    Raises:
        CorruptPagesError: the footer makes no sense.
    """
    chunks = (chunk for group in list_in(footer, GROUPS) for chunk in list_in(group, _COLUMNS))
    return _FILE_ENCRYPTION in footer or any(
        isinstance(chunk, dict) and _COLUMN_ENCRYPTION in chunk for chunk in chunks
    )


def list_in(struct: Value, field: int) -> list[Value]:
    """Gives the list in a field.

    Raises:
        CorruptPagesError: there is none.
    """
    value = struct.get(field) if isinstance(struct, dict) else None
    if not isinstance(value, list):
        raise CorruptPagesError
    return value


def struct_in(struct: Value, field: int) -> Struct:
    """Gives the struct in a field; see `list_in`."""
    value = struct.get(field) if isinstance(struct, dict) else None
    if not isinstance(value, dict):
        raise CorruptPagesError
    return value


def check_sizes(sizes: list[ColumnSize], repeated: list[bool], where: str) -> None:
    """Checks that a row group can be read in pieces that fit the memory.

    Args:
        sizes: of its columns.
        repeated: which of them have several values a row.
        where: the id that a message begins with.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    if any(size.largest_page > LARGEST_RECORD for size in sizes):
        raise too_large(f"{where}: a page of a column", LARGEST_RECORD)
    if sum(size.largest_page for size in sizes) > LARGEST_PAGES:
        raise too_large(f"{where}: the pages of all columns", LARGEST_PAGES)
    if any(size.decoded > LARGEST_LISTS for size, lists in zip(sizes, repeated, strict=True) if lists):
        raise too_large(f"{where}: the lists of a column in one row group", LARGEST_LISTS)


def check_ratio(decoded: int, size: int, where: str) -> None:
    """Checks that a file does not become too many times its size.

    Raises:
        DocumentError: with the reason `decompression_bomb`.
    """
    if decoded > UNCOUNTED + RATIO * size:
        raise DocumentError(
            "decompression_bomb",
            f"{where}: expands to more than {RATIO} times its size, as a decompression bomb does; if it is"
            " none, write it anew without compression and without dictionaries",
        )


def _measured(stream: BinaryIO, chunk: Struct, column: Any, size: int) -> ColumnSize:  # noqa: ANN401
    values = pages = largest = 0
    encodings = set()
    for header in _headers(stream, chunk, size):
        kind, uncompressed = _number(header, 1), _number(header, 2)
        pages += uncompressed
        largest = max(largest, uncompressed)
        if kind in (_DATA, _DATA_V2):
            said = struct_in(header, 5 if kind == _DATA else 8)
            values += _number(said, 1)
            encodings.add(_number(said, 2 if kind == _DATA else 4))
    width = column.length if column.physical_type == "FIXED_LEN_BYTE_ARRAY" else _WIDTHS[column.physical_type]
    return ColumnSize(values, width, pages, largest, frozenset(encodings), _codec(chunk))


def _codec(chunk: Struct) -> str:
    number = _number(chunk, _CODEC)
    if number not in _CODECS:
        raise NotImplementedError
    return _CODECS[number]


def _headers(stream: BinaryIO, chunk: Struct, size: int) -> Iterator[Struct]:
    """Gives the headers of the pages of a column, as long as there are values that it should have."""
    wanted = _number(chunk, _VALUES)
    if not wanted:
        return  # then there may be no page, and no place of one
    position = _number(chunk, _FIRST_DATA)
    if chunk.get(_FIRST_DICTIONARY):
        position = min(position, _number(chunk, _FIRST_DICTIONARY))
    end = position + _number(chunk, _COMPRESSED)
    if not 0 < position <= end <= size:
        raise CorruptPagesError
    values = 0
    while values < wanted:
        header, length = _header(stream, position, end)
        position += length + _number(header, 3)
        if position > end:
            raise CorruptPagesError
        yield header
        for number in (5, 8):
            if isinstance(said := header.get(number), dict):
                values += _number(said, 1)


def _header(stream: BinaryIO, position: int, end: int) -> tuple[Struct, int]:
    """Gives the header at a position, and its length."""
    length = _HEADER
    while True:
        stream.seek(position)
        data = stream.read(min(length, end - position))
        reader = StructReader(data)
        try:
            return reader.struct(), reader.position
        except NotThriftError:
            raise CorruptPagesError from None
        except CutShortError:
            if len(data) < length or length >= _LONGEST_HEADER:
                raise CorruptPagesError from None
            length *= 16


def _number(struct: Struct, field: int) -> int:
    value = struct.get(field)
    if not isinstance(value, int) or value < 0:
        raise CorruptPagesError
    return value
