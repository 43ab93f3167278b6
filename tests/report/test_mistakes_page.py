"""The page of misses and false hits."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from anonymize.evaluation import Labelled, LabelledSpan, measure
from anonymize.evaluation.mistakes import find_mistakes
from anonymize.report import mistakes_page
from anonymize.report.mistakes_page import write_mistakes_page
from anonymize.report.page import check_replaceable
from anonymize.spans import Span

MARKUP = "<img src=x onerror=alert(1)> &amp; </style><script>"
TEXT = f"{MARKUP} Bob met Ann"
BOB = LabelledSpan(len(MARKUP) + 1, len(MARKUP) + 4, "person")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    documents = [Labelled("<u>1</u>", TEXT, (BOB,))]
    found = [[Span(0, len(MARKUP), "person", 0.75, "model")]]
    path = tmp_path / "mistakes.html"
    measures = measure(documents, found, labels={"person"})
    write_mistakes_page(path, measures, find_mistakes(documents, found, {"person"}), "<i>data</i>")
    return path


def test_misses_and_false_hits_stand_in_their_context(page: Path) -> None:
    shown = page.read_text()
    assert "Missed: 1" in shown
    assert '<mark class="left">Bob</mark> met Ann' in shown
    assert "score 0.75" in shown
    assert "Removed where nothing is marked: 1" in shown


def test_markup_in_texts_and_names_is_shown_as_text(page: Path) -> None:
    shown = page.read_text()
    for dangerous in ("<img", "<script", "<u>", "<i>"):
        assert dangerous not in shown
    assert "&lt;img src=x onerror=alert(1)&gt; &amp;amp;" in shown
    assert "script-src 'none'" in shown


def test_only_its_owner_can_read_it(page: Path) -> None:
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    check_replaceable(page, "--html", overwrite=False)


def test_of_very_many_the_first_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes_page, "SHOWN", 2)
    documents = [Labelled(str(number), TEXT, (BOB,)) for number in range(3)]
    found: list[list[Span]] = [[], [], []]
    path = tmp_path / "mistakes.html"
    mistakes = find_mistakes(documents, found, {"person"})
    write_mistakes_page(path, measure(documents, found), mistakes, "data")
    shown = path.read_text()
    assert "Missed: 3" in shown
    assert "The first 2." in shown
    assert shown.count('<mark class="left">') == 2
