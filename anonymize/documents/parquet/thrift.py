"""Structs of Thrift's compact protocol, as Parquet has them before each page and in its footer.

`pyarrow` shows the footer, but not the headers of pages, in which stands how much memory each asks for. Only
what those need is here: structs without names, as field numbers and values.
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "bool | int | bytes | list[Value] | Struct"
Struct: TypeAlias = dict[int, Value]

_DEEPEST = 32
"""Structs and lists inside each other; Parquet's own come to eight."""
_TRUE, _FALSE = 1, 2


class NotThriftError(Exception):
    """The bytes are no struct."""


class CutShortError(Exception):
    """The bytes end within the struct."""


class StructReader:
    """Reads structs from bytes, one after the other.

    Args:
        data: the bytes.

    Attributes:
        position: of the next byte to read.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def struct(self, depth: int = 0) -> Struct:
        """Reads a struct; of a field that stands twice the last one counts, as for Thrift's own readers.

        Raises:
            NotThriftError: there is none.
            CutShortError: the bytes end within it.
        """
        if depth > _DEEPEST:
            raise NotThriftError
        fields: Struct = {}
        number = 0
        while header := self._byte():
            delta, kind = header >> 4, header & 0x0F
            number = number + delta if delta else self._zigzag()
            fields[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Value:
        match kind:
            case 1 | 2 | 3:  # a byte; booleans only as items of a list
                return self._byte()
            case 4 | 5 | 6:  # i16, i32, i64
                return self._zigzag()
            case 7:  # double
                return self._bytes(8)
            case 8:  # binary
                return self._bytes(self._varint())
            case 9 | 10:  # list, set
                return self._list(depth + 1)
            case 12:  # struct
                return self.struct(depth + 1)
        raise NotThriftError  # a map, which Parquet has not, or no type at all

    def _list(self, depth: int) -> list[Value]:
        if depth > _DEEPEST:
            raise NotThriftError
        header = self._byte()
        size = header >> 4
        if size == 0x0F:
            size = self._varint()
        if size > len(self._data) - self.position:
            raise CutShortError  # an item takes a byte or more
        return [self._value(header & 0x0F, depth) for _ in range(size)]

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise NotThriftError

    def _byte(self) -> int:
        if self.position >= len(self._data):
            raise CutShortError
        self.position += 1
        return self._data[self.position - 1]

    def _bytes(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self._data):
            raise CutShortError
        self.position, start = end, self.position
        return self._data[start:end]
