"""Payment card numbers (ISO/IEC 7812) and IBANs (ISO 13616), both confirmed by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from anonymize.detectors.patterns.checks import passes, stdnum_module
from anonymize.detectors.patterns.scan import CONFIRMED, WORD, Scan, make_span
from anonymize.spans import Span

_SHORTEST_CARD = 13
_LONGEST_CARD = 19
_FIRST_GROUP = 4
"""Cards are printed in groups that begin with four digits or more, so `650 253 0000 650` is none."""
_ISSUERS = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11,16}"  # Diners Club
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    r"|220[0-4][0-9]{12,15}"  # Mir
    r"|(?:50|5[6-9]|6[0-9]|8[12])[0-9]{11,17}"  # Maestro, Discover, UnionPay, RuPay
)
_CARD_SEPARATORS = " -"
_MAY_BEGIN = re.compile(rf"(?<![{WORD}+])(?<![0-9]\.)")
_MAY_END = re.compile(rf"(?![{WORD}])(?!\.[0-9])")

_COUNTRY = re.compile(rf"(?:(?<![{WORD}])|(?<=[Ii][Bb][Aa][Nn]))[A-Za-z]{{2}}[0-9]{{2}}")


def find_cards(scan: Scan) -> list[Span]:
    """Finds card numbers: 13 to 19 digits in one or more groups, an issuer's prefix, the Luhn digit.

    Where groups can be read as a card in more than one way, all of the ways are found.
    """
    return [
        span
        for index, (start, end) in enumerate(scan.runs)
        if end - start >= _FIRST_GROUP and _MAY_BEGIN.match(scan.text, start)
        for span in _cards_from(scan, index)
    ]


def _cards_from(scan: Scan, index: int) -> Iterator[Span]:
    text, runs = scan.text, scan.runs
    start, end = runs[index]
    digits = text[start:end]
    while len(digits) <= _LONGEST_CARD:
        if len(digits) >= _SHORTEST_CARD and _MAY_END.match(text, end) and is_card(digits):
            yield make_span(start, end, "credit_card", CONFIRMED)
        index += 1
        if index == len(runs) or runs[index][0] != end + 1 or text[end] not in _CARD_SEPARATORS:
            return
        following, end = runs[index]
        digits += text[following:end]


def is_card(digits: str) -> bool:
    """Tells whether digits without separators have an issuer's prefix and length and the Luhn digit."""
    return bool(_ISSUERS.fullmatch(digits)) and passes("luhn", digits)


def find_ibans(scan: Scan) -> Iterator[Span]:
    """Finds IBANs of the countries in the registry, in capitals or not, grouped or not.

    The country says how long the number is, so a word that follows is not taken for a part of it.
    """
    text = scan.text
    for start, end in scan.runs:
        if end - start < 2 or start < 2 or not text[start - 2 : start].isalpha():
            continue
        country = _COUNTRY.match(text, start - 2)
        account = country and _account_pattern(country[0][:2].upper()).match(text, country.end())
        if country and account and passes("iban", text[start - 2 : account.end()], check_country=False):
            yield make_span(start - 2, account.end(), "bank_account", CONFIRMED)


@cache
def _account_pattern(country: str) -> re.Pattern[str]:
    """Builds the pattern of what follows the check digits in a country; one that never matches if unknown."""
    properties: dict[str, str] = stdnum_module("numdb").get("iban").info(country)[0][1]
    length = sum(map(int, re.findall("[0-9]+", properties.get("bban", ""))))
    return re.compile(rf"(?:[ -]?[0-9A-Za-z]){{{length}}}(?![{WORD}])" if length else "(?!)")
