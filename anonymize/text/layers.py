"""What a round of rewriting did to a text, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anonymize.text.rewrite import Rewrite


@dataclass(frozen=True, slots=True)
class Layer:
    """What one round of rewriting did to a text: its rewrites in order, by where they stand before and after.

    Attributes:
        starts: where each rewrite begins in the text it made.
        ends: where it ends there; equal to the start where characters were left out.
        before: start and end in the text that it was made from.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[tuple[int, int]]

    def start(self, place: int) -> int:
        """Gives where, before the round, the character at a place begins."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return place
        start, end = self.before[index]
        return start if place < self.ends[index] else place - self.ends[index] + end

    def end(self, place: int) -> int:
        """Gives where, before the round, the character at a place ends."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return place + 1
        end = self.before[index][1]
        return end if place < self.ends[index] else place - self.ends[index] + end + 1


def rewritten(text: str, rewrites: Iterable[Rewrite]) -> tuple[str, Layer]:
    """Gives the text that a round makes, and what it did."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before: list[tuple[int, int]] = []
    position = length = 0
    for start, end, read in rewrites:
        pieces += (text[position:start], read)
        length += start - position
        starts.append(length)
        length += len(read)
        ends.append(length)
        before.append((start, end))
        position = end
    pieces.append(text[position:])
    return "".join(pieces), Layer(starts, ends, before)


def back(layers: Sequence[Layer], start: int, end: int) -> tuple[int, int]:
    """Gives what a stretch behind all layers, of one character or more, stands for before them."""
    last = end - 1
    for layer in reversed(layers):
        start = layer.start(start)
        last = layer.end(last) - 1
    return start, last + 1
