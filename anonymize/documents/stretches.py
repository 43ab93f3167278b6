"""Texts that are spread over stretches of a file, and edits of them as changes of the file.

Formats in which text stands between signs (tags of HTML, stars of Markdown) cut a file into stretches, each
with a spelling, and leave the way from a text back to the file to this module.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from anonymize.documents.edits import Edit, spliced
from anonymize.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stretch of a file says.

    Attributes:
        text: what it says.
        starts: of each character that is spelled otherwise, where it stands in the text.
        shifts: of each of them how much further the spelling is behind it than the text.
    """

    text: str
    starts: Sequence[int] = ()
    shifts: Sequence[int] = ()

    @classmethod
    def of(cls, spelled: str, found: Iterable[tuple[int, int, str]]) -> Reading:
        """Makes one of what is not spelled as it reads: start and end of each, in order, and what it says."""
        pieces: list[str] = []
        starts: list[int] = []
        shifts: list[int] = []
        position = length = 0
        for start, end, said in found:
            length += start - position
            pieces += spelled[position:start], said
            # Two characters that are spelled as one are one place: an edit of either concerns both.
            for place in range(len(said)):
                starts.append(length + place)
                shifts.append(end - length - place - 1)
            length += len(said)
            position = end
        return cls("".join((*pieces, spelled[position:])), starts, shifts)

    def raw(self, offset: int) -> int:
        """Gives where in the spelling the character at an offset of the text starts; its end for the last."""
        index = bisect_right(self.starts, offset - 1) - 1
        return offset if index < 0 else offset + self.shifts[index]


class Spelling(Protocol):
    """How a stretch of a file is to be read and written."""

    @property
    def is_sign(self) -> bool:
        """It stands for the end of a line, and has no place for a text."""
        ...

    @property
    def is_whole(self) -> bool:
        """It is written anew as a whole when something in it is replaced."""
        ...

    def read(self, spelled: str) -> Reading:
        """Reads it."""
        ...

    def write(self, text: str, can: Callable[[str], bool]) -> str:
        """Spells a text; `can` tells whether the encoding of the file has the characters of a text."""
        ...

    def open_before(self, spelled: str) -> int:
        """Tells how much of the end of what stands there could mean something else by what is put behind."""
        ...

    def open_behind(self, spelled: str) -> int:
        """The same of the beginning of what follows."""
        ...

    def empty(self) -> str:
        """How a stretch is spelled that says nothing any more."""
        ...


_LONGEST_OPEN = 40


class Stretch(NamedTuple):
    """A stretch of a file.

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
    """A text somewhere in a file.

    Attributes:
        page: the file.
        stretches: of it, in order.
    """

    page: str
    stretches: Sequence[Stretch]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(self._read(stretch).text for stretch in self.stretches)

    def _read(self, stretch: Stretch) -> Reading:
        return stretch.spelling.read(self.page[stretch.start : stretch.end])

    def changes(self, edits: Sequence[Edit], can: Callable[[str], bool]) -> list[Edit]:
        """Gives edits of the text as edits of the file.

        A replacement stands where what it replaces began; what else of that there is goes.

        Args:
            edits: of the text, in order.
            can: tells whether the encoding of the file has a character.
        """
        if not edits:
            return []
        bounds = array("q", [0])
        for stretch in self.stretches:
            bounds.append(bounds[-1] + len(self._read(stretch).text))
        by_stretch: dict[int, list[Edit]] = {}
        for edit in edits:
            for place, part in _parts(edit, bounds, self.stretches):
                by_stretch.setdefault(place, []).append(part)
        return [
            change
            for place in sorted(by_stretch)
            for change in self._stretch(self.stretches[place], by_stretch[place], can)
        ]

    def _stretch(self, stretch: Stretch, edits: Sequence[Edit], can: Callable[[str], bool]) -> Iterable[Edit]:
        start, end, spelling = stretch
        reading = self._read(stretch)
        after = spliced(reading.text, edits)
        if spelling.is_whole or not after:
            yield Edit(start, end, spelling.write(after, can) or spelling.empty())
            return
        done = start
        for number, edit in enumerate(edits):
            low, high = start + reading.raw(edit.start), start + reading.raw(edit.end)
            first, last = edit.start, edit.end
            begun = low - spelling.open_before(self.page[max(done, low - _LONGEST_OPEN) : low])
            while first and start + reading.raw(first) > begun:
                first -= 1
            limit = start + reading.raw(edits[number + 1].start) if number + 1 < len(edits) else end
            ended = high + spelling.open_behind(self.page[high : min(limit, high + _LONGEST_OPEN)])
            while last < len(reading.text) and start + reading.raw(last) < ended:
                last += 1
            done = max(low, start + reading.raw(last))
            new = reading.text[first : edit.start] + edit.replacement + reading.text[edit.end : last]
            yield Edit(start + reading.raw(first), done, spelling.write(new, can))


def _parts(edit: Edit, bounds: Sequence[int], stretches: Sequence[Stretch]) -> Iterable[tuple[int, Edit]]:
    """Divides an edit among the stretches that it touches; the first one with text has the replacement.

    Args:
        edit: of the text.
        bounds: where in the text each stretch starts, and where the last one ends.
        stretches: all of them.
    """
    touched: list[tuple[int, int, int]] = []
    place = max(bisect_right(bounds, edit.start) - 1, 0)
    while place < len(stretches) and bounds[place] < edit.end:
        low = max(edit.start, bounds[place]) - bounds[place]
        high = min(edit.end, bounds[place + 1]) - bounds[place]
        if low < high:
            touched.append((place, low, high))
        place += 1
    if not touched:
        place = _home(edit.start, bounds, stretches)
        at = edit.start - bounds[place]
        return [(place, Edit(at, at, edit.replacement))]
    home = next((at for at, _, _ in touched if not stretches[at].spelling.is_sign), touched[0][0])
    return [(at, Edit(low, high, edit.replacement if at == home else "")) for at, low, high in touched]


def _home(offset: int, bounds: Sequence[int], stretches: Sequence[Stretch]) -> int:
    """Gives the stretch in which something is put in, one with text if there is one."""
    last = min(bisect_right(bounds, offset), len(stretches)) - 1
    for place in range(last, -1, -1):
        if bounds[place + 1] < offset:
            break
        if not stretches[place].spelling.is_sign:
            return place
    return last


def apply(page: str, changes: Iterable[Edit]) -> str:
    """Gives a file with changes, in any order."""
    return spliced(page, sorted(changes, key=lambda change: (change.start, change.end)))


def not_replaced(where: str) -> DocumentError:
    """Gives the error for an output that, read again, says something else than it should."""
    message = (
        f"{where}: read again, the output does not say what it should: what was put in does not fit there"
    )
    remedy = "use another operator, with anon restore try --format text, or report it"
    return DocumentError("not_replaced", f"{message}; {remedy}")
