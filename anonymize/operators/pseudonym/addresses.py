"""Addresses, taken apart into streets, house numbers, postcodes and towns, each drawn for by itself.

They are written in too many ways for all to be read. What is not understood counts as the name of a street or
of a town as a whole, so that nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from anonymize.operators.pseudonym.geography import country_languages
from anonymize.operators.pseudonym.languages import is_street, last_street_word
from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.numbers import beside, characters
from anonymize.operators.pseudonym.parts import Piece, Plan
from anonymize.operators.pseudonym.places import around, is_state, place, plan_between_breaks, street
from anonymize.text import normalised

POSTCODE = "postcode"
"""Context of the characters of a postcode: it has the same surrogate in every address."""
_UNIT_WORDS = """
    apt apartment unit suite ste flat floor fl room rm no nr p o po box postfach bp cs apartado casella
    postale piso puerta pta izq dcha planta bajo étage étg esc escalier bât bâtiment appt interno int scala
    piano og eg ug dg stock etage top whg wohnung st nd rd th cedex
"""
_UNITS = frozenset(_UNIT_WORDS.split())
"""Words of an address that do not say where it is."""
_SHORT_WORD = 2
_LONG_WORD = regex.compile(r"[\p{L}\p{M}]{4}")
_POSTCODE = regex.compile(
    r"(?<![\w-])(?:"
    r"(?<letters>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d)"  # London, Toronto
    r"|(?<country>[A-Z]{1,3}-)?(?<digits>\d{4,6})"
    r"(?:-\d{3,4}|(?: [A-Z]{2}(?=\s+\p{L})))?"  # Berlin, New York, Delft
    r")(?![\w-])",
    regex.IGNORECASE,
)
_LONG_POSTCODE = 5
"""Digits from which a number behind a town is its postcode and not that of a house."""
_STATE = regex.compile(r"(?<town>.*\S)(?<space>\s+)(?<state>[A-Z]{2,3})", regex.IGNORECASE | regex.DOTALL)
_NUMBER = r"(?<number>\d+\s?(?:bis|ter|[a-z])?(?:\s?[-/+]\s?\d*[a-z]?)?)"
_NUMBER_FIRST = regex.compile(rf"{_NUMBER}(?<space>\s+)(?<street>.+)", regex.IGNORECASE | regex.DOTALL)
_NUMBER_LAST = regex.compile(
    rf"(?<street>.+?)(?<space>\s++(?:(?:nr|no|n)\b[.°º]*\s*|[#n][°º]?\s*)?){_NUMBER}",
    regex.IGNORECASE | regex.DOTALL,
)
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_LETTER = regex.compile(r"\p{L}")
_DIGIT = regex.compile(r"\d")


def plan(value: str) -> Plan:
    """Takes an address apart."""
    context = normalised(value)
    return plan_between_breaks(value, lambda text: _pieces(text, context))


def _pieces(text: str, context: str) -> Iterator[Piece]:
    """Gives the pieces of what stands between two commas."""
    if not _LETTER.search(text):
        yield characters(text, context=POSTCODE) if _DIGIT.search(text) else place(text)
    elif code := _postcode(text):
        yield from around(text[: code.start()], lambda before: _before_postcode(before, context))
        country = code["country"] or ""
        yield from (country, characters(code[0].removeprefix(country), context=POSTCODE))
        yield from around(text[code.end() :], lambda after: _pieces(after, context))
    elif country_languages(fold(normalised(text))) or not _DIGIT.search(text):
        yield street(text) if is_street(text) else place(text)
    elif _is_unit(text):
        yield from beside(text, context=context, words=_UNITS)
    else:
        yield from _numbered(text, context)


def _postcode(text: str) -> regex.Match[str] | None:
    """Finds the postcode in a text; the number of a house is none."""
    for found in _POSTCODE.finditer(text):
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        is_first = not before and bool(after) and not is_street(after)
        behind_house = bool(_DIGIT.search(before)) and bool(after)
        behind_town = bool(before) and len(found["digits"] or "") >= _LONG_POSTCODE and not is_street(before)
        if found["letters"] or is_first or behind_house or behind_town:
            return found
    return None


def _before_postcode(text: str, context: str) -> Iterator[Piece]:
    """Gives the pieces of what stands before a postcode: "Springfield IL"."""
    found = _STATE.fullmatch(text)
    if found and is_state(found["state"]):
        yield from (*_pieces(found["town"], context), found["space"], place(found["state"]))
    else:
        yield from (place(text),) if is_state(text) else _pieces(text, context)


def _is_unit(text: str) -> bool:
    """Tells whether a text is an apartment, a floor, a post-office box."""
    return all(len(word) <= _SHORT_WORD or word.casefold() in _UNITS for word in _WORD.findall(text))


def _numbered(text: str, context: str) -> Iterator[Piece]:
    """Gives the pieces of a street with its number, which is before or behind it."""
    if found := _NUMBER_FIRST.fullmatch(text):
        name = found["street"]
        end = last_street_word(name)
        end += name.startswith(".", end)
        # "Elm St. Springfield", but "Pennsylvania Avenue NW".
        rest = name[end:] if end and _LONG_WORD.search(name, end) else ""
        yield from (characters(found["number"], context=context), found["space"])
        yield street(name.removesuffix(rest))
        yield from around(rest, lambda town: _pieces(town, context))
    elif found := _NUMBER_LAST.fullmatch(text):
        yield from (street(found["street"]), found["space"], characters(found["number"], context=context))
    else:
        yield street(text)
