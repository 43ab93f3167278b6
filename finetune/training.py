"""Training one model: batches in, the weights of its best epoch out.

What a batch is made of and how it is judged is left to a `Task`; what is written in the end, to `runs`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from anonymize.batching import batches
from anonymize.errors import AnonError
from finetune.alignment import IGNORED, Floats
from finetune.batches import Inputs, grouped
from finetune.checkpoints import Checkpoints, Epoch, Within, best_of, put_random_states, random_states
from finetune.features import EVALUATION_TOKENS
from finetune.hardware import Hardware, memory_for
from finetune.metrics import Scores
from finetune.settings import Settings, rate_at

if TYPE_CHECKING:
    import torch

KEEP_SECONDS = 300.0
"""Between two checkpoints within an epoch: a kill costs no more than that."""
CLIP = 1.0
"""Largest norm of the gradients of a step, as in the Trainer of transformers."""


class Task(Protocol):
    """What a model is trained to do."""

    def batches(self, *, batch_size: int, seed: int) -> Sequence[Any]:
        """Gives an epoch's batches; the same seed gives the same."""
        ...

    def loss(self, batch: Any) -> torch.Tensor:  # noqa: ANN401 - whatever `batches` gives
        """Gives the loss of a batch, with gradients."""
        ...

    def validate(self) -> Scores:
        """Scores the model on the validation sentences."""
        ...


def fit(
    model: Any,  # noqa: ANN401 - a torch module
    task: Task,
    settings: Settings,
    *,
    checkpoints: Checkpoints,
    notify: Callable[[str], None],
    bar: bool = False,
    head: Collection[torch.nn.Parameter] = (),
) -> list[Epoch]:
    """Trains what is not frozen, from the last checkpoint on where there is one.

    Each epoch has a seed of its own, and a checkpoint within one the states of the random generators, so a
    run that was killed and resumed gives the numbers of one that was not. At the end the model has the
    weights of the epoch with the best validation F1.

    Args:
        model: on its device.
        task: what to train it to do.
        settings: how.
        checkpoints: where the state is kept.
        notify: told about each epoch; and how far it has come, where no bar shows it.
        bar: show progress on standard error, if that is a terminal.
        head: parameters that are trained at `settings.head_rate` times the learning rate.

    Returns:
        The epochs, those before a resumption included.

    Raises:
        AnonError: memory ran out, or the loss is no number any more.
    """
    optimizer = _optimizer(model, settings, head)
    history, within = checkpoints.resume(model, optimizer)

    def keep(so_far: Within, total: int) -> None:
        checkpoints.save_within(model, optimizer, history, so_far)
        if not bar:
            done = len(so_far.losses)
            minutes = math.ceil(so_far.seconds / done * (total - done) / 60)
            where = f"epoch {len(history) + 1} of {settings.epochs}"
            notify(f"{where}: {done:,} of {total:,} batches, some {minutes:,} minutes to go")

    while len(history) < settings.epochs and not _stalled(history, settings.patience):
        number = len(history) + 1
        with memory_for(settings.batch_size):
            losses, seconds = _epoch(
                model, task, optimizer, settings, number=number, begun=within, keep=keep, bar=bar
            )
        within = None
        loss = sum(losses) / len(losses)
        trained = time.perf_counter()
        scores = task.validate()
        history.append(
            Epoch(
                number=number,
                loss=loss,
                f1=scores.entity_micro.f1,
                token_f1=scores.token_micro_f1,
                training_seconds=seconds,
                evaluation_seconds=time.perf_counter() - trained,
            )
        )
        checkpoints.save(model, optimizer, history)
        notify(
            f"epoch {number} of {settings.epochs}: loss {loss:.4f}, validation entity F1"
            f" {scores.entity_micro.f1:.4f} ({seconds:.1f} s)"
        )
    checkpoints.restore_best(model)
    return history


class Tagging:
    """The task of a tagger: a tag for each scored sub-word.

    Args:
        model: a transformers model, on the hardware's device.
        inputs: what to train on.
        hardware: where.
        validate: scores the model on the validation sentences.
        batch_tokens: most tokens a batch; see `Settings`.
    """

    def __init__(
        self,
        model: Any,  # noqa: ANN401 - a transformers model
        inputs: Inputs,
        hardware: Hardware,
        *,
        validate: Callable[[], Scores],
        batch_tokens: int | None = None,
    ) -> None:
        self._model = model
        self._inputs = inputs
        self._hardware = hardware
        self._batch_tokens = batch_tokens
        self.validate = validate

    def batches(self, *, batch_size: int, seed: int) -> Sequence[list[int]]:
        """Gives batches of like length; see `Task`."""
        return grouped(
            self._inputs.lengths, batch_size=batch_size, seed=seed, batch_tokens=self._batch_tokens
        )

    def loss(self, batch: Sequence[int]) -> torch.Tensor:
        """Mean cross-entropy over the scored tokens of a batch; nothing where there is none.

        Where a text was not marked for some labels, an `O` may be one of these: the probability of `O` and
        of their tags together is what is raised there. Everything else is told to be what it is.
        """
        arguments, labels = self._inputs.batch(batch)
        with self._hardware.autocast():
            logits = self._model(**arguments).logits
        unannotated = self._inputs.unannotated(batch, logits.shape[-1])
        total = _cross_entropy(logits.float(), labels, unannotated)
        return total / max(1, int((labels != IGNORED).sum()))


def _cross_entropy(
    logits: torch.Tensor, labels: torch.Tensor, unannotated: torch.Tensor | None
) -> torch.Tensor:
    """Sums it over the scored tokens; `O` is the first of the tags."""
    from torch.nn.functional import cross_entropy, nll_loss

    if unannotated is None:
        return cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    chances = logits.log_softmax(dim=-1)
    outside = chances.masked_fill(~unannotated, -math.inf)
    outside[..., 0] = chances[..., 0]
    chances = chances.clone()
    chances[..., 0] = outside.logsumexp(dim=-1)
    return nll_loss(chances.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")


def predict(model: Any, inputs: Inputs, hardware: Hardware) -> list[Floats]:  # noqa: ANN401
    """Gives, for each item, the probabilities of its scored tokens, shape (scored, tags)."""
    import torch

    placed: dict[int, Floats] = {}
    model.eval()
    for items in batches(inputs.lengths, budget=EVALUATION_TOKENS):
        arguments, labels = inputs.batch(items)
        with torch.inference_mode(), hardware.autocast():
            logits = model(**arguments).logits
        given = logits[labels != IGNORED].float().softmax(dim=-1).cpu().numpy()
        bounds = np.cumsum([inputs.scored[index] for index in items])[:-1]
        placed.update(zip(items, np.split(given, bounds), strict=True))
    return [placed[index] for index in range(len(inputs.lengths))]


def _epoch(
    model: Any,  # noqa: ANN401
    task: Task,
    optimizer: torch.optim.Optimizer,
    settings: Settings,
    *,
    number: int,
    begun: Within | None,
    keep: Callable[[Within, int], None],
    bar: bool,
) -> tuple[list[float], float]:
    """Trains for one epoch, from where it was broken off.

    Args:
        model: see `fit`.
        task: see `fit`.
        optimizer: of its weights.
        settings: see `fit`.
        number: of the epoch.
        begun: how far it has come; None for not at all.
        keep: is given how far it has come, every few minutes, and how many batches there are.
        bar: see `fit`.

    Returns:
        The losses of all its batches, and the seconds spent on them.
    """
    import torch
    from tqdm import tqdm

    seed = int(np.random.SeedSequence((settings.seed, number)).generate_state(1)[0])
    torch.manual_seed(seed)
    epoch = task.batches(batch_size=settings.batch_size, seed=seed)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    losses: list[float] = []
    started = kept = time.perf_counter()
    if begun is not None:
        losses += begun.losses
        started -= begun.seconds
        put_random_states(begun.random)
    model.train()
    rest = tqdm(
        epoch[len(losses) :],
        desc=f"epoch {number}",
        unit="batch",
        leave=False,
        disable=None if bar else True,
        initial=len(losses),
        total=len(epoch),
    )
    for index, batch in enumerate(rest, start=len(losses)):
        share = rate_at(
            (number - 1) * len(epoch) + index, steps=settings.epochs * len(epoch), warmup=settings.warmup
        )
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * share
        loss = task.loss(batch)
        loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            raise AnonError(f"epoch {number}: the loss is no number any more; lower --learning-rate")
        now = time.perf_counter()
        if now - kept >= KEEP_SECONDS and len(losses) < len(epoch):
            keep(Within(losses, now - started, random_states()), len(epoch))
            kept = time.perf_counter()
    return losses, time.perf_counter() - started


def _optimizer(
    model: Any,  # noqa: ANN401
    settings: Settings,
    head: Collection[torch.nn.Parameter],
) -> torch.optim.Optimizer:
    """AdamW; weight matrices decay, biases and norms do not."""
    import torch

    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    own = set(map(id, head))
    groups: list[dict[str, Any]] = []
    for rate, part in (
        (settings.learning_rate, [values for values in trained if id(values) not in own]),
        (settings.learning_rate * settings.head_rate, [values for values in trained if id(values) in own]),
    ):
        for decay, some in (
            (settings.weight_decay, [values for values in part if values.ndim > 1]),
            (0.0, [values for values in part if values.ndim <= 1]),
        ):
            if some:
                groups.append({"params": some, "lr": rate, "highest": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, fused=True)


def _stalled(history: list[Epoch], patience: int) -> bool:
    return bool(history) and len(history) - best_of(history).number >= patience
