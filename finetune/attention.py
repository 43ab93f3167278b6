"""Attention as it trains fastest on a CPU in bfloat16.

The fused kernel of PyTorch has a slow backward pass there (four times that of the products written out, at
150 tokens), autocasting makes the scores float32 on the way, and random numbers for a dropout of the scores,
of which there are ten times as many as of anything else, are drawn on one core. Without these three a step of
16 texts of 147 tokens took 2.1 seconds instead of 3.6, on two cores and with 12 layers of 384.
"""

from __future__ import annotations

from typing import Any

from finetune.hardware import Hardware

NAME = "written_out"


def fit_to(model: Any, hardware: Hardware) -> None:  # noqa: ANN401 - a transformers model
    """Gives an encoder this attention where that is faster, without dropout of the scores.

    What is saved later loads with the attention of whoever loads it.

    Args:
        model: an encoder of transformers.
        hardware: where it is trained.
    """
    if hardware.device != "cpu" or not hardware.bfloat16:
        return
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import eager_mask

    if not getattr(model, "_supports_attention_backend", False):
        return
    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, eager_mask)
    model.set_attn_implementation(NAME)


def attend(
    module: Any,  # noqa: ANN401 - as transformers calls it
    query: Any,  # noqa: ANN401
    key: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    attention_mask: Any | None,  # noqa: ANN401
    *,
    scaling: float | None = None,
    **_: object,
) -> tuple[Any, None]:
    """Attends in the precision of its input: softmax(query key^T * scaling + mask) value.

    Args:
        module: the layer.
        query: shape (texts, heads, tokens, size); so are key and value.
        key: what is compared with.
        value: what is mixed.
        attention_mask: added to the scores, shape (texts, 1, tokens, tokens); None adds nothing.
        scaling: of the scores; None for one through the square root of the size.

    Returns:
        Shape (texts, tokens, heads, size), and no weights.
    """
    import torch

    factor = query.shape[-1] ** -0.5 if scaling is None else scaling
    with torch.autocast(query.device.type, enabled=False):
        scores = torch.matmul(query * factor, key.transpose(2, 3))
        if attention_mask is not None:
            scores = scores + attention_mask.to(scores.dtype)
        mixed = torch.matmul(scores.softmax(dim=-1), value)
    return mixed.transpose(1, 2).contiguous(), None
