"""The detectors' view of a text, with the way back to the original.

What is looked for can be written so that no detector would know it: with characters that cannot be seen, with
letters of another script, as an HTML entity. The view undoes that, in rounds that the other modules of this
room own, and leads from each of its characters back to the original ones, which are what is replaced.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from anonymize.text.addresses import escapes, spelled_addresses
from anonymize.text.characters import (
    breaks,
    compatible,
    encodable,
    entities,
    marks,
    signs,
    surrogates,
    unseen,
)
from anonymize.text.directions import OVERRIDE, Turn
from anonymize.text.notation import broken_lines, emphasis, string_escapes, tags
from anonymize.text.rewrite import Rewrite
from anonymize.text.words import look_alikes, set_apart

_ROUNDS: tuple[Callable[[str], Iterable[Rewrite]], ...] = (
    surrogates,
    string_escapes,
    entities,
    entities,  # `&#38;ouml;`
    escapes,
    broken_lines,
    unseen,
    breaks,
    broken_lines,
    tags,
    compatible,
    signs,
    marks,
    look_alikes,
    set_apart,
    emphasis,
    spelled_addresses,
)
"""In this order; each reads what the one before made."""

_LONGEST_NAME = 64
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Layer:
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


@dataclass(frozen=True, slots=True)
class View:
    """A text as detectors read it.

    Attributes:
        text: the view. It can be encoded in UTF-8, whatever the original holds.
        length: code points of the original.
        is_turned: whether a control has a stretch of it shown from right to left.
    """

    text: str
    length: int
    is_turned: bool = False
    _layers: tuple[_Layer, ...] = ()

    @classmethod
    def of(cls, text: str, turn: Turn = "shown") -> View:
        """Makes the view of a text; what is shown from right to left by force is read as `turn` says."""
        if _is_ordinary(text):
            return cls(text, len(text))
        layers = []
        length = len(text)
        is_turned = False
        for rewrites in _ROUNDS:
            if rewrites is unseen and OVERRIDE in text:
                is_turned = True
                rewrites = partial(unseen, turn=turn)
            if found := list(rewrites(text)):
                text, layer = _rewritten(text, found)
                layers.append(layer)
        return cls(text, length, is_turned, tuple(layers))

    @classmethod
    def readings(cls, text: str) -> tuple[View, ...]:
        """Makes the view of a text, and where an override turns a stretch, the one as it is stored.

        A name may stand there either way: turned so that a person reads it, or left as it was typed.
        """
        shown = cls.of(text)
        if not shown.is_turned:
            return (shown,)
        stored = cls.of(text, "stored")
        return (shown,) if stored.text == shown.text else (shown, stored)

    @classmethod
    def plain(cls, text: str) -> View:
        """Makes the view that changes nothing, lone surrogates aside."""
        return cls(encodable(text), len(text))

    @property
    def is_plain(self) -> bool:
        """Whether each character stands where it stands in the original."""
        return not self._layers

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Gives the stretch of the original that a stretch of the view, of one character or more, stands for.

        Where several characters were read as one, or as others, it holds all of them.
        """
        last = end - 1
        for layer in reversed(self._layers):
            start = layer.start(start)
            last = layer.end(last) - 1
        return start, last + 1

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Gives the same with what was left out behind the stretch, and for the first also before it.

        Stretches that tile the view give stretches that tile the original.
        """
        return (
            0 if start == 0 else self.back(start, start + 1)[0],
            self.length if end == len(self.text) else self.back(end, end + 1)[0],
        )


def _is_ordinary(text: str) -> bool:
    """Tells that there is nothing to do, where that is quick to see: of a name, as which there are most."""
    if len(text) > _LONGEST_NAME or not text.isascii():
        return False
    words = text.split(" ")
    # Fewer than it takes to spell out an address.
    return len(words) <= _MOST_WORDS and all(len(word) > 1 and word.isalpha() for word in words)


def _rewritten(text: str, rewrites: Iterable[Rewrite]) -> tuple[str, _Layer]:
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
    return "".join(pieces), _Layer(starts, ends, before)


def normalised(value: str) -> str:
    """Gives the form in which equal values are equal: its view, case folded, one space for white space.

    Both are done before, too, since a view looks at them: at letters that stand apart, for one.
    """
    return " ".join(View.of(" ".join(value.casefold().split())).text.casefold().split())
