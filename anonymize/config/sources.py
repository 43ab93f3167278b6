"""Where each setting that is in force came from: the default, the file, the environment or an option."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from anonymize.config.parts import AllowConfig, OperatorConfig, PatternConfig
from anonymize.config.tree import Config, DetectorConfig
from anonymize.config.values import SECRET_PARAMETERS
from anonymize.policy import THRESHOLD

HIDDEN = "(not shown)"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is in force.

    Attributes:
        name: the field of `Config`, with the label where it is one of several: `thresholds.person`.
        value: plain, without anything secret, and of long lists how long they are.
        source: `default`, `file`, `environment` or `option`.
    """

    name: str
    value: Any
    source: str


def in_force(config: Config, *, file: Collection[str], given: Mapping[str, str]) -> Iterator[Setting]:
    """Lists all settings with where they came from.

    Args:
        config: what is in force.
        file: fields that the configuration file sets.
        given: fields, and `thresholds.person` and the like, that were given otherwise, with their source.
    """
    for item in fields(config):
        value = getattr(config, item.name)
        if item.name == "threshold" and value is None:
            value = THRESHOLD
        source = given.get(item.name, "file" if item.name in file else "default")
        if not isinstance(value, Mapping) or not value:
            yield Setting(item.name, _plain(value), source)
            continue
        for label, one in value.items():
            name = f"{item.name}.{label}"
            shown = f"{len(one):,} values" if item.name == "deny" else _plain(one)
            yield Setting(name, shown, given.get(name, source))


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    if isinstance(value, OperatorConfig):
        params = {name: HIDDEN if name in SECRET_PARAMETERS else one for name, one in value.params.items()}
        return {"type": value.type, **params}
    if isinstance(value, AllowConfig):
        return f"{len(value.values):,} values, {len(value.patterns):,} patterns" if value else None
    if isinstance(value, DetectorConfig):
        return {"type": value.type, **{name: _plain(one) for name, one in value.own().items()}}
    if isinstance(value, PatternConfig):
        return {name: one for name, one in asdict(value).items() if one}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()} or None
    if isinstance(value, tuple):
        return [_plain(item) for item in value] or None
    return value
