"""The bundled corpus as a data set."""

from __future__ import annotations

import pytest

from anonymize.errors import DatasetError
from finetune.datasets.splits import select
from tests.finetune.datasets.support import load


def test_sizes_are_as_asked_for() -> None:
    found = load("synthetic:en", size=60, eval_size=40)
    assert (len(found.train), len(found.test or ())) == (60, 40)
    assert found.validation


def test_smaller_corpus_is_the_beginning_of_a_larger_one_however_many_were_made() -> None:
    made = {size: load("synthetic:es", size=size, eval_size=10) for size in (100, 300)}
    small, large = (select(made[size], size=size, eval_size=10) for size in (100, 300))
    of_more = select(made[300], size=100, eval_size=10)
    assert small.train == of_more.train == large.train[:100]
    assert small.validation == of_more.validation == large.validation
    assert small.test == of_more.test == large.test


def test_smaller_test_split_is_the_beginning_of_a_larger_one() -> None:
    small, large = (load("synthetic:es", size=1, eval_size=size).test or () for size in (10, 20))
    assert small == large[:10]


def test_seed_decides() -> None:
    first, again, other = (load("synthetic:de", size=20, eval_size=5, seed=seed).train for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_unknown_language_names_those_there_are() -> None:
    with pytest.raises(DatasetError, match="there are de, en, es, fr, it"):
        load("synthetic:nl")
