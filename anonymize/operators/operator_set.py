"""Which label has which operator: resolved and checked once, then called once for each unique value.

Owns the names that a configuration can use, the default, and the cache. What an operator does is its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from anonymize.config import DEFAULT, OperatorConfig, offer
from anonymize.errors import ConfigError, UsageError
from anonymize.keys import Key
from anonymize.labels import TABLE_NAMES
from anonymize.operators.base import Context, Mention, Operator, RecordOperator, Replacements
from anonymize.operators.presidio import KEEP, REPLACE
from anonymize.operators.registry import find_definition
from anonymize.spelling import check_spelling

CACHED_VALUES = 65_536
"""Replacements kept, the least recently used dropped: 22 MB for names encrypted, 150 MB at the very worst."""
LONGEST_CACHED = 256
"""Code points. Longer values are rare and hardly come twice; kept, they would make the memory unbounded."""


class OperatorSet:
    """An operator for each label. Pickles, without what it has cached.

    Args:
        operators: by canonical label.
    """

    def __init__(self, operators: Mapping[str, Operator]) -> None:
        self._operators = dict(operators)
        self._of_records = {
            label: operator for label, operator in operators.items() if isinstance(operator, RecordOperator)
        }
        self._cached = functools.lru_cache(maxsize=CACHED_VALUES)(self._operate)

    @classmethod
    def build(
        cls,
        config_operators: Mapping[str, OperatorConfig],
        *,
        labels: Iterable[str],
        key: Key,
        allow_custom: bool = False,
    ) -> OperatorSet:
        """Builds the operator of each label: its own, else that of `DEFAULT`, else `replace`.

        Args:
            config_operators: by canonical label, and under `DEFAULT`, as `Config` holds them.
            labels: canonical labels that may be found.
            key: where salts and encryption keys come from.
            allow_custom: whether an operator may run a function that its parameters name.

        Raises:
            ConfigError: for an operator from a file, with file and line.
            UsageError: for any other; both name the label, the operator and the parameter. Also for an
                operator of a label that is nearly one in `labels`; one of any other label is none of ours,
                which is right in a file alone: one that was written for Presidio has some.
        """
        found = tuple(labels)
        for label, config in config_operators.items():
            with _located(label, config):
                if label != DEFAULT:
                    check_spelling(label, found)
                    if not config.origin and label not in TABLE_NAMES.union(found):
                        raise UsageError(f"no detector finds it (write LABEL=NAME); {offer(label, found)}")
                definition = find_definition(config.type)
                definition.check(config.params)
                if definition.runs_code and not allow_custom:
                    raise UsageError("runs code that the settings name; allow it with --allow-custom")
        built: dict[OperatorConfig, Operator] = {}
        operators = {}
        default = config_operators.get(DEFAULT, OperatorConfig(REPLACE.name))
        for label in found:
            config = config_operators.get(label, default)
            with _located(label, config):
                # One for all labels of the same settings: surrogates of a record have to differ over labels.
                operators[label] = built[config] = built.get(config) or find_definition(config.type).build(
                    config.params, key
                )
        return cls(operators)

    @property
    def labels(self) -> frozenset[str]:
        """The labels that the set was built for."""
        return frozenset(self._operators)

    def replace(self, label: str, value: str) -> str:
        """Gives the replacement of a value that stands alone.

        Raises:
            KeyError: when the set was not built for the label.
        """
        return self._cached(label, value) if len(value) <= LONGEST_CACHED else self._operate(label, value)

    def replace_all(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the replacements of all mentions of a record.

        Args:
            mentions: in the order of the record.
            context: what they have in common.
        """
        texts: list[str] = [""] * len(mentions)
        collisions = 0
        together: dict[int, list[int]] = {}
        for place, mention in enumerate(mentions):
            operator = self._of_records.get(mention.label)
            if operator is None:
                texts[place] = self.replace(mention.label, mention.value)
            else:
                together.setdefault(id(operator), []).append(place)
        for places in together.values():
            operator = self._of_records[mentions[places[0]].label]
            found = operator.operate_record([mentions[place] for place in places], context)
            collisions += found.collisions
            for place, text in zip(places, found.texts, strict=True):
                texts[place] = text
        return Replacements(tuple(texts), collisions)

    def exposes(self, label: str) -> bool:
        """Whether characters of the label's values can stand in the output on purpose."""
        return self._operators[label].exposes

    def keeps(self, label: str) -> bool:
        """Whether the label's values stand in the output whole, so that they are no secret elsewhere."""
        return self.name(label) == KEEP.name

    def name(self, label: str) -> str:
        """Gives the name of the label's operator."""
        return self._operators[label].name

    @property
    def unrepeatable(self) -> tuple[str, ...]:
        """Names of the operators whose replacements another run would not give again."""
        return tuple(
            sorted({operator.name for operator in self._operators.values() if not operator.repeatable})
        )

    def __reduce__(self) -> tuple[type[OperatorSet], tuple[dict[str, Operator]]]:
        """Pickles the operators; the cache stays behind."""
        return type(self), (self._operators,)

    def _operate(self, label: str, value: str) -> str:
        return self._operators[label].operate(value, label)


@contextmanager
def _located(label: str, config: OperatorConfig) -> Iterator[None]:
    """Puts where an operator comes from, its label and its name in front of what is wrong with it."""
    try:
        yield
    except UsageError as error:
        of = "all labels" if label == DEFAULT else repr(label)
        message = f"operator {config.type!r} for {of}: {error}"
        if config.origin:
            raise ConfigError(f"{config.origin}: {message}") from error.__cause__
        raise UsageError(message) from error.__cause__
