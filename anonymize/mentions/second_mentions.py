"""A value found once is found everywhere: what a detector found in one place, in all others of its record.

So is what stands in a list with it (`lists`). Owns which values are looked for again, and when a word that
may be something else is taken for one. How they are found is left to `search`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from anonymize.mentions.broken_words import broken_mentions
from anonymize.mentions.identifiers import whole_local_part
from anonymize.mentions.lists import listed
from anonymize.mentions.names import short_form_behind
from anonymize.mentions.roles import means_people
from anonymize.mentions.search import Found, Mentions
from anonymize.mentions.split_names import split_names
from anonymize.spans import Span, snap

PROPAGATED = "propagated"
"""Source of spans that were found because their value was found elsewhere."""
LEAST_DIGITS = 4
"""Figures of a number that is looked for again; shorter ones stand for all sorts of things."""
LEAST_LETTERS = 2
"""Letters and figures of any other value."""
LEAST_SMALL_LETTERS = 4
"""Letters of a word without a capital: a single mistake about `the` must not run through a text."""


def second_mentions(
    texts: Sequence[tuple[str, Sequence[Span], Sequence[Span]]], *, kept: Collection[str] = ()
) -> list[list[Span]]:
    """Finds the values of a record's spans wherever else they stand in it, and items of lists beside them.

    Args:
        texts: for each text of a record: itself, what was found in it, and hints at what may be there.
        kept: labels of values that stay in the output whole, and are not looked for.

    Returns:
        For each text the spans that hold something that was not found before, grown to word bounds.
    """
    scores: dict[tuple[str, str], float] = {}
    in_lists = [listed(text, spans, _apart(hints, spans)) for text, spans, hints in texts]
    texts = [
        (text, [*spans, *items], hints) for (text, spans, hints), items in zip(texts, in_lists, strict=True)
    ]
    for text, spans, _ in texts:
        for span in spans:
            values = [text[span.start : span.end]]
            if means_people(span.label) and (short := short_form_behind(text, span.start, span.end)):
                values.append(short)
            for value in values:
                if span.label not in kept and is_telling(value):
                    scores[span.label, value] = max(span.score, scores.get((span.label, value), 0.0))
    if not scores:
        return [[] for _ in texts]
    split = {
        name: score
        for name, score in split_names([(text, spans) for text, spans, _ in texts]).items()
        if name[0] not in kept and name not in scores
    }
    scores |= split
    mentions = Mentions(scores)
    found: list[list[Span]] = []
    for (text, spans, hints), items in zip(texts, in_lists, strict=True):
        known = _Stretches(spans)
        hinted = _Stretches(hints)
        again = [
            Span(start, end, at.label, scores[at.label, at.value], PROPAGATED)
            for at in (*mentions.find(text), *broken_mentions(text, mentions))
            if not at.is_common or hinted.touch(at.start, at.end)
            # `Okafor, Ada` may be two people. Each was found, and only what is made of both is not.
            if (at.label, at.value) not in split or " " not in text[at.start : at.end]
            for start, end in (_grown(at, text),)
            if not known.hold(start, end)
        ]
        found.append(snap([*items, *again], text))
    return found


def _apart(hints: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Gives the hints at what was not found."""
    known = _Stretches(spans)
    return [hint for hint in hints if not known.touch(hint.start, hint.end)]


def _grown(at: Found, text: str) -> tuple[int, int]:
    """Gives where a value stands; of a mail address with part of a name the other part names, too."""
    return whole_local_part(text, at.start, at.end) if means_people(at.label) else (at.start, at.end)


def is_telling(value: str) -> bool:
    """Tells whether a value stands for one thing wherever it stands in a record."""
    letters = sum(map(str.isalpha, value))
    figures = sum(map(str.isdigit, value))
    if not letters:
        return figures >= LEAST_DIGITS
    if value.islower() and not figures and len(value.split()) == 1:
        return letters >= LEAST_SMALL_LETTERS
    return letters + figures >= LEAST_LETTERS


class _Stretches:
    """Where spans are: their union, in order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((span.start, span.end) for span in spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, start: int, end: int) -> bool:
        """Tells whether all of a stretch is in one of them."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def touch(self, start: int, end: int) -> bool:
        """Tells whether any of a stretch is in one of them."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and start < self._ends[index]
