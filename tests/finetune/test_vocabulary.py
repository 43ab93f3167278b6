"""A smaller table of words: the same outputs, and the whole table back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from anonymize.errors import ModelError
from finetune.vocabulary import rows_in_use

SIZE = 60


def model_of(architecture: str, padding_id: int) -> Any:
    from transformers import AutoConfig, AutoModelForTokenClassification

    torch.manual_seed(0)
    config = AutoConfig.for_model(
        architecture,
        vocab_size=SIZE,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=40,
        pad_token_id=padding_id,
    )
    return AutoModelForTokenClassification.from_config(config).eval()


@pytest.mark.parametrize("padding_id", [0, 1])
@pytest.mark.parametrize("architecture", ["bert", "roberta", "camembert", "xlm-roberta", "mpnet", "electra"])
def test_the_model_gives_the_same_with_the_rows_in_use(architecture: str, padding_id: int) -> None:
    """RoBERTa and its kin count positions from the padding's id on, so that it has to keep its number."""
    model = model_of(architecture, padding_id)
    ids = np.array([[5, 20, 33, 6, padding_id, padding_id], [5, 41, 42, 43, 44, 6]])
    mask = torch.from_numpy((ids != padding_id).astype(np.int64))
    with torch.inference_mode():
        whole = model(input_ids=torch.from_numpy(ids), attention_mask=mask).logits
        with rows_in_use(model, list(ids), padding_id=padding_id) as numbers:
            few = model(input_ids=torch.from_numpy(numbers[ids]), attention_mask=mask).logits
            assert model.get_input_embeddings().num_embeddings < 15
    torch.testing.assert_close(few, whole)


def test_rows_come_back_as_they_were_trained_and_others_as_they_were() -> None:
    model = model_of("bert", 0)
    before = model.get_input_embeddings().weight.detach().clone()
    ids = np.array([7, 9])
    with rows_in_use(model, [ids], padding_id=0) as numbers, torch.no_grad():
        model.get_input_embeddings().weight[torch.from_numpy(numbers[ids])] += 1.0
    after = model.get_input_embeddings().weight.detach()
    changed = [row for row in range(SIZE) if not torch.equal(before[row], after[row])]
    assert changed == [7, 9]
    torch.testing.assert_close(after[ids], before[ids] + 1.0)


def test_a_piece_that_the_model_has_no_row_for_is_refused() -> None:
    texts = [np.array([5, SIZE])]
    with (
        pytest.raises(ModelError, match=f"gives piece {SIZE}, and the base model has {SIZE} rows"),
        rows_in_use(model_of("bert", 0), texts, padding_id=0),
    ):
        pass
