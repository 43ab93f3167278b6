"""The search for many values at once: on word bounds, and with case folded unless the value is short."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from anonymize.matching.accents import bare
from anonymize.matching.bounds import Bounds
from anonymize.matching.occurrences import Table
from anonymize.matching.within_words import is_set_apart
from anonymize.matching.writing import PlainView, fold, spellings

FOLDED_FROM = 4
"""Letters from which case does not matter. Shorter values are other words in other case: `IT`, `Al`."""

_MOST_ONE_BY_ONE = 400
"""Needles that may be looked for one by one: those of the values of a record, and no list of names."""
_LEAST_FOR_AUTOMATON = 8_000
"""Characters to search, with `_EACH_TEXT` for each text, from which making an automaton pays."""
_EACH_TEXT = 100


class Needle(NamedTuple):
    """A value to look for.

    Attributes:
        value: the value, not blank.
        label: what it is; a find that lies within a longer one of the same label is not told.
        exact: whether case matters.
        bare: whether marks on the letters of a text do not: see `accents`. The value has none then.
    """

    value: str
    label: str
    exact: bool
    bare: bool = False


class Match(NamedTuple):
    """A needle found.

    Attributes:
        start: first code point.
        end: one past the last code point.
        needle: its place among the needles.
    """

    start: int
    end: int
    needle: int


def is_short(value: str) -> bool:
    """Whether a value has too few letters for its case to be folded."""
    return sum(map(str.isalpha, value)) < FOLDED_FROM


class Matcher:
    """Finds many values at once, by the automaton of Aho and Corasick (1975). Pickles, without the automaton.

    The time is linear in the text and in what is found, whatever the number of values. An automaton for the
    few values of a record takes longer to make than to look for each one in its short texts: it comes later.

    Args:
        needles: what to look for.
        within: labels of what is found within a word, too, where something sets it apart; see `within_words`.
    """

    def __init__(self, needles: Iterable[Needle], *, within: Collection[str] = ()) -> None:
        self.needles = tuple(needles)
        self._within = frozenset(within)
        self._searched = 0

    def __getstate__(self) -> dict[str, object]:
        """Leaves the automata behind, which do not pickle; a copy builds its own when it needs them."""
        return {"needles": self.needles, "_within": self._within, "_searched": 0}

    def find(self, text: str, *, counts: Callable[[str, Match], bool] | None = None) -> list[Match]:
        """Finds the needles wherever they stand on word bounds, the longest at each place.

        Args:
            text: the text.
            counts: tells of a text, with white space in one way, and of a match in it whether it is one.

        Returns:
            Matches in order of start. They may overlap, but none lies within another one of its label.
        """
        view = PlainView.of(text)
        forms = {table.bare for table in self._tables}
        texts = {form: bare(view.text) if form else view.text for form in forms}
        bounds = Bounds(view.text)
        self._searched += len(view.text) + _EACH_TEXT
        few = len(self.needles) <= _MOST_ONE_BY_ONE and self._searched < _LEAST_FOR_AUTOMATON
        found = (
            Match(start, end, table.owners[pattern])
            for table in self._tables
            for pattern, start, end in table.find(
                texts[table.bare] if table.exact else fold(texts[table.bare]), one_by_one=few
            )
            if self._stands_there(table.owners[pattern], start, end, bounds)
        )
        counted = found if counts is None else (match for match in found if counts(view.text, match))
        return [Match(*view.original(start, end), needle) for start, end, needle in self._longest(counted)]

    def _stands_there(self, needle: int, start: int, end: int, bounds: Bounds) -> bool:
        begins, ends = bounds.is_bound(start), bounds.is_bound(end)
        if begins and ends:
            return True
        within = self.needles[needle].label in self._within
        return within and is_set_apart(bounds.text, start, end, begins=begins, ends=ends)

    def _longest(self, found: Iterable[Match]) -> Iterator[Match]:
        reached: dict[str, int] = {}
        for match in sorted(found, key=lambda match: (match.start, -match.end, match.needle)):
            label = self.needles[match.needle].label
            if match.end > reached.get(label, 0):
                reached[label] = match.end
                yield match

    @cached_property
    def _tables(self) -> list[Table]:
        """What is looked for in each form of a text."""
        patterns: dict[tuple[bool, bool], list[tuple[str, int]]] = {}
        for index, (value, _, exact, is_bare) in enumerate(self.needles):
            table = patterns.setdefault((exact, is_bare), [])
            table.extend((spelling, index) for spelling in spellings(value, exact=exact))
        return [Table(*form, *zip(*table, strict=True)) for form, table in patterns.items() if table]
