"""Telephone numbers: the shape of the number, with digits that reach nobody.

Some authorities keep numbers for films and books, and those are taken where they are as long; else digits
that are no valid number. What is drawn for is the number within its country, so that `+49 30 1234567` and
`030 1234567` stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import regex

from anonymize.operators.pseudonym.numbers import beside, draw_signs
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Plan, Slot
from anonymize.operators.pseudonym.reserved_phones import ANY, AREA, reserved
from anonymize.operators.pseudonym.shapes import alphanumerics, fill
from anonymize.operators.pseudonym.variety import ALONE, TOGETHER

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

PHONE = "phone"
REGIONS = ("US", "GB", "DE", "FR", "AU", "IE", "NZ", "IN", "ZA", "AT", "CH", "BE", "ES", "IT", "MX", "AR")
"""Where a number without a country code is looked for: regions of five languages, the first one first."""
_WORD_LIST = "tel phone fax mobile mobil handy cell ext extn extension x durchwahl poste anexo int"
_WORDS = frozenset(_WORD_LIST.split())
"""Words beside a number that stay."""
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_GROUP = regex.compile(r"\d+")
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
_INTERNATIONAL = regex.compile(r"[^\w+]*(?:\+|00[1-9])")
_CODE = regex.compile(r"[^\p{L}]*\d[^\p{L}]*+$")
_PLUS = "+"
"""In the place of a country, where the digits begin with a code that no country has."""
_LOCAL_GROUPS = [3, 4]
"""Digits of an American number without its area: 555-0123."""
_LONGEST = 100
"""Code points. A number has 15 digits; what is much longer is none."""
_TRIES = 16
"""Draws for digits that are not valid, before zeros make sure of it."""
_ZEROS = "000"
"""No number of any country begins with these, and no country code with any of them."""


def plan(value: str) -> Plan:
    """Takes a number apart; extensions and other digits behind it are drawn for by themselves."""
    if any(word.casefold() not in _WORDS for word in _WORD.findall(value)):
        return _plan_lettered(value)
    places = [place for place, sign in enumerate(value) if sign.isdecimal()]
    if not places:
        return Plan(())
    found = _locate(value, places)
    if found is None:
        is_local = [len(group) for group in _GROUP.findall(value)] == _LOCAL_GROUPS
        country = "1" if is_local else _PLUS * (_PLUS in value[: places[0]])
        part = Part(PHONE, alphanumerics(value[places[0] : places[-1] + 1]), country)
        lead, start, end = places[0], places[0], places[-1] + 1
    else:
        part, start, end = found
        # The code of the country, and what is dialled before a number in its country.
        code = _CODE.search(value, 0, start)
        lead = code.start() if code else start
    slot = Slot(part, value[start:end], fill)
    pieces = (
        *beside(value[:lead], words=_WORDS),
        value[lead:start],
        slot,
        *beside(value[end:], words=_WORDS),
    )
    return Plan(pieces, (part,))


def _plan_lettered(value: str) -> Plan:
    """Writes digits for letters: 1-800-FLOWERS is a number, and other letters would be another one."""
    part = Part(PHONE, alphanumerics(value))
    return Plan((Slot(part, _LETTER_OR_DIGIT.sub("0", value), fill),), (part,)) if part.source else Plan(())


def _locate(value: str, places: list[int]) -> tuple[Part, int, int] | None:
    """Finds the digits within a country: the part for them, where they begin and end; None if unknown."""
    number = _parse(value) if len(value) <= _LONGEST else None
    if number is None:
        return None
    national = _national(number)
    first = "".join(alphanumerics(value[place]) for place in places).rfind(national)
    if first < 0:
        return None
    start, end = places[first], places[first + len(national) - 1] + 1
    return Part(PHONE, national, str(number.country_code)), start, end


def _parse(value: str) -> PhoneNumber | None:
    """Reads a number; without a country code in the region whose way of writing it is, if any."""
    if _INTERNATIONAL.match(value):
        # 00 leads abroad from Germany as from most countries.
        return _read(value, "DE")
    groups = _GROUP.findall(value)
    if [len(group) for group in groups] == _LOCAL_GROUPS:
        return None
    valid = [number for region in REGIONS if (number := _read(value, region)) and _is_valid(number)]
    return min(valid, key=lambda number: _as_written(number) != groups, default=None)


def _read(value: str, region: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None


def _is_valid(number: PhoneNumber) -> bool:
    import phonenumbers

    return bool(phonenumbers.is_valid_number(number))


def _national(number: PhoneNumber) -> str:
    import phonenumbers

    return str(phonenumbers.national_significant_number(number))


def _as_written(number: PhoneNumber) -> list[str]:
    """Gives the groups of digits in which a number is written in its country."""
    import phonenumbers

    return list(_GROUP.findall(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)))


def _draw_phone(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    patterns = reserved(part.context, len(part.source))
    # A mobile number becomes one, and a number of Paris one of the same area, as long as there are any.
    near = [pattern for pattern in patterns if pattern[0] in (part.source[0], AREA)]
    patterns = near if near and attempt < ALONE else patterns
    if not patterns or attempt >= TOGETHER:
        return _draw_invalid(part, attempt, dice)
    pattern = dice.choose(patterns, part, attempt)
    digits = draw_signs("0" * len(pattern), part, attempt, dice)
    return "".join(
        digit if sign == ANY else str(2 + int(digit) % 8) if sign == AREA else sign
        for sign, digit in zip(pattern, digits, strict=True)
    )


def _draw_invalid(part: Part, attempt: int, dice: Dice) -> str:
    signs = "0" * (len(part.source) + attempt // TOGETHER)
    digits = ""
    for number in range(_TRIES):
        digits = draw_signs(signs, part._replace(kind=f"{PHONE} {number}"), attempt, dice)
        # With a zero in front, or two, it could be read as a number of another country.
        if digits[0] != "0" and not _could_be(digits, part.context):
            return digits
    return _ZEROS + digits[len(_ZEROS) :]


def _could_be(digits: str, country: str) -> bool:
    """Tells whether digits are a valid number of a country, or, without one, of a region."""
    if country:
        readings = [_read(f"{_PLUS}{country.removeprefix(_PLUS)}{digits}", "ZZ")]
    else:
        readings = [_read(digits, region) for region in REGIONS]
    return any(number is not None and _is_valid(number) for number in readings)


DRAWINGS: Mapping[str, Drawing] = {PHONE: _draw_phone}
