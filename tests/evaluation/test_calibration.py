"""Choosing thresholds, with detectors whose scores are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from anonymize.detectors.tagger import Thresholds
from anonymize.errors import UsageError
from anonymize.evaluation import Labelled, LabelledSpan
from anonymize.evaluation.calibration import GRID, Choice, Goal, calibrate
from anonymize.policy import THRESHOLD
from anonymize.spans import Span

EXAMPLES = 20
LABELS = frozenset({"person", "location"})


def scored(label: str, scores: list[float], noise: tuple[float, ...] = ()) -> tuple[Labelled, list[Span]]:
    """A document of one-letter words: one example a score, and words with a score that nobody marked."""
    words = [*scores, *noise]
    text = " ".join("x" * len(words))
    spans = [Span(2 * place, 2 * place + 1, label, score, "model") for place, score in enumerate(words)]
    gold = tuple(LabelledSpan(span.start, span.end, label) for span in spans[: len(scores)])
    return Labelled(label, text, gold), spans


def choices(
    *given: tuple[Labelled, list[Span]],
    goal: str = "recall=0.95",
    start: Thresholds = Thresholds(),  # noqa: B008 - frozen
    adjustable: frozenset[str] = LABELS,
    help_from: Mapping[str, str] | None = None,
) -> dict[str, Choice]:
    documents = [document for document, _ in given]

    def find(thresholds: Thresholds) -> list[list[Span]]:
        def least(label: str) -> float:
            other = (help_from or {}).get(label)
            return thresholds.of(label) if other is None else max(thresholds.of(label), thresholds.of(other))

        return [[span for span in spans if span.score >= least(span.label)] for _, spans in given]

    found = calibrate(
        documents, find, labels=LABELS, adjustable=adjustable, goal=Goal.parse(goal), start=start
    )
    return {choice.label: choice for choice in found}


def test_the_recall_that_is_wanted_at_the_highest_precision() -> None:
    # 19 of 20 are found from 0.3 on; below it one more is, and from 0.6 on there is no false hit.
    person = scored("person", [0.9] * 15 + [0.3] * 4 + [0.1], noise=(0.2, 0.25, 0.55))
    assert choices(person)["person"] == Choice("person", 20, 0.3, "reached")
    assert choices(person, goal="recall=0.75")["person"].threshold == 0.6
    assert choices(person, goal="recall=1")["person"].threshold == 0.1


def test_nothing_changes_for_nothing() -> None:
    person = scored("person", [0.9] * EXAMPLES)
    assert choices(person)["person"].threshold == THRESHOLD
    assert choices(person, start=Thresholds(0.3))["person"].threshold == 0.3


def test_each_label_gets_its_own() -> None:
    found = choices(scored("person", [0.3] * 20, (0.2,)), scored("location", [0.8] * 20, (0.7,)))
    assert (found["person"].threshold, found["location"].threshold) == (0.3, 0.75)


def test_a_recall_that_no_threshold_reaches_is_said() -> None:
    person = scored("person", [0.9] * 18 + [0.001] * 2, noise=(0.02,))
    assert choices(person)["person"] == Choice("person", 20, THRESHOLD, "short")


def test_few_examples_leave_the_threshold_as_it_was() -> None:
    start = Thresholds(0.5, {"person": 0.4})
    person = scored("person", [0.1] * (EXAMPLES - 1))
    assert choices(person, start=start)["person"] == Choice("person", 19, 0.4, "few")


def test_only_what_has_to_be_hidden_is_an_example() -> None:
    document, spans = scored("person", [0.1] * EXAMPLES)
    gold = tuple(replace(span, identifier="none") for span in document.spans)
    assert choices((replace(document, spans=gold), spans))["person"] == Choice("person", 0, THRESHOLD, "few")


def test_a_document_with_identifiers_takes_no_examples_from_the_others() -> None:
    person, spans = scored("person", [0.9] * 15 + [0.3] * 5)
    other, more = scored("location", [0.9])
    other = replace(other, spans=tuple(replace(span, identifier="direct") for span in other.spans))
    assert choices((person, spans), (other, more))["person"] == Choice("person", 20, 0.3, "reached")


def test_copies_of_a_text_are_no_more_examples() -> None:
    person = scored("person", [0.9] * 10)
    assert choices(person, person)["person"] == Choice("person", 10, THRESHOLD, "few")


def test_a_label_without_a_model_has_no_threshold() -> None:
    person = scored("person", [0.1] * EXAMPLES)
    assert choices(person, adjustable=frozenset({"location"}))["person"].outcome == "fixed"


def test_a_label_that_needs_another_to_be_low_gets_its_recall_all_the_same() -> None:
    # A person counts only when it is above the thresholds of both, as where two labels share a word.
    person, location = scored("person", [0.1] * 20), scored("location", [0.9] * 20, (0.2, 0.4))
    found = choices(person, location, help_from={"person": "location"})
    assert found["person"].outcome == "short"
    assert found["location"] == Choice("location", 20, THRESHOLD, "reached")


def test_labels_go_down_until_they_reach_it_together() -> None:
    # Alone 0.3 would do for persons; but it takes 0.2 when locations are not as low as they.
    person, location = scored("person", [0.3] * 20), scored("location", [0.9] * 20)
    documents = [person[0], location[0]]

    def find(thresholds: Thresholds) -> list[list[Span]]:
        together = thresholds.of("person") + (0.1 if thresholds.of("location") > 0.3 else 0.0)
        return [[span for span in person[1] if span.score >= round(together, 2)], location[1]]

    found = calibrate(documents, find, labels=LABELS, adjustable=LABELS, goal=Goal(), start=Thresholds())
    assert found == [Choice("location", 20, THRESHOLD, "reached"), Choice("person", 20, 0.2, "reached")]


def test_the_best_f_beta_weighs_recall_and_precision() -> None:
    person = scored("person", [0.9] * 10 + [0.3] * 10, noise=(0.3,) * 12)
    assert choices(person, goal="f=0.5")["person"].threshold == THRESHOLD
    assert choices(person, goal="f=2")["person"].threshold == 0.3


@pytest.mark.parametrize("text", ["recall=0", "recall=1.1", "recall", "f=", "f=0", "precision=0.9", "0.9"])
def test_a_goal_of_another_form_is_told_the_form(text: str) -> None:
    with pytest.raises(
        UsageError, match=r"--goal is recall=NUMBER, above 0 and at most 1, or f=BETA, .*, not"
    ):
        Goal.parse(text)


def test_a_goal_is_written_as_it_is_read() -> None:
    assert [str(Goal.parse(text)) for text in ("recall=.9", "f=2")] == ["recall=0.9", "f=2"]


def test_thresholds_that_are_tried_are_ones_that_a_configuration_takes() -> None:
    assert sorted(set(GRID)) == list(GRID)
    assert 0 < GRID[0] < GRID[-1] <= 1


@pytest.mark.parametrize("goal", ["f=1", "recall=0.9"])
def test_a_label_that_is_never_found_keeps_its_threshold(goal: str) -> None:
    assert choices(scored("person", [0.001] * 20), goal=goal)["person"] == Choice(
        "person", 20, THRESHOLD, "unfound"
    )


def test_the_best_f_is_called_that() -> None:
    assert choices(scored("person", [0.9] * 20), goal="f=1")["person"].outcome == "best"
