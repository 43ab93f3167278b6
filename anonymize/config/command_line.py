"""The forms that settings have on the command line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from anonymize.config.tree import Config, OperatorConfig
from anonymize.config.values import (
    DEFAULT,
    NUMBER,
    FrozenMapping,
    InvalidValueError,
    label_name,
    names,
    shown,
    threshold,
)


def merge(config: Config, **overrides: object) -> Config:
    """Gives `config` with the fields in `overrides` that are not None; `thresholds` and `operators` by label.

    A threshold or an operator for all labels overrules those that `config` has for single ones.

    Raises:
        UsageError: naming the setting and what it must be.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    if "threshold" in given:
        given.setdefault("thresholds", {})
    for name, for_all in (
        ("thresholds", "threshold" in given),
        ("operators", DEFAULT in given.get("operators", ())),
    ):
        if name in given and not for_all:
            given[name] = {**getattr(config, name), **given[name]}
    return dataclasses.replace(config, **given)


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
    for label, text, where in _assignments(values, option):
        found[label] = threshold(where, float(text) if NUMBER.fullmatch(text) else text)
    overall = found.pop(DEFAULT, None)
    return overall, FrozenMapping(found)


def parse_operators(values: Iterable[str], option: str = "--operator") -> Mapping[str, OperatorConfig]:
    """Reads operators of the forms `mask` (the default operator) and `person=hash` (for one label).

    Raises:
        UsageError: with the value of the option that is wrong.
    """
    return FrozenMapping((label, OperatorConfig(name)) for label, name, _ in _assignments(values, option))


def _assignments(values: Iterable[str], option: str) -> Iterator[tuple[str, str, str]]:
    """Takes `VALUE` and `LABEL=VALUE` apart: the label or `DEFAULT`, the value, and the option as given."""
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
        yield label, value.strip(), where
