"""Scores: worked out by hand, against seqeval and scikit-learn, and as the studies made them."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score as seqeval_f1
from sklearn.metrics import accuracy_score, f1_score

from finetune.metrics import Score, score

GOLD = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-PER", "O"]]
GIVEN = [["B-PER", "I-PER", "O", "O"], ["B-PER", "B-PER", "O"]]
TAGS = st.sampled_from(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"])
PAIRS = st.lists(st.lists(st.tuples(TAGS, TAGS), min_size=1, max_size=8), min_size=1, max_size=6)
FEW = 40
"""Examples: each takes scikit-learn a tenth of a second, and five tags allow few kinds of mistakes."""


def test_scores_worked_out_by_hand() -> None:
    """Gold: two people, one place. Given: three people, two of them right."""
    scores = score(GOLD, GIVEN)
    assert scores.entity_labels == {
        "LOC": Score(0.0, 0.0, 0.0, 1),
        "PER": Score(pytest.approx(2 / 3), 1.0, pytest.approx(0.8), 2),
    }
    assert scores.entity_micro == Score(*map(pytest.approx, (2 / 3, 2 / 3, 2 / 3)), 3)
    assert scores.entity_macro == Score(*map(pytest.approx, (1 / 3, 0.5, 0.4)), 3)
    # Tags but O: 3 hits, 1 false alarm, 1 miss; by tag B-PER 4/5, I-PER 1, B-LOC 0.
    assert scores.token_micro_f1 == pytest.approx(3 / 4)
    assert scores.token_macro_f1 == pytest.approx((0.8 + 1 + 0) / 3)
    assert scores.accuracy == pytest.approx(5 / 7)
    assert (scores.sentences, scores.tokens) == (2, 7)


def test_study_scores_worked_out_by_hand() -> None:
    """Four tokens are no O in gold; three are hit. The classes are B-PER 1, I-PER 1, B-LOC 0 and O 0."""
    scores = score(GOLD, GIVEN)
    assert scores.study_micro == pytest.approx(3 / 4)
    assert scores.study_macro == pytest.approx((1 + 1 + 0 + 0) / 4)


def test_study_scores_do_not_see_false_alarms() -> None:
    gold, everything = [["O", "O", "B-PER", "O"]], [["B-PER"] * 4]
    scores = score(gold, everything)
    assert scores.study_micro == scores.study_macro == 1.0
    assert scores.token_micro_f1 == pytest.approx(0.4)


def test_study_macro_counts_a_class_that_is_never_right() -> None:
    scores = score([["B-PER"] * 10], [["B-PER"] * 9 + ["O"]])
    assert scores.study_macro == pytest.approx((18 / 19) / 2)
    assert scores.token_macro_f1 == pytest.approx(18 / 19)


def test_an_entity_with_a_wrong_bound_or_label_is_no_hit() -> None:
    gold = [["B-PER", "I-PER", "O"]]
    for given_tags in (["B-PER", "O", "O"], ["B-PER", "I-PER", "I-PER"], ["B-LOC", "I-LOC", "O"]):
        assert score(gold, [given_tags]).entity_micro.f1 == 0


def test_an_inside_without_a_beginning_starts_an_entity_as_in_conlleval() -> None:
    assert score([["O", "B-PER"]], [["O", "I-PER"]]).entity_micro.f1 == 1


@pytest.mark.parametrize("gold", [[["O", "O"]], [[]], []])
def test_without_any_entity_there_is_nothing_to_score(gold: list[list[str]]) -> None:
    scores = score(gold, gold)
    assert scores.entity_micro == Score(0.0, 0.0, 0.0, 0)
    assert scores.entity_labels == {}
    assert scores.study_micro == scores.token_macro_f1 == 0.0


def test_tags_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in number"):
        score([["O", "O"]], [["O"]])


@settings(max_examples=FEW)
@given(pairs=PAIRS)
def test_scores_agree_with_seqeval_and_scikit_learn(pairs: list[list[tuple[str, str]]]) -> None:
    gold = [[one for one, _ in sentence] for sentence in pairs]
    predicted = [[other for _, other in sentence] for sentence in pairs]
    true, guess = list(chain(*gold)), list(chain(*predicted))
    scores = score(gold, predicted)
    if any(tag != "O" for tag in true + guess):
        assert scores.entity_micro.f1 == pytest.approx(seqeval_f1(gold, predicted, zero_division=0))
        labels = sorted({*true, *guess} - {"O"})
        for average, ours in (("micro", scores.token_micro_f1), ("macro", scores.token_macro_f1)):
            theirs = f1_score(true, guess, labels=labels, average=average, zero_division=0)
            assert ours == pytest.approx(theirs)
    assert scores.accuracy == pytest.approx(accuracy_score(true, guess))
    kept = [(one, other) for one, other in zip(true, guess, strict=True) if one != "O"]
    if kept:
        left, right = zip(*kept, strict=True)
        assert scores.study_micro == pytest.approx(accuracy_score(left, right))
        assert scores.study_macro == pytest.approx(f1_score(left, right, average="macro", zero_division=0))


@settings(max_examples=FEW)
@given(pairs=PAIRS)
def test_every_score_lies_between_nothing_and_one(pairs: list[list[tuple[str, str]]]) -> None:
    gold = [[one for one, _ in sentence] for sentence in pairs]
    scores = score(gold, [[other for _, other in sentence] for sentence in pairs])
    perfect = score(gold, gold)
    assert all(0 <= value <= 1 for value in scores.as_dict().values() if isinstance(value, float))
    assert perfect.accuracy == 1
