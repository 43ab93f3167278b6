"""Card numbers and IBANs."""

from __future__ import annotations

import pytest

from tests.detectors.patterns.support import SENTENCES, found


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4222222222222",
        "5555 5555 5555 4444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "6011-1111-1111-1117",
        "3530111333300000",
        "6759649826438453",
        "2200 0000 0000 0004",
        "4000 0000 0000 0000 006",
    ],
)
@pytest.mark.parametrize("sentence", [*SENTENCES, "{} 12/26 123", "1 {} 99"])
def test_card_number_is_found_in_a_sentence(number: str, sentence: str) -> None:
    assert found(sentence.format(number), "credit_card") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "1234567812345670",
        "94111111111111111",
        "41111111111111110",
        "4111  1111  1111  1111",
        "a4111111111111111",
        "0.4111111111111111",
        "4111111111111111.5",
        "+4111111111111111",
        "0000000000000000",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111\t1111\t1111\t1111",
        "650 253 0000 650 253 0001",
    ],
)
def test_what_only_resembles_a_card_number_is_not_found(text: str) -> None:
    assert found(text, "credit_card") == []


def test_card_numbers_side_by_side_are_found() -> None:
    text = "4111 1111 1111 1111 5555 5555 5555 4444"
    assert "".join(found(text, "credit_card")).replace(" ", "") == text.replace(" ", "")


def test_groups_that_read_as_two_cards_are_covered_whole() -> None:
    """Sixteen digits from the first group on pass the check, and so do sixteen from the second on."""
    text = "4000 4111 1111 1111 1111"
    assert found(text, "credit_card") == ["4111 1111 1111 1111"]
    both = "4111 1111 1111 1111 1111"
    assert found(both, "credit_card") == ["4111 1111 1111 1111"]
    overlapping = "4242 4242 4242 4242 4242"
    assert found(overlapping, "credit_card") == [overlapping]


@pytest.mark.parametrize(
    "account",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "de89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "GB29 NWBK 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NO9386011117947",
        "BE68-5390-0754-7034",
        "ES91 2100 0418 4502 0005 1332",
        "IT60 X054 2811 1010 0000 0123 456",
        "NL91ABNA0417164300",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    ],
)
@pytest.mark.parametrize("sentence", [*SENTENCES, "IBAN{}", "IBAN {} bitte", "{} BIC COBADEFF", "{} 2023 x"])
def test_iban_is_found_in_a_sentence_without_its_neighbours(account: str, sentence: str) -> None:
    assert found(sentence.format(account), "bank_account") == [account]


@pytest.mark.parametrize(
    "text",
    [
        "DE88 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130",
        "DE89370400440532013000X",
        "XX89370400440532013000",
        "ADE89370400440532013000",
        "DE 89 3704 0044 0532 0130 00",
        "DE89  3704  0044  0532  0130  00",
        "AB12",
    ],
)
def test_what_only_resembles_an_iban_is_not_found(text: str) -> None:
    assert found(text, "bank_account") == []


def test_digits_of_an_iban_are_no_card_number() -> None:
    text = "GB29 NWBK 6016 1331 9268 19"
    assert found(text, "credit_card") == []
