"""Attention written out: the same numbers as that of transformers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModel, BertConfig, BertModel

from finetune.attention import NAME, fit_to
from finetune.hardware import Hardware

IDS = torch.arange(5, 29).reshape(2, 12)
MASK = torch.ones_like(IDS)
MASK[1, 7:] = 0
CPU = Hardware("cpu", bfloat16=True)


@pytest.fixture
def encoder() -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16
    )
    return BertModel(config, add_pooling_layer=False).eval()


def test_hidden_states_are_the_same(encoder: BertModel) -> None:
    expected = encoder(IDS, attention_mask=MASK).last_hidden_state
    fit_to(encoder, CPU)
    assert encoder.config._attn_implementation == NAME
    given = encoder(IDS, attention_mask=MASK).last_hidden_state
    inside = MASK.bool()
    assert torch.allclose(given[inside], expected[inside], atol=1e-5)


def test_padding_has_no_effect(encoder: BertModel) -> None:
    fit_to(encoder, CPU)
    together = encoder(IDS, attention_mask=MASK).last_hidden_state[1, :7]
    alone = encoder(IDS[1:, :7]).last_hidden_state[0]
    assert torch.allclose(together, alone, atol=1e-5)


def test_gradients_are_the_same(encoder: BertModel) -> None:
    gradients = []
    for _ in range(2):
        encoder.zero_grad()
        encoder(IDS, attention_mask=MASK).last_hidden_state[0].square().sum().backward()
        gradients.append(encoder.embeddings.word_embeddings.weight.grad.clone())
        fit_to(encoder, CPU)
    assert torch.allclose(*gradients, atol=1e-4)


@pytest.mark.parametrize("hardware", [Hardware("cpu", bfloat16=False), Hardware("cuda", bfloat16=True)])
def test_elsewhere_the_fused_kernel_stays(encoder: BertModel, hardware: Hardware) -> None:
    before = encoder.config._attn_implementation
    fit_to(encoder, hardware)
    assert encoder.config._attn_implementation == before != NAME


def test_a_saved_model_does_not_ask_for_it(encoder: BertModel, tmp_path: Path) -> None:
    fit_to(encoder, CPU)
    encoder.save_pretrained(tmp_path)
    assert AutoModel.from_pretrained(tmp_path).config._attn_implementation != NAME
