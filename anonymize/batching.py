"""Windows to batches: like lengths together, under a token budget.

Batches are formed from the order of the input alone, so that the same input gives the same batches on
every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], *, budget: int) -> Iterator[list[int]]:
    """Groups items of like length, the longest first.

    Args:
        lengths: the length of each item, in tokens.
        budget: most tokens in a batch, padding included. An item longer than that makes a batch alone.

    Yields:
        Indices into `lengths`; each index once.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def even_batches(lengths: Sequence[int], *, budget: int) -> Iterator[list[int]]:
    """Groups items of the same length, so that none is padded and none depends on others; see `batches`."""
    groups: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        groups.setdefault(length, []).append(index)
    for length in sorted(groups, reverse=True):
        many = max(1, budget // length)
        for start in range(0, len(groups[length]), many):
            yield groups[length][start : start + many]
