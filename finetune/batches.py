"""Pieces to batches: like lengths together, padded to the longest of the batch and no further."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

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

    def unannotated(self, items: Sequence[int], tags: int) -> Tensor | None:
        """Tells which of so many tags an `O` may stand for, because nobody marked them in an item's text.

        Returns:
            Shape (items, 1, tags), or (1, tokens, tags) where all tokens are in one row; True where the tag
            was not marked for. None where everything was.
        """
        ...


def grouped(
    lengths: Sequence[int], *, batch_size: int, seed: int, batch_tokens: int | None = None
) -> list[list[int]]:
    """Shuffles items into batches of like length.

    The items are shuffled, sorted by length within pools of `POOL` batches, cut into batches, and these are
    shuffled: the method of the length-grouped sampler of transformers.

    Args:
        lengths: the length of each item.
        batch_size: items a batch; the last may hold fewer.
        seed: the same seed gives the same batches.
        batch_tokens: most tokens a batch, padding included; a longer item makes a batch alone.

    Returns:
        Indices into `lengths`; each index once.
    """
    chance = random.Random(seed)  # noqa: S311 - a shuffle that repeats, not a secret
    order = list(range(len(lengths)))
    chance.shuffle(order)
    pool = POOL * batch_size
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        batch: list[int] = []
        for index in sorted(order[start : start + pool], key=lambda index: -lengths[index]):
            room = batch_size
            if batch and batch_tokens is not None:
                room = min(room, batch_tokens // lengths[batch[0]])
            if not batch or len(batch) >= room:
                batch = []
                batches.append(batch)
            batch.append(index)
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

    def unannotated(self, items: Sequence[int], tags: int) -> Tensor | None:
        """Tells which tags were not marked for; see `Inputs`."""
        import torch

        rows = [self._pieces[index].unannotated for index in items]
        if not any(rows):
            return None
        return torch.from_numpy(_mask(rows, tags)[:, None]).to(self._device)


def _mask(rows: Sequence[tuple[int, ...]], tags: int) -> NDArray[np.bool_]:
    mask = np.zeros((len(rows), tags), dtype=np.bool_)
    for row, ids in enumerate(rows):
        mask[row, list(ids)] = True
    return mask


class FeatureInputs:
    """Hidden states that a frozen backbone gave once, for the head alone. Only scored tokens are kept.

    Args:
        states: for each piece, the hidden states of its scored tokens, shape (scored, hidden).
        labels: their labels, shape (scored,).
        unannotated: for each piece, the tags that it was not marked for.
        device: where the tensors go.
    """

    def __init__(
        self,
        states: Sequence[Tensor],
        labels: Sequence[Tensor],
        *,
        unannotated: Sequence[tuple[int, ...]],
        device: str,
    ) -> None:
        self.lengths: Sequence[int] = [len(values) for values in labels]
        self.scored: Sequence[int] = self.lengths
        self._states = states
        self._labels = labels
        self._unannotated = unannotated
        self._device = device

    def batch(self, items: Sequence[int]) -> tuple[dict[str, Tensor], Tensor]:
        """Gives all states in one row, shape (1, tokens, hidden): a head sees each token by itself."""
        import torch

        states = torch.cat([self._states[index] for index in items])[None]
        labels = torch.cat([self._labels[index] for index in items])[None]
        return {"inputs_embeds": states.to(self._device)}, labels.to(self._device)

    def unannotated(self, items: Sequence[int], tags: int) -> Tensor | None:
        """Tells which tags were not marked for, a row a token; see `Inputs`."""
        import torch

        rows = [self._unannotated[index] for index in items for _ in range(self.lengths[index])]
        if not any(rows):
            return None
        return torch.from_numpy(_mask(rows, tags)[None]).to(self._device)
