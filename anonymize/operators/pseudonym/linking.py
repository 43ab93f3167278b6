"""What values of a record tell of each other: unknown given names, whose initials are, how dates are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from anonymize.mentions.names import PERSON
from anonymize.operators.base import Mention
from anonymize.operators.pseudonym.moments import agreed
from anonymize.operators.pseudonym.names import FAMILY, GIVEN, role_of
from anonymize.operators.pseudonym.parts import Part, Plan, Slot
from anonymize.operators.pseudonym.people import INITIAL, initial_of


@dataclass(frozen=True)
class Linked:
    """The plans of a record, and the names that initials stand for."""

    plans: Mapping[Mention, Plan]
    initials: Mapping[Part, Part]


def link(plans: Mapping[Mention, Plan]) -> Linked:
    """Links names, and dates.

    A word that Faker does not know, alone or in an e-mail address, is what it is in the whole names of the
    record. An initial stands for a name if that is the only one in the record that it can stand for.
    A date that can be read in several ways is read as the others of the record are, see `agreed`.
    """
    whole = [plan.name for mention, plan in plans.items() if mention.label == PERSON and len(plan.name) > 1]
    told = {**_roles(whole), **agreed(part for plan in plans.values() for part in plan.parts)}
    settled = {
        mention: plan if mention.label == PERSON and len(plan.name) > 1 else _settle(plan, told)
        for mention, plan in plans.items()
    }
    wanted = {part for plan in settled.values() for part in plan.name if part.kind == INITIAL}
    return Linked(settled, _initials(whole, wanted) if wanted else {})


def _roles(whole: list[tuple[Part, ...]]) -> dict[Part, Part]:
    """Gives what the place of unknown words in whole names says against the role that they have alone."""
    found: dict[str, set[str]] = {GIVEN: set(), FAMILY: set()}
    for name in whole:
        for part in name:
            if part.kind in found and role_of(part.source) is None:
                found[part.kind].add(part.source)
    return {
        Part(other, source): Part(role, source)
        for role, other in ((GIVEN, FAMILY), (FAMILY, GIVEN))
        for source in found[role] - found[other]
    }


def _settle(plan: Plan, told: Mapping[Part, Part]) -> Plan:
    if not any(part in told for part in plan.parts):
        return plan
    return replace(
        plan,
        pieces=tuple(
            piece._replace(part=told.get(piece.part, piece.part)) if isinstance(piece, Slot) else piece
            for piece in plan.pieces
        ),
        redraw=tuple(told.get(part, part) for part in plan.redraw),
        name=tuple(told.get(part, part) for part in plan.name),
    )


def _initials(whole: list[tuple[Part, ...]], wanted: set[Part]) -> dict[Part, Part]:
    found: defaultdict[Part, set[Part]] = defaultdict(set)
    for name in whole:
        for place, part in enumerate(name[:-1]):
            if part.kind != INITIAL:
                initial = initial_of(part.source[0], place, name[-1].source)
                if initial in wanted:
                    found[initial].add(part)
    return {initial: names.pop() for initial, names in sorted(found.items()) if len(names) == 1}
