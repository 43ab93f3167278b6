"""Names of people: taken apart into words, each of which has a name of its own kind in its place.

What a word is hangs on the word alone where Faker knows it, and else on its place: the first of several
words is a given name. So a surname that stands alone later becomes the same as in the full name. Which words
are names, and which titles, particles and suffixes, is left to `words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

import regex

from anonymize.mentions.names import TITLES
from anonymize.operators.pseudonym.names import FAMILY, GIVEN, pool_of, role_of
from anonymize.operators.pseudonym.numbers import characters
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.operators.pseudonym.words import SUFFIXES, Word, names
from anonymize.text import normalised, typewritten

INITIAL = "initial"
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
_PARTING = regex.compile(r"[,\p{Cc}\u200b]")
"""What parts words as white space does: what cannot be seen is only left where it does so."""
_SHORTEST_WITH_ENDING = 4
"""Letters of a name with a possessive ending: "Al's"; "Les" and "O's" are names."""
_ORDER_OF_REDRAWING = (FAMILY, GIVEN, INITIAL)
"""What stands for a family name hangs together with the fewest other values."""


def plan(value: str) -> Plan:
    """Takes a name apart."""
    pieces, words = _read(value)
    if not words:
        return _plan_without_words(value, pieces)
    # "Schmidt, Anna" in the order of "Anna Schmidt".
    order = sorted(names(words), key=lambda word: not word.commas)
    parts = _to_parts(order)
    for word, part in zip(order, parts, strict=True):
        pieces[word.piece] = Slot(part, word.text, recase)
    redraw = sorted(dict.fromkeys(reversed(parts)), key=lambda part: _ORDER_OF_REDRAWING.index(part.kind))
    return Plan(tuple(pieces), tuple(redraw), tuple(parts))


def name_parts(words: Sequence[str]) -> list[Part]:
    """Gives the parts for the words of an address such as `anna.schmidt`, the given name first."""
    return _to_parts([Word(word, _source(word), column=place) for place, word in enumerate(words)])


def initial_of(letter: str, place: int, last: str) -> Part:
    """Gives the part for the initial of the name at a place in a name that ends with `last`."""
    return Part(INITIAL, letter, f"{place} {last}")


def _read(value: str) -> tuple[list[Piece], list[Word]]:
    """Gives the pieces of a value, digits replaced already, and its words."""
    pieces: list[Piece] = []
    words: list[Word] = []
    column, commas, context = 0, 0, ""
    for match in _TOKEN.finditer(value):
        text, kind = match[0], match.lastgroup
        column += kind == "space" or (kind == "mark" and bool(_PARTING.search(text)))
        commas += "," in text
        if kind == "digits":
            context = context or normalised(value)
            pieces.append(characters(text, context))
        elif kind == "word":
            stem, ending = _part_ending(text)
            dotted = value.startswith(".", match.end())
            words.append(Word(stem, _source(stem), len(pieces), column, commas, dotted))
            pieces += (stem, ending)
        else:
            pieces.append(text)
    return pieces, words


def _source(word: str) -> str:
    """Gives what stands for a word, whatever its capitals and apostrophes."""
    return typewritten(word.casefold())


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


def _to_parts(order: Sequence[Word]) -> list[Part]:
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


def _is_initial(word: Word) -> bool:
    return len(word.text) == 1 and word.text.lower() != word.text.upper()


def _draw_name(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    pool = pool_of(part.kind, part.source, locale)
    return varied(lambda number: dice.choose_other(pool, part, number), attempt)


def _draw_initial(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    return varied(lambda number: dice.choose_other(ascii_uppercase, part, number), attempt)


DRAWINGS: Mapping[str, Drawing] = {GIVEN: _draw_name, FAMILY: _draw_name, INITIAL: _draw_initial}
