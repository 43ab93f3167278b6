"""How a value of a label is taken apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from anonymize.operators.pseudonym import (
    addresses,
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
from anonymize.operators.pseudonym.parts import Plan, Slot
from anonymize.text import View, joined

_PLANNERS: Mapping[str, Callable[[str], Plan]] = {
    "person": people.plan,
    "email": internet.plan_email,
    "url": internet.plan_url,
    "username": internet.plan_username,
    "ip_address": network.plan_ip,
    "mac_address": network.plan_mac,
    "phone_number": phones.plan,
    "credit_card": numbers.plan_card,
    "bank_account": numbers.plan_account,
    "id_number": numbers.plan_id,
    "address": addresses.plan,
    "location": places.plan,
    "organization": organizations.plan,
    "date": moments.plan_date,
    "age": moments.plan_age,
}
_SPACE = re.compile(r"(\s+)")


def plan(label: str, value: str) -> Plan:
    """Takes a value apart; a value of which nothing would be replaced becomes a tag."""
    planner = _PLANNERS.get(label)
    found = planner(_read(value)) if planner else None
    if found and any(isinstance(piece, Slot) for piece in found.pieces):
        return found
    return tags.plan(label, value)


def _read(value: str) -> str:
    """Gives a value as it is read, where it is written in other signs: `Ok<i>af</i>or`, `Ok&#97;for`.

    Words that a sign or the end of a line splits are whole again: a piece could be taken for a suffix.
    """
    compatible = joined(_compatible(value))
    seen = View.of(compatible)
    return compatible if _signs(seen.text) == _signs(compatible) else seen.text


def _signs(value: str) -> str:
    return "".join(filter(str.isalnum, value))


def _compatible(value: str) -> str:
    """Brings each stretch without white space to NFKC, as equal values are; white space stays."""
    if value.isascii():
        return value
    stretches = _SPACE.split(value)
    for place in range(0, len(stretches), 2):
        compatible = unicodedata.normalize("NFKC", stretches[place])
        # An acute accent for an apostrophe would become two words.
        if not _SPACE.search(compatible):
            stretches[place] = compatible
    return "".join(stretches)
