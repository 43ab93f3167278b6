"""Addresses and places, taken apart at commas, line breaks and postcodes.

A town has the same surrogate in an address and by itself. Streets, towns and countries become others of their
language; house numbers and postcodes keep their shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import regex

from anonymize.operators.pseudonym.geography import (
    HOMES,
    country_languages,
    make,
    shared_countries,
    states,
)
from anonymize.operators.pseudonym.languages import is_street, last_street_word, of_street, of_town
from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.numbers import CHARACTERS, characters
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised

STREET, TOWN, COUNTRY, STATE = "street", "town", "country", "state"
POSTCODE = "postcode"
"""Context of the characters of a postcode: it has the same surrogate in every address."""
_ORDER_OF_REDRAWING = (STREET, TOWN, CHARACTERS, STATE, COUNTRY)
_BREAK = regex.compile(r"(\s*[,;|\n\r\u2028]+\s*|\s+[-–—/]\s+)")
_UNITS = frozenset(
    [
        "apt",
        "apartment",
        "unit",
        "suite",
        "ste",
        "flat",
        "floor",
        "fl",
        "room",
        "rm",
        "no",
        "nr",
        "po",
        "box",
        "postfach",
        "bp",
        "cs",
        "apartado",
        "casella",
        "postale",
        "piso",
        "puerta",
        "pta",
        "izq",
        "dcha",
        "planta",
        "bajo",
        "étage",
        "étg",
        "esc",
        "escalier",
        "bât",
        "bâtiment",
        "appt",
        "interno",
        "int",
        "scala",
        "piano",
        "og",
        "eg",
        "ug",
        "dg",
        "stock",
        "etage",
        "top",
        "whg",
        "wohnung",
        "st",
        "nd",
        "rd",
        "th",
        "cedex",
    ]
)
"""Words of an address that do not say where it is."""
_POSTCODE = regex.compile(
    r"(?<![\w-])(?:"
    r"(?<letters>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d)"  # London, Toronto
    r"|(?:[A-Z]{1,3}-)?(?<digits>\d{4,6})(?:-\d{3,4}|(?: [A-Z]{2}(?=\s+\p{L})))?"  # Berlin, New York, Delft
    r")(?![\w-])",
    regex.IGNORECASE,
)
_LONG_POSTCODE = 5
"""Digits from which a number behind a town is its postcode."""
_STATE = regex.compile(r"(?<town>.*\S)(?<space>\s+)(?<state>[A-Z]{2,3})", regex.IGNORECASE | regex.DOTALL)
_NUMBER = r"(?<number>\d+\s?(?:bis|ter|[a-z])?(?:\s?[-/+]\s?\d*[a-z]?)?)"
_NUMBER_FIRST = regex.compile(rf"{_NUMBER}(?<space>\s+)(?<street>.+)", regex.IGNORECASE | regex.DOTALL)
_NUMBER_LAST = regex.compile(
    rf"(?<street>.+?)(?<space>\s+(?:(?:nr|no|n)\b[.°º]*\s*|[#n][°º]?\s*)?){_NUMBER}",
    regex.IGNORECASE | regex.DOTALL,
)
_PIECE = regex.compile(r"(?<word>[\p{L}\p{M}]+)|(?<digits>\d+)|[^\p{L}\p{M}\d]+")
_FEWEST_COUNTRIES = 20
"""To choose from. A country of several languages becomes one that is the same in all, if there are so many."""
_SHORT_WORD = 2
_LONG_WORD = regex.compile(r"[\p{L}\p{M}]{4}")


def plan_address(value: str) -> Plan:
    """Takes an address apart."""
    return _plan(value, lambda text: _address(text, value))


def plan_location(value: str) -> Plan:
    """Takes a place apart: towns and other places without a street, a country behind them."""
    return _plan(value, lambda text: iter((_place(text),)))


def _plan(value: str, take_apart: Callable[[str], Iterator[Piece]]) -> Plan:
    pieces: list[Piece] = []
    for number, text in enumerate(_BREAK.split(value)):
        bare = text.strip()
        if number % 2 or not bare:
            pieces.append(text)
            continue
        before, after = text.split(bare, 1)
        pieces += (before, *take_apart(bare), after)
    parts = Plan(tuple(pieces)).parts
    redraw = sorted(parts, key=lambda part: _ORDER_OF_REDRAWING.index(part.kind))
    return Plan(tuple(pieces), tuple(redraw))


def _place(text: str) -> Piece:
    """Gives the place of a country, a state or a town; what has neither letters nor digits stays."""
    if country_languages(fold(normalised(text))):
        return Slot(Part(COUNTRY, normalised(text)), text, recase)
    if text.upper() in states():
        return Slot(Part(STATE, text.casefold()), text, recase)
    return Slot(Part(TOWN, normalised(text)), text, recase) if _has_word(text) else text


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _address(text: str, value: str) -> Iterator[Piece]:
    """Gives the pieces of what stands between two commas of an address."""
    if not regex.search(r"\p{L}", text):
        yield characters(text, context=POSTCODE) if _has_word(text) else text
    elif code := _postcode(text):
        before, after = text[: code.start()], text[code.end() :]
        yield from _beside(before, value, before_postcode=True)
        yield characters(code[0], context=POSTCODE)
        yield from _beside(after, value)
    elif country_languages(fold(normalised(text))) or not regex.search(r"\d", text):
        yield _street(text) if is_street(text) else _place(text)
    elif _is_unit(text):
        yield from _unit(text, value)
    else:
        yield from _numbered(text, value)


def _beside(text: str, value: str, *, before_postcode: bool = False) -> Iterator[Piece]:
    bare = text.strip()
    if not bare:
        yield text
        return
    before, after = text.split(bare, 1)
    yield before
    state = _STATE.fullmatch(bare) if before_postcode else None
    if state and state["state"].upper() in states():
        yield from _address(state["town"], value)
        yield state["space"]
        yield _place(state["state"])
    else:
        yield from _address(bare, value)
    yield after


def _postcode(text: str) -> regex.Match[str] | None:
    """Finds the postcode in a text; a house number is none."""
    for found in _POSTCODE.finditer(text):
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        if found["letters"]:
            return found
        if not before and after and not is_street(after):
            return found
        behind_house = bool(regex.search(r"\d", before)) and bool(after)
        behind_town = len(found["digits"]) >= _LONG_POSTCODE and not is_street(before)
        if before and (behind_house or behind_town):
            return found
    return None


def _is_unit(text: str) -> bool:
    words = [match["word"] for match in _PIECE.finditer(text) if match["word"]]
    return all(len(word) <= _SHORT_WORD or word.casefold() in _UNITS for word in words)


def _unit(text: str, value: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        stays = not match["digits"] and (not match["word"] or match["word"].casefold() in _UNITS)
        yield match[0] if stays else characters(match[0], context=value)


def _numbered(text: str, value: str) -> Iterator[Piece]:
    """Gives the pieces of a street with its number, which is before or behind it."""
    if found := _NUMBER_FIRST.fullmatch(text):
        street = found["street"]
        end = last_street_word(street)
        end += street.startswith(".", end)
        # "Elm St. Springfield", but "Pennsylvania Avenue NW".
        rest = street[end:] if end and _LONG_WORD.search(street, end) else ""
        yield from (characters(found["number"], context=value), found["space"])
        yield _street(street[: len(street) - len(rest)])
        yield from _beside(rest, value)
    elif found := _NUMBER_LAST.fullmatch(text):
        yield from (_street(found["street"]), found["space"], characters(found["number"], context=value))
    else:
        yield _street(text)


def _street(text: str) -> Slot:
    return Slot(Part(STREET, normalised(text)), text, recase)


def _made(what: str, language: Callable[[str], str]) -> Drawing:
    """Gives a drawing that lets Faker make something in the language of the source."""

    def draw(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
        wanted = locale or language(part.source)
        homes = HOMES.get(wanted, (wanted,))

        def choose(number: int) -> str:
            seed = dice.throw(part, number)
            return make(what, homes[seed % len(homes)], seed)

        return varied(choose, attempt)

    return draw


def _draw_country(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    languages = country_languages(fold(part.source))
    preferred = (locale or "").partition("_")[0]
    if preferred in languages:
        languages = (preferred,)
    pool = shared_countries(languages)
    while len(pool) < _FEWEST_COUNTRIES and len(languages) > 1:
        languages = languages[:-1]
        pool = shared_countries(languages)
    return varied(lambda number: dice.choose(pool, part, number), attempt)


def _draw_state(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    return varied(lambda number: dice.choose(states()[part.source.upper()], part, number), attempt)


DRAWINGS: Mapping[str, Drawing] = {
    STREET: _made("street_name", of_street),
    TOWN: _made("city", of_town),
    COUNTRY: _draw_country,
    STATE: _draw_state,
}
