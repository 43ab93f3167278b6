"""Telephone numbers: what is found in which region, and which figures are none."""

from __future__ import annotations

import pytest

from tests.detectors.patterns.support import SENTENCES, found, scores

INTERNATIONAL = [
    "+1 202-555-0143",
    "+1 (202) 555-0143",
    "+1.202.555.0143",
    "+12025550143",
    "+44 20 7946 0958",
    "+44 (0)20 7946 0958",
    "+44 7700 900123",
    "0044 20 7946 0958",
    "+33 1 99 00 12 34",
    "+33 (0)1 99 00 12 34",
    "+49 30 23125 014",
    "+49 (0)30 23125-014",
    "0049 30 23125014",
    "(+49) 30 23125014",
    "+(49) 30 23125014",
    "+34 912 345 678",
    "+39 06 6982 1234",
    "+55 11 91234-5678",
    "+91 98765 43210",
    "+86 138 1234 5678",
    "+81 3-1234-5678",
    "+82 10-1234-5678",
    "+7 912 345-67-89",
    "+61 2 5550 1234",
    "+353 20 910 1234",
    "+972 2-123-4567",
    "+234 802 123 4567",
]

NATIONAL = [
    ("US", "(202) 456-1111"),
    ("US", "202-456-1111"),
    ("US", "202.456.1111"),
    ("US", "202 456 1111"),
    ("US", "202/456-1111"),
    ("US", "2024561111"),
    ("US", "1-202-456-1111"),
    ("US", "(202) 555-0143"),
    ("US", "011 44 20 7946 0958"),
    ("CA", "416-555-0123"),
    ("CA", "202-456-1111"),
    ("GB", "020 7946 0958"),
    ("GB", "(020) 7946 0958"),
    ("GB", "07911 123456"),
    ("FR", "01 42 68 53 00"),
    ("FR", "01.42.68.53.00"),
    ("FR", "06-12-34-56-78"),
    ("FR", "0 800 123 456"),
    ("DE", "030/23125014"),
    ("DE", "030 / 23125 014"),
    ("DE", "(030) 23125 014"),
    ("DE", "0171 1234567"),
    ("DE", "01711234567"),
    ("ES", "912 345 678"),
    ("IT", "06 6982 1234"),
    ("IT", "347 123 4567"),
    ("NL", "06-12345678"),
    ("CH", "044 668 18 00"),
    ("PL", "22 123 45 67"),
    ("SE", "08-123 456 78"),
    ("DK", "32 12 34 56"),
    ("BR", "(11) 91234-5678"),
    ("AR", "011 15-2345-6789"),
    ("IN", "98765 43210"),
    ("CN", "138 1234 5678"),
    ("JP", "090-1234-5678"),
    ("KR", "010-1234-5678"),
    ("RU", "8 (912) 345-67-89"),
    ("AU", "0412 345 678"),
    ("ZA", "021 123 4567"),
    ("HU", "06 1 234 5678"),
]


@pytest.mark.parametrize("number", INTERNATIONAL)
@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("region", ["US", "DE", "IN"])
def test_international_number_is_found_in_every_region(number: str, sentence: str, region: str) -> None:
    assert found(sentence.format(number), "phone_number", region) == [number]


@pytest.mark.parametrize(("region", "number"), NATIONAL)
@pytest.mark.parametrize(
    "sentence", [*SENTENCES, "tel:{}", "전화 {}입니다", "on 2024-03-15 {}", "room A, {}"]
)
def test_local_number_is_found_in_its_region(region: str, number: str, sentence: str) -> None:
    assert found(sentence.format(number), "phone_number", region) == [number]


@pytest.mark.parametrize(
    ("region", "number"), [("US", "030 23125014"), ("DE", "(202) 456-1111"), ("GB", "912 345 678")]
)
def test_local_number_of_another_region_is_left(region: str, number: str) -> None:
    assert found(f"Call {number} now", "phone_number", region) == []


@pytest.mark.parametrize(
    "extension", [" ext. 12", " ext 12", "x12", " x 12", " extension 1234", " #5", ", ext. 7", ";ext=99"]
)
def test_extension_belongs_to_the_number(extension: str) -> None:
    text = f"Call 202-456-1111{extension}, please"
    assert found(text, "phone_number") == [f"202-456-1111{extension}"]


@pytest.mark.parametrize(
    ("region", "text", "number"),
    [
        ("DE", "0171-2345678-99", "0171-2345678"),
        ("US", "202-456-1111-22", "202-456-1111"),
        ("DE", "20 EUR 030 1234567", "030 1234567"),
        ("DE", "030 1234567 € 20", "030 1234567"),
        ("US", "$5 202-456-1111", "202-456-1111"),
        ("US", "call 202-456-1111 $5", "202-456-1111"),
        ("ES", "20 € 912 345 678", "912 345 678"),
        ("US", "2024561111,5", "2024561111"),
        ("US", "7,2024561111,5", "2024561111"),
        ("US", "202-456-1111/1112", "202-456-1111"),
    ],
)
def test_number_is_found_beside_other_figures(region: str, text: str, number: str) -> None:
    assert found(text, "phone_number", region) == [number]


@pytest.mark.parametrize("between", [" ", "/", " / ", ", ", ";", "\n", " or "])
def test_numbers_of_a_list_are_found_singly(between: str) -> None:
    numbers = ["202-456-1111", "202-456-1414", "(202) 456-2121"]
    assert found(between.join(numbers), "phone_number") == numbers


def test_number_behind_a_figure_that_could_begin_it_is_covered_whole() -> None:
    assert found("room 12 22 123 45 67", "phone_number", "PL") == ["12 22 123 45 67"]


def test_plus_that_leads_to_no_country_still_leaves_the_local_number() -> None:
    assert found("Call +030 23125014", "phone_number", "DE") == ["+030 23125014"]


def test_digits_of_other_scripts_are_read() -> None:
    arabic = "".join(chr(0x660 + int(digit)) if digit.isdigit() else digit for digit in "050 123 4567")
    assert found(f"اتصل {arabic} الآن", "phone_number", "SA") == [arabic]
    assert found("फ़ोन +९१ ९८७६५ ४३२१०", "phone_number") == ["+९१ ९८७६५ ४३२१०"]


def test_no_break_spaces_and_other_dashes_separate_like_plain_ones() -> None:
    assert found("01\u00a042\u202f68\u00a053\u00a000", "phone_number", "FR") == [
        "01\u00a042\u202f68\u00a053\u00a000"
    ]
    assert found("202\u2011456\u20131111", "phone_number") == ["202\u2011456\u20131111"]


def test_end_of_a_number_that_could_be_a_short_date_is_kept() -> None:
    assert found("+687 20.12.34", "phone_number") == ["+687 20.12.34"]


def test_number_after_a_date_is_not_taken_for_its_time() -> None:
    assert found("2024-03-15 01.42.68.53.00", "phone_number", "FR") == ["01.42.68.53.00"]


def test_number_in_use_scores_above_one_that_is_only_possible_and_above_bare_digits() -> None:
    (confirmed,) = scores("+44 20 7946 0958", "phone_number")
    (possible,) = scores("+44 7700 900123", "phone_number")
    (bare,) = scores("2024561111", "phone_number")
    assert confirmed > possible > bare


@pytest.mark.parametrize("region", ["US", "GB", "DE", "FR", "IT"])
@pytest.mark.parametrize(
    "text",
    [
        "2024-03-15",
        "12/05/2023",
        "15.03.2024",
        "2024-03-15 14:30:00",
        "2024-03-15 14",
        "2024-03-15T14:30:00.123456Z",
        "2024-03-15 14:30:00,123",
        "20240315143000",
        "12:30:45",
        "14:30-15:45",
        "1999-2003",
        "2020 2021 2022 2023",
        "$1,234,567.89",
        "$2024561111",
        "1.234.567,89 €",
        "€ 600 000 000",
        "600 000 000 EUR",
        "1 250 000",
        "2,024,561,111",
        "v10.0.19041.1234",
        "120.0.6099.129",
        "1.2.3.4",
        "978-0-306-40615-7",
        "9780306406157",
        "ISBN 0-306-40615-2",
        "ISBN-13: 978-3-16-148410-0",
        "0-306-40615-2",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678-1234-1234-1234-123456789012",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "3.1415926535",
        "0.2079460958",
        "52.520008, 13.404954",
        "4111 1111 1111 1111",
        "378282246310005",
        "192.168.100.200",
        "DE89 3704 0044 0532 0130 00",
        "00:1A:2B:3C:4D:5E",
        "http://example.com/2024561111",
        "2024561111@example.com",
        "1700000000123",
        "62704-1234",
        "1 2 3 4 5 6 7 8 9 10",
        "1/2/3/4/5/6/7/8/9/0",
        "x2024561111y",
        "202456111122",
        "+1,000,000",
        "+1 555 0100",
        "+0",
    ],
)
def test_figure_that_is_no_number_is_left(text: str, region: str) -> None:
    assert found(f"It says {text} here", "phone_number", region) == []


@pytest.mark.parametrize("text", ["32.123456", "2019-2020", "2012/2013", "2019-20-20", "31.05.23 14:30"])
def test_figure_is_left_where_any_eight_digits_are_a_number(text: str) -> None:
    assert found("It says 32123456 here", "phone_number", "DK") == ["32123456"]
    assert found(f"It says {text} here", "phone_number", "DK") == []
