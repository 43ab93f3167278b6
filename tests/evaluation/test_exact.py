"""Exact scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.evaluation import LabelledSpan, Score, score_exact

SPANS = st.lists(
    st.builds(
        LabelledSpan,
        st.integers(0, 5),
        st.integers(6, 9),
        st.sampled_from(("person", "location")),
    ),
    max_size=6,
)


def span(start: int, end: int, label: str = "person") -> LabelledSpan:
    return LabelledSpan(start, end, label)


def test_scores_worked_out_by_hand() -> None:
    gold = [[span(0, 4), span(8, 12)], [span(0, 3, "location")], []]
    found = [[span(0, 4), span(8, 11)], [span(0, 3)], [span(5, 6, "location")]]
    scores = score_exact(gold, found)
    assert scores.labels == {"location": Score(1, 1, 0), "person": Score(2, 3, 1)}
    assert scores.micro == Score(3, 4, 1)
    assert (scores.micro.precision, scores.micro.recall) == (1 / 4, 1 / 3)
    assert scores.micro.f1 == pytest.approx(2 / 7)
    assert scores.macro_f1 == pytest.approx((0 + 2 / 5) / 2)


def test_names_for_the_same_label_are_one() -> None:
    scores = score_exact([[span(0, 4, "PER")]], [[span(0, 4, "person")]], label=lambda _: "person")
    assert scores.labels == {"person": Score(1, 1, 1)}


def test_what_is_marked_twice_counts_once() -> None:
    assert score_exact([[span(0, 4), span(0, 4)]], [[span(0, 4)]]).micro == Score(1, 1, 1)


def test_without_anything_there_is_no_division_by_nothing() -> None:
    scores = score_exact([[]], [[]])
    assert (scores.micro.precision, scores.micro.recall, scores.micro.f1, scores.macro_f1) == (0, 0, 0, 0)


def test_documents_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_exact([[], []], [[]])


@given(st.lists(st.tuples(SPANS, SPANS), max_size=4))
def test_swapping_gold_and_found_swaps_precision_and_recall(pairs: list[tuple[list, list]]) -> None:
    gold, found = [one for one, _ in pairs], [other for _, other in pairs]
    forth, back = score_exact(gold, found).micro, score_exact(found, gold).micro
    assert (forth.precision, forth.recall) == (back.recall, back.precision)
    assert forth.f1 == back.f1
    assert 0 <= forth.f1 <= 1


@given(st.lists(SPANS, max_size=4))
def test_what_is_the_same_is_perfect(gold: list[list[LabelledSpan]]) -> None:
    micro = score_exact(gold, gold).micro
    assert micro.gold == micro.found == micro.right
