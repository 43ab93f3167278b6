"""Names of people: taken apart into words, each of which has a name of its own kind in its place.

What a word is hangs on the word alone where Faker knows it, and else on its place: the first of several
words is a given name. So a surname that stands alone later becomes the same as in the full name. Titles,
particles and suffixes stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

import regex

from anonymize.names import TITLES
from anonymize.operators.pseudonym.names import FAMILY, GIVEN, PARTICLES, all_names, fold, pool_of, role_of
from anonymize.operators.pseudonym.numbers import characters
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised

INITIAL = "initial"
_ACADEMIC_WORDS = "med phil rer nat jur habil dipl mag univ priv doz"
ACADEMIC = frozenset(_ACADEMIC_WORDS.split())
"""Abbreviations among titles; without a full stop they are names."""
_SUFFIX_WORDS = "jr jnr jun sr snr sen ii iii iv phd ph.d md mba msc bsc llb llm esq"
SUFFIXES = frozenset(_SUFFIX_WORDS.split())
"""Words after a name that stay. `V` and `I` are initials more often than numbers."""
_DOTTED = "|".join(regex.escape(word) for word in sorted({*TITLES, *SUFFIXES}) if "." in word)
_APOSTROPHES = "'\u2019\u02bc"
_SPACE = r"[\s\x1c-\x1f]"
"""White space as `str.split` has it."""
_LETTERS = r"[\p{L}\p{M}]++"
_TOKEN = regex.compile(
    rf"(?<space>{_SPACE}++)|(?<digits>\d++)|(?<word>(?:{_DOTTED})\b|{_LETTERS}(?:[{_APOSTROPHES}]{_LETTERS})*+)"
    r"|(?<mark>[^\s\x1c-\x1f\d\p{L}\p{M}]++)",
    regex.IGNORECASE,
)
_SHORTEST_WITH_ENDING = 4
"""Letters of a name with a possessive ending: "Al's"; "Les" and "O's" are names."""
_ORDER_OF_REDRAWING = (FAMILY, GIVEN, INITIAL)
"""What stands for a family name hangs together with the fewest other values."""


class _Word(NamedTuple):
    """A word of a value.

    Attributes:
        text: as it is written, without a possessive ending.
        source: its case folded.
        piece: its place among the pieces of the value.
        column: how many stretches of white space and commas are before it.
        behind_comma: whether a comma is before it.
        dotted: whether a full stop follows.
    """

    text: str
    source: str
    piece: int = 0
    column: int = 0
    behind_comma: bool = False
    dotted: bool = False


def plan(value: str) -> Plan:
    """Takes a name apart."""
    pieces, words = _read(value)
    if not words:
        return _plan_without_words(value, pieces)
    # "Schmidt, Anna" in the order of "Anna Schmidt".
    order = sorted(_names(words), key=lambda word: not word.behind_comma)
    parts = _to_parts(order)
    for word, part in zip(order, parts, strict=True):
        pieces[word.piece] = Slot(part, word.text, recase)
    redraw = sorted(dict.fromkeys(reversed(parts)), key=lambda part: _ORDER_OF_REDRAWING.index(part.kind))
    return Plan(tuple(pieces), tuple(redraw), tuple(parts))


def name_parts(words: Sequence[str]) -> list[Part]:
    """Gives the parts for the words of an address such as `anna.schmidt`, the given name first."""
    return _to_parts([_Word(word, word.casefold(), column=place) for place, word in enumerate(words)])


def initial_of(letter: str, place: int, last: str) -> Part:
    """Gives the part for the initial of the name at a place in a name that ends with `last`."""
    return Part(INITIAL, letter, f"{place} {last}")


def is_title(source: str, following: str, *, dotted: bool) -> bool:
    """Tells whether a word before another one is a title: `Ms`, and no `Don` that is a given name.

    Args:
        source: the word, its case folded.
        following: the word behind it, its case folded.
        dotted: whether a full stop stands behind the word.
    """
    return _is_title(_Word(source, source, dotted=dotted), _Word(following, following))


def _read(value: str) -> tuple[list[Piece], list[_Word]]:
    """Gives the pieces of a value, digits replaced already, and its words."""
    pieces: list[Piece] = []
    words: list[_Word] = []
    column, commas, context = 0, 0, ""
    for match in _TOKEN.finditer(value):
        text, kind = match[0], match.lastgroup
        column += kind == "space" or "," in text
        commas += "," in text
        if kind == "digits":
            context = context or normalised(value)
            pieces.append(characters(text, context))
        elif kind == "word":
            stem, ending = _part_ending(text)
            dotted = value.startswith(".", match.end())
            words.append(_Word(stem, stem.casefold(), len(pieces), column, commas > 0, dotted))
            pieces += (stem, ending)
        else:
            pieces.append(text)
    return pieces, words


def _plan_without_words(value: str, pieces: list[Piece]) -> Plan:
    """Replaces the digits, or, where there are none, whatever stands between white space."""
    if not any(isinstance(piece, Slot) for piece in pieces):
        pieces = [
            Slot(Part(FAMILY, text.casefold())) if text.strip() else text
            for text in regex.split(rf"({_SPACE}+)", value)
        ]
    plan = Plan(tuple(pieces))
    return Plan(plan.pieces, plan.parts)


def _part_ending(text: str) -> tuple[str, str]:
    """Parts a word from a possessive ending: `'s`, and the `s` that German puts behind a name."""
    if len(text) < _SHORTEST_WITH_ENDING or text[-1] not in "sS":
        return text, ""
    if text[-2] in _APOSTROPHES:
        return text[:-2], text[-2:]
    folded = text.casefold()
    genitive = role_of(folded) is None and role_of(folded[:-1]) is not None
    return (text[:-1], text[-1]) if genitive else (text, "")


def _names(words: Sequence[_Word]) -> Iterator[_Word]:
    """Leaves out titles, particles and suffixes. The last word is a name, unless it is a suffix of one."""
    last = len(words) - 1
    while last and words[last].source in SUFFIXES:
        last -= 1
    for place, word in enumerate(words[: last + 1]):
        if place == last or not (_is_title(word, words[place + 1]) or _is_particle(word)):
            yield word


def _is_particle(word: _Word) -> bool:
    return word.source in PARTICLES and not word.dotted


def _is_title(word: _Word, following: _Word) -> bool:
    """Tells whether a word is a title; what is a given name as well, such as "Don", is none."""
    if word.source in ACADEMIC:
        return word.dotted
    if word.source not in TITLES:
        return False
    if len(word.source) == 1:
        # "M. Dupont" is a Monsieur, and "M. Smith" somebody whose name begins with M.
        return word.dotted and all_names().known_in(FAMILY, fold(following.source))[:1] == ("fr",)
    return not all_names().known_in(GIVEN, fold(word.source))


def _to_parts(order: Sequence[_Word]) -> list[Part]:
    """Gives the parts of the words of a name; of several that are unknown, the first is a given name."""
    if not order:
        return []
    first, last = order[0].column, order[-1].source
    several = any(word.column != first for word in order)
    parts = []
    for place, word in enumerate(order):
        if _is_initial(word):
            parts.append(initial_of(word.source, place, last))
        else:
            by_place = GIVEN if several and word.column == first else FAMILY
            parts.append(Part(role_of(word.source) or by_place, word.source))
    return parts


def _is_initial(word: _Word) -> bool:
    return len(word.text) == 1 and word.text.lower() != word.text.upper()


def _draw_name(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    pool = pool_of(part.kind, part.source, locale)
    return varied(lambda number: dice.choose_other(pool, part, number), attempt)


def _draw_initial(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    return varied(lambda number: dice.choose_other(ascii_uppercase, part, number), attempt)


DRAWINGS: Mapping[str, Drawing] = {GIVEN: _draw_name, FAMILY: _draw_name, INITIAL: _draw_initial}
