"""Signs at the ends of an entity that are not of it: a comma after a name, a bracket that opens behind it.

Beside a word that is found, little is enough to hide the next one (`decoding.BESIDE`), and a sign gets that
much easily. It names nobody, but the bounds are wrong by it, and a text without its brackets is hard to read.
Nor is the last line end of a text, of which some tokenizers make a token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from anonymize.detectors.tagger.parts import is_column_end
from anonymize.spans import Span

PLACED = frozenset({"address", "location", "organization"})
"""Labels of what is told with where it is, as `Lidl, Weg 4, Gera`: what separates them is hidden, too."""
_OPENING = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“"}
_CLOSING = {one: close for close, one in _OPENING.items()}
_SEPARATING = frozenset(",;:|/\\\N{EN DASH}\N{EM DASH}")
_LAST = _SEPARATING.union(_OPENING.values(), "„")
_FIRST = _SEPARATING.union(_OPENING)


def without_signs(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Takes signs that are not of it from the ends of each span, but not from between two parts of one place.

    Args:
        text: the text.
        spans: what was found in it, in order; they do not overlap.

    Yields:
        The spans, less those that hold nothing else.
    """
    for span, following in zip_longest(spans, spans[1:]):
        if following and _goes_on(text, span, following):
            yield span
            continue
        start, end = _bare(text, span.start, span.end)
        if end > start:
            yield replace(span, start=start, end=end) if (start, end) != (span.start, span.end) else span


def _goes_on(text: str, span: Span, following: Span) -> bool:
    """Whether two spans side by side tell together where something is."""
    if not {span.label, following.label} <= PLACED or is_column_end(text, span.end):
        return False
    return not text[span.end : following.start].strip()


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds without the signs at the ends; alike where nothing else is between them."""
    # How many brackets of each kind close none between the bounds; counted once, as there may be many.
    unopened = {
        close: text.count(close, start, end) - text.count(opens, start, end)
        for close, opens in _OPENING.items()
    }
    while start < end:
        first, last = text[start], text[end - 1]
        if last.isspace() or last in _LAST or unopened.get(last, 0) > 0:
            end, gone = end - 1, last
        elif first.isspace() or first in _FIRST:
            start, gone = start + 1, first
        else:
            break
        if gone in unopened:
            unopened[gone] -= 1
        elif gone in _CLOSING:
            unopened[_CLOSING[gone]] += 1
    return start, end
