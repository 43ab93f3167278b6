"""What a replacement stands for where no position tells: first forms, and parts of names."""

from __future__ import annotations

import pytest

from anonymize.vault.forms import Form, first_forms, may_be_another, name_parts


def person(replacement: str, original: str) -> Form:
    return Form(replacement, original, "person")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45", True),
        ("1987", True),
        ("45123", False),
        ("May", True),
        ("MÄRZ", True),
        ("Mittwoch", True),
        ("Rose", True),
        ("Rose Keller", False),
        ("Keller", False),
        ("Sam", False),
        ("<PERSON_1>", False),
    ],
)
def test_short_numbers_and_everyday_words_may_be_another(text: str, expected: bool) -> None:
    assert may_be_another(text) is expected


def test_the_first_value_of_a_replacement_counts() -> None:
    found = [
        person("<PERSON_7f3a91c2>", "Schmidt"),
        person("<PERSON_7f3a91c2>", "SCHMIDT"),
        person("Bo", "Al"),
    ]
    assert first_forms(found, ()) == {"<PERSON_7f3a91c2>": "Schmidt", "Bo": "Al"}


def test_a_value_on_one_line_goes_before_one_that_a_line_end_parts() -> None:
    originals = ["Anna\nSchmidt", "Anna\r\nSchmidt", "ANNA SCHMIDT", "Anna Schmidt"]
    found = [person("<PERSON_7f3a91c2>", original) for original in originals]
    assert first_forms(found, ()) == {"<PERSON_7f3a91c2>": "ANNA SCHMIDT"}
    assert first_forms(found[:2], ()) == {"<PERSON_7f3a91c2>": "Anna\nSchmidt"}


def test_a_tag_with_a_number_counts_while_it_has_one_value() -> None:
    assert first_forms([person("<PERSON_1>", "Ann"), person("<PERSON_2>", "Bob")], ()) == {
        "<PERSON_1>": "Ann",
        "<PERSON_2>": "Bob",
    }
    assert first_forms([person("<PERSON_1>", "Ann"), person("<PERSON_1>", "Bob")], ()) == {}


def test_a_shared_replacement_counts_while_it_has_one_value() -> None:
    assert first_forms([person("Keller", "Schmidt")], {"Keller"}) == {"Keller": "Schmidt"}
    assert first_forms([person("Keller", "Schmidt"), person("Keller", "Vogt")], {"Keller"}) == {}


@pytest.mark.parametrize(
    ("label", "originals"),
    [
        ("person", ["Don Draper", "Betty Draper"]),
        ("person", ["Schmidt", "Mr Schmidt", "Ms Schmidt"]),
        ("person", ["Mr Weber", "Ruth Weber"]),
        ("id_number", ["A12-3", "A1-23"]),
    ],
)
def test_a_tag_of_a_job_that_stands_for_two_people_is_unclear(label: str, originals: list[str]) -> None:
    tag = f"<{label.upper()}_7f3a91c2>"
    assert first_forms([Form(tag, original, label) for original in originals], ()) == {}


def test_spellings_of_one_person_leave_a_tag_clear() -> None:
    originals = ["Dr. Schmidt", "Schmidt", "A. Schmidt", "Schmidt, Anna", "Anna Schmidt", "Anna"]
    found = [person("<PERSON_7f3a91c2>", original) for original in originals]
    assert first_forms(found, ()) == {"<PERSON_7f3a91c2>": "Dr. Schmidt"}


def test_words_of_names_stand_for_words() -> None:
    assert name_parts([person("Maria Keller", "Anna Schmidt")]) == {"Maria": "Anna", "Keller": "Schmidt"}


def test_a_word_that_stands_for_two_is_left_out() -> None:
    found = [person("Maria Keller", "Anna Schmidt"), person("Paula Keller", "Beth Vogt")]
    assert name_parts(found) == {"Maria": "Anna", "Paula": "Beth"}


def test_a_word_that_is_a_replacement_itself_is_no_part() -> None:
    found = [person("Maria Keller", "Anna Schmidt"), person("Keller", "Vogt")]
    assert name_parts(found) == {"Maria": "Anna"}
    assert name_parts(found[::-1]) == {"Maria": "Anna"}


@pytest.mark.parametrize(
    ("replacement", "original", "parts"),
    [
        ("Dr. Maria von Keller", "Dr. Anna von Schmidt", {"Maria": "Anna", "Keller": "Schmidt"}),
        ("Keller, Maria", "Schmidt, Anna", {"Keller": "Schmidt", "Maria": "Anna"}),
        ("M. Keller", "A. Schmidt", {"Keller": "Schmidt"}),
        ("Bo Keller", "Al Schmidt", {"Keller": "Schmidt"}),
        ("Maria\r\nKeller", "Anna\r\nSchmidt", {"Maria": "Anna", "Keller": "Schmidt"}),
        ("Maria Keller", "Anna \ud83d", {"Maria": "Anna", "Keller": ""}),
        ("Maria Keller", "Anna Maria Schmidt", {}),
        ("Keller", "Schmidt", {}),
        ("<PERSON_1>", "Anna Schmidt", {}),
        ("... ---", "Anna Schmidt", {}),
        ("", "", {}),
    ],
)
def test_only_words_that_stand_for_a_word_are_parts(
    replacement: str, original: str, parts: dict[str, str]
) -> None:
    assert name_parts([person(replacement, original)]) == {word: of for word, of in parts.items() if of}


def test_only_names_of_people_have_parts() -> None:
    assert name_parts([Form("Keller Bank", "Schmidt Bank", "organization")]) == {}
