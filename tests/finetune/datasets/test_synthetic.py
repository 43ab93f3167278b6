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


def test_smaller_corpus_lies_inside_a_larger_one() -> None:
    small = select(load("synthetic:es", size=30, eval_size=10), size=30, eval_size=10)
    large = select(load("synthetic:es", size=90, eval_size=20), size=90, eval_size=20)
    assert set(small.train) <= set(large.train)
    assert small.test == (large.test or ())[:10]


def test_seed_decides() -> None:
    first, again, other = (load("synthetic:de", size=20, eval_size=5, seed=seed).train for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_unknown_language_names_those_there_are() -> None:
    with pytest.raises(DatasetError, match="there are de, en, es, fr, it"):
        load("synthetic:nl")
