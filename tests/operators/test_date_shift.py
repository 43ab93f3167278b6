"""Shifted dates: one secret number of days for a record, never none, and no date that stays."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.base import Context, Mention, RecordOperator
from anonymize.operators.date_shift import DATE_SHIFT, DateShift
from anonymize.operators.dates import read

KEY = Key(b"0123456789abcdef0123456789abcdef")
TEXT = st.text(st.characters())
"""Any text, lone surrogates included."""
BASE = date(2024, 3, 5)


def build(key: Key = KEY, **params: object) -> DateShift:
    DATE_SHIFT.check(params)
    return cast("DateShift", DATE_SHIFT.build(params, key))


def moved(values: Sequence[str], context: Context, **params: object) -> tuple[str, ...]:
    mentions = [Mention("date", value) for value in values]
    return build(KEY, **params).operate_record(mentions, context).texts


def days_moved(context: Context, **params: object) -> int:
    (text,) = moved([BASE.isoformat()], context, **params)
    return (date.fromisoformat(text) - BASE).days


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.dates(date(1900, 1, 1), date(2200, 1, 1)), TEXT)
def test_the_days_between_the_dates_of_a_record_stay(one: date, other: date, text: str) -> None:
    german = f"{other.day}.{other.month}.{other.year}"
    first, second = moved([one.isoformat(), german], Context((text,)))
    written = read(second)
    assert written is not None
    assert written.date - date.fromisoformat(first) == other - one


@given(TEXT, st.integers(1, 36500))
def test_a_shift_is_within_its_bounds_and_never_none(text: str, days: int) -> None:
    assert 1 <= abs(days_moved(Context((text,)), days=days)) <= days


def test_every_shift_within_the_bounds_is_drawn() -> None:
    drawn = {days_moved(Context((str(number),)), days=3) for number in range(200)}
    assert drawn == {-3, -2, -1, 1, 2, 3}


def test_records_of_one_subject_move_alike_whatever_their_texts() -> None:
    contexts = [Context((text,), subject="patient 17") for text in ("one", "another", "")]
    assert len({days_moved(context) for context in contexts}) == 1
    assert days_moved(Context(("one",), subject="patient 18")) != days_moved(contexts[0])
    assert days_moved(Context(("one",), subject="")) == days_moved(Context(("other",), subject=""))


def test_without_a_subject_all_texts_of_the_record_tell_and_nothing_else() -> None:
    contexts = [
        Context(("ab", "c")),
        Context(("a", "bc")),
        Context(("abc",)),
        Context(("c", "ab")),
        Context(("ab", "c", "")),
        Context((), subject="abc"),
    ]
    assert len({days_moved(context, days=36500) for context in contexts}) == len(contexts)
    assert days_moved(contexts[0]) == days_moved(Context(("ab", "c")))


def test_another_key_gives_another_shift() -> None:
    mention = [Mention("date", "2024-03-05")]
    shifted = [
        build(key).operate_record(mention, Context(("x",))) for key in (KEY, Key(b"another key of 16b"))
    ]
    assert shifted[0] != shifted[1]


def test_the_same_dates_come_out_in_every_run() -> None:
    # Written down, since a change would break the promise between versions too.
    values = ["2024-03-05", "5. März 2024", "March 5th"]
    expected = ("2024-02-17", "17. Februar 2024", "February 16th")
    assert moved(values, Context(("A text.",))) == expected


@pytest.mark.parametrize(
    "value",
    ["", "x", "yesterday", "14:30", "31.02.2024", "5-7 March 2024", "Anna", "\ud83d", "a\u0301", "٣.٤.٢٠٢٤"],
)
def test_what_is_no_date_becomes_its_label(value: str) -> None:
    assert build().operate(value, "date") == "<DATE>"
    assert build().operate(value, "date_of_birth") == "<DATE_OF_BIRTH>"


@given(TEXT | st.text("0123456789./- ", max_size=12), st.integers(1, 36500))
def test_no_value_stays(value: str, days: int) -> None:
    assert build(days=days).operate(value, "date") != value


@pytest.mark.parametrize(
    "value", ["9" * 10_000, "5 March 2024 " * 1000, "\u200f5.3.2024", "5 MARCH 2024\r\nx"]
)
def test_hostile_values_become_their_label(value: str) -> None:
    assert build().operate(value, "date") == "<DATE>"


def test_a_month_that_stays_becomes_its_label_and_a_year_moves_on() -> None:
    context = next(Context((str(n),)) for n in range(50) if days_moved(Context((str(n),)), days=2) == 2)
    assert moved(["March 2024", "2024", "29 February"], context, days=2) == ("<DATE>", "2025", "2 March")


def test_a_day_and_month_that_stay_become_their_label_weekday_or_not() -> None:
    shifts = {days_moved(context): context for context in (Context((str(n),)) for n in range(3000))}
    for days in (365, -365):
        found = moved(["Monday 5 March", "5 March", "Tuesday 5 March 2024"], shifts[days])
        assert found[:2] == ("<DATE>", "<DATE>")
        assert found[2] != "<DATE>"


def test_a_date_beyond_the_calendar_becomes_its_label() -> None:
    context = Context(("text",))
    ends = moved(["0001-01-01", "9999-12-31"], context)
    assert "<DATE>" in ends
    assert ends != ("<DATE>", "<DATE>")


def test_the_form_stays_line_breaks_included() -> None:
    context = next(Context((str(n),)) for n in range(50) if days_moved(Context((str(n),)), days=2) == 1)
    values = ["TUESDAY,\r\n5 MARCH 2024", "5. März\n2024", "1er mars", "05.03.24"]
    expected = ("WEDNESDAY,\r\n6 MARCH 2024", "6. März\n2024", "2 mars", "06.03.24")
    assert moved(values, context, days=2) == expected


def test_the_time_of_day_stays_with_its_fraction_and_zone() -> None:
    (found,) = moved(["2024-03-05T14:22:31.123456+01:00"], Context(("text",)))
    assert not found.startswith("2024-03-05")
    assert found.endswith("T14:22:31.123456+01:00")


def in_one_day(values: Sequence[str], **params: object) -> tuple[str, ...]:
    context = next(Context((str(n),)) for n in range(50) if days_moved(Context((str(n),)), days=1) == 1)
    return moved(values, context, days=1, **params)


def test_dates_that_can_be_read_in_one_way_only_tell_how_the_others_are_read() -> None:
    assert in_one_day(["12/3/2024"]) == ("12/4/2024",)
    assert in_one_day(["12/3/2024", "31/3/2024"]) == ("13/3/2024", "1/4/2024")
    assert in_one_day(["12/3/2024", "3/31/2024"]) == ("12/4/2024", "4/1/2024")
    assert in_one_day(["12/3/2024", "3/30/2024", "30/3/2024"])[0] == "12/4/2024"
    assert in_one_day(["12/3/2024", "24-03-05"])[0] == "12/4/2024", "the year may be first"
    assert in_one_day(["30 novembre", "1 marzo"]) == ("1° dicembre", "2 marzo")
    assert in_one_day(["30 novembre"]) == ("1er décembre",)


def test_the_parameter_outweighs_the_other_dates() -> None:
    assert in_one_day(["12/3/2024"], day_first=True) == ("13/3/2024",)
    assert in_one_day(["12/3/2024", "31/3/2024"], day_first=False)[0] == "12/4/2024"


def test_a_value_alone_is_a_record_of_its_own() -> None:
    (expected,) = moved(["5 March 2024"], Context(("5 March 2024",)))
    assert build().operate("5 March 2024", "date") == expected


def test_it_is_an_operator_of_records_that_exposes_nothing() -> None:
    operator = build()
    assert isinstance(operator, RecordOperator)
    assert operator.name == "date_shift"
    assert not operator.exposes
    assert operator.operate_record([], Context()).texts == ()
    assert pickle.loads(pickle.dumps(operator)) == operator  # noqa: S301 - our own
    assert "secret" not in repr(operator)


def test_only_with_a_key_that_stays_it_can_be_repeated() -> None:
    assert build().repeatable
    assert not build(Key.random()).repeatable


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"days": 0}, "parameter 'days' must be a whole number from 1 to 36500, not 0"),
        ({"days": 36501}, "not 36501"),
        ({"days": True}, "not True"),
        ({"days": 1.5}, "not 1.5"),
        ({"days": "30"}, "not '30'"),
        ({"day_first": "yes"}, "parameter 'day_first' must be true or false, not 'yes'"),
        ({"day": 3}, "did you mean 'days'"),
    ],
)
def test_wrong_parameters_are_refused(params: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build(KEY, **params)
