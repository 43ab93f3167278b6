"""Where strings stand in a text: by an automaton, or one after the other where there is little to search.

What is a word is left to `bounds`, and which strings stand for which value to `writing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


class Table:
    """Spellings that are looked for in one form of a text, and whose they are.

    Args:
        exact: whether case matters; it is folded otherwise.
        bare: whether the letters of the text have no marks.
        spellings: what to look for.
        owners: the place of its needle for each one.
    """

    def __init__(self, exact: bool, bare: bool, spellings: Sequence[str], owners: Sequence[int]) -> None:
        self.exact = exact
        self.bare = bare
        self.owners = owners
        self._spellings = spellings

    def find(self, text: str, *, one_by_one: bool) -> Iterable[tuple[int, int, int]]:
        """Finds the spellings, wherever they stand: the place of each, its start and its end."""
        if one_by_one:
            return self._each(text)
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _each(self, text: str) -> Iterator[tuple[int, int, int]]:
        for index, spelling in enumerate(self._spellings):
            start = text.find(spelling)
            while start >= 0:
                yield index, start, start + len(spelling)
                start = text.find(spelling, start + 1)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        from ahocorasick_rs import AhoCorasick, Implementation

        # Most are made for the values of one record: this kind takes the least time to make.
        kind = Implementation.NoncontiguousNFA
        return AhoCorasick(self._spellings, store_patterns=False, implementation=kind)
