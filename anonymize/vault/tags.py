"""Tags in texts: as `tag` writes them, and keyed ones as a language model or a converter may write them.

Runs of letters are taken whole and judged afterwards: an expression that looks for the last underscore in one
takes time with the square of its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from anonymize.operators.tag import DIGITS

_TAG = regex.compile(r"<\w++>")
_OTHERWISE = regex.compile(
    r"(?P<open>\\?<|&lt;|\\?\[)?(?<!\w)(?P<tag>(?:\w|\\(?=_))++)(?P<close>\\?>|&gt;|\\?\](?![(\[:]))?"
)
"""With a backslash before what Markdown would take for emphasis. Brackets of a link stay."""
_PAIRS = {"<": ">", "&lt;": "&gt;", "[": "]"}
_LABEL = regex.compile(r"[\w--[_\d\p{Ll}]][\w--\p{Ll}]*+", regex.V1)
_DIGITS = regex.compile(r"[0-9a-f]++")


class Quoted(NamedTuple):
    """A tag in a text.

    Attributes:
        start: first code point.
        end: one past the last code point, brackets included where there is a pair of them.
        tag: as `tag` wrote it.
    """

    start: int
    end: int
    tag: str


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


def tags_otherwise(text: str) -> Iterator[Quoted]:
    """Finds what may be keyed tags in other spellings: PERSON_7f3a91c2, `[PERSON_7f3a91c2]`."""
    for match in _OTHERWISE.finditer(text):
        tag = "<" + match["tag"].replace("\\", "") + ">"
        if is_keyed_tag(tag):
            opened, closed = ((match[name] or "").lstrip("\\") for name in ("open", "close"))
            paired = bool(opened) and _PAIRS[opened] == closed
            start, end = match.span() if paired else match.span("tag")
            yield Quoted(start, end, tag)


def _count(tag: str) -> int:
    """How many digits a tag has behind its label; 0 for what is none."""
    label, _, digits = tag[1:-1].rpartition("_")
    if tag[:1] != "<" or tag[-1:] != ">" or not _LABEL.fullmatch(label) or not _DIGITS.fullmatch(digits):
        return 0
    return len(digits)
