"""Checkpoints of a run: the state after its last epoch or within one, and the weights of its best one.

Both hold only what is trained; frozen weights come from the base model again. Each is written beside its
place and renamed, so that a kill leaves the one before.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from anonymize.errors import UsageError


@dataclass(frozen=True, slots=True)
class Epoch:
    """What came of one epoch.

    Attributes:
        number: from 1 on.
        loss: mean over its batches.
        f1: entity F1 on the validation sentences, micro-averaged.
        token_f1: token F1 on them, micro-averaged over the entity tags.
        training_seconds: time spent on the batches.
        evaluation_seconds: time spent on the validation sentences.
        training: which of several trainings it belongs to, from 1 on; see `averaging`.
    """

    number: int
    loss: float
    f1: float
    token_f1: float
    training_seconds: float
    evaluation_seconds: float
    training: int = 1


@dataclass(frozen=True, slots=True)
class Within:
    """How far an epoch has come.

    Attributes:
        losses: of its batches so far.
        seconds: time spent on them.
        random: the states of the random generators after them, the processor's first; see `random_states`.
    """

    losses: list[float]
    seconds: float
    random: list[Any]


def random_states() -> list[Any]:
    """Gives the states of torch's generators, on the processor and, where they are in use, on GPUs."""
    import torch

    return [torch.get_rng_state(), *(torch.cuda.get_rng_state_all() if _on_gpus() else ())]


def put_random_states(states: Sequence[Any]) -> None:
    """Puts torch's generators into the states that `random_states` gave."""
    import torch

    torch.set_rng_state(states[0])
    if _on_gpus():
        torch.cuda.set_rng_state_all(states[1 : 1 + torch.cuda.device_count()])


def _on_gpus() -> bool:
    """Whether something is on a GPU: to ask one for its state would take memory of it."""
    import torch

    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]


def best_of(history: list[Epoch]) -> Epoch:
    """Gives the epoch with the highest F1; among equals the first."""
    return max(history, key=lambda epoch: (epoch.f1, -epoch.number))


def by_training(history: Sequence[Epoch]) -> list[list[Epoch]]:
    """Gives the epochs of each training, in order."""
    return [list(epochs) for _, epochs in groupby(history, key=attrgetter("training"))]


class Checkpoints:
    """The checkpoints in one folder.

    Args:
        directory: where they lie; made when the first is written.
    """

    def __init__(self, directory: Path) -> None:
        self._last = directory / "last.pt"
        self._best = directory / "best.pt"

    def save(self, model: Any, optimizer: Any, history: list[Epoch]) -> None:  # noqa: ANN401 - torch objects
        """Writes the state after an epoch, and the weights if that epoch is the best so far."""
        weights = trained_weights(model)
        if best_of(history) is history[-1]:
            _write(self._best, weights)
        # Last, so that a kill between the two repeats a part of the epoch instead of losing its weights.
        self._save(model, optimizer, history, None)

    def save_within(self, model: Any, optimizer: Any, history: list[Epoch], within: Within) -> None:  # noqa: ANN401
        """Writes the state within the epoch behind those that are done."""
        self._save(model, optimizer, history, asdict(within))

    def _save(self, model: Any, optimizer: Any, history: list[Epoch], within: dict[str, Any] | None) -> None:  # noqa: ANN401
        _write(
            self._last,
            {
                "weights": trained_weights(model),
                "optimizer": optimizer.state_dict(),
                "history": [asdict(epoch) for epoch in history],
                "within": within,
            },
        )

    def resume(self, model: Any, optimizer: Any) -> tuple[list[Epoch], Within | None]:  # noqa: ANN401
        """Puts model and optimizer into the last state that was kept.

        Returns:
            The epochs that were done, and how far the one behind them had come.

        Raises:
            UsageError: the checkpoint is damaged.
        """
        if not self._last.is_file():
            return [], None
        state = _read(self._last)
        put_weights(model, state["weights"])
        optimizer.load_state_dict(state["optimizer"])
        within = state.get("within")  # earlier releases kept none
        return [Epoch(**epoch) for epoch in state["history"]], None if within is None else Within(**within)

    def restore_best(self, model: Any) -> None:  # noqa: ANN401
        """Gives the model the weights of the best epoch."""
        put_weights(model, _read(self._best))


def trained_weights(model: Any) -> dict[str, Any]:  # noqa: ANN401
    """Gives the weights that are not frozen, by name; they are the model's own, not copies."""
    return {
        name: parameter.detach() for name, parameter in model.named_parameters() if parameter.requires_grad
    }


def put_weights(model: Any, weights: dict[str, Any]) -> None:  # noqa: ANN401
    """Puts into a model what `trained_weights` gave."""
    import torch

    places = trained_weights(model)
    with torch.no_grad():
        for name, values in weights.items():
            places[name].copy_(values)


def _write(path: Path, content: dict[str, Any]) -> None:
    import torch

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)  # on a full disk, its place is wanted
        # Behind a write that fails torch raises an error of its own.
        if isinstance(error, RuntimeError) and isinstance(error.__context__, OSError):
            raise error.__context__ from None
        raise


def _read(path: Path) -> Any:  # noqa: ANN401
    import torch

    if not is_zipfile(path):  # as torch writes them; the directory of a zip is at its end
        raise UsageError(f"{path}: a damaged checkpoint; --overwrite begins anew")
    # weights_only: tensors and plain values; nothing in the file is run.
    return torch.load(path, map_location="cpu", weights_only=True)
