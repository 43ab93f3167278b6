"""The words of a name: which of them are names, and which are titles, particles and suffixes, that stay.

Many such words are names of somebody: "Sen", "Al", "Le", "Nurse". So they stay only where they are written as
what they would be, and in its place; in doubt a word is a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from anonymize.mentions.names import TITLES
from anonymize.operators.pseudonym.names import FAMILY, GIVEN, PARTICLES, all_names, fold

_ACADEMIC_WORDS = "med phil rer nat jur habil dipl mag univ priv doz"
ACADEMIC = frozenset(_ACADEMIC_WORDS.split())
"""Abbreviations among titles; without a full stop they are names."""
_CONJUNCTIONS = frozenset(["y", "und", "and", "et"])
"""Particles behind which another person may begin."""
_SMALL, _ROMAN, _CAPITALS = (frozenset(words.split()) for words in ("sen jun", "ii iii iv", "md mba"))
"""Suffixes that are names as well, unless a full stop or their letters say otherwise: "sen", "II", "MD"."""
_PLAIN_WORDS = "jr jnr sr snr phd ph.d msc bsc llb llm esq"
_PLAIN = frozenset(_PLAIN_WORDS.split())
SUFFIXES = _PLAIN | _SMALL | _ROMAN | _CAPITALS
"""Words after a name that stay. `V` and `I` are initials more often than numbers."""
_NAMES_BEFORE_DEGREE = 2
"""Behind a single name, what may be a name is the other one: "Amartya Sen"."""


class Word(NamedTuple):
    """A word of a value.

    Attributes:
        text: as it is written, without a possessive ending.
        source: its case folded.
        piece: its place among the pieces of the value.
        column: how many stretches of white space and commas are before it; equal within "Smith-Jones".
        commas: how many commas are before it.
        dotted: whether a full stop follows.
    """

    text: str
    source: str
    piece: int = 0
    column: int = 0
    commas: int = 0
    dotted: bool = False


def names(words: Sequence[Word]) -> Iterator[Word]:
    """Gives the names: of at least one word at least one."""
    words = words[: _without_suffixes(words)]
    mixed = _has_capitals(words)
    # Whether a name came before in this stretch between commas.
    begun = False
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        begun = begun and words[place - 1].commas == word.commas
        if following is None or (following.commas > word.commas and not word.dotted):
            # "Schmidt, Anna" is no less a name if it is "Nurse, Anna".
            yield word
        elif _is_title(word, following) and (not begun or (word.dotted and len(word.source) > 1)):
            continue
        elif _is_particle(word, words[place - 1] if place else None, following) and (
            begun or following.source in TITLES or (mixed and word.text.islower())
        ):
            begun = begun and word.source not in _CONJUNCTIONS
        else:
            begun = True
            yield word


def _without_suffixes(words: Sequence[Word]) -> int:
    """Gives how many words there are before the suffixes."""
    stays = SUFFIXES | PARTICLES | TITLES.keys()
    before = [0, *accumulate(word.source not in stays for word in words)]
    capitals, small = _has_capitals(words), any(word.text != word.text.upper() for word in words)
    last = len(words) - 1
    while (
        last > 0
        and words[last].column > words[last - 1].column
        and _is_suffix(words[last], before[last], capitals, small)
    ):
        last -= 1
    return last + 1


def _is_suffix(word: Word, names_before: int, capitals: bool, small: bool) -> bool:
    """Tells whether a word is a suffix, by whether the whole value has capital and small letters."""
    if word.source not in SUFFIXES or not names_before:
        return False
    if word.dotted or word.source in _PLAIN:
        return True
    if word.source in _ROMAN:
        return word.text.isupper()
    written = word.text.islower() and capitals if word.source in _SMALL else word.text.isupper() and small
    return written and names_before >= _NAMES_BEFORE_DEGREE


def _has_capitals(words: Sequence[Word]) -> bool:
    return any(word.text != word.text.lower() for word in words)


def _is_particle(word: Word, previous: Word | None, following: Word) -> bool:
    """Tells whether a word is a particle; a piece of a joined word is none but as in "al-Masri"."""
    if word.source not in PARTICLES or word.dotted or (previous and previous.column == word.column):
        return False
    return following.column > word.column or (word.text.islower() and following.text[:1].isupper())


def _is_title(word: Word, following: Word) -> bool:
    """Tells whether a word is a title; a piece of a joined word is none but as in "Prof.Dr."."""
    apart = word.dotted or following.column != word.column
    return apart and is_title(word.source, following.source, dotted=word.dotted)


def is_title(source: str, following: str, *, dotted: bool) -> bool:
    """Tells whether a word before another one is a title: `Ms`, and no `Don` that is a given name.

    Args:
        source: the word, its case folded.
        following: the word behind it, its case folded.
        dotted: whether a full stop stands behind the word.
    """
    if source in ACADEMIC:
        return dotted
    if source not in TITLES:
        return False
    if len(source) == 1:
        # "M. Dupont" is a Monsieur, and "M. Smith" somebody whose name begins with M.
        return dotted and all_names().known_in(FAMILY, fold(following))[:1] == ("fr",)
    return not all_names().known_in(GIVEN, fold(source))
