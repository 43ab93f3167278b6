"""The speed benchmark: its texts, what it takes for work that was done, and its ratios."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import pytest

from benchmarks.speed import Measured, bars, checked
from benchmarks.speed_sides import LOOP, OURS, PRESIDIO, Run, WrongOutputError, answering, shared
from benchmarks.speed_texts import texts
from benchmarks.systems.environments import UnavailableError


@pytest.mark.parametrize(("kind", "words"), [("tickets", 20), ("pages", 500)])
def test_texts_have_the_words_of_their_kind_and_none_repeats(kind: str, words: int) -> None:
    made = texts(kind, 20_000)
    assert {len(text.split()) for text in made} == {words}
    assert len(set(made)) == len(made)
    assert sum(map(len, made)) >= 20_000
    assert made == texts(kind, 20_000)
    assert made != texts(kind, 20_000, seed=1)


def test_a_book_is_one_text() -> None:
    assert [len(text.split()) for text in texts("book", 0, words=1_500)] == [1_500]


def answerer(answers: Sequence[dict[str, object]]) -> list[str]:
    """The command of a side that gives these answers, whatever it is asked."""
    lines = "".join(json.dumps(answer) + "\n" for answer in answers)
    return [sys.executable, "-c", f"import sys; sys.stdin.read(); sys.stdout.write({lines!r})"]


def test_the_time_of_a_side_is_what_its_answers_tell() -> None:
    answers = [{"spans": [[0, 2, "person"]], "seconds": 1.5}, {"spans": [], "seconds": 0.25}]
    assert answering(answerer(answers), ["Al.", "."], 1) == Run(1.75, [{0, 1}, set()])


def test_a_text_that_came_back_as_it_was_is_no_work() -> None:
    answers = [{"spans": [[0, 2, "person"]], "seconds": 1.5, "text": "Al."}]
    with pytest.raises(WrongOutputError):
        answering(answerer(answers), ["Al."], 1)


def test_an_answer_that_is_missing_is_no_work() -> None:
    with pytest.raises(UnavailableError, match="0 answers to 1 texts"):
        answering(answerer([]), ["Al."], 1)


def test_a_side_that_fails_says_why() -> None:
    with pytest.raises(UnavailableError, match="no such model"):
        answering([sys.executable, "-c", "raise SystemExit('no such model')"], ["Al."], 1)


def test_shared_counts_the_characters_of_the_other() -> None:
    assert shared(Run(1.0, [{1, 2, 3, 4}]), Run(1.0, [{3, 4, 5, 6}])) == 0.5
    with pytest.raises(WrongOutputError):
        shared(Run(1.0, [{1}]), Run(1.0, [set()]))


def test_the_same_weights_have_to_find_the_same() -> None:
    found = {OURS: Run(1.0, [{1}]), LOOP: Run(1.0, [{1, 2, 3}])}
    chosen = {name: lambda _texts, _cores, run=run: run for name, run in found.items()}
    with pytest.raises(WrongOutputError, match=r"only 0\.33"):
        checked(chosen, ["a text"], 1)


def test_ratios_are_held_against_the_bars_on_all_cores() -> None:
    slow = Measured("pages", 1, 1_000, {OURS: 1.0, LOOP: 99.0})
    table = bars([slow, Measured("pages", 2, 1_000, {OURS: 2.0, LOOP: 6.5, PRESIDIO: 4.0})], 2, None)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert [row[1:] for row in rows] == [
        ["3.25", "≥ 3.0", "reached"],
        ["2.00", "≥ 3.0", "**missed**"],
        ["-", "≥ 0.8", "not measured"],
        ["-", "≥ 1.8", "not measured"],
    ]
