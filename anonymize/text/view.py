"""The detectors' view of a text, with the way back to the original.

What is looked for can be written so that no detector would know it: with characters that cannot be seen, with
letters of another script, as an HTML entity. The view undoes that, in rounds that the other modules of this
room own, and leads from each of its characters back to the original ones, which are what is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import regex

from anonymize.text.addresses import escapes, spelled_addresses
from anonymize.text.characters import (
    breaks,
    compatible,
    encodable,
    entities,
    marks,
    signs,
    surrogates,
    typewritten,
    unseen,
)
from anonymize.text.dictated import dictated
from anonymize.text.directions import OVERRIDE, Turn
from anonymize.text.interchange import components, elements, segments, travel_documents
from anonymize.text.layers import Layer, back, rewritten
from anonymize.text.markup import markup, mentions, ornaments, quotation_marks
from anonymize.text.notation import (
    Hyphens,
    broken_lines,
    emphasis,
    may_stay,
    quoted_apostrophes,
    string_escapes,
    tags,
)
from anonymize.text.rewrite import Rewrite
from anonymize.text.tex import tex_letters
from anonymize.text.transfer import encoded_words, folded_lines, quoted_printable
from anonymize.text.words import look_alikes, set_apart, tied

_ROUNDS: tuple[Callable[[str], Iterable[Rewrite]], ...] = (
    surrogates,
    tex_letters,
    folded_lines,
    string_escapes,
    quoted_apostrophes,
    encoded_words,
    entities,
    entities,  # `&#38;ouml;`
    escapes,
    quoted_printable,
    components,
    segments,
    elements,
    travel_documents,
    broken_lines,
    unseen,
    broken_lines,
    breaks,
    tags,
    compatible,
    signs,
    marks,
    look_alikes,
    set_apart,
    tied,
    emphasis,
    mentions,
    markup,
    markup,  # `**_Ada_**`
    quotation_marks,
    ornaments,
    spelled_addresses,
)
"""In this order; each reads what the one before made."""

_AROUND = 200
"""Code points on both sides of what can be read in another way that are read again, with it."""
_SPACE = regex.compile(r"\s")
_LONGEST_NAME = 64
_ORDINARY_WORD = "[A-Za-zÀ-ÖØ-öø-İĴ-ľŁ-ňŊ-ž]{2,}"
"""Letters that no round changes, composed; fewer words than it takes to spell out an address."""
_ORDINARY = regex.compile(rf"{_ORDINARY_WORD}(?:[ .+-]{_ORDINARY_WORD}){{0,2}}")


@dataclass(frozen=True, slots=True)
class View:
    """A text as detectors read it.

    Attributes:
        text: the view. It can be encoded in UTF-8, whatever the original holds.
        length: code points of the original.
        is_turned: whether a control has a stretch of it shown from right to left.
        dropped: where the original has a hyphen, and a line end, that were left out and may belong to a name.
    """

    text: str
    length: int
    is_turned: bool = False
    dropped: tuple[tuple[int, int], ...] = ()
    _layers: tuple[Layer, ...] = ()

    @classmethod
    def of(cls, text: str, turn: Turn = "shown") -> View:
        """Makes the view of a text; what is shown from right to left by force is read as `turn` says."""
        return cls._of(text, turn)

    @classmethod
    def _of(
        cls, text: str, turn: Turn, hyphens: Hyphens = "dropped", excerpt: Sequence[Rewrite] = ()
    ) -> View:
        if is_ordinary(text):
            return cls(text, len(text))
        length = len(text)
        is_turned = False
        dropped: list[tuple[int, int]] = []
        layers: list[Layer] = []
        if excerpt:
            text, layer = rewritten(text, excerpt)
            layers.append(layer)
        for round_ in _ROUNDS:
            rewrites = round_
            if round_ is unseen and OVERRIDE in text:
                is_turned = True
                rewrites = partial(unseen, turn=turn)
            elif round_ is broken_lines:
                rewrites = partial(broken_lines, hyphens=hyphens)
            if found := list(rewrites(text)):
                if round_ is broken_lines:
                    dropped += (
                        back(layers, start, end) for start, end, _ in found if may_stay(text, start, end)
                    )
                text, layer = rewritten(text, found)
                layers.append(layer)
        return cls(text, length, is_turned, tuple(dropped), tuple(layers))

    @classmethod
    def readings(cls, text: str) -> tuple[View, ...]:
        """Makes the view of a text, and those of what can be read in another way, too.

        What an override turns is a name either as it is shown or as it was typed. A hyphen at the end of a
        line between capitals parts a word (`OKA-` and `FOR`) or stands within a name (`MEIER-` and `OKAFOR`):
        of what is around one there is a view in which it stays. Of what is around letters that are spelled
        out there is one in which they are a word.
        """
        shown = cls.of(text)
        views = [shown, cls.of(text, "stored")] if shown.is_turned else [shown]
        turns: tuple[Turn, ...] = ("shown", "stored")
        for view, turn in zip(tuple(views), turns, strict=False):
            if view.dropped:
                views.append(cls._of(text, turn, "kept", tuple(_far_from(view.dropped, text))))
        if rows := list(dictated(text)):
            around = _far_from([(start, end) for start, end, _ in rows], text)
            views.append(cls._of(text, "shown", excerpt=sorted([*around, *rows])))
        different = {view.text: view for view in reversed(views)}
        return tuple(reversed(different.values()))

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
        return back(self._layers, start, end)

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Gives the same with what was left out behind the stretch, and for the first also before it.

        Stretches that tile the view give stretches that tile the original.
        """
        return (
            0 if start == 0 else self.back(start, start + 1)[0],
            self.length if end == len(self.text) else self.back(end, end + 1)[0],
        )


def is_ordinary(text: str) -> bool:
    """Tells that there is nothing to do, where that is quick to see: of a name, as which there are most."""
    return len(text) <= _LONGEST_NAME and _ORDINARY.fullmatch(text) is not None


def _far_from(places: Iterable[tuple[int, int]], text: str) -> Iterator[Rewrite]:
    """Leaves out of a text what is not around one of some places in it. No word is cut at the edges."""
    done = 0
    for start, end in sorted(places):
        first = max(start - _AROUND, 0)
        space = _SPACE.search(text, first, start) if first else None
        low = space.start() if space else first
        if low > done:
            yield Rewrite(done, low, "\n")
        spaces = [at.end() for at in _SPACE.finditer(text, end, end + _AROUND)]
        last = min(end + _AROUND, len(text))
        done = max(done, spaces[-1] if spaces and last < len(text) else last)
    if done < len(text):
        yield Rewrite(done, len(text), "\n")


def normalised(value: str) -> str:
    """Gives the form in which equal values are equal: its view, case folded, one space for white space.

    Both are done before, too, since a view looks at them: at letters that stand apart, for one. Apostrophes
    and hyphens are those of typewriters: word processors curl them where they are typed, and not elsewhere.
    """
    return " ".join(typewritten(View.of(" ".join(value.casefold().split())).text.casefold()).split())
