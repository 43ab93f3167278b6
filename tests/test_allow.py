"""What is never redacted: which values are allowed ones, and that doubt redacts."""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.allow import Allow
from anonymize.errors import DocumentError, UsageError

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
"""Any text, lone surrogates included."""


@pytest.mark.parametrize(
    "value",
    [
        "Berlin",
        "BERLIN",
        "berlin",
        "(Berlin)",
        "Berlin's"[:6] + ",",
        "\u201eBerlin\u201c",
        " Berlin\n",
        "Ｂｅｒｌｉｎ",
    ],
)
def test_case_width_and_punctuation_around_make_no_difference(value: str) -> None:
    assert Allow(["Berlin"]).permits(value)
    assert Allow([value]).permits("Berlin")


@pytest.mark.parametrize(
    "value", ["", "Berliner", "Ber lin", "Ber-lin", "West Berlin", "Berlin 4", "\ud83d", "B" * 10_000]
)
def test_other_values_are_not_allowed(value: str) -> None:
    assert not Allow(["Berlin"], ["Ber"]).permits(value)


@pytest.mark.parametrize("value", ["It", "it", "Al", "C", "c#", "NET", "net", "X"])
def test_short_values_and_their_signs_are_allowed_as_they_are_written(value: str) -> None:
    assert not Allow(["IT", "AL", "C#", ".NET", "*X"]).permits(value)


@pytest.mark.parametrize(
    "value", ["IT", "(IT)", "IT.", "C#", "\u201cC#\u201d,", ".NET", "Acme Inc", "ACME Inc.,"]
)
def test_marks_of_the_sentence_around_them_make_no_difference(value: str) -> None:
    assert Allow(["IT", "C#", ".NET", "Acme Inc."]).permits(value)


def test_white_space_within_a_value_is_one_space() -> None:
    allow = Allow(["St. Mary's\tHospital"])
    assert allow.permits("st. mary's  \r\n hospital")
    assert not allow.permits("St. Mary'sHospital")


def test_punctuation_alone_is_a_value() -> None:
    assert Allow(["..."]).permits("...")
    assert not Allow(["..."]).permits("?")
    assert not Allow(["Berlin"]).permits("...")


def test_a_pattern_must_match_the_whole_value_as_it_stands() -> None:
    allow = Allow(patterns=[r"Station \d", "(?i)ward [a-c]"])
    assert allow.permits("Station 4")
    assert allow.permits("WARD B")
    assert not any(
        map(allow.permits, ["Station 45", "a Station 4", "station 4", "Station  4", "Station 4\n"])
    )


def test_nothing_is_allowed_where_nothing_is_said() -> None:
    assert not any(map(Allow().permits, ["", "x", "Berlin"]))


@given(ANY_TEXT.filter(str.strip), st.sampled_from(["", " ", ",", "\n", '"', "("]))
def test_an_allowed_value_stays_with_punctuation_around_it(value: str, around: str) -> None:
    assert Allow([value]).permits(value)
    if any(map(str.isalnum, value)):
        assert Allow([value]).permits(f"{around}{value}{around}")


@given(ANY_TEXT, ANY_TEXT.filter(str.strip))
def test_a_value_with_other_letters_is_not_allowed(value: str, allowed: str) -> None:
    assert not Allow([allowed]).permits(f"{allowed}x{value}")


@pytest.mark.parametrize(
    ("values", "patterns", "message"),
    [
        (["Berlin", " "], [], "allow: the value at place 2 is blank"),
        ([], ["a", "["], "allow: pattern 2: unterminated character set at position 1"),
        ([], ["(" * 10_000 + ")" * 10_000], "allow: pattern 1: it is nested too deeply"),
    ],
)
def test_what_cannot_be_used_is_told(values: list[str], patterns: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Allow(values, patterns)


def test_a_pattern_that_runs_away_is_an_error_and_no_hang() -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError, match=r"allow: pattern 1 ran for 0\.25 seconds") as caught:
        Allow(patterns=["(a|aa)+"]).permits("a" * 60 + "b")
    assert time.monotonic() - started < 5
    assert caught.value.reason == "pattern_timeout"
    assert "aaa" not in str(caught.value)


def test_many_values_cost_no_more_than_few() -> None:
    allow = Allow([f"value {number}" for number in range(10_000)])
    started = time.process_time()
    assert not any(allow.permits(f"other {number}") for number in range(1_000))
    assert time.process_time() - started < 1
    assert allow.permits("Value 9999")


def test_the_account_tells_numbers_and_never_a_value() -> None:
    account = Allow(["Berlin", "berlin", "Bonn"], ["Station .", "a"]).describe()
    assert (account["values"], account["patterns"]) == (2, 2)
    assert "erlin" not in str(account)
    assert "Station" not in str(account)


def test_the_account_follows_the_content_and_not_its_order() -> None:
    def hashed(values: list[str], patterns: list[str]) -> object:
        return Allow(values, patterns).describe()["sha256"]

    assert hashed(["Berlin", "Bonn"], ["a", "b"]) == hashed(["BONN", "Berlin"], ["b", "a"])
    others = [hashed(["Berlin"], []), hashed([], ["Berlin"]), hashed(["Bonn"], []), hashed([], [])]
    assert len(set(others)) == 4


def test_a_copy_allows_the_same() -> None:
    allow = Allow(["Berlin"], ["Station ."])
    copy = pickle.loads(pickle.dumps(allow))  # noqa: S301 - our own
    assert copy.permits("berlin")
    assert copy.permits("Station 4")
    assert not copy.permits("Bonn")
    assert copy.describe() == allow.describe()
