"""Telephone numbers: written as they were, and nobody's."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.operators.pseudonym.phones import REGIONS
from anonymize.operators.pseudonym.reserved_phones import ANY, AREA, MORE, RESERVED, reserved
from tests.operators.pseudonym.support import KEYS, one, record

NUMBERS = (
    "+49 (0)30 1234567",
    "030 1234567",
    "0171/1234567",
    "0049 89 636 48018",
    "(202) 456-1111",
    "+1 202-456-1111",
    "1 202 456 1111",
    "+44 20 8366 1177",
    "07911 123456",
    "0800 1111 111",
    "01 42 68 53 00",
    "+33 6 12 34 56 78",
    "+61 2 9374 4000",
    "0412 345 678",
    "06 1234 5678",
    "+39 06 698 1234",
    "+34 912 34 56 78",
    "+41 44 668 18 00",
    "+91 98765 43210",
    "+52 55 5093 0500",
    "+81 3-1234-5678",
    "+7 495 123-45-67",
    "+86 10 1234 5678",
    "+54 9 11 1234-5678",
    "555-1234",
    "123456",
    "12345678",
    "112",
)
PATTERNS = {
    country: [
        re.compile(pattern.replace(ANY, r"\d").replace(AREA, "[2-9]").replace(MORE, r"\d*"))
        for pattern in patterns
    ]
    for country, patterns in RESERVED.items()
}


def could_be_somebodys(text: str) -> bool:
    """Tells whether a number is valid as it would be read, and not kept for fiction."""
    regions = ["ZZ"] if text.startswith("+") else ["DE"] if text.startswith("00") else REGIONS
    for region in regions:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        national = phonenumbers.national_significant_number(number)
        patterns = PATTERNS.get(str(number.country_code), ())
        if any(pattern.fullmatch(national) for pattern in patterns):
            return False
        if phonenumbers.is_valid_number(number):
            return len(regions) == 1
    return False


@pytest.mark.parametrize("value", NUMBERS)
@given(KEYS)
def test_a_number_keeps_its_shape_and_is_nobodys(value: str, key: object) -> None:
    found = one(value, "phone_number", key)  # type: ignore[arg-type]
    assert re.sub(r"\d", "0", found) == re.sub(r"\d", "0", value)
    assert found != value
    assert not could_be_somebodys(found)


@pytest.mark.parametrize(
    ("region", "country"), [("US", "1"), ("GB", "44"), ("DE", "49"), ("FR", "33"), ("AU", "61")]
)
@pytest.mark.parametrize(
    "kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
)
@given(KEYS)
def test_a_number_of_a_country_with_numbers_for_fiction_becomes_one(
    region: str, country: str, kind: int, key: object
) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    found = one(international, "phone_number", key)  # type: ignore[arg-type]
    national = phonenumbers.national_significant_number(phonenumbers.parse(found))
    assert found.startswith(f"+{country} ")
    assert any(pattern.fullmatch(national) for pattern in PATTERNS[country])


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_a_number_of_any_country_becomes_nobodys(region: str) -> None:
    example = phonenumbers.example_number(region)
    for form in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164):
        assert not could_be_somebodys(one(phonenumbers.format_number(example, form), "phone_number"))


@given(st.integers(1, 999), st.text("0123456789", min_size=4, max_size=12))
def test_no_digits_behind_a_plus_become_somebodys(country: int, digits: str) -> None:
    assert not could_be_somebodys(one(f"+{country} {digits}", "phone_number"))


@pytest.mark.parametrize("region", REGIONS)
@given(st.text("0123456789", min_size=3, max_size=12))
def test_no_digits_become_those_of_the_region_they_were_read_in(region: str, digits: str) -> None:
    example = phonenumbers.example_number(region)
    value = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    for number in (value, digits):
        assert not could_be_somebodys(one(number, "phone_number"))


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
    values = [f"0412 {number // 1000:03} {number % 1000:03}" for number in range(300)]
    found = record([("phone_number", value) for value in values]).texts
    assert len(set(found)) == len(values)
    assert not any(map(could_be_somebodys, found))


def test_two_extensions_of_a_number_are_told_apart() -> None:
    found = record([("phone_number", f"+1 202 456 1111 ext. {number}") for number in range(10, 60)]).texts
    assert len(set(found)) == 50
    assert len({text[:15] for text in found}) == 1, "of one number"


def test_patterns_of_any_length_are_as_long_as_is_asked_for() -> None:
    assert reserved("49", 9)
    assert {len(pattern) for pattern in reserved("49", 9)} == {9}
    assert not reserved("49", 4)
    assert not reserved("99", 10)
