"""The settings of a training run, and their defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from anonymize.errors import UsageError
from finetune.alignment import Subwords
from finetune.freezing import Freeze

LONGEST = 256
"""Tokens. Sentences are rarely longer, and `anon redact` gives the model windows of as many."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a tagger is trained.

    Attributes:
        freeze: what is not trained.
        label_subwords: which sub-words of a word carry its tag.
        epochs: passes over the training sentences, at most.
        learning_rate: of AdamW, at its highest.
        batch_size: sentences a batch, at most.
        batch_tokens: tokens a batch, padding included, at most; None for as many as the sentences have.
        weight_decay: of AdamW, on weight matrices.
        warmup: steps in which the rate climbs: below 1 a share of all steps, from 1 on a number of steps.
            After them it falls to nothing, in a line.
        max_length: most tokens a piece of a sentence, special tokens included; None for `LONGEST`, or what
            the model takes where that is less.
        head_rate: how many times the learning rate the head gets.
        dropout: share of hidden states left out at random; None for what the base model has.
        average: trainings that begin alike and whose weights are averaged; see `averaging`.
        patience: epochs without a better validation F1 after which training ends.
        seed: of the shuffles, the new head and dropout, and of the choice of sentences.
    """

    freeze: Freeze = "none"
    label_subwords: Subwords = "first"
    epochs: int = 3
    learning_rate: float = 1e-4
    batch_size: int = 16
    batch_tokens: int | None = None
    weight_decay: float = 0.01
    warmup: float = 0.1
    max_length: int | None = None
    head_rate: float = 1.0
    dropout: float | None = None
    average: int = 1
    patience: int = 3
    seed: int = 42

    def __post_init__(self) -> None:
        """Checks the numbers.

        Raises:
            UsageError: one of them makes no sense.
        """
        positive = ("epochs", "learning_rate", "head_rate", "batch_size", "average", "patience")
        for name in positive:
            if not getattr(self, name) > 0:
                raise UsageError(f"{_option(name)} has to be above 0, not {getattr(self, name)}")
        if self.batch_tokens is not None and self.batch_tokens < 1:
            raise UsageError(f"--batch-tokens has to be above 0, not {self.batch_tokens}")
        if self.dropout is not None and not 0 <= self.dropout < 1:
            raise UsageError(f"--dropout is a share, from 0 to below 1, not {self.dropout}")
        for name in ("weight_decay", "warmup", "seed"):
            if not getattr(self, name) >= 0:
                raise UsageError(f"{_option(name)} cannot be below 0, as {getattr(self, name)} is")

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values."""
        return asdict(self)


FROZEN_BACKBONE: dict[str, Any] = {"epochs": 40, "learning_rate": 3e-3, "patience": 8}
"""Defaults that differ where only a head is trained. A backbone's rate leaves a head where it was drawn, and
an epoch on cached hidden states costs next to nothing."""


GLINER: dict[str, Any] = {"head_rate": 5.0, "warmup": 0.05}
"""Defaults of a GLiNER: its head is larger than a tagger's, and new where the encoder is not."""
GLINER_HEAD: dict[str, Any] = {**GLINER, "head_rate": 1.0, "learning_rate": 1e-3}
"""And where only its head is trained. Hidden states depend on the labels asked for, so that they cannot be
computed once, and an epoch costs what it does otherwise."""


def defaults(freeze: Freeze, *, gliner: bool = False) -> dict[str, Any]:
    """Gives the default settings for a way of freezing, of a tagger or of a GLiNER."""
    if gliner:
        own = GLINER_HEAD if freeze == "backbone" else GLINER
    else:
        own = FROZEN_BACKBONE if freeze == "backbone" else {}
    return Settings(**{"freeze": freeze, **own}).as_dict()


def rate_at(step: int, *, steps: int, warmup: float) -> float:
    """Gives the share of the highest learning rate at a step.

    Args:
        step: from 0 on.
        steps: in all.
        warmup: as in `Settings`.
    """
    climb = warmup * steps if warmup < 1 else min(warmup, steps)
    if step < climb:
        return (step + 1) / (climb + 1)
    return (steps - step) / max(steps - climb, 1)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
