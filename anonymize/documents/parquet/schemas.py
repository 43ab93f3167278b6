"""What of a Parquet file's schema and metadata comes into the output, and what its columns hold.

Types stay, and so do names. What is free text in them does not: it is nobody's field, so nobody would look
at it.
"""

from __future__ import annotations

import json
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

from anonymize.documents.fields import join_each, join_key

KNOWN_EXTENSIONS = frozenset({"arrow.bool8", "arrow.fixed_shape_tensor", "arrow.json", "arrow.uuid"})
"""Types of Arrow's own that say how values are read, and hold no text of their own."""
FIELD_ID = b"PARQUET:field_id"
_PANDAS = b"pandas"
_WRITTEN_ANEW = frozenset({b"ARROW:schema", _PANDAS})
_TYPE_WORDS = ("pandas_type", "numpy_type")
_PANDAS_METADATA = ("num_categories", "ordered", "timezone", "encoding", "precision", "scale", "unit")
_TYPE_WORD = re.compile(
    r"(?i:bool|boolean|u?int|float|double|decimal|datetime|datetimetz|timedelta|date|time|object|string|str"
    r"|unicode|bytes|categorical|category|empty|mixed|[nmu]?s|utf-?)\d*(?:\[[nmu]?s\])?"
)
"""A type as pandas or numpy calls it, a unit of time, or an encoding."""


def cleaned(schema: pa.Schema) -> tuple[pa.Schema, Counter[str]]:
    """Gives a schema as it goes to the output, and what is not in it any more.

    Args:
        schema: as `pyarrow` reads it, with the metadata of the file and of its columns.

    Returns:
        The schema, and how often what kind of thing was left out, in the words of `Record.taken_out`.
    """
    taken_out: Counter[str] = Counter()
    fields = [_field(field, taken_out) for field in schema]
    metadata: dict[bytes, bytes] = {}
    for key, value in (schema.metadata or {}).items():
        if key not in _WRITTEN_ANEW:
            taken_out["metadata of the file"] += 1
        elif key == _PANDAS:
            kept = _pandas(value, frozenset(schema.names))
            metadata |= {} if kept is None else {_PANDAS: kept}
            taken_out["metadata of the file"] += kept is None
    return pa.schema(fields, metadata=metadata or None), taken_out


def _field(field: pa.Field, taken_out: Counter[str]) -> pa.Field:
    metadata = field.metadata or {}
    number = metadata.get(FIELD_ID, b"")
    kept = {FIELD_ID: number} if number.isdigit() else None
    taken_out["metadata of a column"] += sum(key != FIELD_ID for key in metadata)
    return pa.field(field.name, _type(field.type, taken_out), field.nullable, kept)


def _type(given: pa.DataType, taken_out: Counter[str]) -> pa.DataType:
    types = pa.types
    if isinstance(given, pa.BaseExtensionType):
        if given.extension_name in KNOWN_EXTENSIONS:
            return given
        taken_out["extension type"] += 1
        return _type(given.storage_type, taken_out)
    if types.is_dictionary(given):
        # As `pyarrow` reads it itself: replacements may be more than a small number can count.
        return pa.dictionary(pa.int32(), given.value_type, given.ordered)
    if types.is_timestamp(given) and given.tz is not None and not _is_zone(given.tz):
        taken_out["time zone"] += 1
        return pa.timestamp(given.unit, "UTC")
    if types.is_struct(given):
        return pa.struct([_field(child, taken_out) for child in given])
    if types.is_map(given):
        return pa.map_(
            _field(given.key_field, taken_out), _field(given.item_field, taken_out), given.keys_sorted
        )
    if types.is_list(given):
        return pa.list_(_field(given.value_field, taken_out))
    if types.is_large_list(given):
        return pa.large_list(_field(given.value_field, taken_out))
    if types.is_fixed_size_list(given):
        return pa.list_(_field(given.value_field, taken_out), given.list_size)
    return given


@lru_cache
def _is_zone(name: str) -> bool:
    is_offset = name[:1] in "+-" and name[1:].replace(":", "").isdigit()
    return is_offset or name in zoneinfo.available_timezones()


def _pandas(value: bytes, names: frozenset[str]) -> bytes | None:
    """Gives pandas' note on indices and types, without what a person may have written into it."""
    try:
        given = json.loads(value)
        columns = [_pandas_column(column, names) for column in given["columns"]]
        indices = [_pandas_index(index, names) for index in given["index_columns"]]
        above = [{**_pandas_column(column, names), "name": None} for column in given["column_indexes"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    kept = {
        "index_columns": [index for index in indices if index is not None],
        "column_indexes": above,
        "columns": columns,
    }
    return json.dumps(kept).encode()


def _pandas_column(given: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    column: dict[str, Any] = {
        key: given.get(key) if given.get(key) in names else None for key in ("name", "field_name")
    }
    column |= {key: _word(given.get(key)) for key in _TYPE_WORDS}
    about = given.get("metadata")
    kept = {key: _word(about[key]) for key in _PANDAS_METADATA if key in about} if about else None
    return column | {"metadata": kept or None}


def _pandas_index(given: object, names: frozenset[str]) -> object:
    if isinstance(given, dict) and given.get("kind") == "range":
        numbers = {key: int(given[key]) for key in ("start", "stop", "step")}
        return {"kind": "range", "name": None, **numbers}
    return given if isinstance(given, str) and given in names else None


def _word(value: object) -> object:
    """Gives a number, or a word such as `datetime64[ns]`; nothing where there is text."""
    if value is None or isinstance(value, bool | int):
        return value
    return value if isinstance(value, str) and (_TYPE_WORD.fullmatch(value) or _is_zone(value)) else None


def is_string(given: pa.DataType) -> bool:
    """Tells whether values of a type are texts, in a dictionary or not."""
    given = bare(given)
    if pa.types.is_dictionary(given):
        given = given.value_type
    types = pa.types
    return bool(types.is_string(given) or types.is_large_string(given) or types.is_string_view(given))


def can_tell(given: pa.DataType) -> bool:
    """Tells whether values of a type can tell of somebody: all but truth values, and null alone."""
    if isinstance(given, pa.BaseExtensionType) and given.extension_name == "arrow.bool8":
        return False
    given = bare(given)
    if pa.types.is_dictionary(given):
        given = given.value_type
    return not (pa.types.is_boolean(given) or pa.types.is_null(given))


def bare(given: pa.DataType) -> pa.DataType:
    """Gives a type without what is said of how it is to be read."""
    return bare(given.storage_type) if isinstance(given, pa.BaseExtensionType) else given


def members(given: pa.DataType) -> list[tuple[str | None, pa.DataType]]:
    """Gives the types within a type, with the step of a field path that leads to each; none in a scalar."""
    given = bare(given)
    if pa.types.is_struct(given):
        return [(child.name, child.type) for child in given]
    if pa.types.is_map(given):
        return [(None, pa.struct([("key", given.key_type), ("value", given.item_type)]))]
    if is_list(given):
        return [(None, given.value_type)]
    return []


def is_list(given: pa.DataType) -> bool:
    """Tells whether values of a type are lists of values of another; maps are not counted."""
    types = pa.types
    return bool(types.is_list(given) or types.is_large_list(given) or types.is_fixed_size_list(given))


def leaves(
    given: pa.DataType, path: str, *, repeated: bool = False
) -> Iterator[tuple[str, pa.DataType, bool]]:
    """Gives the columns that a type is stored as, in their order.

    Yields:
        The field path with `[]` for each item of a list, the type, and whether a row has several values.
    """
    inside = members(given)
    if not inside:
        yield path, given, repeated
    for step, child in inside:
        if step is None:
            yield from leaves(child, join_each(path), repeated=True)
        else:
            yield from leaves(child, join_key(path, step), repeated=repeated)
