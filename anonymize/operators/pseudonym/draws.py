"""What stands for the parts of one record, and how often each was drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from anonymize.operators.pseudonym.parts import Part
from anonymize.operators.pseudonym.shapes import bare

MOST_ATTEMPTS = 1_000
"""What is drawn late holds the number of the attempt, so that hardly any value needs a hundred."""


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
        attempt = self._attempts.get(part, 0)
        if not attempt and part in self._initials:
            return self(self._initials[part])[0]
        return self._draw(part, attempt)

    @property
    def drawn_again(self) -> list[Part]:
        """The parts for which something else stands than what was drawn first."""
        return list(self._attempts)

    def is_spent(self, part: Part) -> bool:
        """Tells whether drawing again is of no use.

        It is not where two values have all in common that is drawn for: as numbers, "İ1" and "I1".
        """
        return self._attempts.get(part, 0) >= MOST_ATTEMPTS

    def followers(self, part: Part) -> list[Part]:
        """Gives the initials that follow a name."""
        return self._followers.get(part, [])

    def separate(self, alone: Iterable[Part], others: Iterable[Part]) -> None:
        """Draws again until what stands for names that are alone stands for no other name.

        Args:
            alone: names that are a value by themselves.
            others: all other names of the record.
        """
        self._names = frozenset(alone) | frozenset(others)
        sources = {bare(part.source) for part in self._names}
        for part in sorted(alone):
            drawn = bare(self(part))
            while drawn in self._alone or drawn in sources:
                drawn = self._again(part)
            self._alone[drawn] = part
        for part in sorted(others):
            drawn = bare(self(part))
            while drawn in self._alone:
                drawn = self._again(part)
            self._others[drawn] += 1

    def redraw(self, part: Part) -> None:
        """Draws again for a part; what stands for a name that is alone stays apart from other names."""
        before = bare(self(part))
        drawn = self._again(part)
        if part not in self._names:
            return
        alone = self._alone.get(before) == part
        while drawn in self._alone or (alone and self._others[drawn]):
            drawn = self._again(part)
        if alone:
            del self._alone[before]
            self._alone[drawn] = part
        else:
            self._others[before] -= 1
            self._others[drawn] += 1

    def _again(self, part: Part) -> str:
        self._attempts[part] += 1
        return bare(self(part))
