"""Freezing, for architectures that call their parts by different names."""

from __future__ import annotations

from typing import Any

import pytest
from transformers import (
    AutoConfig,
    AutoModelForTokenClassification,
)

from finetune.freezing import FREEZES, freeze

SMALL: dict[str, dict[str, Any]] = {
    "bert": {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8},
    "roberta": {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8},
    "electra": {"hidden_size": 8, "embedding_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2},
    "distilbert": {"dim": 8, "n_layers": 1, "n_heads": 2, "hidden_dim": 8},
    "xlnet": {"d_model": 8, "n_layer": 1, "n_head": 2, "d_inner": 8},
    "albert": {"hidden_size": 8, "embedding_size": 4, "num_attention_heads": 2, "intermediate_size": 8},
    "gpt2": {"n_embd": 8, "n_layer": 1, "n_head": 2},
}
EMBEDDINGS = {
    "bert": "bert.embeddings.",
    "roberta": "roberta.embeddings.",
    "electra": "electra.embeddings.",
    "distilbert": "distilbert.embeddings.",
    "xlnet": "transformer.word_embedding.",
    "gpt2": "transformer.wte. transformer.wpe.",
    "albert": "albert.embeddings.",
}


@pytest.fixture(params=sorted(SMALL))
def architecture(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(architecture: str) -> Any:
    config = AutoConfig.for_model(architecture, vocab_size=50, num_labels=3, **SMALL[architecture])
    return AutoModelForTokenClassification.from_config(config)


def trained(model: Any) -> set[str]:
    return {name for name, values in model.named_parameters() if values.requires_grad}


def test_nothing_frozen(model: Any) -> None:
    count = freeze(model, "none")
    assert trained(model) == {name for name, _ in model.named_parameters()}
    assert count.trainable == count.total == sum(values.numel() for values in model.parameters())


def test_a_frozen_backbone_leaves_the_head(model: Any) -> None:
    count = freeze(model, "backbone")
    assert {name.partition(".")[0] for name in trained(model)} == {"classifier"}
    assert count.trainable == 3 * 8 + 3


def test_frozen_embeddings_leave_the_layers_and_the_head(model: Any, architecture: str) -> None:
    count = freeze(model, "embeddings")
    prefixes = tuple(EMBEDDINGS[architecture].split())
    frozen = {name for name, _ in model.named_parameters()} - trained(model)
    assert frozen == {name for name, _ in model.named_parameters() if name.startswith(prefixes)}
    assert frozen
    assert 0 < count.trainable < count.total


def test_what_was_frozen_before_does_not_matter(model: Any) -> None:
    for first in FREEZES:
        for then in FREEZES:
            freeze(model, first)
            expected = freeze(model, then)
            freeze(model, "none")
            assert freeze(model, then) == expected
