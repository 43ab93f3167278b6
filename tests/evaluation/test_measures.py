"""Measures, worked out by hand and by what must hold for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.evaluation import UNSCORED, Labelled, LabelledSpan, Measures, measure

TEXT = "Anna Schmidt met Bob in Rome"
ANNA, BOB, ROME = (0, 12), (17, 20), (24, 28)


def span(bounds: tuple[int, int], label: str = "person", **more: str) -> LabelledSpan:
    return LabelledSpan(*bounds, label, **more)  # type: ignore[arg-type]


def document(*spans: LabelledSpan, text: str = TEXT) -> Labelled:
    return Labelled("1", text, spans)


def values(measures: Measures, label: str | None = None) -> dict[str, float | None]:
    found = measures.overall if label is None else measures.labels[label]
    return {name: one.value for name, one in found.items()}


def test_detection_worked_out_by_hand() -> None:
    gold = document(span(ANNA), span(BOB), span(ROME, "location"))
    # Anna's first name only, Bob as he is, and `met` for nothing; Rome under another label.
    found = [span((0, 4)), span(BOB), span((13, 16)), span(ROME, "person")]
    measures = measure([gold], [found], resamples=0)
    assert measures.total == {"gold": 3, "needed": 3, "found": 4, "judged": 4, "right": 1}
    assert measures.counts == {
        "location": {"gold": 1, "needed": 1, "found": 0, "judged": 0, "right": 0},
        "person": {"gold": 2, "needed": 2, "found": 4, "judged": 4, "right": 1},
    }
    overall = values(measures)
    assert (overall["precision"], overall["recall"]) == (1 / 4, 1 / 3)
    assert overall["f1"] == pytest.approx(2 / 7)
    assert (overall["overlap_precision"], overall["overlap_recall"]) == (3 / 4, 1)
    assert overall["overlap_f1"] == pytest.approx(6 / 7)
    assert values(measures, "location")["overlap_recall"] == 1
    assert values(measures, "location")["precision"] is None
    assert measures.macro_f1.value == pytest.approx((0 + 2 / 6) / 2)


def test_protection_worked_out_by_hand() -> None:
    gold = document(span(ANNA), span(BOB), span(ROME, "location"))
    measures = measure([gold], [[span((0, 4)), span(BOB), span((13, 16)), span(ROME, "person")]], resamples=0)
    overall, person = values(measures), values(measures, "person")
    # 11 + 3 + 4 visible characters are marked, `Schmidt` is left; `met` goes in vain. 23 are in the text.
    assert overall["covered"] == 2 / 3
    assert overall["leak_rate"] == 7 / 18
    assert overall["documents_protected"] == 0
    assert person["covered"] == 1 / 2
    assert person["leak_rate"] == 7 / 14
    assert measures.characters == 23
    assert overall["over_redaction"] == 3 / 23
    assert overall["over_redaction_of_removed"] == 3 / 14
    assert person["character_precision"] == 11 / 14


def test_white_space_between_two_finds_is_no_leak() -> None:
    measures = measure([document(span(ANNA))], [[span((0, 4)), span((5, 12))]], resamples=0)
    assert values(measures)["covered"] == 1
    assert values(measures)["leak_rate"] == 0
    assert values(measures)["recall"] == 0


def test_neighbours_that_are_marked_apart_are_one_stretch_to_cover() -> None:
    gold = document(span((0, 4)), span((5, 12)))
    measures = measure([gold], [[span(ANNA, "organization")]], resamples=0)
    assert values(measures)["covered"] == 1
    assert values(measures)["over_redaction"] == 0


def test_labels_that_are_not_scored_are_no_misses_and_no_over_redaction() -> None:
    gold = document(span((0, 4), "title"), span((5, 12), UNSCORED), span(BOB))
    measures = measure([gold], [[span(ANNA), span(BOB)]], labels={"person"}, resamples=0)
    assert set(measures.labels) == {"person"}
    overall = values(measures)
    assert (overall["recall"], overall["covered"], overall["over_redaction"]) == (1, 1, 0)
    # What lies on them alone is neither right nor wrong.
    assert overall["overlap_precision"] == overall["character_precision"] == 1
    assert overall["precision"] == overall["f1"] == 1


def test_what_is_found_under_a_label_that_is_not_scored_protects_and_is_no_false_hit() -> None:
    gold = document(span(BOB), span(ROME))
    measures = measure(
        [gold], [[span(BOB, "username"), span((13, 16), "url")]], labels={"person"}, resamples=0
    )
    overall = values(measures)
    assert overall["covered"] == overall["overlap_recall"] == 1 / 2
    assert overall["precision"] is overall["overlap_precision"] is None
    assert overall["over_redaction"] == 3 / 23


def test_a_person_is_safe_when_no_mention_is_left() -> None:
    gold = document(span(ANNA, entity="a"), span(BOB, entity="b"), span(ROME, entity="b"))
    measures = measure([gold], [[span(ANNA), span(BOB)]], resamples=0)
    assert values(measures)["persons_protected"] == 1 / 2
    assert values(measure([document(span(ANNA))], [[span(ANNA)]], resamples=0))["persons_protected"] is None


def test_only_documents_with_something_to_hide_count_as_protected() -> None:
    documents = [document(span(BOB)), document(span(ROME)), document()]
    measures = measure(documents, [[span(BOB)], [], []], resamples=0)
    assert values(measures)["documents_protected"] == 1 / 2


def test_an_identifier_in_one_document_takes_no_protection_from_the_others() -> None:
    documents = [document(span(BOB, identifier="direct")), document(span(BOB)), document(span(BOB))]
    measures = measure(documents, [[span(BOB)], [], [span(BOB)]], resamples=0)
    overall = values(measures)
    assert (overall["covered"], overall["leak_rate"], overall["documents_protected"]) == (2 / 3, 1 / 3, 2 / 3)
    assert measures.total["needed"] == 3
    assert measures.tab is not None
    # Words of what has to be hidden are masked rightly, whether or not an identifier tells why.
    assert measures.tab["token_precision"].value == 1
    assert measures.tab["direct_recall"].value == 1


def test_what_need_not_be_hidden_says_so() -> None:
    gold = document(span(BOB), span(ROME, "location", identifier="none"))
    measures = measure([gold], [[span(BOB)]], resamples=0)
    assert values(measures)["leak_rate"] == 0
    assert values(measures, "location")["recall"] == 0
    assert values(measures, "location")["covered"] is None
    assert measures.counts["location"]["needed"] == 0


def test_what_is_marked_twice_counts_once() -> None:
    measures = measure([document(span(BOB), span(BOB))], [[span(BOB), span(BOB)]], resamples=0)
    assert measures.total == {"gold": 1, "needed": 1, "found": 1, "judged": 1, "right": 1}


def test_without_anything_there_is_no_share_of_it() -> None:
    measures = measure([Labelled("1", "", ())], [()])
    assert set(values(measures).values()) == {None}
    assert measures.as_dict()["tab"] is None
    assert measure([], []).documents == 0


def test_what_does_not_fit_together_is_an_error() -> None:
    with pytest.raises(ValueError, match="2 documents, and what was found in 1"):
        measure([document(), document()], [[]])
    with pytest.raises(ValueError, match="1: a span from 0 to 99 in a text of 28"):
        measure([document()], [[span((0, 99))]])


def test_intervals_are_the_same_for_the_same_seed_and_hold_the_value() -> None:
    documents = [document(span(BOB), text=f"{TEXT} {number}") for number in range(40)]
    found = [[span(BOB)]] * 30 + [[]] * 10
    one, again = (measure(documents, found, seed=7).overall["recall"] for _ in range(2))
    assert one == again
    assert one.value == 0.75
    # Three quarters of 40 draws: the standard error is 0.068.
    assert one.low == pytest.approx(0.75 - 1.96 * 0.068, abs=0.03)
    assert one.high == pytest.approx(0.75 + 1.96 * 0.068, abs=0.03)


def test_one_document_gives_no_interval() -> None:
    one = measure([document(span(BOB))], [[span(BOB)]]).overall["recall"]
    assert one.as_dict() == {"value": 1.0, "low": None, "high": None}


def test_a_text_that_stands_there_again_is_no_further_evidence() -> None:
    documents = [document(span(BOB), text=f"{TEXT} {number}") for number in range(5)]
    found = [[span(BOB)], [span(BOB)], [], [span(ANNA)], []]
    once, often = (measure(documents * times, found * times).overall for times in (1, 12))
    assert once["recall"].low is not None
    assert once == often
    one = measure([documents[0]] * 3, [[span(BOB)], [], []]).overall["recall"]
    assert one.as_dict() == {"value": pytest.approx(1 / 3), "low": None, "high": None}


SPANS = st.lists(
    st.builds(
        lambda start, length, label: LabelledSpan(start, start + length, label),
        st.integers(0, 20),
        st.integers(1, 8),
        st.sampled_from(("person", "location")),
    ),
    max_size=6,
)
PAIRS = st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=4)
LABELS = {"person", "location"}


def measured(pairs: list[tuple[list[LabelledSpan], list[LabelledSpan]]], resamples: int = 0) -> Measures:
    text = "x" * len(TEXT)
    documents = [document(*sorted(gold, key=lambda one: one.start), text=text) for gold, _ in pairs]
    return measure(documents, [found for _, found in pairs], labels=LABELS, resamples=resamples)


@given(PAIRS)
def test_swapping_gold_and_found_swaps_precision_and_recall(
    pairs: list[tuple[list[LabelledSpan], list[LabelledSpan]]],
) -> None:
    forth, back = values(measured(pairs)), values(measured([(found, gold) for gold, found in pairs]))
    for kind in ("", "overlap_"):
        assert forth[f"{kind}precision"] == back[f"{kind}recall"]
        assert forth[f"{kind}f1"] == back[f"{kind}f1"]


@given(PAIRS)
def test_measures_are_shares_and_agree_with_each_other(
    pairs: list[tuple[list[LabelledSpan], list[LabelledSpan]]],
) -> None:
    measures = measured(pairs, resamples=20)
    for found in (measures.overall, *measures.labels.values()):
        for one in found.values():
            assert one.value is None or 0 <= one.value <= 1
            assert one.low is None or 0 <= one.low <= one.high <= 1
        if found["recall"].value is not None:
            assert found["recall"].value <= found["covered"].value <= found["overlap_recall"].value
            assert (found["leak_rate"].value == 0) == (found["documents_protected"].value == 1)


@given(PAIRS, SPANS)
def test_finding_more_leaves_less(
    pairs: list[tuple[list[LabelledSpan], list[LabelledSpan]]], more: list[LabelledSpan]
) -> None:
    less = values(measured(pairs))
    after = values(measured([(gold, [*found, *more]) for gold, found in pairs]))
    if less["leak_rate"] is not None:
        assert after["leak_rate"] <= less["leak_rate"]
        assert after["covered"] >= less["covered"]
        assert after["recall"] >= less["recall"]
    assert after["over_redaction"] >= less["over_redaction"]


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_what_is_found_as_it_is_marked_is_perfect(gold: list[list[LabelledSpan]]) -> None:
    overall = values(measured([(one, one) for one in gold]))
    for name in ("precision", "recall", "f1", "overlap_f1", "covered", "documents_protected"):
        assert overall[name] in (1.0, None)
    assert overall["leak_rate"] in (0.0, None)
    assert overall["over_redaction"] == 0


def test_where_all_documents_agree_the_interval_is_that_of_their_number() -> None:
    texts = [f"{TEXT} {number}" for number in range(20)]
    documents = [*(document(span(BOB), text=text) for text in texts), document(span(ROME, "location"))]
    measures = measure(documents, [*[[span(BOB)]] * 20, []])
    covered, leaked = (measures.labels["person"][name] for name in ("covered", "leak_rate"))
    # Clopper and Pearson: of 20 of 20, the lower bound is the twentieth root of 0.025.
    assert (covered.low, covered.high) == (pytest.approx(0.8316, abs=1e-4), 1)
    assert (leaked.low, leaked.high) == (0, pytest.approx(0.1684, abs=1e-4))
    place = measures.labels["location"]["covered"]
    assert (place.value, place.low, place.high) == (0, 0, pytest.approx(0.975))


def test_what_a_document_was_not_marked_for_is_no_false_hit_there() -> None:
    marked = Labelled("1", TEXT, (span(ANNA),), frozenset({"person"}))
    whole = Labelled("2", TEXT, (span(ROME, "location"), span(ANNA)))
    found = [span(ANNA), span(ROME, "location"), span((13, 16))]
    measures = measure([marked, whole], [found, found], labels=("person", "location"), resamples=0)
    assert measures.counts["location"] == {"gold": 1, "needed": 1, "found": 2, "judged": 1, "right": 1}
    location, person = values(measures, "location"), values(measures, "person")
    assert (location["precision"], location["character_precision"]) == (1, 1)
    assert (person["precision"], person["recall"]) == (2 / 4, 1)
    # Under a label of its own it is, and so is what lies on something marked.
    found = [span(ANNA, "location"), span((13, 16))]
    assert measure([marked], [found], labels=("person", "location"), resamples=0).total["judged"] == 2
