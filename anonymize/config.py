"""The configuration: what a YAML file and the command line may say, checked before any input is read.

Owns the names, types and ranges of the settings, and the forms they have on the command line. What a
label, a model or an operator's parameters mean is left to `labels`, `detectors` and `operators`; the file is
read by `config_file`.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from anonymize.errors import UsageError
from anonymize.labels import canonical

DEFAULT = "DEFAULT"
"""Stands for every label that has no operator of its own, as in Presidio."""
DETECTORS = ("auto", "tagger", "gliner", "patterns")
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("fp32", "bf16")
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


@dataclass(frozen=True)
class OperatorConfig:
    """An operator as named in a file or on the command line; `operators` says whether it can be built.

    Attributes:
        type: the operator's name, such as `mask`.
        params: its parameters by Presidio's names, plain values only.
        origin: file and line it comes from, or nothing.
    """

    type: str
    params: Mapping[str, object] = field(default_factory=FrozenMapping)
    origin: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Takes a copy of the parameters that nobody else can change."""
        object.__setattr__(self, "params", FrozenMapping(self.params))


@dataclass(frozen=True)
class Config:
    """The settings of a run, checked. Hashes and pickles.

    Attributes:
        labels: what to remove, as the user wrote it; None leaves the choice to the detectors.
        descriptions: what labels mean, by canonical label, for a GLiNER to read behind their names.
        detectors: names out of `DETECTORS`, each once.
        model: a local path or the id of a model; None for the bundled one.
        threshold: the score from which a span counts, above 0 and at most 1.
        thresholds: the same for single labels, by canonical label.
        operators: by canonical label, and under `DEFAULT` for the rest.
        region: two-letter country code, for numbers written without a country.
        batch_size: tokens in a model batch; None leaves it to the detector.
        device: one of `DEVICES`.
        precision: one of `PRECISIONS`, of torch weights; None leaves it to the detector, and the weights too.

    Raises:
        UsageError: naming the setting and what it must be.
    """

    labels: tuple[str, ...] | None = None
    descriptions: Mapping[str, str] = field(default_factory=FrozenMapping)
    detectors: tuple[str, ...] = ("auto",)
    model: str | None = None
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=FrozenMapping)
    operators: Mapping[str, OperatorConfig] = field(default_factory=FrozenMapping)
    region: str = "US"
    batch_size: int | None = None
    device: str = "auto"
    precision: str | None = None

    def __post_init__(self) -> None:
        """Checks every setting and gives it its one form."""
        checked = {
            "labels": None if self.labels is None else _names("labels", self.labels),
            "descriptions": _descriptions(self.descriptions),
            "detectors": _detectors(self.detectors),
            "model": _model(self.model),
            "threshold": _threshold("threshold", self.threshold),
            "thresholds": _thresholds(self.thresholds),
            "operators": _operators(self.operators),
            "region": _region(self.region),
            "batch_size": _batch_size(self.batch_size),
            "device": _choice("device", self.device, DEVICES),
            "precision": None if self.precision is None else _choice("precision", self.precision, PRECISIONS),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)


def merge(config: Config, **overrides: object) -> Config:
    """Gives `config` with the fields in `overrides` that are not None; `thresholds` and `operators` by label.

    Raises:
        UsageError: naming the setting and what it must be.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    for name in given.keys() & {"thresholds", "operators"}:
        given[name] = {**getattr(config, name), **given[name]}
    return dataclasses.replace(config, **given)


def parse_labels(value: str, option: str = "--labels") -> tuple[str, ...]:
    """Takes `person, address` apart at the commas.

    Raises:
        UsageError: when an item is empty.
    """
    return _names(option, value)


def parse_thresholds(
    values: Iterable[str], option: str = "--threshold"
) -> tuple[float | None, Mapping[str, float]]:
    """Reads thresholds of the forms `0.4` (all labels) and `person=0.3` (one).

    Returns:
        The threshold for all labels, None where it is not given, and those of single labels, canonical.

    Raises:
        UsageError: with the value of the option that is wrong.
    """
    found: dict[str, float] = {}
    for label, text, where in _assignments(values, option):
        found[label] = _threshold(where, float(text) if NUMBER.fullmatch(text) else text)
    overall = found.pop(DEFAULT, None)
    return overall, FrozenMapping(found)


def parse_operators(values: Iterable[str], option: str = "--operator") -> Mapping[str, OperatorConfig]:
    """Reads operators of the forms `mask` (the default operator) and `person=hash` (for one label).

    Raises:
        UsageError: with the value of the option that is wrong.
    """
    return FrozenMapping((label, OperatorConfig(name)) for label, name, _ in _assignments(values, option))


def offer(name: str, known: Collection[str]) -> str:
    """Gives the part of a message that leads from an unknown name to the known ones."""
    near = difflib.get_close_matches(name[:50].lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"


class InvalidValueError(UsageError):
    """A setting is wrong. `where` is its path in the file, or the option."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where} {message}")
        self.where = where


def _must_be(expected: str, where: str, value: object) -> InvalidValueError:
    return InvalidValueError(where, f"must be {expected}, not {shown(value)}")


def shown(value: object) -> str:
    """Gives a value of a setting for a message: on one line, cut where it is long."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = "empty" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _names(where: str, value: object) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not names:
        raise _must_be("a list, or names with commas between them", where, value)
    for number, name in enumerate(names, 1):
        if not isinstance(name, str):
            raise _must_be("text", f"{where}, item {number}", name)
        if not name.strip():
            raise InvalidValueError(where, f"has an empty item at place {number}")
    return tuple(name.strip() for name in names)


def _descriptions(values: object) -> FrozenMapping[str]:
    found: dict[str, str] = {}
    for label, value, where in _by_label("labels", values):
        if not isinstance(value, str) or not value.strip():
            raise _must_be("a description in words", where, value)
        found[label] = " ".join(value.split())
    return FrozenMapping(found)


def _detectors(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_choice("detector", name, DETECTORS) for name in _names("detector", value)))


def _choice(where: str, value: object, choices: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in choices:
        return value
    raise _must_be(f"one of {', '.join(choices)}", where, value)


def _model(value: object) -> str | None:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise _must_be("a path or the id of a model", "model", value)


def _threshold(where: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise _must_be("a number above 0 and at most 1", where, value)


def _thresholds(values: object) -> FrozenMapping[float]:
    found: dict[str, float] = {}
    for label, value, where in _by_label("thresholds", values):
        if label == DEFAULT:
            raise InvalidValueError(where, "is no label; `threshold` holds for all labels")
        found[label] = _threshold(where, value)
    return FrozenMapping(found)


def _operators(values: object) -> FrozenMapping[OperatorConfig]:
    found: dict[str, OperatorConfig] = {}
    for label, value, where in _by_label("operators", values):
        if not isinstance(value, OperatorConfig):
            raise _must_be("an OperatorConfig", where, value)
        found[label] = value
    return FrozenMapping(found)


def _region(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[A-Za-z]{2}", value):
        return value.upper()
    raise _must_be("a country code of two letters", "region", value)


def _batch_size(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise _must_be("a whole number of tokens above 0", "batch_size", value)


def _label(name: object) -> str:
    text = str(name)
    return DEFAULT if text.strip().upper() == DEFAULT else canonical(text)


def _by_label(where: str, values: object) -> Iterator[tuple[str, object, str]]:
    """Gives each label, canonical, its value and its path; two names of one label are an error."""
    if not isinstance(values, Mapping):
        raise _must_be("a mapping with labels as keys", where, values)
    seen: dict[str, str] = {}
    for name, value in values.items():
        label, path = _label(name), f"{where}.{name}"
        if not label:
            raise InvalidValueError(path, "names no label")
        if label in seen:
            raise InvalidValueError(path, f"is the same label as {seen[label]!r}; give it once")
        seen[label] = name
        yield label, value, path


def _assignments(values: Iterable[str], option: str) -> Iterator[tuple[str, str, str]]:
    """Takes `VALUE` and `LABEL=VALUE` apart: the label or `DEFAULT`, the value, and the option as given."""
    seen: set[str] = set()
    for given in values:
        name, equals, value = given.rpartition("=")
        where = f"{option} {shown(given)}"
        label = _label(name) if equals else DEFAULT
        if not label or not value.strip():
            raise InvalidValueError(where, "must have the form VALUE or LABEL=VALUE")
        if label in seen:
            raise InvalidValueError(where, f"sets {label} a second time; give it once")
        seen.add(label)
        yield label, value.strip(), where
