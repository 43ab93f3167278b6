"""Names whose words were found apart, as in columns and lines of their own: what is made of them."""

from __future__ import annotations

import pytest

from anonymize.mentions.second_mentions import PROPAGATED, second_mentions
from anonymize.mentions.split_names import split_names
from anonymize.spans import Span


def found(text: str, *values: str, label: str = "person", score: float = 0.9) -> tuple[str, list[Span]]:
    places = [(text.index(value), value) for value in values]
    return text, [Span(start, start + len(value), label, score, "tagger") for start, value in places]


def names(*texts: tuple[str, list[Span]]) -> list[str]:
    """The names that are made of what was found in texts, with an account behind them for each word."""
    accounts = " ".join(f"x{word}" for text, _ in texts for word in text.split())
    return [name for _, name in split_names([*texts, (accounts, [])])]


def cells(*values: str) -> list[tuple[str, list[Span]]]:
    return [found(value, *([value] if value[:1].isupper() else [])) for value in values]


def test_names_in_neighbouring_texts_are_one_name_in_either_order() -> None:
    assert names(*cells("Okafor", "Ada")) == ["Okafor, Ada"]
    assert names(*cells("Pieter", "van den Berg")) == []
    assert names(found("Pieter", "Pieter"), found("van den Berg", "van den Berg")) == ["Pieter, van den Berg"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("Okafor", "", "Ada"), ["Okafor, Ada"]),
        (("Okafor", "f", "Ada"), ["Okafor, Ada"]),
        (("Okafor", "12 rooms on two floors", "Ada"), []),
        (("Ada", "Maria", "Okafor"), ["Ada, Maria", "Ada, Maria Okafor", "Maria, Okafor"]),
        (("Okafor", "Okafor"), []),
        (("Ada Okafor", "Jane Roe"), []),
    ],
)
def test_what_stands_between_them_is_short(values: tuple[str, ...], expected: list[str]) -> None:
    assert sorted(names(*cells(*values))) == expected


def test_so_are_those_in_lines_of_one_text_without_their_titles() -> None:
    form = "Last name: Dr. Okafor\nFirst name: Ada\nTown: Leeds\nSent by the ward on Monday to Roe"
    assert names(found(form, "Dr. Okafor", "Ada", "Roe")) == ["Okafor, Ada"]


def test_names_of_several_labels_or_of_no_people_are_none() -> None:
    assert names(found("Okafor", "Okafor"), found("Ada", "Ada", label="judge")) == []
    assert names(*(found(one, one, label="location") for one in ("Leeds", "York"))) == []


def test_a_name_is_as_sure_as_the_less_sure_of_its_words() -> None:
    texts = [found("Okafor", "Okafor", score=0.6), found("Ada", "Ada"), ("aokafor", [])]
    assert split_names(texts) == {("person", "Okafor, Ada"): 0.6}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aokafor@clinic.example", "aokafor"),
        (r"C:\Users\okafora\Desktop", "okafora"),
        ("mailto:adaokafor@clinic.example", "adaokafor"),
        ("nobody", ""),
    ],
)
def test_account_names_made_of_them_are_found(text: str, expected: str) -> None:
    rows = [(*found("Okafor", "Okafor"), []), (*found("Ada", "Ada"), []), (text, [], [])]
    (*_, again) = second_mentions(rows)
    assert [text[one.start : one.end] for one in again] == [expected] * bool(expected)
    assert {one.source for one in again} <= {PROPAGATED}


@pytest.mark.parametrize(
    ("last", "account", "expected"),
    [
        ("Okafor", "aokafor", True),
        ("Müller", "amueller", True),
        ("MÜLLER", "amuller", True),
        ("Lee", "a.lee", True),
        ("Okafor", "okafor, (Okafor)", False),
    ],
)
def test_a_name_leads_somewhere_where_a_word_of_it_stands_within_another(
    last: str, account: str, expected: bool
) -> None:
    assert bool(split_names([found(last, last), found("Ada", "Ada"), (account, [])])) is expected


def test_names_lead_nowhere_by_a_word_within_another_name_that_was_found() -> None:
    names = cells("Okafor", "Ada", "Adaeze", "Okaforson")
    assert split_names(names) == {}
    assert ("person", "Okafor, Ada") in split_names([*names, ("aokafor", [])])


def test_what_was_found_within_something_longer_does_lead_somewhere() -> None:
    names = cells("Okafor", "Ada")
    assert split_names([*names, found("adaokafor.txt, aokafor", "aokafor")]) != {}
    assert split_names([*names, found("x.aokafor", "aokafor")]) != {}
    assert split_names([*names, found("by aokafor, today", "aokafor")]) == {}


def test_account_names_of_kept_names_are_not_looked_for() -> None:
    rows = [(*found("Okafor", "Okafor"), []), (*found("Ada", "Ada"), []), ("aokafor@x.org", [], [])]
    assert second_mentions(rows, kept={"person"}) == [[], [], []]


def test_two_people_beside_each_other_stay_two() -> None:
    text, account = "Okafor, Ada", "aokafor"
    spans = [Span(0, 6, "person", 0.9, "tagger"), Span(8, 11, "person", 0.9, "tagger")]

    assert [len(again) for again in second_mentions([(text, spans, []), (account, [], [])])] == [0, 1]
