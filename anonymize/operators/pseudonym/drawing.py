"""What is drawn for a part, by its kind."""

from __future__ import annotations

from collections.abc import Mapping

from anonymize.operators.pseudonym import (
    internet,
    moments,
    network,
    numbers,
    organizations,
    people,
    phones,
    places,
    tags,
)
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part

_DRAWINGS: Mapping[str, Drawing] = {
    kind: drawing
    for module in (people, internet, network, numbers, phones, places, organizations, moments, tags)
    for kind, drawing in module.DRAWINGS.items()
}


def draw(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    """Gives what stands for a part: never its source, and for every attempt something else in the end.

    Args:
        part: what is drawn for.
        attempt: 0 for what is drawn first.
        dice: throws with the key.
        locale: of names, towns and firms; None for the language of the part itself.
    """
    return _DRAWINGS[part.kind](part, attempt, dice, locale)
