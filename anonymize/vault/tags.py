"""Tags in texts: as `tag` writes them, and known ones as a language model or a converter may write them.

Runs of letters are taken whole and judged afterwards: an expression that looks for the last underscore in one
takes time with the square of its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import regex

from anonymize.operators.tag import DIGITS
from anonymize.text import View

_TAG = regex.compile(r"<[^\s<>]++>")
_RUN = regex.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8,}+")
"""What may be the digits of a keyed tag."""
_BETWEEN = r"[\s_\\-]{0,9}"
"""What may part the words and the digits of a tag; with a backslash Markdown takes it for no emphasis."""
_FARTHEST = 10
"""Code points of `_BETWEEN`, and one more for what is around a label."""
_CLOSE = regex.compile(r"\s?(?:\\?>|\\?\](?![(\[:]))")
"""Brackets of a link stay."""
_PAIRS = {"<": ">", "[": "]"}
_LABEL = regex.compile(r"(?!_)[\P{L}--[\s<>]]*+\p{L}(?<!\p{Ll})[^\s<>\p{Ll}]*+", regex.V1)
"""Any signs but these, as of `dog's name` and `ward/room`; with a letter, and none that is small."""
_APOSTROPHES = "'\u2019\u2018\u02bc`"
"""Which one a tag has is up to whoever wrote it last."""
_DIGITS = regex.compile(r"[0-9a-f]++")


class Quoted(NamedTuple):
    """A tag in a text.

    Attributes:
        start: first code point.
        end: one past the last code point, brackets included where there is a pair of them.
        tag: as `tag` wrote it.
        is_clear: whether this is the tag, or only its digits.
    """

    start: int
    end: int
    tag: str
    is_clear: bool = True


class KeyedTags:
    """Finds keyed tags that are known, however they are spelled: `[person 7F3A91C2]`, `person-7f3a91c2`.

    They are known by their digits, which no text has by chance. It is the tag where its label stands before
    them, in any capitals. Where another word does, as in a translation, only the digits are told.

    Args:
        tags: as `tag` wrote them.
    """

    def __init__(self, tags: Iterable[str]) -> None:
        self._by_digits: dict[str, list[str]] = {}
        for tag in filter(is_keyed_tag, tags):
            self._by_digits.setdefault(tag[1:-1].rpartition("_")[2], []).append(tag)
        self._sizes = sorted(set(map(len, self._by_digits)), reverse=True)

    def find(self, text: str) -> Iterator[Quoted]:
        """Finds the tags in a text as it is read, without what cannot be seen in it."""
        if not self._by_digits:
            return
        view = View.of(text)
        for run in _RUN.finditer(view.text):
            digits = run[0].lower()
            places = (
                # Before them there may be letters of the label that are digits as well: `DATE7f3a91c2`.
                (tag, _places(view.text, tag, run.end() - size, run.end()))
                for size in self._sizes
                for tag in self._by_digits.get(digits[-size:], [])
            )
            if clear := next(((tag, found) for tag, found in places if found), None):
                tag, found = clear
                around, bare = (view.back(*place) for place in (found[0], found[-1]))
                yield Quoted(*(around if _is_pair(text[slice(*around)]) else bare), tag)
            elif tags := self._by_digits.get(digits, []) or self._by_digits.get(digits[:DIGITS], []):
                yield Quoted(*view.back(*run.span()), tags[0], is_clear=False)


def _places(text: str, tag: str, start: int, end: int) -> list[tuple[int, int]]:
    """Gives the stretch of a tag whose digits have been found, with brackets first where it has some.

    There is none where its label is not before the digits.
    """
    label = tag[1:-1].rpartition("_")[0]
    farthest = len(label) + (label.count("_") + 2) * _FARTHEST
    before = _label_at_end(label).search(text, max(0, start - farthest), start)
    if before is None:
        return []
    bare = (before.start("label"), end)
    close = _CLOSE.match(text, end)
    opened = (before["open"] or "").strip(" \\")
    if close is not None and opened and _PAIRS[opened] == close[0][-1]:
        return [(before.start(), close.end()), bare]
    return [bare]


def _is_pair(quoted: str) -> bool:
    """Whether both brackets, if any, are spelled in one way: `<` and `&gt;` are none of one tag."""
    return (quoted.lstrip("\\")[0] == "<") == (quoted[-1] == ">")


@cache
def _label_at_end(label: str) -> regex.Pattern[str]:
    words = _BETWEEN.join(map(_in_any_signs, label.split("_")))
    return regex.compile(
        rf"(?P<open>\\?[<\[]\s?)?(?<![^\W_])(?P<label>{words}){_BETWEEN}\Z", regex.IGNORECASE
    )


def _in_any_signs(word: str) -> str:
    return "".join(
        f"[{_APOSTROPHES}]" if sign in _APOSTROPHES else regex.escape(sign, literal_spaces=True)
        for sign in word
    )


def is_tag(replacement: str) -> bool:
    """Whether this is what `tag` writes: a label in capitals, then a number, or digits of a keyed hash."""
    return _count(replacement) > 0


def is_document_tag(replacement: str) -> bool:
    """Whether this is a tag with a number, which stands for somebody else in every document."""
    return _count(replacement) % DIGITS != 0


def is_keyed_tag(replacement: str) -> bool:
    """Whether this is a tag with digits of a keyed hash, which no text has by chance."""
    count = _count(replacement)
    return count > 0 and count % DIGITS == 0


def find_tags(text: str) -> Iterator[Quoted]:
    """Finds the tags in a text."""
    for match in _TAG.finditer(text):
        if is_tag(match[0]):
            yield Quoted(match.start(), match.end(), match[0])


def _count(tag: str) -> int:
    """How many digits a tag has behind its label; 0 for what is none."""
    label, _, digits = tag[1:-1].rpartition("_")
    if tag[:1] != "<" or tag[-1:] != ">" or not _LABEL.fullmatch(label) or not _DIGITS.fullmatch(digits):
        return 0
    return len(digits)
