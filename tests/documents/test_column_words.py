from __future__ import annotations

import pytest

from anonymize.documents.column_words import COLUMN_WORDS, columns_shown
from anonymize.mentions.common_words import COMMON_WORDS
from tests.documents.test_tables import error_of


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (["id", "Name", "notes"], "id, Name, notes"),
        (
            ["patient_id", "firstName", "Date of birth", "e-mail"],
            "patient_id, firstName, Date of birth and 1 more",
        ),
        (["Befund", "Vorname", "Größe"], "Befund, Vorname and 1 more"),
        (["name", "Okafor", "", "name 7"], "name and 3 more"),
        (["Okafor", "John", "1970"], None),
        (["note_okafor", "name: Okafor", "name\nOkafor", "name name name name name"], None),
        ([], None),
        (["text"] * 23, ", ".join(["text"] * 20) + " and 3 more"),
    ],
)
def test_only_what_columns_are_usually_called_is_shown(row: list[str], shown: str | None) -> None:
    assert columns_shown([row]) == shown


def test_row_is_shown_as_the_delimiter_cuts_it_that_gives_most_names() -> None:
    assert columns_shown([["name;notes,x", "text"], ["name", "notes,x,text"], ["name;notes,x,text"]]) == (
        "text and 1 more"
    )
    assert columns_shown([["name;notes"], ["name", "notes"], []]) == "name, notes"


def test_no_word_that_may_be_shown_is_a_name_too() -> None:
    assert not COLUMN_WORDS & COMMON_WORDS


@pytest.mark.parametrize(
    ("data", "fields", "said"),
    [
        (
            b"name;notes\nAnn Smith;x\n",
            (),
            ["no --field was given", "no column 'text'", "there: name, notes)"],
        ),
        (b"name,notes\nAnn Smith,x\n", ("nmae",), ["columns 'nmae' are in", "(columns there: name, notes)"]),
        (b"Smith,Ann\nBob,x\n", (), ["no --field was given", "--field 2", "not shown, as it may be data)"]),
        (b"# Smith\n#id,Smith\nSmith,name\nBob,x\n", (), ["(columns there: name and 1 more)"]),
        (b'"Smith\n', (), ["not shown"]),
    ],
)
def test_table_without_the_columns_says_which_were_looked_for_and_what_it_has(
    data: bytes, fields: tuple[str, ...], said: list[str]
) -> None:
    error = error_of(data, *fields)  # which shows no "Smith"
    assert error.reason == "field_missing"
    assert [part for part in said if part not in str(error)] == []
    assert "\n" not in str(error)
