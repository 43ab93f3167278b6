"""Scripts: which ones the letters of a text are of, by Unicode's property of that name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

import regex

_LETTER = regex.compile(r"\p{L}")
_NAMES = (
    "Latin Greek Cyrillic Armenian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati Oriya"
    " Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Cherokee"
    " Khmer Mongolian Hiragana Katakana Bopomofo Han"
)
_NAMED = tuple(_NAMES.split())
"""Scripts in use, as a text's letters are counted by; the few letters of others count as `Other`."""
OTHER = "Other"
LEAST = 0.05
"""Share of the letters from which texts are written in a script."""


def is_script(name: object) -> bool:
    """Tells whether something is the name of a script in use."""
    return name in _NAMED


def outside(text: str, scripts: Collection[str]) -> int:
    """Counts the letters of a text that are of none of the scripts. Letters common to all are of each."""
    if text.isascii() and "Latin" in scripts:
        return 0
    return len(_outside(frozenset(scripts)).findall(text))


def letters(text: str) -> int:
    """Counts the letters of a text."""
    return len(_LETTER.findall(text))


def by_script(texts: Iterable[str]) -> Counter[str]:
    """Counts the letters of texts by script; those common to all scripts are not counted."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(map(_script, _LETTER.findall(text)))
    del counts[""]
    return counts


def scripts_of(texts: Iterable[str]) -> list[str]:
    """Gives the scripts that texts are written in, sorted; not those of a stray quotation."""
    counts = by_script(texts)
    return sorted(name for name, count in counts.items() if name != OTHER and count >= LEAST * counts.total())


@cache
def _script(letter: str) -> str:
    if regex.match(r"[\p{Common}\p{Inherited}]", letter):
        return ""
    return next((name for name in _NAMED if regex.match(rf"\p{{{name}}}", letter)), OTHER)


@cache
def _outside(scripts: frozenset[str]) -> regex.Pattern[str]:
    inside = "".join(rf"\p{{{name}}}" for name in sorted(scripts))
    return regex.compile(rf"(?V1)[\p{{L}}--[\p{{Common}}\p{{Inherited}}{inside}]]")
