"""What stands for the parts of one record, and how often each was drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from anonymize.operators.pseudonym.parts import Part

_MOST_ATTEMPTS = 100_000
"""Drawing ends long before, since what is drawn late holds the number of the attempt."""


class Draws:
    """Gives what stands for a part in a record.

    Args:
        draw: gives what stands for a part at the n-th attempt.
        initials: initials and the names that they stand for, whose first letter they follow.
    """

    def __init__(self, draw: Callable[[Part, int], str], initials: Mapping[Part, Part]) -> None:
        self._draw = draw
        self._initials = initials
        self._followers: defaultdict[Part, list[Part]] = defaultdict(list)
        for initial, name in initials.items():
            self._followers[name].append(initial)
        self._attempts: Counter[Part] = Counter()
        self._alone: dict[str, Part] = {}
        self._others: Counter[str] = Counter()
        self._names: frozenset[Part] = frozenset()

    def __call__(self, part: Part) -> str:
        """Gives what stands for a part for now."""
        attempt = self._attempts[part] if part in self._attempts else 0
        if not attempt and part in self._initials:
            return self(self._initials[part])[0]
        return self._draw(part, attempt)

    @property
    def drawn_again(self) -> list[Part]:
        """The parts for which something else stands than what was drawn first."""
        return list(self._attempts)

    def followers(self, part: Part) -> list[Part]:
        """Gives the initials that follow a name."""
        return self._followers.get(part, [])

    def part(self, alone: Iterable[Part], others: Iterable[Part]) -> None:
        """Draws again until what stands for names that are alone stands for no other name.

        Args:
            alone: names that are a value by themselves.
            others: all other names of the record.
        """
        self._names = frozenset(alone) | frozenset(others)
        sources = {part.source for part in self._names}
        for part in sorted(alone):
            while self(part).casefold() in self._alone or self(part).casefold() in sources:
                self._again(part)
            self._alone[self(part).casefold()] = part
        for part in sorted(others):
            while self(part).casefold() in self._alone:
                self._again(part)
            self._others[self(part).casefold()] += 1

    def redraw(self, part: Part) -> None:
        """Draws again for a part; what stands for a name that is alone stays apart from other names."""
        if part not in self._names:
            self._again(part)
            return
        before = self(part).casefold()
        alone = self._alone.get(before) == part
        if alone:
            del self._alone[before]
        else:
            self._others[before] -= 1
        self._again(part)
        while self(part).casefold() in self._alone or (alone and self._others[self(part).casefold()]):
            self._again(part)
        if alone:
            self._alone[self(part).casefold()] = part
        else:
            self._others[self(part).casefold()] += 1

    def _again(self, part: Part) -> None:
        self._attempts[part] += 1
        if self._attempts[part] > _MOST_ATTEMPTS:
            raise AssertionError(f"nothing is left to stand for a part of the kind {part.kind}")
