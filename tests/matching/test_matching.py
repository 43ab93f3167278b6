"""Values found again in a text: which spellings are one, where words end, and that offsets stay true."""

from __future__ import annotations

import pickle
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.matching import Matcher, Needle, fold, is_bound, is_short
from anonymize.spans import WORD

SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("aA e\u0301中ที่İς\u200b\u00ad\r\n"))
"""Any text, lone surrogates included."""
WORDS = st.text(st.sampled_from("aAbß \n\u00a0'’-.é中"), max_size=25)
"""Texts in which short values are found again and again."""


def found(text: str, *values: str, exact: bool = False) -> list[str]:
    """What a matcher finds, as it stands in the text."""
    matcher = Matcher(Needle(value, "x", exact) for value in values)
    return [text[match.start : match.end] for match in matcher.find(text)]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Anna Schmidt, ANNA SCHMIDT", "anna schmidt", ["Anna Schmidt", "ANNA SCHMIDT"]),
        ("Anna\r\n  Schmidt came", "Anna Schmidt", ["Anna\r\n  Schmidt"]),
        ("x  \n\n Anna \t Schmidt.", "Anna\u00a0\u00a0Schmidt", ["Anna \t Schmidt"]),
        ("Pat O’Neill, Pat O'Neill", "Pat O'Neill", ["Pat O’Neill", "Pat O'Neill"]),
        ("Jean\u2011Luc and Jean-Luc", "Jean-Luc", ["Jean\u2011Luc", "Jean-Luc"]),
        ("Abd Alkhatib, Al-Khatib", "Al-Khatib", ["Alkhatib", "Al-Khatib"]),
        ("resign, coop, 12345678", "re-sign", []),
        ("1234567890123", "abcdefgh 12-34", []),
        ("WEISS und Weiß", "Weiß", ["WEISS", "Weiß"]),
        ("Rene\u0301 und René", "René", ["Rene\u0301", "René"]),
        ("Rene\u0301 und René", "Rene\u0301", ["Rene\u0301", "René"]),
        ("Rene\u0301 came", "Rene", []),
        ("ΑΝΔΡΕΑΣ Ανδρέας", "Ανδρεας", ["ΑΝΔΡΕΑΣ"]),
        ("İSTANBUL, Kadıköy", "istanbul", ["İSTANBUL"]),
        ("Annabel, Joanna, anna1", "anna", []),
        ("scan_Anna_2.jpg, anna_1", "anna", ["Anna", "anna"]),
        ("/p/John_Okafor.jpg", "John Okafor", ["John_Okafor"]),
        ("red cat and red_cat", "red_cat", ["red_cat"]),
        ("(Anna) Anna's anna-lena", "anna", ["Anna", "Anna", "anna"]),
        ("她说王小明在这里", "王小明", ["王小明"]),
        ("Dr王小明", "王小明", ["王小明"]),
        ("❤\ufe0fAnna", "Anna", ["Anna"]),
        ("שלום דוד כהן.", "דוד כהן", ["דוד כהן"]),
        ("C++ and C++11", "C++", ["C++", "C++"]),
        ("a ***b*** c", "***", ["***", "***"]),
    ],
)
def test_spellings_of_one_value_are_found_on_word_bounds(text: str, value: str, expected: list[str]) -> None:
    assert found(text, value) == expected


def test_case_and_spelling_of_an_exact_value_count() -> None:
    assert found("Al met al and AL", "Al", exact=True) == ["Al"]
    assert found("Weiß, WEISS", "Weiß", exact=True) == ["Weiß"]
    assert found("D’A and D'A", "D'A", exact=True) == ["D’A", "D'A"]


@pytest.mark.parametrize(
    ("value", "short"), [("Bob", True), ("Anna", False), ("A-1234", True), ("U.S.A.", True), ("", True)]
)
def test_case_is_folded_from_four_letters_on(value: str, short: bool) -> None:
    assert is_short(value) is short


def test_the_longest_at_each_place_is_told_and_all_that_overlap() -> None:
    text = "Anna Schmidt Berg"
    assert found(text, "Anna", "Anna Schmidt", "Schmidt Berg", "Berg") == ["Anna Schmidt", "Schmidt Berg"]


def test_a_value_within_one_of_another_label_is_told() -> None:
    matcher = Matcher(
        [Needle("Anna Schmidt GmbH", "org", exact=False), Needle("Schmidt", "person", exact=False)]
    )
    assert [match.needle for match in matcher.find("Anna Schmidt GmbH")] == [0, 1]


@pytest.mark.parametrize("space", SPACES)
def test_every_white_space_stands_for_a_space(space: str) -> None:
    assert found(f"x Anna{space}{space}Schmidt", "Anna Schmidt") == [f"Anna{space}{space}Schmidt"]


@pytest.mark.parametrize("text", ["", "x", "\ud83d", "\u0301", "\u200b", " \n ", "x" * 10_000])
def test_texts_without_the_values_have_no_matches(text: str) -> None:
    assert found(text, "Anna", "中") == []
    assert Matcher([]).find(text) == []


def test_a_lone_surrogate_beside_or_in_a_value_does_no_harm() -> None:
    assert found("\ud83d Anna \udfff", "Anna") == ["Anna"]
    assert found("to An\ud83dna", "An\ud83dna") == ["An\ud83dna"]


@given(ANY_TEXT)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANY_TEXT)
def test_no_end_of_a_word_is_missed(text: str) -> None:
    inside = {place for word in WORD.finditer(text) for place in range(word.start() + 1, word.end())}
    assert all(is_bound(text, place) for place in range(len(text) + 1) if place not in inside)


@given(st.text("aZ9_é\u0301\u00ad .,'-\n"))
def test_no_place_within_a_word_is_a_bound(text: str) -> None:
    for word in WORD.finditer(text):
        begins_with_mark = unicodedata.combining(word[0][0])
        if not begins_with_mark:
            places = range(word.start() + 1, word.end())
            within = (place for place in places if "_" not in text[place - 1 : place + 1])
            assert not any(is_bound(text, place) for place in within)


@given(WORDS, st.lists(WORDS.filter(str.strip), min_size=1, max_size=4), st.booleans())
def test_exactly_the_stretches_that_spell_a_value_are_found(
    text: str, values: list[str], exact: bool
) -> None:
    """Against a search that tries every stretch."""

    def spelled(value: str) -> str:
        plain = " ".join(value.replace("’", "'").split())
        return plain if exact else plain.casefold()

    wanted = {spelled(value) for value in values}
    stretches = {
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if not (text[start].isspace() or text[end - 1].isspace())
        and spelled(text[start:end]) in wanted
        and is_bound(text, start)
        and is_bound(text, end)
    }
    longest = {
        (start, end)
        for start, end in stretches
        if not any(low <= start and end <= high and (low, high) != (start, end) for low, high in stretches)
    }
    matches = Matcher(Needle(value, "x", exact) for value in values).find(text)
    assert [(match.start, match.end) for match in matches] == sorted(longest)


def test_a_copy_finds_the_same() -> None:
    matcher = Matcher([Needle("Anna", "x", exact=False), Needle("Al", "x", exact=True)])
    before = pickle.loads(pickle.dumps(matcher))  # noqa: S301 - our own
    expected = matcher.find("Al, anna")
    after = pickle.loads(pickle.dumps(matcher))  # noqa: S301 - our own
    assert len(expected) == 2
    assert before.find("Al, anna") == after.find("Al, anna") == expected


@pytest.mark.parametrize("value", ["\x07", "\u200b", "\x1b[0m", "\u202e"])
def test_a_value_of_which_detectors_see_nothing_is_looked_for_as_it_stands(value: str) -> None:
    matcher = Matcher([Needle(value, "person", exact=True)])
    assert [(match.start, match.end) for match in matcher.find(f"a {value} b")] == [(2, 2 + len(value))]
