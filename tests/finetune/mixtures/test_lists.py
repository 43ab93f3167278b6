"""Lists that the bundled tagger is trained on: whose names they hold, and how they stand there."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest

from finetune.mixtures.lists import lists, ordinary_words, things_of
from finetune.mixtures.own import LANGUAGES
from finetune.mixtures.records import Record

SIZE = 400


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def made(language: str) -> list[Record]:
    return list(lists(language, SIZE)(Path()))


def _marked(record: Record) -> list[str]:
    return [record.text[start:end] for start, end, label in record.spans if label == "person"]


def test_a_text_depends_on_its_number_alone(language: str, made: list[Record]) -> None:
    assert list(islice(lists(language, SIZE + 1)(Path()), 20)) == made[:20]


def test_spans_are_in_order_and_hold_values_without_white_space_around_them(made: list[Record]) -> None:
    for record in made:
        bounds = [place for start, end, _ in record.spans for place in (start, end)]
        assert bounds == sorted(bounds)
        assert all(value == value.strip() and value for value in _marked(record))


def test_every_place_is_filled(made: list[Record]) -> None:
    unfilled = re.compile(r"\{|\[[^\]]*\|")
    assert not [record.text for record in made if unfilled.search(record.text)]


def test_things_are_not_marked_and_stand_in_lists_of_people_too(language: str, made: list[Record]) -> None:
    things = {*ordinary_words(language), *things_of(language, "words"), *things_of(language, "cells")}
    assert not [value for record in made for value in _marked(record) if value in things]
    with_people = [record for record in made if len(record.spans) > 1]
    assert any(thing in record.text for record in with_people for thing in things if len(thing) > 5)
    assert any(not record.spans for record in made)


def test_lists_stand_in_lines_and_in_one_line(made: list[Record]) -> None:
    texts = [record.text for record in made]
    for joint in ("\n- ", "\n2. ", ", ", "; ", " / "):
        assert any(joint in text for text in texts), joint
    assert not [text for text in texts if " \n" in text]


def test_some_texts_are_cells_of_states_and_of_names_alone(language: str, made: list[Record]) -> None:
    states = set(things_of(language, "cells"))
    alone = [record for record in made if record.text in states]
    assert alone
    assert not any(record.spans for record in alone)
    assert any(_marked(record) == [record.text] for record in made)
    assert any(set(record.text.split("\n")) <= states for record in made if "\n" in record.text)


def test_numbers_alone_in_cells_are_not_marked(made: list[Record]) -> None:
    columns = [record for record in made if re.fullmatch(r"[\d.,/%+<>:\s-]+", record.text)]
    assert columns
    assert not any(record.spans for record in columns)
