"""Dates move together, and ages change places with their neighbours."""

from __future__ import annotations

import datetime
import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from anonymize.keys import Key
from tests.operators.pseudonym.support import FEW, KEYS, one, record

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEARS_ALONE = tuple(map(str, range(1990, 2024)))
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


def record_of_dates(*dates: str, key: Key | None = None) -> tuple[str, ...]:
    """Gives the surrogates of the dates of a record."""
    return record([("date", date) for date in dates], key).texts


@given(DATES, DATES, KEYS)
def test_the_days_between_dates_stay(first: datetime.date, second: datetime.date, key: Key) -> None:
    moved = [datetime.date.fromisoformat(one(date.isoformat(), "date", key)) for date in (first, second)]
    assert moved[1] - moved[0] == second - first
    assert datetime.timedelta(395) <= first - moved[0] <= datetime.timedelta(2160), "a year at least, back"


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("5 March 2024", r"\d+ [A-Z][a-z]+ \d{4}"),
        ("3. Mai 2020", r"\d+\. \w+ \d{4}"),
        ("MARCH 5, 2024", r"[A-Z]+ \d+, \d{4}"),
        ("05.03.24", r"\d\d\.\d\d\.\d\d"),
        ("2024", r"20\d\d"),
        ("March 2024", r"[A-Z][a-z]+ 20\d\d"),
        ("12 March", r"\d+ [A-Z][a-z]+"),
    ],
)
@FEW
@given(KEYS)
def test_a_date_becomes_another_one_in_its_form(value: str, pattern: str, key: Key) -> None:
    found = one(value, "date", key)
    assert re.fullmatch(pattern, found)
    assert found != value


def test_the_same_day_in_two_forms_is_the_same_day() -> None:
    assert one("5 March 2024", "date") == "2 June 2022"
    assert one("2024-03-05", "date") == "2022-06-02"


@FEW
@given(KEYS)
def test_the_other_dates_of_a_record_tell_which_number_is_the_day(key: Key) -> None:
    written = ("28/02/2024", "03/03/2024", "11/03/2024", "15/03/2024")
    found = [datetime.datetime.strptime(date, "%d/%m/%Y") for date in record_of_dates(*written, key=key)]
    assert [(date - found[0]).days for date in found] == [0, 4, 12, 16]
    american = record_of_dates("02/28/2024", "03/03/2024", key=key)
    assert [datetime.datetime.strptime(date, "%m/%d/%Y") for date in american] == found[:2]


def test_a_date_that_the_record_tells_nothing_of_is_read_as_it_is_alone() -> None:
    for others in ((), ("13/03/2024", "03/13/2024"), ("5 March 2024",), ("24-03-05",)):
        assert record_of_dates("11/03/2024", *others)[0] == one("11/03/2024", "date")


def test_a_month_of_several_languages_is_in_that_of_the_other_dates() -> None:
    assert record_of_dates("15 novembre 2024", "3 luglio 2024")[0] == "12 febbraio 2023"
    assert record_of_dates("15 novembre 2024", "3 juillet 2024")[0] == "12 février 2023"


@pytest.mark.parametrize("time", ["T14:22:31.123456+01:00", "T14:22:31Z", " 14:22 CET"])
def test_the_time_of_a_date_stays_with_its_fraction_and_zone(time: str) -> None:
    assert one(f"2024-03-05{time}", "date") == f"2022-06-02{time}"


def test_dates_of_a_record_move_alike_even_onto_each_other() -> None:
    days = [(datetime.date(2020, 1, 1) + datetime.timedelta(number)).isoformat() for number in range(800)]
    found = record([("date", day) for day in days])
    assert list(found.texts) == [one(day, "date") for day in days]
    assert found.collisions == 0


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("Q3 2020", r"Q\d [1-9]\d{3}"),
        ("14:30", r"[1-9]\d:\d\d"),
        ("between 2019 and 2021", r"between [1-9]\d{3} and [1-9]\d{3}"),
        ("Anfang März 2019", r"Anfang (?!März)\p{Lu}\p{Ll}+ [1-9]\d{3}"),
        ("3-4 July 1985", r"\d-\d (?!July)\p{Lu}\p{Ll}+ [1-9]\d{3}"),
        ("12 TO 15 MARCH 2024", r"\d\d TO \d\d (?!MARCH)\p{Lu}+ [1-9]\d{3}"),
        ("Mo 3.-5.3.", r"(?!Mo)\p{Lu}\p{Ll} \d\.-\d\.\d\."),
        ("MO 3.-5.3.", r"(?!MO)\p{Lu}\p{Lu} \d\.-\d\.\d\."),
        ("fin de février 1985", r"fin de (?!février)\p{Ll}+ [1-9]\d{3}"),
        ("fin de fe\u0301vrier 1985", r"fin de (?!f\p{L}vrier)\p{Ll}+ [1-9]\d{3}"),
        ("3-5 apr. 1985", r"\d-\d (?!apr)\p{Ll}+\. [1-9]\d{3}"),
        ("31.02.2020", r"[1-9]\d\.\d\d\.[1-9]\d{3}"),
        ("0001-01-01", r"\d{4}-\d\d-\d\d"),
    ],
)
def test_a_date_that_cannot_be_read_gets_other_digits(value: str, pattern: str) -> None:
    assert regex.fullmatch(pattern, one(value, "date"))
    assert one(value, "date") != value


@FEW
@given(KEYS)
def test_no_month_and_no_weekday_of_a_date_that_cannot_be_read_stays(key: Key) -> None:
    found = one("Monday, 3 - Wednesday, 5 March 1985; Mon, 7 Mar", "date", key)
    parts = re.fullmatch(r"(\w+), \d - (\w+), \d (\w+) \d{4}; (\w+), \d (\w+)", found)
    assert parts, "the form stays"
    first, second, month, short, short_month = parts.groups()
    assert first != "Monday"
    assert month != "March"
    assert (first[:3], month[:3]) == (short, short_month), "long or short, it is the same day"
    assert (WEEKDAYS.index(second) - WEEKDAYS.index(first)) % 7 == 2, "two days lie between"


@FEW
@given(KEYS)
def test_months_and_years_of_a_record_stay_apart(key: Key) -> None:
    dates = [*(f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)), *YEARS_ALONE]
    found = record([("date", date) for date in dates], key).texts
    assert len(set(found)) == len(dates)
    assert sorted(found[:24]) == list(found[:24]), "they stay in order"


@pytest.mark.parametrize(
    "value", ["yesterday", "Monday", "Anna Schmidt 2019", "anna 3.4.", "Ostern 2019", ""]
)
def test_a_date_without_digits_or_with_what_may_be_a_name_becomes_a_tag(value: str) -> None:
    assert re.fullmatch("<DATE_[0-9a-f]{8}>", one(value, "date"))


@FEW
@given(KEYS)
def test_ages_change_by_three_at_most_and_stay_apart(key: Key) -> None:
    ages = range(131)
    found = [int(one(str(age), "age", key)) for age in ages]
    assert len(set(found)) == len(ages)
    assert all(0 < abs(age - new) <= 3 for age, new in zip(ages, found, strict=True))
    assert min(found) >= 0


@pytest.mark.parametrize("form", ["{} years old", "{}-year-old", "aged {}", "{} Jahre", "{} ans", "{}"])
def test_the_words_around_an_age_stay(form: str) -> None:
    assert one(form.format(34), "age") == form.format(one("34", "age"))


@pytest.mark.parametrize("value", ["thirty", "Anna, 34", "schmidt 34", "Müller 34", "34 in March"])
def test_an_age_without_digits_or_with_what_may_be_a_name_becomes_a_tag(value: str) -> None:
    assert re.fullmatch("<AGE_[0-9a-f]{8}>", one(value, "age"))


def test_what_is_too_old_for_an_age_gets_other_digits() -> None:
    assert re.fullmatch(r"[1-9]\d\d", one("200", "age"))
    assert one("200", "age") != "200"


def test_an_age_with_a_leading_zero_keeps_its_length() -> None:
    assert len(one("04", "age")) == 2


def test_ages_of_a_record_need_no_other_draw() -> None:
    found = record([("age", str(age)) for age in range(100)])
    assert len(set(found.texts)) == 100
    assert found.collisions == 0
