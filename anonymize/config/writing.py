"""Settings as the lines of a configuration file, which reads them as they were.

What is kept apart from such a file, operators with their secrets and the key, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from typing import Any

import yaml

from anonymize.config.parts import AllowConfig, PatternConfig
from anonymize.config.tree import Config, DetectorConfig
from anonymize.labels import canonical

_APART = frozenset({"descriptions", "operators", "key_file", "subject_field", "allow_custom"})
"""Fields that a file cannot have, or that are not about what is found."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ /.-]*+(?<! )")
_CONSTANTS = frozenset({"null", "true", "false"})


class _Dumper(yaml.SafeDumper):
    """Puts text into quotes where YAML 1.1 or 1.2 would take it for something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _CONSTANTS
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def settings_of(config: Config, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Gives what decides what is found, by the keys of a file and as plain values; not what is the default.

    Args:
        config: the settings.
        without: fields that are left out.
    """
    default = Config()
    given = {
        item.name: _plain(getattr(config, item.name))
        for item in fields(config)
        if item.name not in _APART
        and item.name not in without
        and getattr(config, item.name) != getattr(default, item.name)
    }
    if config.descriptions and "labels" in given:
        texts = config.descriptions
        given["labels"] = [
            {label: texts[canonical(label)]} if canonical(label) in texts else label
            for label in given["labels"]
        ]
    return given


def as_yaml(settings: Mapping[str, Any]) -> str:
    """Gives plain values as YAML, without a line end behind the last line."""
    lines: str = yaml.dump(
        dict(settings), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf")
    )
    return lines.rstrip()


def _plain(value: object) -> Any:  # noqa: ANN401 - what YAML takes
    if isinstance(value, AllowConfig):
        return [*value.values, *({"pattern": pattern} for pattern in value.patterns)]
    if isinstance(value, DetectorConfig):
        return {"type": value.type, **{name: _plain(one) for name, one in value.own().items()}}
    if isinstance(value, PatternConfig):
        return {name: _plain(one) for name, one in asdict(value).items() if one}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
