"""Arrow arrays with other leaves: what is in lists and structs is changed, and all around it stays.

Nothing goes through Python's own types but the strings that change: a timestamp of nanoseconds or a decimal
would not come back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from anonymize.documents.parquet.schemas import bare, is_string, members

Leaf: TypeAlias = Callable[[Any, Any], Any]
"""Takes an array that is no list, struct or map, and the type that it should have; gives such an array."""


def mapped(array: Any, wanted: pa.DataType, leaf: Leaf) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Gives an array with other leaves.

    Args:
        array: any array, or a slice of one; what is outside of the slice is not in the result.
        wanted: the type of the result.
        leaf: makes its leaves, in the order of `members`. It is called for the same leaves for the same type.
    """
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    if isinstance(wanted, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(wanted, mapped(array, wanted.storage_type, leaf))
    if not members(wanted):
        return leaf(array, wanted)
    nulls = array.is_null()
    if pa.types.is_struct(wanted):
        children = [mapped(array.field(index), child.type, leaf) for index, child in enumerate(wanted)]
        return pa.StructArray.from_arrays(children, fields=list(wanted), mask=nulls)
    if pa.types.is_fixed_size_list(wanted):
        size = wanted.list_size
        values = mapped(array.values.slice(array.offset * size, len(array) * size), wanted.value_type, leaf)
        return pa.FixedSizeListArray.from_arrays(values, type=wanted, mask=nulls)
    offsets = array.offsets
    first, last = offsets[0].as_py(), offsets[-1].as_py()
    offsets = pc.subtract(offsets, offsets[0])
    if pa.types.is_map(wanted):
        keys = mapped(array.keys.slice(first, last - first), wanted.key_type, leaf)
        items = mapped(array.items.slice(first, last - first), wanted.item_type, leaf)
        return pa.MapArray.from_arrays(offsets, keys, items, type=wanted, mask=nulls)
    values = mapped(array.values.slice(first, last - first), wanted.value_type, leaf)
    kind = pa.LargeListArray if pa.types.is_large_list(wanted) else pa.ListArray
    return kind.from_arrays(offsets, values, type=wanted, mask=nulls)


def dense(array: Any, wanted: pa.DataType) -> Any:  # noqa: ANN401
    """Gives an array in the type that it should have, where strings were read as numbers of a dictionary."""
    return mapped(array, wanted, _dense)


def _dense(array: Any, wanted: pa.DataType) -> Any:  # noqa: ANN401
    if array.type == wanted:
        return array
    if pa.types.is_dictionary(wanted):
        indices = array.indices.cast(wanted.index_type)
        dictionary = array.dictionary.cast(wanted.value_type)
        return pa.DictionaryArray.from_arrays(indices, dictionary, ordered=wanted.ordered)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    return array.cast(wanted)


def compact(array: Any) -> Any:  # noqa: ANN401
    """Gives an array with dictionaries in which only what is used stands, in its order."""
    return mapped(array, array.type, _compact) if _has(array.type, pa.types.is_dictionary) else array


def _compact(array: Any, wanted: pa.DataType) -> Any:  # noqa: ANN401
    if not pa.types.is_dictionary(wanted):
        return array
    used = pc.unique(array.indices).drop_null().sort()
    indices = pc.index_in(array.indices, value_set=used).cast(wanted.index_type)
    return pa.DictionaryArray.from_arrays(indices, array.dictionary.take(used), ordered=wanted.ordered)


def decoded_size(array: Any) -> int:  # noqa: ANN401
    """Gives how many bytes a slice takes when nothing in it is a number of a dictionary any more."""
    sizes: list[int] = []

    def measure(leaf: Any, _: pa.DataType) -> Any:  # noqa: ANN401
        sizes.append(_decoded_size(leaf))
        return leaf

    mapped(array, array.type, measure)
    return sum(sizes) + len(array)


def _decoded_size(array: Any) -> int:  # noqa: ANN401
    if not pa.types.is_dictionary(array.type):
        return int(array.nbytes)
    # To take checks the numbers: one beyond the dictionary would read what is beyond it in memory.
    lengths = pc.binary_length(array.dictionary)
    return int(array.indices.nbytes) + int(pc.sum(lengths.take(array.indices)).as_py() or 0)


def with_texts(array: Any, first: int, changes: Mapping[int, Mapping[int, str]]) -> Any:  # noqa: ANN401
    """Gives an array with other strings.

    Args:
        array: dense; see `dense`.
        first: the number of its first string leaf among those of all columns.
        changes: the new strings of each leaf, by its number and the position in it.
    """
    numbers = iter(range(first, 1 << 62))

    def changed(leaf: Any, wanted: pa.DataType) -> Any:  # noqa: ANN401
        if not is_string(wanted):
            return leaf
        texts = changes.get(next(numbers))
        return _changed(leaf, wanted, texts) if texts else leaf

    return mapped(array, array.type, changed)


def _changed(array: Any, wanted: pa.DataType, texts: Mapping[int, str]) -> Any:  # noqa: ANN401
    values: Sequence[str | None] = [
        texts.get(position, text) for position, (text, _) in enumerate(texts_of(array))
    ]
    if not pa.types.is_dictionary(wanted):
        return pa.array(values, wanted)
    encoded = pa.array(values, wanted.value_type).dictionary_encode()
    # The order of those that are still there is kept; it means something where the type is ordered.
    places = {text: place for place, (text, _) in enumerate(texts_of(array.dictionary))}
    order = sorted(encoded.dictionary.to_pylist(), key=lambda text: places.get(text, len(places)))
    dictionary = pa.array(order, wanted.value_type)
    indices = pc.index_in(pa.array(values, wanted.value_type), value_set=dictionary).cast(wanted.index_type)
    return pa.DictionaryArray.from_arrays(indices, dictionary, ordered=wanted.ordered)


def texts_of(array: Any) -> Iterable[tuple[str | None, bool]]:  # noqa: ANN401
    """Gives the strings of a leaf, and of each whether it is UTF-8; of one that is not, an empty text."""
    try:
        return [(text, True) for text in array.to_pylist()]
    except UnicodeDecodeError:
        return [_text_of(value) for value in array]


def _text_of(value: Any) -> tuple[str | None, bool]:  # noqa: ANN401
    try:
        return value.as_py(), True
    except UnicodeDecodeError:
        return "", False


def string_leaves(given: pa.DataType) -> int:
    """Counts the leaves of a type that are strings."""
    inside = members(given)
    return sum(string_leaves(child) for _, child in inside) if inside else int(is_string(given))


def _has(given: pa.DataType, test: Callable[[pa.DataType], bool]) -> bool:
    given = bare(given)
    return test(given) or any(_has(child, test) for _, child in members(given))
