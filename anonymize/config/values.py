"""Values of settings: what kinds there are, and the checks that a wrong one fails with its place.

What the settings are is left to `tree`; the forms they have in a file and on the command line to `file` and
`command_line`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from anonymize.errors import UsageError
from anonymize.labels import canonical, normalise, with_singulars
from anonymize.policy import THRESHOLD

DEFAULT = "DEFAULT"
"""Stands for every label that has no operator of its own, as in Presidio."""
KEEP = "keep"
"""The operator that leaves values as they are."""
SECRET_PARAMETERS = frozenset({"key", "salt"})
"""Parameters of operators whose value no message shows."""
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
"""The numbers of YAML 1.2. Python refuses to read integers of some thousand digits: those become floats."""
ValueT = TypeVar("ValueT")


class FrozenMapping(Mapping[str, ValueT]):
    """A mapping that does not change, hashes, pickles, and shows only its keys: a value may be a secret."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, ValueT] | Iterable[tuple[str, ValueT]] = ()) -> None:
        self._items = dict(items)

    def __getitem__(self, name: str) -> ValueT:
        """Gives the value under `name`."""
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        """Goes over the keys, in the order they were given."""
        return iter(self._items)

    def __len__(self) -> int:
        """Counts the keys."""
        return len(self._items)

    def __hash__(self) -> int:
        """Hashes the items, whatever their order."""
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        """Shows the keys."""
        return f"{type(self).__name__}({', '.join(self._items)})"


def offer(name: str, known: Collection[str]) -> str:
    """Gives the part of a message that leads from an unknown name to the known ones."""
    near = difflib.get_close_matches(name[:50].lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"


class InvalidValueError(UsageError):
    """A setting is wrong. `where` is its path in the file, or the option."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where} {message}")
        self.where = where


def must_be(expected: str, where: str, value: object) -> InvalidValueError:
    """Gives the error for a value that is not what it must be."""
    return InvalidValueError(where, f"must be {expected}, not {shown(value)}")


def shown(value: object) -> str:
    """Gives a value of a setting for a message: on one line, cut where it is long."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = "empty" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def texts(where: str, value: object) -> tuple[str, ...]:
    """Checks a list of texts, none of them blank; gives them without white space around them."""
    if not isinstance(value, list | tuple) or not value:
        raise must_be("a list of texts", where, value)
    for number, text in enumerate(value, 1):
        if not isinstance(text, str):
            raise must_be("text", f"{where}, item {number}", text)
        if not text.strip():
            raise InvalidValueError(where, f"has an empty item at place {number}")
    return tuple(text.strip() for text in value)


def each(where: str, values: object, kind: type[ValueT], expected: str) -> tuple[ValueT, ...]:
    """Checks a list, which may be empty, of values of one kind."""
    if not isinstance(values, list | tuple) or not all(isinstance(value, kind) for value in values):
        raise must_be(expected, where, values)
    return tuple(values)


def names(where: str, value: object) -> tuple[str, ...]:
    """Checks names: a list of them, or a text with commas between them."""
    if isinstance(value, str):
        return texts(where, value.split(","))
    if not isinstance(value, list | tuple) or not value:
        raise must_be("a list, or names with commas between them", where, value)
    return texts(where, value)


def choice(where: str, value: object, choices: tuple[str, ...]) -> str:
    """Checks that a value is one of the choices."""
    if isinstance(value, str) and value in choices:
        return value
    raise must_be(f"one of {', '.join(choices)}", where, value)


def threshold(where: str, value: object) -> float:
    """Checks a score from which something counts."""
    # No model is ever as sure as 1, which would switch it off without a word.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1:
        return float(value)
    raise must_be("a number above 0 and below 1", where, value)


def label_name(name: object) -> str:
    """Gives the canonical label that a key stands for, or `DEFAULT`."""
    text = str(name)
    return DEFAULT if text.strip().upper() == DEFAULT else canonical(text)


def check_kept(where: str, name: str, label: str) -> None:
    """Refuses to keep a label under a name that may mean less than it does: `doctor` is found as person.

    Its own name is taken, and what that begins with, such as `phone`.

    Args:
        where: the setting that keeps it.
        name: as the user wrote it.
        label: the canonical one, or `DEFAULT`.
    """
    if _may_mean_less(name, label):
        raise InvalidValueError(
            where, f"keeps every {label} in the output; name {label} itself, if that is meant"
        )


def label_threshold(where: str, value: object, name: str, label: str) -> float:
    """Checks the threshold of a label; one that keeps more of it is refused as `check_kept` does it."""
    found = threshold(where, value)
    if found > THRESHOLD and _may_mean_less(name, label):
        raise InvalidValueError(where, f"holds for every {label}; name {label} itself, if that is meant")
    return found


def _may_mean_less(name: str, label: str) -> bool:
    begins = (one.replace("_", "") for one in with_singulars(normalise(name)))
    return label != DEFAULT and not any(map(label.replace("_", "").startswith, begins))


def by_label(where: str, values: object) -> Iterator[tuple[str, object, str]]:
    """Gives each label, canonical, its value and its path.

    Two names of one label are an error, unless they have the same value.
    """
    if not isinstance(values, Mapping):
        raise must_be("a mapping with labels as keys", where, values)
    seen: dict[str, tuple[str, object]] = {}
    for name, value in values.items():
        label, path = label_name(name), f"{where}.{name}"
        if not label:
            raise InvalidValueError(path, "names no label")
        before, same = seen.setdefault(label, (name, value))
        if before != name and same != value:
            raise InvalidValueError(path, f"is the same label as {before!r}; give it once")
        if before == name:
            yield label, value, path


def label_values(where: str, values: object) -> FrozenMapping[tuple[str, ...]]:
    """Checks a mapping from labels to lists of texts."""
    return FrozenMapping((label, texts(path, value)) for label, value, path in by_label(where, values))


def label_texts(where: str, values: object, expected: str) -> FrozenMapping[str]:
    """Checks a mapping from labels to texts; white space in them becomes single spaces."""
    found: dict[str, str] = {}
    for label, value, path in by_label(where, values):
        if not isinstance(value, str) or not value.strip():
            raise must_be(expected, path, value)
        found[label] = " ".join(value.split())
    return FrozenMapping(found)
