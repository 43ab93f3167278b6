"""Names as they are spelled on the telephone: `K wie Karl, zweimal T wie Theodor`, `O for Oscar, double L`.

Words that stand for letters are names themselves, and single letters may be initials, so that a row of them
is read in this way beside the other, and not in its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import regex

from anonymize.text.rewrite import Rewrite

_SPACE = r"\s{1,3}+"
"""Also the end of a line."""
_AS_IN = "wie in|wie|as in|for|like|comme|come|como|de|di".replace(" ", _SPACE)
_OPENING = r"(?:[\"'\u201e\u201c\u2018\u201a\u00ab\u00bb\u2039\u203a]\s?)?"
_CLOSING = r"(?:\s?[\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u2039\u203a])?"
_TWICE = "zwei ?mal|doppel|double|doble|doppia|due volte|deux fois|dos veces|twice"
_HYPHEN = "hyphen|dash|bindestrich|trait d['\u2019]union|tiret|gui[oó]n|trattino"
_ACCENTS = {
    "accent aigu": "\u0301",
    "accent grave": "\u0300",
    "accent circonflexe": "\u0302",
    "tréma": "\u0308",
    "umlaut": "\u0308",
    "cédille": "\u0327",
    "con tilde": "\u0303",
    "con acento": "\u0301",
}
_LETTER = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}]|\p{L}['\u2019])"
    rf"(?:(?P<twice>{_TWICE})[ -])?+"
    r"(?:(?P<letter>\p{L})(?![\p{L}\p{M}\p{N}'\u2019])"
    rf"(?:{_SPACE}(?P<accent>{'|'.join(_ACCENTS)})(?!\p{{L}}))?+"
    rf"(?:{_SPACE}(?:{_AS_IN}){_SPACE}{_OPENING}(?P<word>\p{{L}}[\p{{L}}\p{{M}}]{{1,20}}))?+"
    rf"|(?P<hyphen>{_HYPHEN}))"
    r"(?!\p{L})",
    regex.IGNORECASE,
)
_PERHAPS = regex.compile(
    rf"(?<!\p{{L}})(?:\p{{L}}(?:[,;]\s\p{{L}}(?!\p{{L}})|{_SPACE}(?:{_AS_IN}){_SPACE}{_OPENING}\p{{L}})"
    rf"|(?:{_TWICE})[ -]\p{{L}}(?!\p{{L}}))",
    regex.IGNORECASE,
)
"""Finds in a tenth of the time most texts in which there is nothing to do."""
_BETWEEN = regex.compile(
    rf"""{_CLOSING}(?:\s{{0,2}}[,;.\u2013\u2014-]\s{{0,2}}|\s{{1,2}})(?:(?:und|and|et|then|dann|puis)\s)?""",
    regex.IGNORECASE,
)
_Item: TypeAlias = regex.Match[str]
_LIST_SIGNS = frozenset(",;")
_LEAST_LETTERS = 4
"""Of a row that is read as a word. Fewer are as likely the letters of options or blood groups."""
_ANSWERS = tuple(map(frozenset, ("yn", "jn", "sn", "on", "tf", "vf")))
"""Yes and no, true and false, of which a column of a form may be a row."""
_LEAST_WORDS = 2
"""That stand for letters in a row."""


def dictated(text: str) -> Iterator[Rewrite]:
    """Rows of letters that are spelled out, each read as one word with a capital.

    Each letter has a word that begins with it, in two places at least, or stands between commas, or is said
    to come twice.
    """
    if not _PERHAPS.search(text):
        return
    row: list[_Item] = []
    for item in _LETTER.finditer(text):
        if item["word"] and _base(item["word"]) != _base(item["letter"]):
            yield from _read(text, row)
            row = []
            continue
        if row and not _BETWEEN.fullmatch(text, row[-1].end(), item.start()):
            yield from _read(text, row)
            row = []
        row.append(item)
    yield from _read(text, row)


def _read(text: str, row: list[_Item]) -> Iterator[Rewrite]:
    is_said = _is_said(row)
    for part in [row] if is_said else _sentences(text, row):
        word = "".join(map(_spelled, part))
        if sum(map(str.isalpha, word)) >= _LEAST_LETTERS and (is_said or _is_listed(text, part)):
            read = "-".join(piece.capitalize() for piece in word.split("-"))
            yield Rewrite(part[0].start(), part[-1].end(), read)


def _is_said(row: list[_Item]) -> bool:
    """Whether words stand for its letters, or one is said to come twice."""
    return sum(item["word"] is not None for item in row) >= _LEAST_WORDS or any(item["twice"] for item in row)


def _sentences(text: str, row: list[_Item]) -> Iterator[list[_Item]]:
    """Parts of a row that a full stop parts: names in two sentences."""
    start = 0
    for place, (one, other) in enumerate(pairwise(row), 1):
        if "." in text[one.end() : other.start()]:
            yield row[start:place]
            start = place
    yield row[start:]


def _is_listed(text: str, row: list[_Item]) -> bool:
    """Whether its letters stand between commas, not in the order of the alphabet, and are no answers."""
    letters = [_base(item["letter"]) for item in row if item["letter"]]
    if any(map(frozenset(letters).issubset, _ANSWERS)):
        return False
    between = (text[one.end() : other.start()].strip() for one, other in pairwise(row))
    return letters != sorted(set(letters)) and all(sign in _LIST_SIGNS for sign in between)


def _spelled(item: _Item) -> str:
    if item["hyphen"]:
        return "-"
    accent = _ACCENTS[item["accent"].lower()] if item["accent"] else ""
    letter = unicodedata.normalize("NFC", item["letter"] + accent)
    return 2 * letter if item["twice"] else letter


def _base(word: str) -> str:
    """Gives the first letter of a word without its accent."""
    return unicodedata.normalize("NFD", word[0].casefold())[0]
