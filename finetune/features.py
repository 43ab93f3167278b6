"""A frozen backbone: its hidden states are computed once, and the head is trained on them alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from anonymize.batching import batches
from finetune.alignment import IGNORED, Piece
from finetune.batches import FeatureInputs, Inputs

if TYPE_CHECKING:
    from torch import Tensor

    from finetune.hardware import Hardware

EVALUATION_TOKENS = 4_096
"""Most tokens in a batch that is not trained on, padding included."""


def hidden_states(
    model: Any,  # noqa: ANN401 - a transformers model
    pieces: Sequence[Piece],
    inputs: Inputs,
    hardware: Hardware,
) -> FeatureInputs:
    """Runs a backbone over pieces, without dropout, and keeps the last layer's states of the scored tokens.

    Args:
        model: a transformers model with a head.
        pieces: what `inputs` batches.
        inputs: the same pieces as tensors.
        hardware: where and in which precision to run.

    Returns:
        The states, on the CPU, in float32.
    """
    import torch

    states: dict[int, Tensor] = {}
    model.eval()
    for items in batches(inputs.lengths, budget=EVALUATION_TOKENS):
        arguments, labels = inputs.batch(items)
        with torch.inference_mode(), hardware.autocast():
            hidden = model.base_model(**arguments).last_hidden_state
        kept = hidden[labels != IGNORED].float().cpu()
        states.update(zip(items, kept.split([inputs.scored[index] for index in items]), strict=True))
    return FeatureInputs(
        # A plain copy: tensors made in inference mode cannot be trained on, and views keep the batch alive.
        [states[index].clone() for index in range(len(pieces))],
        [torch.from_numpy(piece.labels[piece.scored]) for piece in pieces],
        unannotated=[piece.unannotated for piece in pieces],
        device=hardware.device,
    )


@contextmanager
def head_alone(model: Any) -> Iterator[None]:  # noqa: ANN401
    """Within it, calling the model with `inputs_embeds` takes these as what the backbone would have given.

    The model's own head runs on them, whatever its architecture makes of its head.
    """
    from torch import nn
    from transformers.modeling_outputs import BaseModelOutput

    class Given(nn.Module):
        def forward(self, *_: object, inputs_embeds: Tensor, **__: object) -> BaseModelOutput:
            return BaseModelOutput(last_hidden_state=inputs_embeds)

    backbone = model.base_model
    setattr(model, model.base_model_prefix, Given())
    try:
        yield
    finally:
        setattr(model, model.base_model_prefix, backbone)
