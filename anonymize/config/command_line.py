"""The forms that settings have on the command line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from anonymize.config.parts import OperatorConfig
from anonymize.config.tree import Config, DetectorConfig
from anonymize.config.values import (
    DEFAULT,
    KEEP,
    NUMBER,
    FrozenMapping,
    InvalidValueError,
    check_kept,
    label_name,
    label_threshold,
    names,
    shown,
)

_OF_SINGLE = {item.name for item in dataclasses.fields(DetectorConfig)} - {"type", "labels", "thresholds"}
"""Settings that a single detector can have, and that one given for all of them overrules."""


def merge(config: Config, **overrides: object) -> Config:
    """Gives `config` with the fields in `overrides` that are not None; `thresholds` and `operators` by label.

    A threshold or an operator for all labels overrules those that `config` has for single ones, and any
    setting those that it has for single detectors.

    Raises:
        UsageError: naming the setting and what it must be.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    given.setdefault("detectors", _overruled(config.detectors, given))
    before = {
        "thresholds": {} if "threshold" in given else config.thresholds,
        "operators": {} if DEFAULT in given.get("operators", ()) else config.operators,
    }
    for name, by_label in before.items():
        given[name] = {**by_label, **given.get(name, {})}
    return dataclasses.replace(config, **given)


def _overruled(
    detectors: Iterable[str | DetectorConfig], given: Mapping[str, Any]
) -> tuple[str | DetectorConfig, ...]:
    """Detectors without the settings of their own in whose place others are given.

    Raises:
        UsageError: a model is given, and several have one of their own.
    """
    items = tuple(detectors)
    single = [item for item in items if isinstance(item, DetectorConfig)]
    if "model" in given and sum(item.model is not None for item in single) > 1:
        raise InvalidValueError(
            "--model",
            "could stand for either: several detectors of the file have models of their own; choose one with"
            " --detector, or change the file",
        )
    gone: dict[str, Any] = dict.fromkeys(_OF_SINGLE & given.keys())
    gone |= {"thresholds": None} if "threshold" in given else {}
    labels = set(map(label_name, given.get("thresholds", ())))
    return tuple(
        dataclasses.replace(item, **({"thresholds": _rest(item, labels)} | gone))
        if isinstance(item, DetectorConfig)
        else item
        for item in items
    )


def _rest(item: DetectorConfig, labels: set[str]) -> Mapping[str, float] | None:
    """The thresholds of a detector but for those of labels; None where there are none."""
    kept = {label: one for label, one in (item.thresholds or {}).items() if label not in labels}
    return kept or None


def parse_labels(value: str, option: str = "--labels") -> tuple[str, ...]:
    """Takes `person, address` apart at the commas.

    Raises:
        UsageError: when an item is empty.
    """
    return names(option, value)


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
    for label, name, text, where in _assignments(values, option):
        number = float(text) if NUMBER.fullmatch(text) else text
        found[label] = label_threshold(where, number, name, label)
    overall = found.pop(DEFAULT, None)
    return overall, FrozenMapping(found)


def parse_operators(values: Iterable[str], option: str = "--operator") -> Mapping[str, OperatorConfig]:
    """Reads operators of the forms `mask` (the default operator) and `person=hash` (for one label).

    Raises:
        UsageError: with the value of the option that is wrong.
    """
    found: dict[str, OperatorConfig] = {}
    for label, name, operator, where in _assignments(values, option):
        if operator == KEEP:
            check_kept(where, name, label)
        found[label] = OperatorConfig(operator)
    return FrozenMapping(found)


def _assignments(values: Iterable[str], option: str) -> Iterator[tuple[str, str, str, str]]:
    """Takes `VALUE` and `LABEL=VALUE` apart.

    Yields:
        The canonical label or `DEFAULT`, its name as given, the value, and the option as given.
    """
    seen: set[str] = set()
    for given in values:
        name, equals, value = given.rpartition("=")
        where = f"{option} {shown(given)}"
        label = label_name(name) if equals else DEFAULT
        if not label or not value.strip():
            raise InvalidValueError(where, "must have the form VALUE or LABEL=VALUE")
        if label in seen:
            raise InvalidValueError(where, f"sets {label} a second time; give it once")
        seen.add(label)
        yield label, name, value.strip(), where
