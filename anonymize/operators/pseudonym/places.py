"""Towns, countries, states and streets: what stands for them, in their language; and the label `location`.

A town has the same surrogate in an address and by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import regex

from anonymize.operators.pseudonym.geography import HOMES, country_languages, make, shared_countries, states
from anonymize.operators.pseudonym.languages import of_street, of_town
from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.numbers import CHARACTERS
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import has_signs, recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised

STREET, TOWN, COUNTRY, STATE = "street", "town", "country", "state"
_ORDER_OF_REDRAWING = (STREET, TOWN, CHARACTERS, STATE, COUNTRY)
_BREAK = regex.compile(r"([,;|\n\r\u2028]+|(?<=\s)[-\u2013\u2014/](?=\s))")
_FEWEST_COUNTRIES = 20
"""To choose from. A country of several languages becomes one that is the same in all, if there are enough."""


def plan(value: str) -> Plan:
    """Takes a place apart: a town or another place without a street, maybe with a state or a country."""
    return plan_between_breaks(value, lambda text: (place(text),))


def plan_between_breaks(value: str, take_apart: Callable[[str], Iterable[Piece]]) -> Plan:
    """Takes apart what stands between commas, line breaks and the like, which stay."""
    pieces: list[Piece] = []
    for number, text in enumerate(_BREAK.split(value)):
        pieces += around(text, take_apart) if number % 2 == 0 else (text,)
    parts = Plan(tuple(pieces)).parts
    redraw = sorted(parts, key=lambda part: _ORDER_OF_REDRAWING.index(part.kind))
    return Plan(tuple(pieces), tuple(redraw))


def around(text: str, take_apart: Callable[[str], Iterable[Piece]]) -> Iterator[Piece]:
    """Takes a text apart without the white space around it, which stays."""
    bare = text.strip()
    if not bare:
        yield text
        return
    before, after = text.split(bare, 1)
    yield before
    yield from take_apart(bare)
    yield after


def place(text: str) -> Piece:
    """Gives the place of a country, a state or a town; what has neither letters nor digits stays."""
    source = normalised(text)
    if country_languages(fold(source)):
        return Slot(Part(COUNTRY, source), text, recase)
    if is_state(text):
        return Slot(Part(STATE, source), text, recase)
    return Slot(Part(TOWN, source), text, recase) if has_signs(text) else text


def is_state(text: str) -> bool:
    """Tells whether a text is the abbreviation of a state or province in English addresses."""
    return text.upper() in states()


def street(text: str) -> Slot:
    """Gives the place of a street, without its number."""
    return Slot(Part(STREET, normalised(text)), text, recase)


def _made(what: str, language: Callable[[str], str]) -> Drawing:
    """Gives a drawing that lets Faker make something in the language of the source."""

    def draw(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
        wanted = locale or language(part.source)
        homes = HOMES.get(wanted, (wanted,))

        def choose(number: int) -> str:
            seed = dice.throw(part, number)
            return make(what, homes[seed % len(homes)], seed, other_than=part.source)

        return varied(choose, attempt)

    return draw


def _draw_country(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    languages = country_languages(fold(part.source))
    preferred = (locale or "").partition("_")[0]
    if preferred in languages:
        languages = (preferred,)
    while len(pool := shared_countries(languages)) < _FEWEST_COUNTRIES and len(languages) > 1:
        languages = languages[:-1]
    return varied(lambda number: dice.choose_other(pool, part, number), attempt)


def _draw_state(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    alike = states()[part.source.upper()]
    return varied(lambda number: dice.choose_other(alike, part, number), attempt)


DRAWINGS: Mapping[str, Drawing] = {
    STREET: _made("street_name", of_street),
    TOWN: _made("city", of_town),
    COUNTRY: _draw_country,
    STATE: _draw_state,
}
