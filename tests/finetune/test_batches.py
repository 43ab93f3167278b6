"""Batches: everything once, like lengths together, and padding that counts for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from finetune.alignment import IGNORED, Piece, align
from finetune.base_models import open_base
from finetune.batches import TokenInputs, grouped
from finetune.datasets.base import Dataset
from finetune.hardware import Hardware
from finetune.heads import new_tagger
from finetune.training import predict

FULL = Hardware("cpu", bfloat16=False)


@pytest.fixture(scope="module")
def pieces(base_model: Path, data: Dataset) -> list[Piece]:
    encoder = open_base(str(base_model)).encoder
    return align(data.train[:40], encoder, data.tags, subwords="first", max_length=64)


@pytest.fixture(scope="module")
def tagger(base_model: Path, data: Dataset) -> Any:
    torch.manual_seed(0)
    return new_tagger(open_base(str(base_model)), data.tags).eval()


@given(st.lists(st.integers(1, 90), max_size=300), st.integers(1, 33), st.integers(0, 5))
def test_each_item_is_in_one_batch(lengths: list[int], batch_size: int, seed: int) -> None:
    batches = grouped(lengths, batch_size=batch_size, seed=seed)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(0 < len(batch) <= batch_size for batch in batches)


@given(st.lists(st.integers(1, 90), max_size=300), st.integers(2, 16), st.integers(1, 400), st.integers(0, 5))
def test_a_batch_has_no_more_tokens_than_asked_for(
    lengths: list[int], batch_size: int, tokens: int, seed: int
) -> None:
    batches = grouped(lengths, batch_size=batch_size, seed=seed, batch_tokens=tokens)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[index] for index in batch)
        assert padded <= tokens or len(batch) == 1


def test_nor_has_one_where_two_pools_meet_of_which_the_second_begins_with_longer_items() -> None:
    lengths = [index * 7 % 19 + 1 for index in range(700)]
    for seed in range(50):
        for batch in grouped(lengths, batch_size=6, seed=seed, batch_tokens=40):
            assert len(batch) * max(lengths[index] for index in batch) <= 40


def test_like_lengths_stand_together_and_the_order_is_shuffled() -> None:
    lengths = [length % 60 + 1 for length in range(600)]
    batches = grouped(lengths, batch_size=16, seed=1)
    padded = sum(len(batch) * max(lengths[index] for index in batch) for batch in batches)
    assert padded < 1.1 * sum(lengths)
    longest = [max(lengths[index] for index in batch) for batch in batches]
    assert longest not in (sorted(longest), sorted(longest, reverse=True))
    assert batches != grouped(lengths, batch_size=16, seed=2)


def test_padding_and_special_tokens_carry_no_label(pieces: list[Piece]) -> None:
    inputs = TokenInputs(pieces, padding_id=0, device="cpu")
    arguments, labels = inputs.batch(range(len(pieces)))
    for row, piece in enumerate(pieces):
        assert (labels[row, len(piece) :] == IGNORED).all()
        assert (arguments["attention_mask"][row, len(piece) :] == 0).all()
        assert labels[row, 0] == labels[row, len(piece) - 1] == IGNORED
        assert int((labels[row] != IGNORED).sum()) == inputs.scored[row] > 0


def test_padding_changes_neither_loss_nor_scores(pieces: list[Piece], tagger: Any) -> None:
    """Scoring padding was one of the mistakes behind a published F1 of 0.05."""
    short, long = min(pieces, key=len), max(pieces, key=len)
    assert len(short) < len(long)

    def loss(*batch: Piece) -> tuple[float, int]:
        arguments, labels = TokenInputs(batch, padding_id=0, device="cpu").batch(range(len(batch)))
        with torch.inference_mode():
            logits = tagger(**arguments).logits
        total = cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
        return float(total), int((labels != IGNORED).sum())

    (one, count), (other, more), (both, all_of_them) = loss(short), loss(long), loss(short, long)
    assert both == pytest.approx(one + other, rel=1e-5)
    assert all_of_them == count + more


def test_an_item_gets_the_same_scores_whatever_it_is_batched_with(pieces: list[Piece], tagger: Any) -> None:
    together = predict(tagger, TokenInputs(pieces, padding_id=0, device="cpu"), FULL)
    for piece, scores in zip(pieces, together, strict=True):
        (alone,) = predict(tagger, TokenInputs([piece], padding_id=0, device="cpu"), FULL)
        assert scores.shape == alone.shape == (int(piece.scored.sum()), tagger.config.num_labels)
        np.testing.assert_allclose(scores, alone, atol=1e-5)
