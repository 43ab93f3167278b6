"""Words written so that only a reader knows them: with letters of other scripts, letter by letter, or tied.

Which letters look alike is known to Unicode's data on confusable characters (Unicode Technical Standard 39),
by the package `confusable_homoglyphs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import regex

from anonymize.text.rewrite import Rewrite

_PERHAPS_FOREIGN = re.compile("\u0131|[^\x00-\u024f\u1e00-\u1eff\u2000-\u2bff]")
"""Finds in half the time most texts in which there is nothing to do."""
_LATIN = regex.compile(r"(?V1)[\p{Latin}&&\p{L}]")
_FOREIGN = regex.compile(r"(?V1)[\p{L}--[\p{Latin}\p{Common}\p{Inherited}]]")
_RARE = regex.compile(r"(?V1)[[\p{Latin}&&\p{L}]--[\u0000-\u024f\u1e00-\u1eff]]|\u0131")
"""Latin letters that next to no name is written with, such as phonetic ones; and the `i` without a dot."""
_WORD = regex.compile(r"[\p{L}\p{M}]++")
_SET_APART = regex.compile(
    r"(?<![\p{L}\p{N}])\p{L}([ .\-_*·])\p{L}(?![\p{L}\p{M}\p{N}])(?:\1\p{L}(?![\p{L}\p{M}\p{N}]))++"
)
_PERHAPS_SET_APART = re.compile(r"[ .\-_*·][^\W\d_](?=([ .\-_*·])[^\W\d_]\1)")
_TIED = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}_@./\\-])\p{Lu}\p{Ll}++([_.])\p{Lu}\p{Ll}++(?:\1\p{Lu}\p{Ll}++){0,2}"
    r"(?![\p{L}\p{M}\p{N}_@(]|[./\\-][\p{L}\p{N}])"
)
"""Not in names of files and of programs, nor in addresses."""
_LEAST_SET_APART = 4
"""Letters from which a row of single ones is read as a word: `U S A` and `e.g.` are read as they stand."""


def look_alikes(text: str) -> Iterator[Rewrite]:
    """Letters of other scripts in Latin words: the Cyrillic `o` in `John`.

    In a text that is mostly Latin so are words that are made of such letters throughout.
    """
    if text.isascii() or not _PERHAPS_FOREIGN.search(text):
        return
    if not (_FOREIGN.search(text) or _RARE.search(text)):
        return
    mostly_latin = len(_LATIN.findall(text)) > len(_FOREIGN.findall(text))
    for word in _WORD.finditer(text):
        if word[0].isascii():
            continue
        odd = [*_FOREIGN.finditer(text, *word.span()), *_RARE.finditer(text, *word.span())]
        latin = len(_LATIN.findall(text, *word.span()))
        found = {match.start(): _LOOK_ALIKES[match[0]] for match in odd}
        if latin or (mostly_latin and len(found) > 1 and all(found.values())):
            for place, read in sorted(found.items()):
                if read:
                    yield Rewrite(place, place + 1, read)


class _LookAlikes(dict[str, str]):
    """The Latin letter that each other one looks like, empty where there is none."""

    def __missing__(self, letter: str) -> str:
        self[letter] = read = _latin_look_alike(letter)
        return read


_LOOK_ALIKES = _LookAlikes()


def _latin_look_alike(letter: str) -> str:
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(letter, greedy=True)
    alike: list[str] = [other["c"] for other in found[0]["homoglyphs"]] if found else []
    plain = [other for other in alike if len(other) == 1 and other.isascii() and other.isalpha()]
    # Some capitals look like a small letter: a Cyrillic `I` like `l`.
    plain.sort(key=lambda other: other.isupper() != letter.isupper())
    if plain:
        return plain[0]
    base = unicodedata.normalize("NFD", letter)
    return _LOOK_ALIKES[base[0]] if len(base) > 1 and base[0] != letter else ""


def set_apart(text: str) -> Iterator[Rewrite]:
    """Letters set apart: `J o h n`, `J-o-h-n`. A capital beside a small letter begins another word."""
    if not _PERHAPS_SET_APART.search(text):
        return
    for match in _SET_APART.finditer(text):
        letters = match[0][::2]
        if len(letters) >= _LEAST_SET_APART:
            for index in range(1, len(letters)):
                place = match.start() + 2 * index - 1
                before, letter, behind = letters[index - 1], letters[index], letters[index + 1 : index + 2]
                parts = letter.isupper() and (before.islower() or behind.islower())
                yield Rewrite(place, place + 1, " " if parts else "")


def tied(text: str) -> Iterator[Rewrite]:
    """Words with a capital each and a sign between them: `John_Okafor`, `John.Okafor`."""
    if "_" in text or "." in text:
        for match in _TIED.finditer(text):
            for place in range(match.start(1), match.end()):
                if text[place] == match[1]:
                    yield Rewrite(place, place + 1, " ")
