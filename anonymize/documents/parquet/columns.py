"""Which columns of a Parquet file are documents, told from its schema before a row is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from anonymize.documents.base import ReadOptions
from anonymize.documents.fields import FieldPath
from anonymize.documents.json_records import DEFAULT_FIELD
from anonymize.documents.parquet.schemas import bare, can_tell, is_string, leaves, members
from anonymize.documents.selection import Selector, Wanted
from anonymize.errors import DocumentError

_SHOWN_COLUMNS = 20
"""Columns that a message lists at most."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is taken from one row after the other.

    Attributes:
        selector: takes the documents.
        known: take what is known, with its label.
        viewed: indices of the columns in which one of them looks.
        passed_through: paths of columns, but for those of truth values, that are neither chosen nor known.
        names: of columns and of fields in structs.
    """

    selector: Selector
    known: tuple[tuple[Selector, str], ...]
    viewed: frozenset[int]
    passed_through: frozenset[str]
    names: frozenset[str]


def columns_of(schema: pa.Schema, options: ReadOptions, where: str) -> Columns:
    """Tells the columns of a file.

    Args:
        schema: of the file.
        options: which columns are documents.
        where: the id that a message begins with.

    Raises:
        DocumentError: with the reason `field_missing`, `field_not_string` or `unsupported_parquet`.
    """
    _check_kinds(schema, where)
    fields = () if options.all_strings else _chosen(schema, options, where)
    known = [(path, label) for field, label in options.known for path in _found(schema, field)]
    chosen = {str(path) for path in fields}
    known_paths = {str(path) for path, _ in known}
    passed, viewed = set(), set()
    for index, field in enumerate(schema):
        for path, kind, _ in leaves(field.type, _key(field.name)):
            is_chosen = is_string(kind) and (options.all_strings or path in chosen)
            if is_chosen or (known and is_string(kind)):
                viewed.add(index)
            if not is_chosen and path not in known_paths and can_tell(kind):
                passed.add(path)
    selector = Selector(Wanted.of(fields), options.all_strings, allow_missing=True)
    taken = tuple((Selector.at(path), label) for path, label in known)
    names = frozenset(name for field in schema for name in (field.name, *_inner_names(field.type)))
    return Columns(selector, taken, frozenset(viewed), frozenset(passed), names)


def _inner_names(kind: pa.DataType) -> Iterator[str]:
    for step, child in members(kind):
        if step is not None:
            yield step
        yield from _inner_names(child)


def _check_kinds(schema: pa.Schema, where: str) -> None:
    """Refuses what holds values of other types, and is not looked into: views of lists, unions and so on."""
    for field in schema:
        for path, kind, _ in leaves(field.type, _key(field.name)):
            inner = bare(kind)
            if pa.types.is_run_end_encoded(inner) or (pa.types.is_nested(inner) and inner.num_fields):
                raise DocumentError(
                    "unsupported_parquet",
                    f"{where}: the column '{path}' is of a type that is not looked into; write it anew with a"
                    " list, a struct or a map",
                )


def _chosen(schema: pa.Schema, options: ReadOptions, where: str) -> tuple[FieldPath, ...]:
    fields = options.fields or (DEFAULT_FIELD,)
    found = [_found(schema, field) for field in fields]
    some_missing = options.missing == "skip" and options.fields is not None
    if not (all(found) or (some_missing and any(found))):
        missing = next(str(field) for field, paths in zip(fields, found, strict=True) if not paths)
        raise DocumentError(
            "field_missing",
            f"{where}: there is no column '{missing}'; choose others with --field, or all with --all-strings"
            f" (columns of strings: {_listed(schema)})",
        )
    paths = tuple(path for paths in found for path in paths)
    for path in paths:
        for kind in _kinds(schema, path):
            if not is_string(kind) and not pa.types.is_null(kind):
                raise DocumentError(
                    "field_not_string",
                    f"{where}: the column '{path}' does not hold strings; choose others with --field"
                    f" (columns of strings: {_listed(schema)})",
                )
    return paths


def _found(schema: pa.Schema, field: FieldPath) -> list[FieldPath]:
    """The paths that a name means: into a struct, and a column that has a dot in its name."""
    whole = FieldPath((str(field),))
    candidates = [field] if whole == field else [field, whole]
    return [path for path in candidates if any(True for _ in _kinds(schema, path))]


def _kinds(schema: pa.Schema, path: FieldPath) -> Iterator[pa.DataType]:
    """Gives the types at the end of a path: several, where columns have the same name."""
    pending: list[tuple[pa.DataType, Sequence[str | None]]] = [
        (field.type, path.steps[1:]) for field in schema if field.name == path.steps[0]
    ]
    while pending:
        kind, steps = pending.pop()
        if not steps:
            yield kind
        else:
            pending += [(child, steps[1:]) for step, child in members(kind) if step == steps[0]]


def _listed(schema: pa.Schema) -> str:
    paths = [
        path for field in schema for path, kind, _ in leaves(field.type, _key(field.name)) if is_string(kind)
    ]
    shown = ", ".join(paths[:_SHOWN_COLUMNS]) or "none"
    return f"{shown} and {len(paths) - _SHOWN_COLUMNS} more" if len(paths) > _SHOWN_COLUMNS else shown


def _key(name: str) -> str:
    return str(FieldPath((name,)))
