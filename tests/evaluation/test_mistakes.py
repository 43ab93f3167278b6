"""What was missed and what was found wrongly."""

from __future__ import annotations

from anonymize.evaluation import Labelled, LabelledSpan
from anonymize.evaluation.mistakes import CONTEXT, find_mistakes
from anonymize.spans import Span

TEXT = "Anna Schmidt met Bob in Rome"
LABELS = {"person", "location"}


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


def test_false_hits_are_the_surest_first_and_touch_nothing_that_is_marked() -> None:
    gold = Labelled("1", TEXT, (LabelledSpan(0, 4, "person"), LabelledSpan(24, 28, "nationality")))
    spans = [found(0, 12), found(13, 16, score=0.6), found(17, 20, score=0.8), found(24, 28)]
    mistakes = find_mistakes([gold], [spans], LABELS)
    assert [(one.start, one.score) for one in mistakes.false] == [(17, 0.8), (13, 0.6)]
    assert mistakes.false[0].pieces[1] == ("found", "Bob")


def test_a_long_context_is_cut() -> None:
    text = f"{'a' * 200} Bob {'b' * 200}"
    gold = Labelled("1", text, (LabelledSpan(201, 204, "person"),))
    (miss,) = find_mistakes([gold], [[]], LABELS).missed
    before, after = miss.pieces[0][1], miss.pieces[-1][1]
    assert before.startswith("…a")
    assert after.endswith("b…")
    assert len(before) == len(after) == CONTEXT + 1
