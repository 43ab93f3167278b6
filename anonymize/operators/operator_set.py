"""Which label has which operator: resolved and checked once, then called once for each unique value.

Owns the names that a configuration can use, the default, and the cache. What an operator does is its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from anonymize.config import DEFAULT, OperatorConfig, offer
from anonymize.errors import ConfigError, UsageError
from anonymize.keys import Key
from anonymize.labels import TABLE
from anonymize.operators.base import Definition, Operator
from anonymize.operators.encrypt import ENCRYPT
from anonymize.operators.hash import HASH
from anonymize.operators.presidio import KEEP, MASK, REDACT, REPLACE

CACHED_VALUES = 65_536
"""Replacements kept, the least recently used dropped: 22 MB for names encrypted, 150 MB at the very worst."""
LONGEST_CACHED = 256
"""Code points. Longer values are rare and hardly come twice; kept, they would make the memory unbounded."""

DEFINITIONS: Mapping[str, Definition] = {
    definition.name: definition for definition in (REPLACE, REDACT, MASK, HASH, ENCRYPT, KEEP)
}
"""The operators there are. Presidio's `custom` is not among them: it takes code, which a file cannot hold."""


class OperatorSet:
    """An operator for each label. Pickles, without what it has cached.

    Args:
        operators: by canonical label.
    """

    def __init__(self, operators: Mapping[str, Operator]) -> None:
        self._operators = dict(operators)
        self._cached = functools.lru_cache(maxsize=CACHED_VALUES)(self._operate)

    @classmethod
    def build(
        cls, config_operators: Mapping[str, OperatorConfig], *, labels: Iterable[str], key: Key
    ) -> OperatorSet:
        """Builds the operator of each label: its own, else that of `DEFAULT`, else `replace`.

        Args:
            config_operators: by canonical label, and under `DEFAULT`, as `Config` holds them.
            labels: canonical labels that may be found.
            key: where salts and encryption keys come from.

        Raises:
            ConfigError: for an operator from a file, with file and line.
            UsageError: for any other; both name the label, the operator and the parameter. Also for an
                operator of a label that is neither in `labels` nor in the table of labels.
        """
        found = tuple(labels)
        known = {DEFAULT, *found, *(entry.name for entry in TABLE)}
        for label, config in config_operators.items():
            with _located(label, config):
                if label not in known:
                    raise UsageError(f"unknown label, {offer(label, known)}")
                _definition(config).check(config.params)
        operators = {}
        default = config_operators.get(DEFAULT, OperatorConfig(REPLACE.name))
        for label in found:
            config = config_operators.get(label, default)
            with _located(label, config):
                operators[label] = _definition(config).build(config.params, key)
        return cls(operators)

    def replace(self, label: str, value: str) -> str:
        """Gives the replacement of a value.

        Raises:
            KeyError: when the set was not built for the label.
        """
        return self._cached(label, value) if len(value) <= LONGEST_CACHED else self._operate(label, value)

    def exposes(self, label: str) -> bool:
        """Whether characters of the label's values can stand in the output on purpose."""
        return self._operators[label].exposes

    def name(self, label: str) -> str:
        """Gives the name of the label's operator."""
        return self._operators[label].name

    @property
    def repeatable(self) -> bool:
        """Whether another run with the same settings and key file writes the same replacements."""
        return all(operator.repeatable for operator in self._operators.values())

    def __reduce__(self) -> tuple[type[OperatorSet], tuple[dict[str, Operator]]]:
        """Pickles the operators; the cache stays behind."""
        return type(self), (self._operators,)

    def _operate(self, label: str, value: str) -> str:
        return self._operators[label].operate(value, label)


def _definition(config: OperatorConfig) -> Definition:
    if config.type not in DEFINITIONS:
        raise UsageError(f"no such operator, {offer(config.type, DEFINITIONS)}")
    return DEFINITIONS[config.type]


@contextmanager
def _located(label: str, config: OperatorConfig) -> Iterator[None]:
    """Puts where an operator comes from, its label and its name in front of what is wrong with it."""
    try:
        yield
    except UsageError as error:
        message = f"operator {config.type!r} for {label!r}: {error}"
        if config.origin:
            raise ConfigError(f"{config.origin}: {message}") from error.__cause__
        raise UsageError(message) from error.__cause__
