"""The rows of the embedding table that occur are trained; the others are not carried along.

A table of 60,000 rows is half of a small model, and a few thousand of them occur. A row that does not occur
has no gradient, but the optimizer would read and write it, and its two moments, at every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from anonymize.errors import ModelError
from finetune.alignment import Ints


@contextmanager
def rows_in_use(model: Any, texts: Iterable[Ints], *, padding_id: int) -> Iterator[Ints]:  # noqa: ANN401 - a transformers model
    """Within it a model has a smaller table of words, and takes ids that are numbered anew.

    After it the model has its whole table back, with the rows as they were trained. A table of a class of
    its own, which may do more than look up rows, is left as it is.

    Args:
        model: a transformers model.
        texts: all token ids that the model will be given, arrays of any length.
        padding_id: id of the padding token.

    Yields:
        The new id of each id, shape (vocabulary,); ids that do not occur have the padding's.

    Raises:
        ModelError: the texts have an id that the model has no row for.
    """
    import torch
    from torch import nn

    table = model.get_input_embeddings()
    if type(table) is not nn.Embedding:
        yield np.arange(table.weight.shape[0])
        return
    padding = max(padding_id, table.padding_idx or 0)
    # The padding keeps its number, and so do those below it: RoBERTa and its kin count positions from it on.
    used = np.unique(np.concatenate([*texts, np.arange(padding + 1)]))
    if used[-1] >= table.num_embeddings:
        raise ModelError(
            f"the tokenizer gives piece {used[-1]:,}, and the base model has {table.num_embeddings:,} rows;"
            " call resize_token_embeddings in transformers, and save the model again"
        )
    numbers = np.full(table.num_embeddings, padding_id)
    numbers[used] = np.arange(len(used))
    rows = torch.from_numpy(used).to(table.weight.device)
    small = nn.Embedding(
        len(used),
        table.embedding_dim,
        padding_idx=table.padding_idx,
        _weight=table.weight.detach()[rows],
    )
    model.set_input_embeddings(small)
    try:
        yield numbers
    finally:
        with torch.no_grad():
            table.weight[rows] = small.weight
        model.set_input_embeddings(table)
