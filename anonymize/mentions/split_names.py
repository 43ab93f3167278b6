"""Names of which the words were found apart: last name in one column, or line, first name in the next.

By themselves they lead to no account name, as `aokafor` for Okafor and Ada; together they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from anonymize.matching import fold
from anonymize.matching.accents import bare
from anonymize.mentions.accents import bare_spellings
from anonymize.mentions.parts import without_titles
from anonymize.mentions.roles import means_people
from anonymize.spans import WORD, Span

_MOST_BETWEEN = 3
"""Words between two of them: the title in a column of its own, or `First name:` before the second one."""
_FARTHEST = 60
"""Characters between two of them."""
_SIGNS = ".,;:!?()[]<>'\""
"""What stands beside a word and is no part of an account name."""
_APART = frozenset(_SIGNS) - frozenset(".'")
"""Those that stand in no account name either."""


class _Found(NamedTuple):
    """A name as it was found, without titles."""

    label: str
    name: str
    score: float


def split_names(texts: Sequence[tuple[str, Sequence[Span]]]) -> dict[tuple[str, str], float]:
    """Puts names together that stand beside each other, two and three at a time.

    Names of several words are taken for whole ones, and are only put together with one of a single word. Most
    lead to nothing, and looking for them takes its time: those are left out of which no word stands within
    another one that was not found itself.

    Args:
        texts: of a record, in order, each with what was found in it.

    Returns:
        The label and the name, such as `Okafor, Ada`, with the score of the word that is the least sure.
        Whether the first or the last one is the given name cannot be told.
    """
    names = _put_together(texts)
    if not names:
        return {}
    written = fold(bare(" ".join(_beyond(text, spans) for text, spans in texts)))
    alone = {word.strip(_SIGNS) for word in written.split()}
    together = "\n".join(alone)
    return {
        (label, name): score
        for (label, name), score in names.items()
        if any(together.count(word) > (word in alone) for word in _spellings(name))
    }


def _beyond(text: str, spans: Sequence[Span]) -> str:
    """Gives a text without what was found in it, unless that is part of something longer: `ada.okafor`."""
    rest: list[str] = []
    place = 0
    for span in sorted(spans, key=attrgetter("start")):
        around = (text[span.start - 1 : span.start], text[span.end : span.end + 1])
        if span.start >= place and all(map(_is_apart, around)):
            rest.append(text[place : span.start])
            place = span.end
    return " ".join((*rest, text[place:]))


def _is_apart(beside: str) -> bool:
    return not beside or beside.isspace() or beside in _APART


def _spellings(name: str) -> Iterator[str]:
    for word in WORD.findall(name):
        if len(word) > 1:
            yield from dict.fromkeys(map(fold, (bare(word), *bare_spellings(word))))


def _put_together(texts: Iterable[tuple[str, Sequence[Span]]]) -> dict[tuple[str, str], float]:
    names: dict[tuple[str, str], float] = {}
    before: list[_Found] = []
    between = ""
    for text, spans in texts:
        place = 0
        for span in sorted(spans, key=attrgetter("start")):
            if span.start < place or not means_people(span.label):
                continue
            between += text[place : span.start][: _FARTHEST + 1]
            if len(between) > _FARTHEST or len(WORD.findall(between)) > _MOST_BETWEEN:
                before = []
            name = without_titles(text[span.start : span.end]).strip(" ,;")
            found = _Found(span.label, name, span.score)
            for first in range(len(before)):
                together = (*before[first:], found)
                if _are_words_of_one(together):
                    whole = f"{together[0].name}, {' '.join(one.name for one in together[1:])}"
                    score = min(one.score for one in together)
                    names[span.label, whole] = max(score, names.get((span.label, whole), 0.0))
            before = [*before[-1:], found]
            between, place = "", span.end
        between += f" {text[place:][: _FARTHEST + 1]}"
        between = between[: _FARTHEST + 1]
    return names


def _are_words_of_one(found: Sequence[_Found]) -> bool:
    words = [one.name.casefold().split() for one in found]
    are_different = len({tuple(some) for some in words}) == len(found)
    lengths = sorted(map(len, words))
    return are_different and len({one.label for one in found}) == 1 and lengths[0] == lengths[-2] == 1
