"""What a value consists of: what stays, and the parts that something else stands for.

A part is drawn from the key by its kind and its source alone, so that "Schmidt" becomes the same name in
every value that holds it: that is what keeps names, e-mail addresses and towns of a text together. How
values are taken apart is left to the modules of the labels, what is drawn for a part to `drawing`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from anonymize.operators.pseudonym.shapes import bare

ItemT = TypeVar("ItemT")


class Part(NamedTuple):
    """Something in a value that is drawn for.

    Attributes:
        kind: how it is drawn, such as `given`.
        source: what it is, normalised; never equal to what is drawn for it.
        context: tells parts of one kind and source apart that have nothing to do with each other.
    """

    kind: str
    source: str
    context: str = ""


Draw = Callable[[Part], str]
"""Gives what stands for a part."""
Fit = Callable[[str, str], str]
"""Writes what was drawn (first) as what it stands for is written (second)."""


def as_drawn(drawn: str, shape: str) -> str:
    """Writes what was drawn as it is."""
    return drawn


class Slot(NamedTuple):
    """The place of a part in a value.

    Attributes:
        part: what stands there.
        shape: how it is written in the value.
        fit: writes what is drawn in that shape.
    """

    part: Part
    shape: str = ""
    fit: Fit = as_drawn


Piece = str | Slot
"""What stays as it is, or what is replaced."""


@dataclass(frozen=True)
class Plan:
    """A value taken apart.

    Attributes:
        pieces: in the order of the value.
        redraw: parts to draw again for when the surrogate is taken, the one that the rest hangs on least
            first; others come after them. Empty where nothing else can be drawn, as for dates.
        name: of a name, its parts, initials included, the given name first.
    """

    pieces: tuple[Piece, ...]
    redraw: tuple[Part, ...] = ()
    name: tuple[Part, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are drawn for, each once."""
        return tuple(dict.fromkeys(piece.part for piece in self.pieces if isinstance(piece, Slot)))

    def render(self, draw: Draw, unshaped: Fit | None = None) -> str:
        """Gives the surrogate.

        Args:
            draw: what stands for the parts.
            unshaped: a fit to leave out, so that values that differ in it only look the same.
        """
        return "".join(
            piece
            if isinstance(piece, str)
            else draw(piece.part)
            if piece.fit is unshaped
            else piece.fit(draw(piece.part), piece.shape)
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class Dice:
    """Throws numbers that hang on the key and on what is thrown for.

    Attributes:
        secret: a sub-key that nothing else uses.
    """

    secret: bytes = field(repr=False)

    def throw(self, part: Part, attempt: int) -> int:
        """Gives a number of 256 bits."""
        # The length keeps source and context apart; no kind holds a colon.
        message = f"{part.kind}:{attempt}:{len(part.source)}:{part.source}{part.context}"
        return int.from_bytes(hmac.digest(self.secret, message.encode("utf-8", "surrogatepass"), "sha256"))

    def choose(self, items: Sequence[ItemT], part: Part, attempt: int) -> ItemT:
        """Gives one of the items; the remainder favours none, at 256 bits."""
        return items[self.throw(part, attempt) % len(items)]

    def choose_other(self, items: Sequence[str], part: Part, attempt: int) -> str:
        """Gives one of at least two texts, other than the source of the part, whatever capitals and accents.

        Addresses are written without accents, and would show the source. Where all texts are the source but
        for accents, it is one with others.
        """
        place = self.throw(part, attempt) % len(items)
        source = bare(part.source)
        for back in range(len(items)):
            if bare(items[place - back]) != source:
                return items[place - back]
        return items[place] if items[place].casefold() != part.source else items[place - 1]


Drawing = Callable[[Part, int, Dice, str | None], str]
"""Draws for a part, at the n-th attempt, in a locale (None: that of the part itself)."""
