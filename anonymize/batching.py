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
