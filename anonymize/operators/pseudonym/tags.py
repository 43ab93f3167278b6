"""Tags such as `<PROJECT_CODENAME_7f3a91c2>`, for values that nothing realistic could stand for."""

from __future__ import annotations

from collections.abc import Mapping

from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Plan, Slot
from anonymize.operators.pseudonym.variety import ALONE
from anonymize.text import normalised

TAG = "tag"
DIGITS = 8
"""Hexadecimal digits, as in the tags of `tag`."""


def plan(label: str, value: str) -> Plan:
    """Replaces a value whole."""
    part = Part(TAG, normalised(value), label)
    return Plan((f"<{label.upper()}_", Slot(part), ">"), (part,))


def _draw_tag(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    digits = DIGITS * (1 + attempt // ALONE)
    return f"{dice.throw(part, attempt):064x}"[:digits]


DRAWINGS: Mapping[str, Drawing] = {TAG: _draw_tag}
