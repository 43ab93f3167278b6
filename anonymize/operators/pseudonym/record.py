"""The surrogates of one record: no two values have the same one, and none has that of another value.

What is drawn first for a part does not depend on the record. Where two values would come out alike, a part
that only one of them has is drawn again, in all values of the record that hold it: "Okafor" and "Peter
Okafor" go on together. With a ledger the same holds for all that it remembers.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from anonymize.mentions.names import PERSON
from anonymize.operators.base import Ledger, Mention
from anonymize.operators.pseudonym.draws import Draws
from anonymize.operators.pseudonym.linking import link
from anonymize.operators.pseudonym.names import FAMILY, GIVEN
from anonymize.operators.pseudonym.parts import Part, Plan
from anonymize.operators.pseudonym.shapes import bare, recase
from anonymize.text import normalised


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the record.

    Attributes:
        label: what it was found as.
        value: normalised.
        plan: what it consists of.
    """

    label: str
    value: str
    plan: Plan

    @property
    def identity(self) -> str:
        """What a ledger holds a surrogate for."""
        return f"{self.label}:{self.value}"

    def is_held_by(self, identity: str) -> bool:
        """Tells whether an identity is that of the same value, be it under another label."""
        return identity.partition(":")[2] == self.value


class Record:
    """Keeps the surrogates of a record apart.

    Args:
        plans: of each mention that is different from the others.
        draw: gives what stands for a part at the n-th attempt.
        ledger: what other records hold; None without a vault.
    """

    def __init__(
        self, plans: Mapping[Mention, Plan], draw: Callable[[Part, int], str], ledger: Ledger | None
    ) -> None:
        linked = link(plans)
        self._draws = Draws(draw, linked.initials)
        self._ledger = ledger
        # Sorted, so that the order of the record decides nothing; what cannot be drawn again comes first.
        mentions = sorted(
            plans, key=lambda mention: (bool(plans[mention].redraw), mention.label, mention.value)
        )
        self._values = {
            mention: _Value(mention.label, normalised(mention.value), linked.plans[mention])
            for mention in mentions
        }
        self._originals = frozenset(bare(value.value) for value in self._values.values())
        self._holders: dict[str, _Value] = {}
        self._having: defaultdict[Part, list[Mention]] = defaultdict(list)
        for mention, value in self._values.items():
            for part in value.plan.parts:
                self._having[part].append(mention)

    def resolve(self) -> dict[Mention, str]:
        """Gives the surrogate of each mention, and lets the ledger hold it."""
        self._separate_names()
        surrogates: dict[Mention, str] = {}
        waiting = deque(self._values)
        while waiting:
            mention = waiting.popleft()
            if mention in surrogates:
                continue
            value = self._values[mention]
            surrogate = value.plan.render(self._draws)
            again = self._taken(value, surrogate)
            if again is None or self._draws.is_spent(again):
                surrogates[mention] = surrogate
                self._holders[normalised(surrogate)] = value
                continue
            self._draws.redraw(again)
            waiting.extend(self._release(self._having_drawn(again), surrogates))
        self._hold(surrogates)
        return surrogates

    @property
    def collisions(self) -> int:
        """How many values have another surrogate than the one drawn first."""
        return len(
            {
                self._values[mention].identity
                for part in self._draws.drawn_again
                for mention in self._having_drawn(part)
            }
        )

    def _separate_names(self) -> None:
        """Keeps what stands for a name that is alone in a value apart from what stands for other names.

        Else "Maria" could be read as the "Maria Weber" that stands for somebody else.
        """
        names = {part for part in self._having if part.kind in (GIVEN, FAMILY)}
        alone = {
            value.plan.name[0]
            for mention, value in self._values.items()
            if mention.label == PERSON and len(value.plan.name) == 1
        }
        alone &= names
        if alone:
            self._draws.separate(alone, names - alone)

    def _taken(self, value: _Value, surrogate: str) -> Part | None:
        """Gives the part to draw again when a surrogate is taken, or None."""
        redraw = value.plan.redraw
        if not redraw:
            return None
        folded = normalised(surrogate)
        if bare(folded) in self._originals:
            return redraw[0]
        holder = self._holders.get(folded)
        if holder is not None and holder.value != value.value:
            own = (part for part in (*redraw, *value.plan.parts) if part not in holder.plan.parts)
            # Without a part of its own it is the same value under another label, and may look the same.
            return next(own, None)
        return redraw[0] if self._is_held_elsewhere(value, surrogate) else None

    def _is_held_elsewhere(self, value: _Value, surrogate: str) -> bool:
        """Tells whether a surrogate stands for another value in the ledger."""
        if self._ledger is None:
            return False
        held = map(self._ledger.holder, self._spellings(value, surrogate))
        return any(identity is not None and not value.is_held_by(identity) for identity in held)

    def _having_drawn(self, part: Part) -> list[Mention]:
        """Gives the mentions in which what stands for a part shows: initials follow their name."""
        followers = self._draws.followers(part)
        return [mention for one in (part, *followers) for mention in self._having[one]]

    def _release(self, mentions: Iterable[Mention], surrogates: dict[Mention, str]) -> Iterable[Mention]:
        for mention in mentions:
            if mention in surrogates:
                self._holders.pop(normalised(surrogates.pop(mention)), None)
            yield mention

    def _hold(self, surrogates: Mapping[Mention, str]) -> None:
        """Lets the ledger hold what it does not hold for the same value already."""
        if self._ledger is None:
            return
        for mention, value in self._values.items():
            for spelled in self._spellings(value, surrogates[mention]):
                identity = self._ledger.holder(spelled)
                if identity is None or not value.is_held_by(identity):
                    self._ledger.hold(spelled, value.identity)

    def _spellings(self, value: _Value, surrogate: str) -> tuple[str, ...]:
        """Gives a surrogate as it is written, and as it would be with the usual capitals."""
        usual = value.plan.render(self._draws, unshaped=recase)
        return (surrogate,) if surrogate == usual else (surrogate, usual)
