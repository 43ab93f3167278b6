"""What was missed and what was found wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.evaluation import Labelled, LabelledSpan, measure
from anonymize.evaluation.mistakes import CONTEXT, find_mistakes
from anonymize.spans import Span

TEXT = "Anna Schmidt met Bob in Rome"
LABELS = {"person", "location"}
SPANS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 9)).filter(lambda bounds: bounds[0] < bounds[1]), max_size=4
)


def found(start: int, end: int, label: str = "person", score: float = 0.9) -> Span:
    return Span(start, end, label, score, "model")


def test_a_miss_shows_what_is_left_of_it_in_its_context() -> None:
    gold = Labelled("1", TEXT, (LabelledSpan(0, 12, "person"), LabelledSpan(17, 20, "person")))
    mistakes = find_mistakes([gold], [[found(0, 4)]], LABELS)
    assert not mistakes.false
    whole, part = mistakes.missed
    assert (whole.start, whole.characters, whole.whole) == (17, 3, True)
    assert whole.pieces == (("text", "Anna Schmidt met "), ("left", "Bob"), ("text", " in Rome"))
    assert (part.start, part.characters, part.whole) == (0, 7, False)
    assert part.pieces[1:3] == (("hidden", "Anna "), ("left", "Schmidt"))


def test_what_is_missed_whole_comes_first_then_direct_identifiers_then_the_longest() -> None:
    spans = (
        LabelledSpan(0, 4, "person", "a", "quasi"),
        LabelledSpan(5, 12, "person", "b", "quasi"),
        LabelledSpan(17, 20, "person", "c", "direct"),
        LabelledSpan(13, 28, "location", "d", "direct"),
        LabelledSpan(13, 16, "person", "e", "none"),
    )
    mistakes = find_mistakes([Labelled("1", TEXT, spans)], [[found(24, 28)]], LABELS)
    assert [one.start for one in mistakes.missed] == [17, 5, 0, 13]


def test_false_hits_are_the_surest_first_and_then_those_beside_what_is_marked() -> None:
    gold = Labelled("1", TEXT, (LabelledSpan(0, 4, "person"), LabelledSpan(24, 28, "nationality")))
    spans = [found(0, 12), found(13, 16, score=0.6), found(17, 20, score=0.8), found(24, 28)]
    mistakes = find_mistakes([gold], [spans], LABELS)
    assert [(one.start, one.score, one.whole) for one in mistakes.false] == [
        (17, 0.8, True),
        (13, 0.6, True),
        (5, 0.9, False),
    ]
    assert mistakes.false[0].pieces[1] == ("found", "Bob")
    assert mistakes.false[2].pieces[:2] == (("text", "Anna "), ("found", "Schmidt"))


def test_what_is_removed_in_vain_under_a_label_that_is_not_scored_is_told() -> None:
    gold = Labelled("1", TEXT, (LabelledSpan(0, 12, "person"),))
    (false,) = find_mistakes([gold], [[found(17, 20, "organization")]], LABELS).false
    assert (false.start, false.label) == (17, "organization")


def test_what_two_found_spans_remove_in_vain_is_told_once() -> None:
    gold = Labelled("1", TEXT, ())
    spans = [found(0, 12, score=0.8), found(5, 16, "location", score=0.9)]
    mistakes = find_mistakes([gold], [spans], LABELS).false
    assert [(one.start, one.end, one.label) for one in mistakes] == [(5, 16, "location"), (0, 4, "person")]


@given(st.lists(SPANS, min_size=2, max_size=2), st.text("a ", min_size=9, max_size=9))
def test_the_list_holds_all_that_over_redaction_counts(
    bounds: list[list[tuple[int, int]]], text: str
) -> None:
    marked, removed = bounds
    gold = Labelled("1", text, tuple(LabelledSpan(*one, "person") for one in sorted(marked)))
    spans = [found(*one, label) for one in removed for label in ("person", "email")]
    share = measure([gold], [spans], labels=LABELS, resamples=0).overall["over_redaction"].value
    told = sum(one.characters for one in find_mistakes([gold], [spans], LABELS).false)
    assert told == pytest.approx((share or 0) * sum(not char.isspace() for char in text))


def test_a_long_context_is_cut() -> None:
    text = f"{'a' * 200} Bob {'b' * 200}"
    gold = Labelled("1", text, (LabelledSpan(201, 204, "person"),))
    (miss,) = find_mistakes([gold], [[]], LABELS).missed
    before, after = miss.pieces[0][1], miss.pieces[-1][1]
    assert before.startswith("…a")
    assert after.endswith("b…")
    assert len(before) == len(after) == CONTEXT + 1
