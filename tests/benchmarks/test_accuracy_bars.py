"""Bars of accuracy: which are held, and that one without a figure never reads as reached."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from anonymize.evaluation import Labelled, LabelledSpan, Measures, measure
from benchmarks import accuracy
from benchmarks.accuracy_bars import Bar, as_table, bars
from benchmarks.accuracy_scores import OURS, PRESIDIO, Scores
from benchmarks.sets.base import LabelledSet
from tests.figures import accuracy as readme

LABELS = ("location", "organization", "person")
TEXT = "Anna Kohl of Acme left Bonn."
SPANS = (
    LabelledSpan(0, 9, "person"),
    LabelledSpan(13, 17, "organization"),
    LabelledSpan(23, 27, "location"),
)


def measured(found: Sequence[LabelledSpan]) -> Measures:
    """What is measured of a document in which these were found."""
    return measure([Labelled("a", TEXT, SPANS)], [found], labels=LABELS)


def scored(ours: Measures | None, presidio: Measures | None, *, complete: bool = True) -> Scores:
    """Scores of the English gold set of one document."""
    one = LabelledSet("gold:en", "en", [Labelled("a", TEXT, SPANS)], LABELS, complete=complete)
    found = {name: each for name, each in ((OURS, ours), (PRESIDIO, presidio)) if each is not None}
    shared = found if presidio is not None else {}
    return Scores({one.id: one}, {one.id: found}, {one.id: shared})


def verdicts(scores: Scores) -> dict[str, bool | None]:
    """Which bars there are, and which are reached."""
    return {bar.about: bar.reached for bar in bars(scores)}


def test_figures_are_held_against_their_bars() -> None:
    found = verdicts(scored(measured(SPANS[:2]), measured(SPANS[:1])))
    assert found == {
        "person covered, gold:en": True,
        "organization covered, gold:en": True,
        "location covered, gold:en": False,
        "over-redaction, gold:en": True,
        "coverage ahead of Presidio's, gold:en": True,
        "leak rate, at most a quarter of Presidio's, gold:en": False,
        "over-redaction, at most Presidio's, gold:en": True,
    }


def test_where_not_all_is_marked_only_over_redaction_is_not_held() -> None:
    found = verdicts(scored(measured(SPANS), measured(()), complete=False))
    assert not [about for about in found if "over-redaction" in about]
    assert found["coverage ahead of Presidio's, gold:en"]
    assert found["leak rate, at most a quarter of Presidio's, gold:en"]


@pytest.mark.parametrize(("ours", "presidio"), [(None, None), (None, SPANS), (SPANS, None)])
def test_a_bar_that_was_not_measured_stays(
    ours: tuple[LabelledSpan, ...] | None, presidio: tuple[LabelledSpan, ...] | None
) -> None:
    whole = verdicts(scored(measured(SPANS), measured(SPANS)))
    found = verdicts(scored(*(None if one is None else measured(one) for one in (ours, presidio))))
    assert found.keys() == whole.keys()
    assert None in found.values()
    missing = sum(reached is None for reached in found.values())
    table = as_table(bars(scored(*(None if one is None else measured(one) for one in (ours, presidio)))))
    assert f"{missing} not measured" in table
    assert table.count("**not measured**") == missing


def test_missed_bars_stand_first() -> None:
    found = bars(scored(measured(SPANS[:2]), measured(SPANS[:1])))
    rows = as_table(found).splitlines()[4:]
    assert ["missed" in row for row in rows] == sorted(("missed" in row for row in rows), reverse=True)
    assert isinstance(found[0], Bar)


def test_the_readme_is_not_written_without_a_count_of_bars() -> None:
    with pytest.raises(AssertionError, match="no count of bars"):
        readme("## Accuracy\n\n", {})


@pytest.mark.parametrize("option", [["--set", "gold"], ["--system", "ours"], ["--model", "somewhere"]])
def test_a_part_of_the_figures_replaces_no_others(
    option: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["accuracy", "--data", str(tmp_path), "--write", *option])
    with pytest.raises(SystemExit) as ended:
        accuracy.main()
    assert ended.value.code == 2
    assert "leave out --set, --system and --model" in capsys.readouterr().err
