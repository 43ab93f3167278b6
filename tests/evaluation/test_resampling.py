"""Sums over samples of documents."""

from __future__ import annotations

import numpy as np
import pytest

from anonymize.evaluation import resampling
from anonymize.evaluation.resampling import Estimate, estimate, share, sums

COUNTS = np.array([[1.0, 4.0], [0.0, 1.0], [2.0, 2.0], [3.0, 3.0]])


def test_the_first_row_is_the_sum_over_all_documents() -> None:
    summed = sums(COUNTS, resamples=50, seed=3)
    assert summed.shape == (51, 2)
    assert summed[0].tolist() == [6, 10]


def test_samples_are_as_many_documents_drawn_with_replacement() -> None:
    ones = sums(np.eye(4), resamples=200, seed=0)[1:]
    assert (ones.sum(axis=1) == 4).all()
    assert ones.max() > 1
    assert ones.mean() == pytest.approx(1)


def test_draws_do_not_depend_on_how_many_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    together = sums(COUNTS, resamples=30, seed=1)
    monkeypatch.setattr(resampling, "_CELLS", 7)
    assert (sums(COUNTS, resamples=30, seed=1) == together).all()


def test_one_document_or_none_gives_no_samples() -> None:
    assert len(sums(COUNTS[:1], resamples=30, seed=1)) == 1
    assert sums(COUNTS[:0], resamples=30, seed=1).tolist() == [[0, 0]]


def test_samples_without_anything_to_divide_by_are_left_out() -> None:
    values = share(np.array([1.0, 1.0, 0.0, 2.0]), np.array([2.0, 2.0, 0.0, 2.0]))
    assert estimate(values) == Estimate(0.5, pytest.approx(0.5125), pytest.approx(0.9875))
    assert estimate(values[2:]) == Estimate(None, None, None)
    assert estimate(values[:1]) == Estimate(0.5, None, None)
