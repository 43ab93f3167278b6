"""The last look at an output: what was removed in one place, and stands in another.

Two checks look at what operators did not write: whether a removed value is there (`find_leaks`), and, where
that was asked for, whether the detectors find anything there (`left_over`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from anonymize.documents.edits import Edit
from anonymize.mentions import Mentions
from anonymize.mentions.names import TITLES
from anonymize.mentions.second_mentions import is_telling
from anonymize.spans import WORD, Span
from anonymize.text import View

LEAST_CHARACTERS = 4
"""Letters and figures of a value that is looked for."""
_TAKEN = "\ufffc"
"""Stands for a replacement: no part of a word, and no white space."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something in an output that perhaps should not be there. Holds no text.

    Attributes:
        start: first code point, in the input: what stands there went to the output as it was.
        end: one past the last code point.
        label: what it seems to be.
        check: `value` (it was removed in another place) or `detectors` (they find it in the output).
    """

    start: int
    end: int
    label: str
    check: Literal["value", "detectors"]


@dataclass(frozen=True, slots=True)
class Output:
    """An output text with what operators wrote into it.

    Attributes:
        text: the output.
        edits: what made it of the input, in order.
    """

    text: str
    edits: Sequence[Edit]

    def written(self) -> tuple[tuple[int, int], ...]:
        """Gives the stretches of the output that operators wrote, in order."""
        stretches = []
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            stretches.append((start, start + len(edit.replacement)))
            shift += len(edit.replacement) - (edit.end - edit.start)
        return tuple(stretches)

    def outside(self) -> Iterator[tuple[int, int, int]]:
        """Gives the other stretches: start and end in the output, and where they begin in the input."""
        place = origin = 0
        for (start, end), edit in zip(self.written(), self.edits, strict=True):
            if start > place:
                yield place, start, origin
            place, origin = end, edit.end
        if place < len(self.text):
            yield place, len(self.text), origin


def find_leaks(
    outputs: Sequence[Output], removed: Collection[tuple[str, str]], *, parts: bool = False
) -> list[list[Leak]]:
    """Looks for removed values in the outputs of a record.

    Values of four letters or figures are looked for, as `mentions` finds them, in the view that detectors
    have. A name that is an ordinary word, too, is left to the detectors.

    Args:
        outputs: of the texts of the record.
        removed: label and value of what must not stand there.
        parts: whether parts of names count as well, for texts that no detector has seen.

    Returns:
        For each output what was found, in order.
    """
    values = [
        (label, value)
        for label, value in removed
        if sum(map(str.isalnum, value)) >= LEAST_CHARACTERS and is_telling(value)
    ]
    if not values:
        return [[] for _ in outputs]
    mentions = Mentions(values)
    return [
        sorted(set(_leaks(output, mentions, parts=parts)), key=attrgetter("start", "end"))
        for output in outputs
    ]


def _leaks(output: Output, mentions: Mentions, *, parts: bool) -> Iterator[Leak]:
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    for start, end, origin in output.outside():
        pieces += (output.text[start:end], _TAKEN)
        starts.append(length)
        origins.append(origin)
        length += end - start + 1
    for view in View.readings("".join(pieces)):
        for found in mentions.find(view.text):
            if (parts or not found.is_part) and not found.is_common:
                start, end = view.back(found.start, found.end)
                piece = bisect_right(starts, start) - 1
                shift = origins[piece] - starts[piece]
                yield Leak(start + shift, end + shift, found.label, "value")


def left_over(output: Output, found: Sequence[Span]) -> list[Leak]:
    """Gives what detectors find in an output beside what operators wrote, titles and signs aside."""
    leaks = []
    outside = list(output.outside())
    starts = [start for start, _, _ in outside]
    for span in found:
        for place in range(max(bisect_right(starts, span.start) - 1, 0), len(outside)):
            start, end, origin = outside[place]
            low, high = max(span.start, start), min(span.end, end)
            if start >= span.end:
                break
            if low < high and _names(output.text[low:high]):
                leaks.append(Leak(low - start + origin, high - start + origin, span.label, "detectors"))
    return leaks


def _names(text: str) -> bool:
    words = [word.casefold().strip(".,") for word in WORD.findall(text)]
    return any(len(word) > 1 and word not in TITLES for word in words)
