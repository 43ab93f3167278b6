"""Names in a list: what a detector is not sure of counts where an item beside it in the list was found.

A list of surnames, as of who was present, has no sentence that says what they are. Models find some of them
and are in doubt about the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

import regex

from anonymize.mentions.roles import means_people
from anonymize.spans import Span

_NAMES = frozenset({"location", "organization"})
"""Labels of names that stand in lists, beside those that mean people."""
_AND = "(?:and|or|und|oder|et|ou|y|e|o|&)"
_SIGNS = ",;/|\u2022\xb7"
_BETWEEN = regex.compile(
    rf"[ \t]*+(?:[{_SIGNS}]\s*+(?<and>{_AND}\s++)?|(?<=\s)(?<and>{_AND}\s++)|\r?\n[-*\u2022\xb7\t ]*+)"
)
"""What parts two items."""
_BEFORE = regex.compile(rf"(?:^|[{_SIGNS}:(]|\s{_AND}(?=\s))[-*\u2022\xb7\s]*+\Z", regex.MULTILINE)
_BEHIND = regex.compile(rf"\s*+(?:[{_SIGNS}.)]|\Z|(?<=\s){_AND}\s)|[ \t]*+\r?\n")
"""What stands around an item. In `Leeds, Hope said` a sentence goes on; behind the last one of a list, with
`and` or the like before it, it may."""
_FARTHEST = 12
"""Characters between two items, at most."""
_ITEM = regex.compile(r"\p{Lu}[\p{L}\p{M}'\u2019.-]++(?:[ ]\p{Lu}[\p{L}\p{M}'\u2019.-]++)?")


def listed(text: str, spans: Iterable[Span], hints: Sequence[Span]) -> list[Span]:
    """Finds items of lists beside those that were found, and on from there.

    Args:
        text: what was searched.
        spans: what was found in it.
        hints: words that may be something, apart from what was found.

    Returns:
        The hints in them, under the labels of the items beside.
    """
    names = {span for span in spans if span.label in _NAMES or means_people(span.label)}
    if not names or not hints:
        return []
    found: dict[Span, Span] = {}
    places = sorted([*names, *_items(text, hints)], key=attrgetter("start"))
    for order, follows in ((places, _follows), (places[::-1], _leads)):
        beside: Span | None = None
        for one in order:
            if one in found or one in names:
                beside = found.get(one, one)
            elif beside is not None and follows(text, beside, one):
                beside = found[one] = replace(one, label=beside.label)
            else:
                beside = None
    return list(found.values())


def _items(text: str, hints: Iterable[Span]) -> Iterator[Span]:
    """Gives hints that may be an item of a list; of two words beside each other one item."""
    words: list[Span] = []
    for hint in sorted(hints, key=attrgetter("start")):
        if words and text[words[-1].end : hint.start] == " ":
            words[-1] = replace(words[-1], end=hint.end, score=min(words[-1].score, hint.score))
        else:
            words.append(hint)
    return (word for word in words if _ITEM.fullmatch(text, word.start, word.end))


def _follows(text: str, beside: Span, item: Span) -> bool:
    between = _between(text, beside.end, item.start)
    return between is not None and (between["and"] is not None or _BEHIND.match(text, item.end) is not None)


def _leads(text: str, beside: Span, item: Span) -> bool:
    before = text[max(item.start - _FARTHEST, 0) : item.start]
    return _between(text, item.end, beside.start) is not None and _BEFORE.search(before) is not None


def _between(text: str, start: int, end: int) -> regex.Match[str] | None:
    return _BETWEEN.fullmatch(text, start, end) if 0 < end - start <= _FARTHEST else None
