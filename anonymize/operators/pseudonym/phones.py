"""Telephone numbers: the shape of the number, with digits that reach nobody.

Some authorities keep numbers for films and books, and those are taken where they are as long; else digits
that are no valid number. What is drawn for is the number within its country, so that `+49 30 1234567` and
`030 1234567` stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import regex

from anonymize.operators.pseudonym.numbers import beside, characters, draw_signs
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
_INTERNATIONAL = regex.compile(r"[^\w+]*(?:\+|00[1-9])")
_LOCAL_GROUPS = [3, 4]
"""Digits of an American number without its area: 555-0123."""
_CODE = regex.compile(r"[^\p{L}]*\d[^\p{L}]*+\Z")
"""The code of the country and what is dialled before a number in its country."""
_GROUP = regex.compile(r"\d+")
_LONGEST = 100
"""Code points. A number has 15 digits; what is much longer is none."""
_TRIES = 16
"""Draws for digits that are not valid, before zeros make sure of it."""
_ZEROS = "000"
"""No number of any country begins with these, and no country code with any of them."""


def plan(value: str) -> Plan:
    """Takes a number apart; extensions and other digits behind it are drawn for by themselves."""
    places = [place for place, sign in enumerate(value) if sign.isdecimal()]
    if not places:
        return _around((), value, "")
    digits = alphanumerics("".join(value[place] for place in places))
    is_local = [len(group) for group in _groups(value)] == _LOCAL_GROUPS and "+" not in value
    number = None if is_local or len(value) > _LONGEST else _parse(value)
    national = _national(number) if number else digits
    first = digits.rfind(national)
    if number is None or first < 0:
        country = "1" if is_local else ""
        start, end = places[0], places[-1] + 1
        source = alphanumerics(value[start:end])
    else:
        country = str(number.country_code)
        start, end = places[first], places[first + len(national) - 1] + 1
        source = national
    shape = value[start:end]
    slot = Slot(Part(PHONE, source, country), shape, fill) if source.isdecimal() else characters(shape)
    return _around((slot,), value[:start], value[end:])


def _around(slots: tuple[Slot, ...], before: str, after: str) -> Plan:
    """Keeps the country code before a number, and all that is neither a letter nor a digit."""
    code = _CODE.search(before)
    before, code_and_trunk = (before[: code.start()], code[0]) if code else (before, "")
    pieces = (*beside(before, words=_WORDS), code_and_trunk, *slots, *beside(after, words=_WORDS))
    return Plan(pieces, tuple(slot.part for slot in slots) or Plan(pieces).parts)


def _parse(value: str) -> PhoneNumber | None:
    """Reads a number; without a country code in the region whose way of writing it is, if any."""
    if _INTERNATIONAL.match(value):
        # 00 leads abroad from Germany as from most countries.
        return _read(value, "DE")
    groups = _groups(value)
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
    import phonenumbers

    return _groups(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def _groups(value: str) -> list[str]:
    return [match[0] for match in _GROUP.finditer(value)]


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
    signs = part.source + "0" * (attempt // TOGETHER)
    digits = ""
    for number in range(_TRIES):
        digits = draw_signs(signs, part._replace(kind=f"{PHONE} {number}"), attempt, dice)
        if not _could_be(digits, part.context):
            return digits
    return _ZEROS + digits[len(_ZEROS) :]


def _could_be(digits: str, country: str) -> bool:
    """Tells whether digits are a valid number of a country, or, without one, of a region."""
    readings = [_read(f"+{country}{digits}", "ZZ")] if country else [_read(digits, name) for name in REGIONS]
    return any(number is not None and _is_valid(number) for number in readings)


DRAWINGS: Mapping[str, Drawing] = {PHONE: _draw_phone}
