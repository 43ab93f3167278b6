"""Words that something within them splits are made whole; what stands between words stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.text import joined

_WORDS = st.text("abcäöß", min_size=2, max_size=8)
_SPLITS = st.sampled_from(
    ["\u00ad", "\u200b", "\u2060\u200d", "-\n", "-\r\n  ", "\u00ad\n", "-\u200b\n", "-\n> ", "-\r\n>> "]
)


@given(_WORDS, _SPLITS, _WORDS)
def test_a_split_word_is_whole(first: str, split: str, second: str) -> None:
    assert joined(f"x {first}{split}{second} y") == f"x {first}{second} y"


@pytest.mark.parametrize(
    "text",
    [
        "Anna  Schmidt",
        "Anna\u00a0Schmidt",
        "Anna\u200bSchmidt",
        "Smith-\nJones",
        "Anne-Marie",
        "a \u200b b",
        "\u200b",
        "**Anna** Schmidt",
        "J o h n",
        "",
    ],
)
def test_what_stands_between_words_stays(text: str) -> None:
    assert joined(text) == text
