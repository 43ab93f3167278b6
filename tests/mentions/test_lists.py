"""Names in a list: what a detector is in doubt about counts beside an item that was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.config import Config
from anonymize.mentions.lists import listed
from anonymize.mentions.second_mentions import second_mentions
from anonymize.redactor import Redactor
from anonymize.spans import Span


def spans(text: str, *values: str, label: str = "person", score: float = 0.9) -> list[Span]:
    return [
        Span(text.index(value), text.index(value) + len(value), label, score, "tagger") for value in values
    ]


def found(text: str, known: list[Span], *hinted: str) -> list[str]:
    hints = spans(text, *hinted, label="organization", score=0.2)
    return [text[span.start : span.end] for span in listed(text, known, hints)]


@pytest.mark.parametrize(
    "text",
    [
        "Present: Hope, Stone, Lake.",
        "Hope; Stone; Lake",
        "Hope / Stone / Lake",
        "Hope\nStone\r\nLake\n",
        "- Hope\n- Stone\n- Lake",
        "\u2022 Hope\n\u2022 Stone\n\u2022 Lake",
        "Hope, Stone and Lake came.",
        "Hope, Stone und Lake",
        "(Hope, Stone, Lake)",
        "Hope , Stone , Lake",
    ],
)
@pytest.mark.parametrize("known", ["Hope", "Stone", "Lake"])
def test_an_item_that_is_hinted_at_counts_beside_one_that_was_found(text: str, known: str) -> None:
    others = [name for name in ("Hope", "Stone", "Lake") if name != known]

    assert sorted(found(text, spans(text, known), *others)) == sorted(others)


def test_an_item_has_the_label_of_the_one_beside_it_and_the_score_of_its_hint() -> None:
    text = "Hope, Stone"

    assert listed(text, spans(text, "Hope"), spans(text, "Stone", label="organization", score=0.2)) == spans(
        text, "Stone", score=0.2
    )


def test_an_item_of_two_words_is_one() -> None:
    text = "Present: Ada Hope, Jo Stone, Lake"

    assert found(text, spans(text, "Ada Hope"), "Jo", "Stone", "Lake") == ["Jo Stone", "Lake"]


@pytest.mark.parametrize(
    ("text", "known", "hinted"),
    [
        ("Leeds, Hope said so", "Leeds", "Hope"),
        ("Hope met Stone, Lake", "Hope", "Stone"),
        ("Hope, stone, lake", "Hope", "stone"),
        ("Hope, 4711, Lake", "Hope", "4711"),
        ("Hope. Stone, Lake", "Hope", "Stone"),
        ("Hope, a long way from Stone, Lake", "Hope", "Stone"),
    ],
)
def test_what_stands_in_no_list_stays_a_hint(text: str, known: str, hinted: str) -> None:
    assert found(text, spans(text, known), hinted) == []


def test_dates_and_numbers_are_no_names() -> None:
    text = "May, June, July"

    assert listed(text, spans(text, "May", label="date"), spans(text, "June")) == []


def test_what_nothing_hints_at_ends_a_list() -> None:
    text = "Hope, Stone, Lake"

    assert found(text, spans(text, "Hope"), "Lake") == []


def test_items_of_a_list_are_looked_for_in_the_rest_of_their_record() -> None:
    text, other = "Hope, Okafor", "Okafor left."
    hints = spans(text, "Okafor", score=0.2)

    first, second = second_mentions([(text, spans(text, "Hope"), hints), (other, [], [])])

    assert [text[span.start : span.end] for span in first] == ["Okafor"]
    assert [other[span.start : span.end] for span in second] == ["Okafor"]


def test_hints_at_what_was_found_do_not_end_a_list() -> None:
    text = "Hope, Stone, Lake"
    hints = spans(text, "Hope", "Stone", "Lake", score=0.2)

    (again,) = second_mentions([(text, spans(text, "Hope"), hints)])

    assert [text[span.start : span.end] for span in again] == ["Stone", "Lake"]


def test_who_was_present_is_gone_from_minutes() -> None:
    names = ["Bohlander", "Hertrampf", "Barkholz", "Weiß", "Klemt", "Kusch", "Bähr", "Rogner"]
    text = f"Protokoll der Teamsitzung vom 3. März\n\nAnwesend: {', '.join(names)}\n\nEs ging um den Urlaub."

    output = Redactor.from_config(Config()).redact(text).text

    assert output is not None
    assert [name for name in names if name in output] == []


@given(st.text("Ab,; \n-", min_size=4, max_size=40), st.data())
def test_nothing_but_hints_is_found(text: str, data: st.DataObject) -> None:
    bounds = st.lists(st.integers(0, len(text)), min_size=4, max_size=8, unique=True).map(sorted)
    places = data.draw(bounds)
    pieces = [Span(a, b, "person", 0.5, "tagger") for a, b in zip(places[::2], places[1::2], strict=False)]
    hints = pieces[1::2]

    starts = {hint.start for hint in hints}
    assert {one.start for one in listed(text, pieces[::2], hints)} <= starts
