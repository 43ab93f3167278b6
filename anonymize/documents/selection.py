"""Which strings of a JSON value are documents.

Takes a value from `json_strings` and the user's field paths, and gives the chosen strings, or says why the
value does not fit the paths. A field that was asked for and cannot be looked at fails the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from anonymize.documents.base import ReadOptions
from anonymize.documents.fields import EACH, FieldPath, join_each, join_item, join_key
from anonymize.documents.json_strings import Array, Object, Scalar, String, Value
from anonymize.errors import DocumentError

_NUMBER = Scalar.NUMBER


@dataclass(slots=True)
class Wanted:
    """The field paths that go through one place of a record, as a tree.

    Attributes:
        chosen: a path ends here, so the value is a document.
        members: what is wanted of the members of an object here, by key.
        items: what is wanted of each item of a list here.
    """

    chosen: bool = False
    members: dict[str, Wanted] = field(default_factory=dict)
    items: Wanted | None = None

    @classmethod
    def of(cls, fields: Iterable[FieldPath]) -> Wanted:
        """Joins field paths to a tree."""
        root = cls()
        for path in fields:
            here = root
            for step in path.steps:
                if step is EACH:
                    here.items = here.items or cls()
                    here = here.items
                else:
                    here = here.members.setdefault(step, cls())
            here.chosen = True
        return root


@dataclass(frozen=True, slots=True)
class Selection:
    """The strings of a record, sorted into chosen and not chosen.

    Attributes:
        chosen: path and string, in the order in which they stand. Duplicate keys give a path twice.
        passed_through: paths of the others, with list indices written `[]`.
        numbers: paths of numbers within the record, in the same form.
        names: of all fields, each by itself.
    """

    chosen: tuple[tuple[str, String], ...]
    passed_through: frozenset[str]
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selector:
    """Selects the documents of one record after the other.

    Attributes:
        wanted: the chosen fields.
        all_strings: every string is chosen.
        allow_missing: a chosen field may be absent.
        remedy: what to do where a field is no string.
    """

    wanted: Wanted
    all_strings: bool
    allow_missing: bool
    remedy: str = "choose other fields with --field"

    @classmethod
    def of(cls, options: ReadOptions, default: FieldPath) -> Selector:
        """Gives the selector for the options; `default` is the field to take when they name none."""
        fields = () if options.all_strings else options.fields or (default,)
        return cls(Wanted.of(fields), options.all_strings, options.missing == "skip")

    @classmethod
    def at(cls, path: FieldPath) -> Selector:
        """Gives the selector of one field whose value is known, which may be absent."""
        remedy = "correct known_fields, where NAME[] stands for the items of a list"
        return cls(Wanted.of([path]), all_strings=False, allow_missing=True, remedy=remedy)

    def select(self, record: Value, where: str) -> Selection:
        """Finds the documents of one record.

        Args:
            record: the JSON value of the record.
            where: the id that a message begins with.

        Raises:
            DocumentError: with the reason `field_missing` or `field_not_string`.
        """
        chosen: list[tuple[str, String]] = []
        passed_through: set[str] = set()
        numbers: set[str] = set()
        names: set[str] = set()
        # A stack instead of recursion: records can be nested deeper than Python's stack.
        pending: list[_Place] = [(record, self.wanted, "", "")]
        while pending:
            value, wanted, path, pattern = pending.pop()
            if wanted is not None:
                self._check(value, wanted, path, where)
            if isinstance(value, String):
                if self.all_strings or (wanted is not None and wanted.chosen):
                    chosen.append((path, value))
                else:
                    passed_through.add(pattern)
            elif isinstance(value, Object):
                pending += _members(value, wanted, path, pattern)
                names.update(key for key, _ in value.members)
                numbers.update(join_key(pattern, key) for key, member in value.members if member is _NUMBER)
            elif isinstance(value, Array):
                pending += _items(value, wanted, path, pattern)
                if any(item is _NUMBER for item in value.items):
                    numbers.add(join_each(pattern))
        return Selection(tuple(chosen), frozenset(passed_through), frozenset(numbers), frozenset(names))

    def _check(self, value: Value, wanted: Wanted, path: str, where: str) -> None:
        """Checks that the paths through here can go on; null ends them all, as there is nothing to see."""
        if value is Scalar.NULL:
            return
        for asked, kind, name in (
            (wanted.chosen, String, "a string"),
            (wanted.members, Object, "an object"),
            (wanted.items, Array, "a list"),
        ):
            if asked and not isinstance(value, kind):
                raise DocumentError(
                    "field_not_string",
                    f"{where}: {_name(path)} is {_kind(value)}, not {name}; {self.remedy}",
                )
        if isinstance(value, Object) and not self.allow_missing:
            keys = {key for key, _ in value.members}
            for key in wanted.members:
                if key not in keys:
                    raise DocumentError(
                        "field_missing",
                        f"{where}: {_name(join_key(path, key))} is missing; choose other fields with --field,"
                        " or let records pass without it with --missing skip",
                    )


EVERYTHING = Selector(Wanted(), all_strings=True, allow_missing=True)
"""Takes every string."""

_Place: TypeAlias = tuple[Value, Wanted | None, str, str]
"""A value, what is wanted of it, its path, and its path with list indices written `[]`."""


def _members(value: Object, wanted: Wanted | None, path: str, pattern: str) -> Iterator[_Place]:
    """Gives the members, the last first, as a stack needs them, but no scalars that nobody asked for."""
    members = wanted.members if wanted else {}
    for key, member in reversed(value.members):
        if key in members or not isinstance(member, Scalar):
            yield member, members.get(key), join_key(path, key), join_key(pattern, key)


def _items(value: Array, wanted: Wanted | None, path: str, pattern: str) -> Iterator[_Place]:
    items = wanted.items if wanted else None
    each = join_each(pattern)
    for index, item in reversed(list(enumerate(value.items))):
        if items or not isinstance(item, Scalar):
            yield item, items, join_item(path, index), each


def string_fields(record: Value) -> list[str]:
    """Gives the paths of all strings of a record, sorted, as a user would write them to choose them."""
    return sorted(Selector(Wanted(), all_strings=False, allow_missing=True).select(record, "").passed_through)


def holds(record: Value, path: FieldPath) -> bool:
    """Tells whether a field is in a record, a null in its place or some items without it included."""
    try:
        Selector(Wanted.of([path]), all_strings=False, allow_missing=False).select(record, "")
    except DocumentError as error:
        if error.reason != "field_missing":
            return False
        return bool(Selector.at(path).select(record, "").chosen)
    return True


def _name(path: str) -> str:
    return f"the field '{path}'" if path else "the record"


def _kind(value: Value) -> str:
    if isinstance(value, Scalar):
        return value.value
    return {String: "a string", Object: "an object", Array: "a list"}[type(value)]
