"""What of a model is trained: everything, everything but the embeddings, or the head alone.

Works from the structure of a model, whatever its architecture calls its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from torch import nn

Freeze = Literal["none", "embeddings", "backbone"]
FREEZES: tuple[Freeze, ...] = get_args(Freeze)


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """How many parameters a model has, and how many of them are trained."""

    trainable: int
    total: int

    def __str__(self) -> str:
        return f"{self.trainable:,} of {self.total:,} parameters are trained"


def freeze(model: Any, what: Freeze) -> ParameterCount:  # noqa: ANN401 - a transformers model
    """Decides which parameters of a model are trained.

    Args:
        model: a transformers model with a head.
        what: `none` trains everything, `embeddings` everything but the embeddings (of words, positions and
            types, with the norm over them, where the architecture keeps these together), `backbone` the head.

    Returns:
        The counts; a parameter that is used in two places counts once.
    """
    model.requires_grad_(True)
    freeze_backbone(model.base_model, what)
    parameters = list(model.parameters())
    return ParameterCount(
        trainable=sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
        total=sum(parameter.numel() for parameter in parameters),
    )


def freeze_backbone(backbone: nn.Module, what: Freeze) -> None:
    """Freezes a backbone, its embeddings, or nothing of it; the head is left as it is."""
    if what == "backbone":
        backbone.requires_grad_(False)
    elif what == "embeddings":
        for module in _embeddings(backbone):
            module.requires_grad_(False)


def _embeddings(backbone: nn.Module) -> list[nn.Module]:
    """The largest module around the table of words that holds no stack of layers, or the tables beside it.

    BERT and its kin have such a module; GPT-2 has its tables next to its layers.
    """
    from torch import nn

    words = backbone.get_input_embeddings()  # type: ignore[operator] # transformers adds it to every backbone
    ancestors = [module for module in backbone.modules() if any(words is inner for inner in module.modules())]
    around = [
        module
        for module in ancestors
        if module is not backbone and not any(isinstance(inner, nn.ModuleList) for inner in module.modules())
    ]
    parent = ancestors[-2] if len(ancestors) > 1 else backbone
    tables: list[nn.Module] = [module for module in parent.children() if isinstance(module, nn.Embedding)]
    return around[:1] if around[0] is not words else tables
