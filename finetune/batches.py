"""Pieces to batches: like lengths together, padded to the longest of the batch and no further."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from finetune.alignment import IGNORED, Piece

if TYPE_CHECKING:
    from torch import Tensor

POOL = 50
"""Batches whose pieces are sorted by length among themselves: enough to leave little padding, and few
enough that an epoch stays well mixed."""


class Inputs(Protocol):
    """What a model is trained on and applied to: tokens, or the hidden states of a frozen backbone."""

    lengths: Sequence[int]
    """The length of each item, in tokens."""
    scored: Sequence[int]
    """How many tokens of each item are scored."""

    def batch(self, items: Sequence[int]) -> tuple[dict[str, Tensor], Tensor]:
        """Gives the model's arguments for some items, and their labels, shape (items, tokens)."""
        ...


def grouped(lengths: Sequence[int], *, batch_size: int, seed: int) -> list[list[int]]:
    """Shuffles items into batches of like length.

    The items are shuffled, sorted by length within pools of `POOL` batches, cut into batches, and these are
    shuffled: the method of the length-grouped sampler of transformers.

    Args:
        lengths: the length of each item.
        batch_size: items a batch; the last may hold fewer.
        seed: the same seed gives the same batches.

    Returns:
        Indices into `lengths`; each index once.
    """
    chance = random.Random(seed)  # noqa: S311 - a shuffle that repeats, not a secret
    order = list(range(len(lengths)))
    chance.shuffle(order)
    pool = POOL * batch_size
    by_length = [
        index
        for start in range(0, len(order), pool)
        for index in sorted(order[start : start + pool], key=lambda index: -lengths[index])
    ]
    batches = [by_length[start : start + batch_size] for start in range(0, len(by_length), batch_size)]
    chance.shuffle(batches)
    return batches


class TokenInputs:
    """Token ids, for a model that is run whole.

    Args:
        pieces: what to batch.
        padding_id: id of the padding token.
        device: where the tensors go.
    """

    def __init__(self, pieces: Sequence[Piece], *, padding_id: int, device: str) -> None:
        self.lengths: Sequence[int] = [len(piece) for piece in pieces]
        self.scored: Sequence[int] = [int(piece.scored.sum()) for piece in pieces]
        self._pieces = pieces
        self._padding_id = padding_id
        self._device = device

    def batch(self, items: Sequence[int]) -> tuple[dict[str, Tensor], Tensor]:
        """Gives ids, attention mask and labels; see `Inputs`."""
        import torch

        width = max(self.lengths[index] for index in items)
        ids = np.full((len(items), width), self._padding_id, dtype=np.int64)
        labels = np.full_like(ids, IGNORED)
        mask = np.zeros_like(ids)
        for row, index in enumerate(items):
            piece = self._pieces[index]
            ids[row, : len(piece)] = piece.ids
            labels[row, : len(piece)] = piece.labels
            mask[row, : len(piece)] = 1
        arguments = {
            "input_ids": torch.from_numpy(ids).to(self._device),
            "attention_mask": torch.from_numpy(mask).to(self._device),
        }
        return arguments, torch.from_numpy(labels).to(self._device)


class FeatureInputs:
    """Hidden states that a frozen backbone gave once, for the head alone. Only scored tokens are kept.

    Args:
        states: for each piece, the hidden states of its scored tokens, shape (scored, hidden).
        labels: their labels, shape (scored,).
        device: where the tensors go.
    """

    def __init__(self, states: Sequence[Tensor], labels: Sequence[Tensor], *, device: str) -> None:
        self.lengths: Sequence[int] = [len(values) for values in labels]
        self.scored: Sequence[int] = self.lengths
        self._states = states
        self._labels = labels
        self._device = device

    def batch(self, items: Sequence[int]) -> tuple[dict[str, Tensor], Tensor]:
        """Gives all states in one row, shape (1, tokens, hidden): a head sees each token by itself."""
        import torch

        states = torch.cat([self._states[index] for index in items])[None]
        labels = torch.cat([self._labels[index] for index in items])[None]
        return {"inputs_embeds": states.to(self._device)}, labels.to(self._device)
