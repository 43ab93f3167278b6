"""Rows of a Parquet file as values that fields can be chosen from, and where their strings stand.

The strings of a row are numbered in the order in which they are met; `Places` says where in the columns each
of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import pyarrow as pa

from anonymize.documents.json_strings import Array, Object, Scalar, String, Value
from anonymize.documents.parquet.arrays import string_leaves, texts_of
from anonymize.documents.parquet.schemas import is_string

Place: TypeAlias = tuple[int, int]
"""The number of a leaf, and a position in it."""


@dataclass(slots=True)
class Places:
    """Where the strings of one row stand.

    Attributes:
        found: of each, by its number.
        undecodable: one of them is not UTF-8.
    """

    found: list[Place] = field(default_factory=list)
    undecodable: bool = False


class View(Protocol):
    """Values of a column, or of a part of it, by position."""

    def value(self, position: int, places: Places) -> Value:
        """Gives a value; strings in it start and end at their number."""
        ...


def view(array: Any, first: int) -> View:  # noqa: ANN401 - pyarrow has no types
    """Gives the values of a dense array.

    Args:
        array: of any type, as `dense` gives it.
        first: the number of its first string leaf among those of all columns.
    """
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    kind = array.type
    if not string_leaves(kind):
        return _Scalars(array.is_valid().to_pylist())
    if is_string(kind):
        return _Strings(first, list(texts_of(array)))
    valid = array.is_valid().to_pylist()
    if pa.types.is_struct(kind):
        return _Structs(
            valid, _members([child.name for child in kind], list(map(array.field, range(len(kind)))), first)
        )
    if pa.types.is_map(kind):
        pairs = _Structs(
            [True] * len(array.keys), _members(["key", "value"], [array.keys, array.items], first)
        )
        return _Lists(valid, array.offsets.to_pylist(), pairs)
    if pa.types.is_fixed_size_list(kind):
        offsets = [index * kind.list_size for index in range(len(array) + 1)]
        return _Lists(valid, offsets, view(array.values, first))
    return _Lists(valid, array.offsets.to_pylist(), view(array.values, first))


def _members(names: Sequence[str], arrays: Sequence[Any], first: int) -> list[tuple[str, View]]:
    found = []
    for name, array in zip(names, arrays, strict=True):
        found.append((name, view(array, first)))
        first += string_leaves(array.type)
    return found


@dataclass(frozen=True, slots=True)
class _Scalars:
    """Values in which there is no string."""

    valid: Sequence[bool]

    def value(self, position: int, places: Places) -> Value:
        """See `View`."""
        return Scalar.NUMBER if self.valid[position] else Scalar.NULL


@dataclass(frozen=True, slots=True)
class _Strings:
    """A string leaf; the texts with whether each is UTF-8."""

    number: int
    texts: Sequence[tuple[str | None, bool]]

    def value(self, position: int, places: Places) -> Value:
        """See `View`."""
        text, decoded = self.texts[position]
        places.undecodable |= not decoded
        if text is None:
            return Scalar.NULL
        places.found.append((self.number, position))
        return String(len(places.found) - 1, len(places.found) - 1, text)


@dataclass(frozen=True, slots=True)
class _Structs:
    """Structs, and pairs of maps."""

    valid: Sequence[bool]
    members: Sequence[tuple[str, View]]

    def value(self, position: int, places: Places) -> Value:
        """See `View`."""
        if not self.valid[position]:
            return Scalar.NULL
        return Object([(name, member.value(position, places)) for name, member in self.members])


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists and maps."""

    valid: Sequence[bool]
    offsets: Sequence[int]
    items: View

    def value(self, position: int, places: Places) -> Value:
        """See `View`."""
        if not self.valid[position]:
            return Scalar.NULL
        inside = range(self.offsets[position], self.offsets[position + 1])
        return Array([self.items.value(item, places) for item in inside])
