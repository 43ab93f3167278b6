"""How digits are read as telephone numbers: `phonenumbers`, asked about the regions of five languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from anonymize.operators.pseudonym.reserved_phones import is_reserved

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

REGIONS = ("US", "GB", "DE", "FR", "AU", "IE", "NZ", "IN", "ZA", "AT", "CH", "BE", "ES", "IT", "MX", "AR")
"""Where a number without a country code is looked for, the likelier first."""
NOWHERE = "ZZ"
"""The region in which a number is read that has a country code."""
GROUP = regex.compile(r"\d+")
_INTERNATIONAL = regex.compile(r"[^\w+]*(?:\+|00[1-9])")
_LOCAL_GROUPS = [3, 4]


def is_local(value: str) -> bool:
    """Tells whether digits are an American number without its area: 555-0123."""
    return [len(group) for group in GROUP.findall(value)] == _LOCAL_GROUPS


def readings(value: str) -> list[tuple[str, PhoneNumber]]:
    """Reads a number, and gives the regions that it is read in.

    Without a country code it is read as in the regions that write it so; if there is none, as in the first of
    those where it is valid.
    """
    if _INTERNATIONAL.match(value):
        # 00 leads abroad from Germany as from most countries.
        number = _read(value, "DE")
        return [(NOWHERE, number)] if number else []
    if is_local(value):
        return []
    read = [(region, number) for region in REGIONS if (number := _read(value, region))]
    valid = [(region, number) for region, number in read if _is_valid(number)]
    groups = GROUP.findall(value)
    return [(region, number) for region, number in valid if _groups(number) == groups] or valid[:1]


def national(number: PhoneNumber) -> str:
    """Gives the digits of a number within its country."""
    import phonenumbers

    return str(phonenumbers.national_significant_number(number))


def is_somebodys(text: str, region: str) -> bool:
    """Tells whether a number can be reached from a region: it is valid, and not kept for fiction."""
    number = _read(text, region)
    if number is None or not _is_valid(number):
        return False
    return not is_reserved(str(number.country_code), national(number))


def _read(value: str, region: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None


def _is_valid(number: PhoneNumber) -> bool:
    import phonenumbers

    return bool(phonenumbers.is_valid_number(number))


def _groups(number: PhoneNumber) -> list[str]:
    """Gives the groups of digits in which a number is written in its country."""
    import phonenumbers

    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return list(GROUP.findall(written))
