"""The settings of a run: one tree of dataclasses, checked before any input is read.

Owns what settings there are, and their ranges. What a label, a model, a regular expression or an operator's
parameters mean is left to `labels`, `detectors` and `operators`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from anonymize.config.parts import AllowConfig, OperatorConfig, PatternConfig
from anonymize.config.values import (
    DEFAULT,
    KEEP,
    FrozenMapping,
    InvalidValueError,
    by_label,
    check_kept,
    choice,
    each,
    label_texts,
    label_threshold,
    label_values,
    must_be,
    names,
    texts,
    threshold,
)
from anonymize.labels import canonical
from anonymize.policy import ON_LEAK, VERIFY, OnLeak, Policy, Verify

DETECTORS = ("auto", "tagger", "gliner", "patterns")
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("fp32", "bf16")


@dataclass(frozen=True)
class DetectorConfig:
    """A detector with settings of its own; what is None is as for all detectors.

    Attributes:
        type: one of `DETECTORS`.
        labels, model, threshold, thresholds, region, batch_size, device, precision: as in `Config`.
    """

    type: str
    labels: tuple[str, ...] | None = None
    model: str | None = None
    threshold: float | None = None
    thresholds: Mapping[str, float] | None = None
    region: str | None = None
    batch_size: int | None = None
    device: str | None = None
    precision: str | None = None

    def __post_init__(self) -> None:
        """Checks the settings as those of `Config` are."""
        object.__setattr__(self, "type", choice("type", self.type, DETECTORS))
        _check(self)

    def own(self) -> dict[str, object]:
        """The settings that differ from those of all detectors."""
        given = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "type"}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Config:
    """The settings of a run, checked. Hashes and pickles.

    Attributes:
        labels: what to remove, as the user wrote it; None leaves the choice to the detectors.
        descriptions: what labels mean, by canonical label, for a GLiNER to read behind their names.
        detectors: names out of `DETECTORS`, each once, and detectors with settings of their own.
        model: a local path or the id of a model; None for the bundled one.
        threshold: the score from which a span counts, above 0 and below 1; None for `THRESHOLD`, and for
            `UNFAMILIAR` where it holds.
        thresholds: the same for single labels, by canonical label.
        patterns: expressions of the user's that are searched for, too.
        allow: values that are never redacted.
        deny: values that are always redacted, by canonical label.
        known_fields: fields of a JSONL record whose value is known, with the canonical label of it.
        subject_field: the field of a JSONL record that says whom it is about.
        operators: by canonical label, and under `DEFAULT` for the rest.
        key_file: where the key lies.
        region: two-letter country code, for numbers written without a country.
        batch_size: tokens in a model batch; None leaves it to the detector.
        device: one of `DEVICES`.
        precision: one of `PRECISIONS`, of torch weights; None leaves it to the detector, and the weights too.
        allow_custom: whether functions that the settings name by an import path may be run.
        normalise: see `Policy`, as for those that follow.
        propagate: see there.
        allow_script: see there.
        on_leak: see there.
        verify: see there.

    Raises:
        UsageError: naming the setting and what it must be.
    """

    labels: tuple[str, ...] | None = None
    descriptions: Mapping[str, str] = field(default_factory=FrozenMapping)
    detectors: tuple[str | DetectorConfig, ...] = ("auto",)
    model: str | None = None
    threshold: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=FrozenMapping)
    patterns: tuple[PatternConfig, ...] = ()
    allow: AllowConfig = field(default_factory=AllowConfig)
    deny: Mapping[str, tuple[str, ...]] = field(default_factory=FrozenMapping)
    known_fields: Mapping[str, str] = field(default_factory=FrozenMapping)
    subject_field: str | None = None
    operators: Mapping[str, OperatorConfig] = field(default_factory=FrozenMapping)
    key_file: str | None = None
    region: str = "US"
    batch_size: int | None = None
    device: str = "auto"
    precision: str | None = None
    allow_custom: bool = False
    normalise: bool = True
    propagate: bool = True
    allow_script: bool = False
    on_leak: OnLeak = "withhold"
    verify: Verify = "none"

    @property
    def policy(self) -> Policy:
        """How careful a job is."""
        return Policy(**{item.name: getattr(self, item.name) for item in fields(Policy)})

    def __post_init__(self) -> None:
        """Checks every setting and gives it its one form."""
        checked = {
            "descriptions": label_texts("labels", self.descriptions, "a description in words"),
            "detectors": _detectors(self.detectors),
            "deny": label_values("deny", self.deny),
            "known_fields": _known_fields(self.known_fields),
            "operators": _operators(self.operators),
            "patterns": each("patterns", self.patterns, PatternConfig, "a list of PatternConfig"),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        for name in ("subject_field", "key_file"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, str) or not value.strip()):
                raise must_be("text", name, value)
        for name in ("normalise", "propagate", "allow_script"):
            if not isinstance(getattr(self, name), bool):
                raise must_be("true or false", name, getattr(self, name))
        if not isinstance(self.allow, AllowConfig):
            raise must_be("an AllowConfig", "allow", self.allow)
        choice("on_leak", self.on_leak, ON_LEAK)
        choice("verify", self.verify, VERIFY)
        _check(self)


def _check(config: Config | DetectorConfig) -> None:
    """Checks the settings that all detectors and a single one have; those of a single one may be None."""
    for name, check in _CHECKS.items():
        value = getattr(config, name)
        if value is not None:
            object.__setattr__(config, name, check(value))


def _detectors(value: object) -> tuple[str | DetectorConfig, ...]:
    if isinstance(value, list | tuple) and any(isinstance(item, DetectorConfig) for item in value):
        given = [
            item if isinstance(item, DetectorConfig) else choice("detector", item, DETECTORS)
            for item in value
        ]
    else:
        given = [choice("detector", name, DETECTORS) for name in names("detector", value)]
    return tuple(dict.fromkeys(given))


def _known_fields(value: object) -> FrozenMapping[str]:
    if not isinstance(value, Mapping):
        return FrozenMapping((name, "person") for name in texts("known_fields", value))
    found: dict[str, str] = {}
    for name, label in value.items():
        if not isinstance(label, str) or not label.strip():
            raise must_be("a label", f"known_fields.{name}", label)
        found[name] = canonical(label)
    return FrozenMapping(found)


def _operators(values: object) -> FrozenMapping[OperatorConfig]:
    found: dict[str, OperatorConfig] = {}
    for label, value, where in by_label("operators", values):
        if not isinstance(value, OperatorConfig):
            raise must_be("an OperatorConfig", where, value)
        if value.type == KEEP:
            check_kept(where, where.removeprefix("operators."), label)
        found[label] = value
    return FrozenMapping(found)


def _model(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise must_be("a path or the id of a model", "model", value)


def _thresholds(values: object) -> FrozenMapping[float]:
    found: dict[str, float] = {}
    for label, value, where in by_label("thresholds", values):
        if label == DEFAULT:
            raise InvalidValueError(where, "is no label; `threshold` holds for all labels")
        found[label] = label_threshold(where, value, where.removeprefix("thresholds."), label)
    return FrozenMapping(found)


def _region(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[A-Za-z]{2}", value):
        return value.upper()
    raise must_be("a country code of two letters", "region", value)


def _batch_size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise must_be("a whole number of tokens above 0", "batch_size", value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "labels": lambda value: names("labels", value),
    "model": _model,
    "threshold": lambda value: threshold("threshold", value),
    "thresholds": _thresholds,
    "region": _region,
    "batch_size": _batch_size,
    "device": lambda value: choice("device", value, DEVICES),
    "precision": lambda value: choice("precision", value, PRECISIONS),
}
"""Settings that a single detector can have, too, with what checks them and gives them their form."""
