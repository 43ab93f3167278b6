"""Characters that are read as others, or not at all: entities, what cannot be seen, compatibility forms.

The rounds of this module; each costs next to nothing where there is nothing for it to do.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

import regex

from anonymize.text.rewrite import Rewrite

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_ENTITY = regex.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG_IN_WORD = regex.compile(r"(?<=[\p{L}\p{M}])(?:</?[a-zA-Z][^<>]{0,200}>)++(?=\p{L})")
_UNSEEN = regex.compile(
    r"(?V1)[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]"
    r"--[\p{Prepended_Concatenation_Mark}\t-\r\x1c-\x1f\x85]]++"
)
"""Joiners, bidirectional controls, variation selectors, soft hyphens, tags, control characters that are no
white space."""
_SPACE_OF_NO_WIDTH = "\u200b"
_BACKWARD = regex.compile(r"\u202e([^\u202a-\u202e\n\r]++)\u202c?")
_CLUSTER = regex.compile(r"[\u1100-\u11ff]{2,}+|.\p{M}++|[^\x00-\x7f]", regex.DOTALL)
_MARKS = regex.compile(r"(?<=\p{Latin})\p{Mn}++")
_REMEMBERED = 10_000
"""Clusters whose form is remembered: there is no end of what marks can be piled up to."""


def encodable(text: str) -> str:
    """Gives a text of the same length that UTF-8 can encode: U+FFFD for each lone surrogate, as from JSON."""
    made: str = _SURROGATE.sub("\ufffd", text)
    return made


def surrogates(text: str) -> Iterator[Rewrite]:
    """Lone surrogates, which JSON escapes can smuggle in and which no tokenizer can encode."""
    for match in _SURROGATE.finditer(text):
        yield Rewrite(match.start(), match.end(), "\ufffd")


def entities(text: str) -> Iterator[Rewrite]:
    """HTML entities: `J&ouml;rg`, `&#74;ohn`."""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            read = html.unescape(match[0])
            if read != match[0]:
                yield Rewrite(match.start(), match.end(), read)


def tags_in_words(text: str) -> Iterator[Rewrite]:
    """HTML tags within a word: `J<b>oh</b>n`."""
    if "<" in text:
        for match in _TAG_IN_WORD.finditer(text):
            yield Rewrite(match.start(), match.end(), "")


def unseen(text: str) -> Iterator[Rewrite]:
    """What cannot be seen, and what is shown from right to left by force."""
    if text.isascii() and text.isprintable():
        return
    done = 0
    for turned in [*(_BACKWARD.finditer(text) if "\u202e" in text else ()), None]:
        for match in _UNSEEN.finditer(text, done, len(text) if turned is None else turned.start()):
            yield Rewrite(match.start(), match.end(), _between(text, match))
        if turned is not None:
            yield Rewrite(turned.start(), turned.end(), _UNSEEN.sub("", turned[1])[::-1])
            done = turned.end()


def _between(text: str, match: regex.Match[str]) -> str:
    """A space of no width between a small letter and a capital parts two words."""
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return " " if _SPACE_OF_NO_WIDTH in match[0] and before.islower() and after.isupper() else ""


def compatible(text: str) -> Iterator[Rewrite]:
    """Compatibility forms (NFKC, Unicode Standard Annex 15): full-width and bold letters, ligatures."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return
    for match in _CLUSTER.finditer(text):
        cluster = match[0]
        read = _COMPATIBLE[cluster]
        before = text[match.start() - 1 : match.start()]
        if read != cluster and not (_is_raised(cluster) and before.isalnum()):
            yield Rewrite(match.start(), match.end(), read)


def marks(text: str) -> Iterator[Rewrite]:
    """Marks on Latin letters that make no letter of their own: strokes through them, piles of accents."""
    if not text.isascii():
        for match in _MARKS.finditer(text):
            yield Rewrite(match.start(), match.end(), "")


class _Compatible(dict[str, str]):
    """What a letter with its marks is read as."""

    def __missing__(self, cluster: str) -> str:
        read = unicodedata.normalize("NFKC", cluster)
        if " " in read and not cluster.isspace():
            read = cluster  # an acute or a diaeresis on its own, written as an apostrophe or a quotation mark
        if len(self) < _REMEMBERED:
            self[cluster] = read
        return read


_COMPATIBLE = _Compatible()


def _is_raised(cluster: str) -> bool:
    """A raised figure behind a name is a footnote, and `™` no part of it; as plain letters they would be."""
    return unicodedata.decomposition(cluster[0]).startswith(("<super>", "<sub>"))
