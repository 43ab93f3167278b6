"""Presidio's operators that take nothing of ours but good parameters: replace, redact, keep and mask.

Presidio is imported when an operator is built: where presidio-analyzer is installed too, that takes seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anonymize.config import FrozenMapping
from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.base import Definition, Example, Operator, Parameter
from anonymize.operators.parameters import switch

EVERY_CHARACTER = sys.maxsize
"""Presidio's mask takes the smaller of this and the length of the value."""


@dataclass(frozen=True)
class PresidioOperator:
    """One of Presidio's operators with its parameters.

    Attributes:
        presidio: instance of a class in `presidio_anonymizer.operators`.
        params: what Presidio gets, as a fresh dict each time, since it changes what it is given.
        exposes: as in `Operator`.
        repeatable: as in `Operator`.

    Raises:
        UsageError: when Presidio does not accept the parameters.
    """

    presidio: Any
    params: Mapping[str, object]
    exposes: bool = False
    repeatable: bool = True

    def __post_init__(self) -> None:
        """Lets Presidio check the parameters, once and not for every value."""
        from presidio_anonymizer.entities import InvalidParamError

        object.__setattr__(self, "params", FrozenMapping(self.params))
        try:
            self.presidio.validate(dict(self.params))
        except InvalidParamError as error:
            raise UsageError(str(error)) from error

    @property
    def name(self) -> str:
        """Presidio's name of the operator."""
        return str(self.presidio.operator_name())

    def operate(self, value: str, label: str) -> str:
        """Lets Presidio make the replacement; it gets the label in upper case as its entity type."""
        return str(self.presidio.operate(text=value, params={**self.params, "entity_type": label.upper()}))


def _replace(params: Mapping[str, object], key: Key) -> Operator:
    from presidio_anonymizer.operators import Replace

    return PresidioOperator(Replace(), params)


def _redact(params: Mapping[str, object], key: Key) -> Operator:
    from presidio_anonymizer.operators import Redact

    return PresidioOperator(Redact(), params)


def _keep(params: Mapping[str, object], key: Key) -> Operator:
    from presidio_anonymizer.operators import Keep

    return PresidioOperator(Keep(), params, exposes=True)


def _mask(params: Mapping[str, object], key: Key) -> Operator:
    from presidio_anonymizer.operators import Mask

    defaults = {"masking_char": "*", "chars_to_mask": EVERY_CHARACTER, "from_end": False}
    return PresidioOperator(Mask(), {**defaults, **params}, exposes="chars_to_mask" in params)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_character(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


REPLACE = Definition(
    "replace",
    _replace,
    (Parameter("new_value", "text in quotes (`redact` leaves nothing at all)", _is_text),),
    summary="Puts `new_value` in the place of the value, <PERSON> and the like without it.",
)
REDACT = Definition("redact", _redact, summary="Puts nothing in the place of the value.")
KEEP = Definition("keep", _keep, summary="Leaves the value as it is, and only counts it.")
MASK = Definition(
    "mask",
    _mask,
    (
        Parameter("masking_char", "one character in quotes", _is_character),
        Parameter("chars_to_mask", "a whole number above 0", _is_count),
        switch("from_end", needs="chars_to_mask"),
    ),
    summary="Puts `masking_char` over each character: over all, or over so many at the start or the end.",
    example=Example({"chars_to_mask": 8, "from_end": True}, "phone_number", "+49 30 23125 014"),
)
