"""The configuration: what a YAML file and the command line may say, checked before any input is read.

`values` checks single values, `tree` and its `parts` say what settings there are, `file` reads them from a
file, `command_line` from options, and `sources` tells where each came from.
"""

from __future__ import annotations

from anonymize.config.command_line import merge, parse_labels, parse_operators, parse_thresholds
from anonymize.config.parts import AllowConfig, OperatorConfig, PatternConfig
from anonymize.config.tree import DETECTORS, DEVICES, PRECISIONS, Config, DetectorConfig
from anonymize.config.values import (
    DEFAULT,
    NUMBER,
    SECRET_PARAMETERS,
    FrozenMapping,
    InvalidValueError,
    offer,
    shown,
)

__all__ = [
    "DEFAULT",
    "DETECTORS",
    "DEVICES",
    "NUMBER",
    "PRECISIONS",
    "SECRET_PARAMETERS",
    "AllowConfig",
    "Config",
    "DetectorConfig",
    "FrozenMapping",
    "InvalidValueError",
    "OperatorConfig",
    "PatternConfig",
    "merge",
    "offer",
    "parse_labels",
    "parse_operators",
    "parse_thresholds",
    "shown",
]
