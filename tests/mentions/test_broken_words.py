from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.mentions.broken_words import broken_mentions
from anonymize.mentions.search import Found, Mentions

MENTIONS = Mentions([("person", "Magda Hinterleitner"), ("location", "Oberammergau"), ("person", "Lund")])


def found(text: str) -> list[str]:
    return [text[at.start : at.end] for at in broken_mentions(text, MENTIONS)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hinterleit\nner\ncame", ["Hinterleit\nner"]),
        ("ok\nso\nHinter\r\nleitner, Oberam\nmergau", ["Hinter\r\nleitner", "Oberam\nmergau"]),
        ("Hinterleit\x0bner" + " a" * 40 + "\nmy Hinterleit\rner", ["Hinterleit\x0bner", "Hinterleit\rner"]),
        ("see Magda Hinter\nleitner\nand", ["Magda Hinter\nleitner"]),
        ("the Hinterleit\nners", ["Hinterleit\nners"]),
    ],
)
def test_a_value_is_found_over_the_ends_of_lines(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Hinterleitner\nof it",
        "hinterleit\nner",
        "Hinterleit\n\nner",
        "Hinterleit \nner",
        "Hinterleit\nNer",
        "the Hinterleit\nnerung of",
        "Lu\nnd",
        "no line",
        "",
    ],
)
def test_what_is_whole_or_no_value_is_not(text: str) -> None:
    assert found(text) == []


@given(st.lists(st.sampled_from(["Hinterleit", "ner", "\n", "\r\n", " ", "Oberam", "mergau", "a", "é"])))
def test_what_is_found_is_the_value_without_the_ends_of_lines(pieces: list[str]) -> None:
    for value in found("".join(pieces)):
        assert "\n" in value
        assert value.replace("\r", "").replace("\n", "") in {"Hinterleitner", "Oberammergau"}


def test_no_more_is_searched_than_twice_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def find(text: str) -> list[Found]:
        searched.append(len(text))
        return []

    monkeypatch.setattr(MENTIONS, "find", find)
    text = "abcd\n" * 10_000
    assert not list(broken_mentions(text, MENTIONS))
    assert searched[0] < 3 * len(text)
