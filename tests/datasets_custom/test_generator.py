"""Sentences: labelled where the values stand, the same again for the same seed."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import Any

import pytest

from datasets_custom.generator import Example, Generator
from datasets_custom.kinds import LABELS
from datasets_custom.templates import SPLITS
from tests.datasets_custom.support import LANGUAGES

COUNT = 600


@pytest.fixture(scope="module", params=LANGUAGES)
def corpus(request: pytest.FixtureRequest) -> list[Example]:
    generator = Generator(request.param)
    return [generator.example("train", index) for index in range(COUNT)]


def test_entities_are_in_order_apart_and_without_space_at_their_edges(corpus: list[Example]) -> None:
    for example in corpus:
        end = 0
        for entity in example.entities:
            assert end <= entity.start < entity.end <= len(example.text)
            value = example.text[entity.start : entity.end]
            assert value == value.strip() != ""
            assert "\n" not in value
            end = entity.end


def test_every_label_occurs(corpus: list[Example]) -> None:
    assert {entity.label for example in corpus for entity in example.entities} == set(LABELS)


def test_about_a_tenth_has_nothing_to_find(corpus: list[Example]) -> None:
    without = sum(not example.entities for example in corpus)
    assert 0.06 * COUNT <= without <= 0.14 * COUNT


def test_some_sentences_are_in_one_case(corpus: list[Example]) -> None:
    lower = sum(example.text.islower() for example in corpus)
    upper = sum(example.text.isupper() for example in corpus)
    assert 0.03 * COUNT <= lower <= 0.2 * COUNT
    assert 0.01 * COUNT <= upper <= 0.1 * COUNT


def test_hardly_any_sentence_comes_twice(corpus: list[Example]) -> None:
    assert len({example.text for example in corpus}) > 0.95 * COUNT


def test_sentence_does_not_depend_on_those_before_it() -> None:
    generator = Generator("fr", seed=7)
    in_order = [generator.example("train", index) for index in range(20)]
    assert Generator("fr", seed=7).example("train", 13) == in_order[13]


def test_seed_language_and_split_each_make_a_difference() -> None:
    texts = {
        Generator(language, seed=seed).example(split, 0).text
        for language in ("en", "it")
        for seed in (1, 2)
        for split in SPLITS
    }
    assert len(texts) == 2 * 2 * len(SPLITS)


def test_sentences_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of Faker's providers draw dates up to today: none of those may be used."""
    from faker.providers import date_time

    class Stopped(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            raise AssertionError("the time was asked for")

    monkeypatch.setattr(date_time, "datetime", Stopped)
    for language in LANGUAGES:
        generator = Generator(language, seed=3)
        for index in range(300):
            generator.example("train", index)


def test_sentences_do_not_depend_on_the_process() -> None:
    script = (
        "from datasets_custom.generator import Generator\n"
        "print([Generator('es').example('train', index) for index in range(60)])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
