"""Coarser values: months, bands of ages, postal areas, and the label for all that is not read."""

from __future__ import annotations

import pickle
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.base import Context, Mention
from anonymize.operators.generalize import GENERALIZE, Generalize
from anonymize.operators.operator_set import OperatorSet

TEXT = st.text(st.characters())
"""Any text, lone surrogates included."""


def build(**params: object) -> Generalize:
    GENERALIZE.check(params)
    return cast("Generalize", GENERALIZE.build(params, Key.random()))


@pytest.mark.parametrize(
    ("value", "month", "year"),
    [
        ("5 March 2024", "March 2024", "2024"),
        ("Tuesday, March 5th, 2024", "March 2024", "2024"),
        ("2024-03-05", "2024-03", "2024"),
        ("2024-03-05T14:30:00Z", "2024-03", "2024"),
        ("2024-03-05T14:22:31.123456+01:00", "2024-03", "2024"),
        ("05.03.2024", "03.2024", "2024"),
        ("3/13/2024", "03/2024", "2024"),
        ("Tuesday 5/3/2024", "03/2024", "2024"),
        ("5/5/2024", "05/2024", "2024"),
        ("31-12-99", "12-99", "'99"),
        ("12-31-05", "12-05", "'05"),
        ("05-03-85", "'85", "'85"),
        ("Dienstag, den 5. März 2024, 14:30 Uhr", "März 2024", "2024"),
        ("mardi 5 mars 2024", "mars 2024", "2024"),
        ("martes, 5 de marzo de 2024", "marzo de 2024", "2024"),
        ("MARTEDÌ 5 MARZO\r\n2024", "MARZO\r\n2024", "2024"),
        ("March 2024", "March 2024", "2024"),
        ("2024", "2024", "2024"),
        ("5.3.24", "03.24", "'24"),
        ("5 March", "March", "<DATE>"),
        ("5.3.", "<DATE>", "<DATE>"),
        ("31.02.2024", "<DATE>", "<DATE>"),
        ("yesterday", "<DATE>", "<DATE>"),
        ("5-7 March 2024", "<DATE>", "<DATE>"),
        ("Anna, 5 March 2024", "<DATE>", "<DATE>"),
    ],
)
def test_a_date_becomes_its_month_or_its_year(value: str, month: str, year: str) -> None:
    assert build().operate(value, "date") == month
    assert build(date="year").operate(value, "date") == year


@pytest.mark.parametrize("value", ["3/5/2024", "05-03-2024"])
def test_where_day_and_month_cannot_be_told_apart_the_year_alone_stays(value: str) -> None:
    assert build().operate(value, "date") == "2024"


@pytest.mark.parametrize(
    ("values", "months"),
    [
        (("13/03/2024", "05/03/2024"), ("03/2024", "03/2024")),
        (("05/03/2024", "03/13/2024"), ("05/2024", "03/2024")),
        (("13/03/2024", "03/13/2024", "05/03/2024"), ("03/2024", "03/2024", "2024")),
        (("03/13/2024", "05.03.2024"), ("03/2024", "03.2024")),
        (("24-03-05", "05/03/2024"), ("<DATE>", "2024")),
        (("13/03/2024", "24-03-05"), ("03/2024", "<DATE>")),
    ],
)
def test_the_other_dates_of_a_record_tell_day_and_month_apart(
    values: tuple[str, ...], months: tuple[str, ...]
) -> None:
    operators = OperatorSet({"date": build()})
    found = operators.replace_all([Mention("date", value) for value in values], Context())
    assert found.texts == months


def test_only_dates_tell_how_dates_are_read() -> None:
    mentions = [Mention("person", "13/03/2024"), Mention("date", "05/03/2024"), Mention("age", "42")]
    assert build().operate_record(mentions, Context()).texts == ("<PERSON>", "2024", "40-44")


@pytest.mark.parametrize("value", ["24-03-05", "05-03-24", "12-10-05", "00-12-31"])
@pytest.mark.parametrize("date", ["month", "year"])
def test_a_date_that_may_begin_with_its_year_becomes_its_label(value: str, date: str) -> None:
    assert build(date=date).operate(value, "date") == "<DATE>"


def test_day_first_tells_that_the_year_is_last_where_that_is_possible() -> None:
    assert build(day_first=True).operate("24-03-05", "date") == "03-05"
    assert build(day_first=True).operate("05-03-24", "date") == "03-24"
    assert build(day_first=False).operate("05-03-24", "date") == "05-24"
    assert build(day_first=False).operate("24-03-05", "date") == "<DATE>"


def test_day_first_tells_the_month_of_an_ambiguous_date() -> None:
    assert build(day_first=True).operate("3/5/2024", "date") == "05/2024"
    assert build(day_first=False).operate("03.05.2024", "date") == "03.2024"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("42", "40-44"),
        ("0", "0-4"),
        ("89", "85-89"),
        ("90", "90+"),
        ("107", "90+"),
        ("42 years old", "40-44 years old"),
        ("42-year-old", "40-44-year-old"),
        ("Aged 42", "Aged 40-44"),
        ("42 y/o", "40-44 y/o"),
        ("im Alter von 42 Jahren", "im Alter von 40-44 Jahren"),
        ("42-jährige", "40-44-jährige"),
        ("à l’âge de 42 ans", "à l’âge de 40-44 ans"),
        ("a\u0302ge\u0301e de 92 ans", "a\u0302ge\u0301e de 90+ ans"),
        ("42 AÑOS\r\nDE EDAD", "40-44 AÑOS\r\nDE EDAD"),
        ("all'età di 42 anni", "all'età di 40-44 anni"),
        ("(42)", "(40-44)"),
    ],
)
def test_an_age_becomes_its_band_and_the_words_around_it_stay(value: str, expected: str) -> None:
    assert build().operate(value, "age") == expected


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "forty-two", "zweiundvierzig", "18 months", "2 years 3 months", "42.5", "40-44", "42/43"),
        *(
            "1987",
            "126",
            "999",
            "٤٢",
            "42 Anna",
            "Anna Schmidt, 42",
            "über 42",
            "42+",
            "<42",
            "in his 40s",
            "M42",
        ),
        *("\ud83d42", "42\u0301", "42 years old\u200b", "42 years old " * 1000, "4" * 10_000, "\u200f42"),
    ],
)
def test_what_is_no_single_age_in_years_becomes_its_label(value: str) -> None:
    assert build().operate(value, "age") == "<AGE>"


@given(st.integers(0, 89), st.integers(1, 50))
def test_an_age_lies_in_its_band_and_no_band_reaches_the_top(age: int, width: int) -> None:
    band = build(age_band=width).operate(str(age), "age")
    lowest, _, highest = band.partition("-")
    assert int(lowest) <= age <= int(highest or lowest) <= 89
    assert int(highest or lowest) - int(lowest) < width


@given(st.integers(90, 125), st.integers(1, 50))
def test_from_ninety_on_all_ages_are_one(age: int, width: int) -> None:
    assert build(age_band=width).operate(str(age), "age") == "90+"


def test_bands_begin_at_multiples_of_their_width() -> None:
    assert [build(age_band=width).operate("42", "age") for width in (1, 10, 7, 50)] == [
        "42",
        "40-49",
        "42-48",
        "0-49",
    ]
    assert build(age_band=7).operate("86", "age") == "84-89"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10243", "102**"),
        ("02138", "021**"),
        ("02138-1234", "021**"),
        ("D-10243", "D-102**"),
        ("F-75011", "F-750**"),
        ("E-28012", "E-280**"),
    ],
)
def test_of_a_postal_code_the_area_stays(value: str, expected: str) -> None:
    assert build().operate(value, "address") == expected


def test_as_many_digits_stay_as_were_asked_for() -> None:
    codes = [build(zip_digits=digits).operate("10243-1234", "address") for digits in range(5)]
    assert codes == ["*****", "1****", "10***", "102**", "1024*"]


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "1024",
            "102433",
            "10243 Berlin",
            "Kastanienallee 82, 10435 Berlin",
            "10243\n",
            " 10243",
            "X-10243",
        ),
        *("SW1A 1AA", "K1A 0B1", "１０２４３", "١٠٢٤٣", "10243-12", "10243 1234", "\ud83d", "1" * 10_000),
    ],
)
def test_any_other_address_becomes_its_label(value: str) -> None:
    assert build().operate(value, "address") == "<ADDRESS>"


@given(TEXT, st.sampled_from(["person", "phone_number", "favourite_cheese"]))
def test_values_of_other_labels_become_their_label(value: str, label: str) -> None:
    assert build().operate(value, label) == f"<{label.upper()}>"


@pytest.mark.parametrize("value", ["42", "5 March 2024", "10243"])
def test_a_value_is_only_generalised_under_its_own_label(value: str) -> None:
    assert build().operate(value, "person") == "<PERSON>"
    assert "<" in "".join(build().operate(value, label) for label in ("date", "age", "address"))


@given(TEXT, st.sampled_from(["date", "age", "address"]))
def test_any_text_is_either_read_or_replaced(value: str, label: str) -> None:
    result = build().operate(value, label)
    assert result == f"<{label.upper()}>" or any(character in "0123456789" for character in value)


def test_it_exposes_and_can_be_repeated_and_pickles() -> None:
    operator = build(date="year", age_band=10)
    assert operator.name == "generalize"
    assert operator.exposes
    assert operator.repeatable
    assert pickle.loads(pickle.dumps(operator)) == operator  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"date": "day"}, "parameter 'date' must be month or year, not 'day'"),
        ({"age_band": 0}, "parameter 'age_band' must be a whole number from 1 to 50, not 0"),
        ({"age_band": 51}, "not 51"),
        ({"zip_digits": 5}, "parameter 'zip_digits' must be a whole number from 0 to 4, not 5"),
        ({"zip_digits": False}, "not False"),
        ({"day_first": 1}, "parameter 'day_first' must be true or false"),
        ({"zip_digit": 3}, "did you mean 'zip_digits'"),
    ],
)
def test_wrong_parameters_are_refused(params: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build(**params)
