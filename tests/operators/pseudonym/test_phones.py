"""Telephone numbers: written as they were, and nobody's."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from anonymize.keys import Key
from anonymize.operators.pseudonym.phone_reading import REGIONS
from anonymize.operators.pseudonym.reserved_phones import ANY, AREA, MORE, RESERVED, reserved
from tests.operators.pseudonym.support import FEW, KEYS, one, record

NUMBERS = (
    ("+49 (0)30 1234567", "DE"),
    ("030 1234567", "DE"),
    ("0171/1234567", "DE"),
    ("0049 89 636 48018", "DE"),
    ("(202) 456-1111", "US"),
    ("+1 202-456-1111", "US"),
    ("1 202 456 1111", "US"),
    ("312 345 6789", "US"),
    ("+44 20 8366 1177", "GB"),
    ("07911 123456", "GB"),
    ("01 42 68 53 00", "FR"),
    ("+33 6 12 34 56 78", "FR"),
    ("+61 2 9374 4000", "AU"),
    ("0412 345 678", "AU"),
    ("+39 06 698 1234", "IT"),
    ("+34 912 34 56 78", "ES"),
    ("+41 44 668 18 00", "CH"),
    ("+91 98765 43210", "IN"),
    ("+52 55 5093 0500", "MX"),
    ("+81 3-1234-5678", "JP"),
    ("+7 495 123-45-67", "RU"),
    ("+86 10 1234 5678", "CN"),
    ("+54 9 11 1234-5678", "AR"),
    ("+999 1234567", "US"),
    ("555-1234", "US"),
    ("123456", "US"),
    ("112", "US"),
)
"""Numbers, and where those without a country code are from."""
PATTERNS = {
    country: [
        re.compile(pattern.replace(ANY, r"\d").replace(AREA, "[2-9]").replace(MORE, r"\d*"))
        for pattern in patterns
    ]
    for country, patterns in RESERVED.items()
}


def is_somebodys(text: str, region: str) -> bool:
    """Tells whether a number, dialled in a region, is valid and not kept for fiction."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    national = phonenumbers.national_significant_number(number)
    patterns = PATTERNS.get(str(number.country_code), ())
    return bool(phonenumbers.is_valid_number(number)) and not any(
        pattern.fullmatch(national) for pattern in patterns
    )


def example(region: str, form: int, kind: int | None = None) -> str:
    """Gives a valid number of a region, written in a form of `PhoneNumberFormat`."""
    number = (
        phonenumbers.example_number(region)
        if kind is None
        else phonenumbers.example_number_for_type(region, kind)
    )
    assert number is not None
    return str(phonenumbers.format_number(number, form))


@pytest.mark.parametrize(("value", "region"), NUMBERS)
@FEW
@given(KEYS)
def test_a_number_keeps_its_shape_and_is_nobodys(value: str, region: str, key: Key) -> None:
    found = one(value, "phone_number", key)
    assert re.sub(r"\d", "0", found) == re.sub(r"\d", "0", value)
    assert found != value
    assert not is_somebodys(found, region)


@pytest.mark.parametrize(
    ("region", "country"), [("US", "1"), ("GB", "44"), ("DE", "49"), ("FR", "33"), ("AU", "61")]
)
@pytest.mark.parametrize("kind", [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
@FEW
@given(KEYS)
def test_a_number_of_a_country_with_numbers_for_fiction_becomes_one(
    region: str, country: str, kind: int, key: Key
) -> None:
    found = one(example(region, PhoneNumberFormat.INTERNATIONAL, kind), "phone_number", key)
    national = phonenumbers.national_significant_number(phonenumbers.parse(found))
    assert found.startswith(f"+{country} ")
    assert any(pattern.fullmatch(national) for pattern in PATTERNS[country])


@pytest.mark.parametrize("form", [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164])
def test_a_number_of_any_country_becomes_nobodys(form: int) -> None:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        assert not is_somebodys(one(example(region, form), "phone_number"), region)


@pytest.mark.parametrize("region", REGIONS)
def test_a_number_written_as_in_its_region_is_nobodys_there(region: str) -> None:
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE):
        found = one(example(region, PhoneNumberFormat.NATIONAL, kind), "phone_number")
        assert not is_somebodys(found, region)


@given(st.integers(1, 999), st.text("0123456789", min_size=4, max_size=12))
def test_no_digits_behind_a_plus_become_somebodys(country: int, digits: str) -> None:
    assert not is_somebodys(one(f"+{country} {digits}", "phone_number"), "US")


@given(st.text("0123456789", min_size=3, max_size=12))
def test_digits_become_nobodys_where_they_could_be_somebodys(digits: str) -> None:
    found = one(digits, "phone_number")
    before = [region for region in REGIONS if is_somebodys(digits, region)]
    after = [region for region in REGIONS if is_somebodys(found, region)]
    assert set(before) - set(after) if before else not after


def test_a_number_is_the_same_with_and_without_the_code_of_its_country() -> None:
    home, abroad, bracketed = (
        re.sub(r"\D", "", one(value, "phone_number"))
        for value in ("030 1234567", "+49 30 1234567", "+49 (0)30 / 123 45 67")
    )
    assert home.removeprefix("0") == abroad.removeprefix("49") == bracketed.removeprefix("490")


def test_an_extension_becomes_another_one_and_words_stay() -> None:
    assert re.fullmatch(
        r"Tel: \(\d{3}\) 555-01\d\d ext\. [1-9]\d", one("Tel: (202) 456-1111 ext. 42", "phone_number")
    )
    assert not one("(202) 456-1111 ext. 42", "phone_number").endswith("42")


def test_a_name_beside_a_number_is_not_left() -> None:
    assert re.fullmatch(r"[\d ]+", one("Anna 030 1234567", "phone_number"))


def test_a_number_in_letters_becomes_digits() -> None:
    assert re.fullmatch(r"\d-\d{3}-\d{7}", one("1-800-FLOWERS", "phone_number"))


def test_more_numbers_than_are_kept_for_fiction_are_no_numbers() -> None:
    values = [f"0412 {number // 1000:03} {number % 1000:03}" for number in range(150)]
    found = record([("phone_number", value) for value in values]).texts
    assert len(set(found)) == len(values)
    assert not any(is_somebodys(number, "AU") for number in found)


def test_two_extensions_of_a_number_are_told_apart() -> None:
    found = record([("phone_number", f"+1 202 456 1111 ext. {number}") for number in range(10, 60)]).texts
    assert len(set(found)) == 50
    assert len({text[:15] for text in found}) == 1, "of one number"


def test_patterns_of_any_length_are_as_long_as_is_asked_for() -> None:
    assert reserved("49", 9)
    assert {len(pattern) for pattern in reserved("49", 9)} == {9}
    assert not reserved("49", 4)
    assert not reserved("99", 10)
