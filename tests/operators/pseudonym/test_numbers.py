"""Numbers of cards, accounts and papers: the shape of the number, and certainly not a real one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from anonymize.keys import Key
from tests.operators.pseudonym.support import FEW, KEYS, one, record

IBANS = (
    "DE89 3704 0044 0532 0130 00",
    "GB29NWBK60161331926819",
    "FR14 2004 1010 0505 0001 3M02 606",
    "NO93 8601 1117 947",
    "MT84-MALT-0110-0001-2345-MTLC-AST0-01S",
)
PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


def shape(text: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[a-z]", "a", re.sub("[A-Z]", "A", text)))


@given(st.text(PRINTABLE, min_size=1, max_size=40))
def test_a_number_keeps_a_letter_for_a_letter_and_a_digit_for_a_digit(value: str) -> None:
    found = one(value, "id_number")
    if any(map(str.isalnum, value)):
        assert shape(found) == shape(value)
        assert found != value


def test_the_same_number_in_other_groups_has_the_same_characters() -> None:
    assert one("123-45-6789", "id_number").replace("-", "") == one("123456789", "id_number")


def test_a_number_that_does_not_begin_with_a_zero_still_does_not() -> None:
    assert all(one(str(number), "id_number")[0] != "0" for number in range(1, 200))


def test_digits_of_another_script_stay_in_it() -> None:
    assert re.fullmatch("[٠-٩]{3}-[A-Z]", one("١٢٣-X", "id_number"))


def test_single_digits_are_told_apart_when_there_are_no_more() -> None:
    found = record([("id_number", str(number)) for number in range(10)]).texts
    assert len(set(found)) == 10
    assert not set(found) & set("0123456789")


@given(st.text("0123456789", min_size=12, max_size=19), st.sampled_from([" ", "-", ""]), KEYS)
def test_a_card_keeps_its_groups_and_has_a_wrong_check_digit(digits: str, separator: str, key: Key) -> None:
    value = separator.join(digits[start : start + 4] for start in range(0, len(digits), 4))
    found = one(value, "credit_card", key)
    assert shape(found) == shape(value)
    assert not luhn.is_valid(re.sub(r"\D", "", found))


@pytest.mark.parametrize(
    "value", ["Visa 4111111111111111", "4111 1111 1111 1111 (Anna)", "card: 4111-1111-1111-1111"]
)
def test_words_around_a_card_are_replaced_and_its_check_digit_is_wrong(value: str) -> None:
    found = one(value, "credit_card")
    assert shape(found) == shape(value)
    assert not luhn.is_valid(re.sub(r"\D", "", found))
    assert not {"Visa", "Anna", "card"} & set(re.findall(r"\w+", found))


def test_the_end_of_a_card_keeps_its_shape() -> None:
    assert re.fullmatch(r"[A-Z]{4}-\d{4}", one("XXXX-1234", "credit_card"))


@pytest.mark.parametrize("value", IBANS)
@FEW
@given(KEYS)
def test_an_iban_keeps_its_country_and_groups_and_is_wrong(value: str, key: Key) -> None:
    assert iban.is_valid(value.replace("-", "")), "or the test would say nothing"
    found = one(value, "bank_account", key)
    assert found[:2] == value[:2]
    assert shape(found) == shape(value)
    assert not iban.is_valid(found.replace("-", ""))
    assert found[4:] != value[4:]


def test_an_iban_in_small_letters_and_behind_a_word_is_the_same_account() -> None:
    plain = one("DE89370400440532013000", "bank_account")
    assert one("de89370400440532013000", "bank_account") == plain.lower()
    assert one("IBAN: DE89370400440532013000.", "bank_account") == f"IBAN: {plain}."


def test_another_account_number_keeps_its_shape() -> None:
    assert re.fullmatch(r"\d{2}-\d{2}-\d{2} \d{8}", one("12-34-56 12345678", "bank_account"))
