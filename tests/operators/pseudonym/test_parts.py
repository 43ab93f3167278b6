"""What is drawn for a part is other than the part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.operators.pseudonym.parts import Dice, Part

SPELLINGS = ("Gomez", "GÓMEZ", "Gómez", "Gòmez", "gome\u0301z")


@given(st.sampled_from(SPELLINGS), st.integers(0, 100), st.permutations((*SPELLINGS, "Lopez")))
def test_what_is_drawn_differs_in_more_than_an_accent(name: str, attempt: int, names: list[str]) -> None:
    dice = Dice(b"secret")
    assert dice.choose_other(names, Part("family", name.casefold()), attempt) == "Lopez"


@pytest.mark.parametrize(
    ("source", "alike"), [("soren", "Søren"), ("lukasz", "Łukasz"), ("groß", "Gross"), ("é", "E")]
)
def test_letters_without_an_accent_to_take_away_are_those_of_addresses(source: str, alike: str) -> None:
    assert Dice(b"secret").choose_other((alike, "X"), Part("given", source), 0) == "X"
    assert Dice(b"secret").choose_other(("X", alike), Part("given", source), 0) == "X"


def test_where_all_are_alike_it_is_another_spelling() -> None:
    assert Dice(b"secret").choose_other(("Gomez", "Gómez"), Part("family", "gomez"), 0) == "Gómez"
    assert Dice(b"secret").choose_other(("Gomez", "Gómez"), Part("family", "gomez"), 1) == "Gómez"
