"""The mean of several trainings, which is better than most of them and costs nothing when it is used.

All begin with the same weights and differ in the order of the sentences and in dropout, so they end near
each other and the mean of their weights is a model, too: "Model soups", Wortsman et al. 2022,
https://arxiv.org/abs/2203.05482. How much one training scatters by its seed is what the mean takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from finetune.checkpoints import Checkpoints, Epoch, put_weights, trained_weights
from finetune.settings import Settings
from finetune.training import Task, fit

if TYPE_CHECKING:
    import torch


def fit_mean(
    model: Any,  # noqa: ANN401 - a torch module
    task: Task,
    settings: Settings,
    *,
    directory: Path,
    notify: Callable[[str], None],
    bar: bool = False,
    head: Collection[torch.nn.Parameter] = (),
) -> list[Epoch]:
    """Trains `settings.average` times from where the model stands, and gives it the mean of the weights.

    Args:
        model: on its device.
        task: what to train it to do.
        settings: how; each training but the first has a seed drawn from theirs.
        directory: for the checkpoints, in a folder for each training where there are several.
        notify: told about each epoch.
        bar: show progress on standard error, if that is a terminal.
        head: see `fit`.

    Returns:
        The epochs of all trainings, in order.

    Raises:
        AnonError: see `fit`.
    """
    if settings.average == 1:
        checkpoints = Checkpoints(directory)
        return fit(model, task, settings, checkpoints=checkpoints, notify=notify, bar=bar, head=head)
    start = {name: values.clone() for name, values in trained_weights(model).items()}
    total = {name: values.new_zeros(values.shape) for name, values in start.items()}
    history: list[Epoch] = []
    for number in range(1, settings.average + 1):
        put_weights(model, start)
        where = f"training {number} of {settings.average}, "
        epochs = fit(
            model,
            task,
            replace(settings, seed=_seed(settings.seed, number)),
            checkpoints=Checkpoints(directory / str(number)),
            notify=lambda line, where=where: notify(where + line),  # type: ignore[misc]
            bar=bar,
            head=head,
        )
        history += [replace(epoch, training=number) for epoch in epochs]
        for name, values in trained_weights(model).items():
            total[name] += values / settings.average
    put_weights(model, total)
    return history


def _seed(seed: int, number: int) -> int:
    return seed if number == 1 else int(np.random.SeedSequence((seed, 0, number)).generate_state(1)[0])
