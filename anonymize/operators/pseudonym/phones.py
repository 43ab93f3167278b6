"""Telephone numbers: the shape of the number, with digits that reach nobody.

Some authorities keep numbers for films and books, and those are taken where they are as long; else digits
that are no valid number. What is drawn for is the number within its country, so that `+49 30 1234567` and
`030 1234567` stay the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from anonymize.operators.pseudonym.numbers import beside, draw_signs
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Plan, Slot
from anonymize.operators.pseudonym.phone_reading import (
    NOWHERE,
    REGIONS,
    is_local,
    is_somebodys,
    national,
    readings,
)
from anonymize.operators.pseudonym.reserved_phones import ANY, AREA, reserved
from anonymize.operators.pseudonym.shapes import alphanumerics, fill
from anonymize.operators.pseudonym.variety import ALONE, TOGETHER

PHONE = "phone"
_WORD_LIST = "tel phone fax mobile mobil handy cell ext extn extension x durchwahl poste anexo int"
_WORDS = frozenset(_WORD_LIST.split())
"""Words beside a number that stay."""
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
_CODE = regex.compile(r"[^\p{L}]*\d[^\p{L}]*+$")
_AMERICA = "1"
_PLUS = "+"
"""In the place of a country, where the digits begin with a code that no country has."""
_LONGEST = 100
"""Code points. A number has 15 digits; what is much longer is none."""
_TRIES = 16
"""Draws for digits that are nobody's, before zeros make sure of it."""
_ZEROS = "000"
"""No number of any country begins with these, and no country code with any of them."""

Place = tuple[str, str]
"""A region in which a number could be read, and what is dialled before its digits there."""


def plan(value: str) -> Plan:
    """Takes a number apart; extensions and other digits behind it are drawn for by themselves."""
    if any(word.casefold() not in _WORDS for word in _WORD.findall(value)):
        return _plan_lettered(value)
    places = [place for place, sign in enumerate(value) if sign.isdecimal()]
    if not places:
        return Plan(())
    found = _locate(value, places)
    if found:
        part, start, end = found
        # The code of the country, and what is dialled before a number in its country.
        code = _CODE.search(value, 0, start)
        lead = code.start() if code else start
    else:
        lead = start = places[0]
        end = places[-1] + 1
        country = _AMERICA if is_local(value) else _PLUS * (_PLUS in value[:start])
        part = Part(PHONE, alphanumerics(value[start:end]), country)
    before, after = beside(value[:lead], words=_WORDS), beside(value[end:], words=_WORDS)
    return Plan((*before, value[lead:start], Slot(part, value[start:end], fill), *after), (part,))


def _plan_lettered(value: str) -> Plan:
    """Writes digits for letters: 1-800-FLOWERS is a number, and other letters would be another one."""
    part = Part(PHONE, alphanumerics(value))
    return Plan((Slot(part, _LETTER_OR_DIGIT.sub("0", value), fill),), (part,)) if part.source else Plan(())


def _locate(value: str, places: list[int]) -> tuple[Part, int, int] | None:
    """Finds the digits within a country: the part for them, where they begin and end; None if unknown."""
    found = readings(value) if len(value) <= _LONGEST else []
    if not found:
        return None
    (_, number), *elsewhere = found
    wanted = national(number)
    digits = "".join(alphanumerics(value[place]) for place in places)
    first = digits.rfind(wanted)
    if first < 0:
        return None
    context = [str(number.country_code), *(f"{region}:{digits[:first]}" for region, _ in elsewhere)]
    start, end = places[first], places[first + len(wanted) - 1] + 1
    return Part(PHONE, wanted, " ".join(context)), start, end


def _draw_phone(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    country, *others = part.context.split(" ")
    elsewhere = [(region, before) for region, _, before in (other.partition(":") for other in others)]
    # Without the other places, so that it stays the same number with its country code in front.
    own = Part(PHONE, part.source, country)
    if attempt < TOGETHER and (digits := _draw_reserved(own, attempt, dice, elsewhere)):
        return digits
    if country:
        places = [(NOWHERE, f"{_PLUS}{country.removeprefix(_PLUS)}"), *elsewhere]
    else:
        places = [(region, "") for region in REGIONS]
    return _draw_invalid(own, attempt, dice, places)


def _draw_reserved(part: Part, attempt: int, dice: Dice, places: Sequence[Place]) -> str | None:
    """Draws one of the numbers kept for fiction, nobody's in other places either; None if there is none."""
    patterns = reserved(part.context, len(part.source))
    # A mobile number becomes one, and a number of Paris one of the same area, as long as there are any.
    near = [pattern for pattern in patterns if pattern[0] in (part.source[0], AREA)]
    patterns = near if near and attempt < ALONE else patterns
    for one in _tries(part) if patterns else ():
        pattern = dice.choose(patterns, one, attempt)
        drawn = draw_signs("0" * len(pattern), one, attempt, dice)
        digits = "".join(map(_put, pattern, drawn))
        if not _reaches_somebody(digits, places):
            return digits
    return None


def _put(sign: str, digit: str) -> str:
    """Puts a digit in the place of a sign of a pattern."""
    if sign == AREA:
        return str(2 + int(digit) % 8)
    return digit if sign == ANY else sign


def _draw_invalid(part: Part, attempt: int, dice: Dice, places: Sequence[Place]) -> str:
    """Draws digits that are no number in any of the places."""
    zeros = "0" * (len(part.source) + attempt // TOGETHER)
    for one in _tries(part):
        digits = draw_signs(zeros, one, attempt, dice)
        # With a zero in front, or two, it could be read as a number of another country.
        if digits[0] != "0" and not _reaches_somebody(digits, places):
            return digits
    return _ZEROS + draw_signs(zeros, part, attempt, dice)[len(_ZEROS) :]


def _tries(part: Part) -> Iterator[Part]:
    """Gives the part, then others that other digits are drawn for."""
    yield part
    for number in range(_TRIES):
        yield part._replace(kind=f"{PHONE} {number}")


def _reaches_somebody(digits: str, places: Sequence[Place]) -> bool:
    return any(is_somebodys(before + digits, region) for region, before in places)


DRAWINGS: Mapping[str, Drawing] = {PHONE: _draw_phone}
