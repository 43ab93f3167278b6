"""Texts that are spread over stretches of a page, and edits of them as changes of the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anonymize.documents.base import Edit, spliced
from anonymize.documents.html.references import OPEN, Reading, Spelling, read, written

_LONGEST_OPEN = 34


class Stretch(NamedTuple):
    """A stretch of a page.

    Attributes:
        start: code point at which it starts.
        end: one past its last one.
        spelling: how it is to be read.
    """

    start: int
    end: int
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Place:
    """A text somewhere in a page.

    Attributes:
        page: the page.
        stretches: of it, in order.
    """

    page: str
    stretches: Sequence[Stretch]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(reading.text for reading in self._readings())

    def _readings(self) -> list[Reading]:
        return [read(self.page[start:end], spelling) for start, end, spelling in self.stretches]

    def changes(self, edits: Sequence[Edit], can: Callable[[str], bool]) -> list[Edit]:
        """Gives edits of the text as edits of the page.

        A replacement stands where what it replaces began; what else of that there is goes.

        Args:
            edits: of the text, in order.
            can: tells whether the encoding of the page has a character.
        """
        readings = self._readings()
        starts: list[int] = []
        length = 0
        for reading in readings:
            starts.append(length)
            length += len(reading.text)
        by_stretch: dict[int, list[Edit]] = {}
        for edit in edits:
            for place, part in _parts(edit, starts, readings, self.stretches):
                by_stretch.setdefault(place, []).append(part)
        return [
            change
            for place in sorted(by_stretch)
            for change in self._stretch(self.stretches[place], readings[place], by_stretch[place], can)
        ]

    def _stretch(
        self, stretch: Stretch, reading: Reading, edits: Sequence[Edit], can: Callable[[str], bool]
    ) -> Iterable[Edit]:
        start, end, spelling = stretch
        after = spliced(reading.text, edits)
        whole = spelling in (Spelling.STRAY, Spelling.BREAK) or (spelling is Spelling.BARE and not after)
        if whole:
            empty = '""' if spelling is Spelling.BARE else ""
            yield Edit(start, end, written(after, Spelling.TEXT, can) or empty)
            return
        done = start
        for edit in edits:
            low, high = start + reading.raw(edit.start), start + reading.raw(edit.end)
            replacement, place = edit.replacement, edit.start
            if spelling not in (Spelling.RAW, Spelling.JSON):
                opened = OPEN.search(self.page[max(done, low - _LONGEST_OPEN) : low])
                while opened is not None and place and start + reading.raw(place) > low - len(opened[0]):
                    place -= 1
            done = max(low, high)
            replacement = reading.text[place : edit.start] + replacement
            yield Edit(start + reading.raw(place), done, written(replacement, spelling, can))


def _parts(
    edit: Edit, starts: Sequence[int], readings: Sequence[Reading], stretches: Sequence[Stretch]
) -> Iterable[tuple[int, Edit]]:
    """Divides an edit among the stretches that it touches; the first one with text has the replacement."""
    touched: list[tuple[int, int, int]] = []
    place = max(bisect_right(starts, edit.start) - 1, 0)
    while place < len(starts) and starts[place] < edit.end:
        low = max(edit.start - starts[place], 0)
        high = min(edit.end - starts[place], len(readings[place].text))
        if low < high:
            touched.append((place, low, high))
        place += 1
    if not touched:
        place = _home(edit.start, starts, readings, stretches)
        at = edit.start - starts[place]
        return [(place, Edit(at, at, edit.replacement))]
    home = next((at for at, _, _ in touched if stretches[at].spelling is not Spelling.BREAK), touched[0][0])
    return [(at, Edit(low, high, edit.replacement if at == home else "")) for at, low, high in touched]


def _home(
    offset: int, starts: Sequence[int], readings: Sequence[Reading], stretches: Sequence[Stretch]
) -> int:
    """Gives the stretch in which something is put in, one with text if there is one."""
    last = bisect_right(starts, offset) - 1
    for place in range(last, -1, -1):
        if starts[place] + len(readings[place].text) < offset:
            break
        if stretches[place].spelling is not Spelling.BREAK:
            return place
    return last


def apply(page: str, changes: Iterable[Edit]) -> str:
    """Gives a page with changes, in any order."""
    return spliced(page, sorted(changes, key=lambda change: (change.start, change.end)))
