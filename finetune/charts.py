"""Pictures of a run and of several side by side, through matplotlib, without a display."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from finetune.checkpoints import Epoch, best_of, by_training

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESOLUTION = 120
"""Dots an inch."""


def learning_curve(epochs: Sequence[Epoch], path: Path) -> None:
    """Draws the loss and the validation F1 of each epoch into a PNG file, the best epochs marked.

    Several trainings are drawn over each other.
    """
    figure = _figure(top=0.97)
    losses, scores = figure.subplots(1, 2)
    for number, training in enumerate(by_training(epochs)):
        numbers = [epoch.number for epoch in training]
        losses.plot(numbers, [epoch.loss for epoch in training], marker="o", markersize=3, color="C0")
        hidden = "_" if number else ""  # one entry in the legend is enough
        for name, color, values in (
            ("entities", "C0", [one.f1 for one in training]),
            ("tokens", "C1", [one.token_f1 for one in training]),
        ):
            scores.plot(numbers, values, marker="o", markersize=3, label=f"{hidden}{name}", color=color)
        scores.axvline(best_of(training).number, color="grey", linestyle=":", label=f"{hidden}best epoch")
    losses.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
    scores.set(xlabel="epoch", ylabel="validation F1, micro", ylim=(0, 1))
    scores.legend()
    for axes in (losses, scores):
        axes.locator_params(axis="x", integer=True)
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=RESOLUTION)


def bars(scores: Mapping[str, Mapping[str, float]], path: Path, *, where: str | None = None) -> None:
    """Draws groups of bars into a PNG file.

    Args:
        scores: for each group, named below the axis, the height of each bar, from 0 to 1, by its name.
        path: the file.
        where: the split that was scored, such as test, where it is the same for all.
    """
    figure = _figure(top=0.88)  # the legend stands above
    axes = figure.subplots()
    names = list(next(iter(scores.values())))
    width = 0.8 / len(names)
    for number, name in enumerate(names):
        places = [group + (number - (len(names) - 1) / 2) * width for group in range(len(scores))]
        drawn = axes.bar(places, [values[name] for values in scores.values()], width=width, label=name)
        axes.bar_label(drawn, fmt="%.2f", fontsize=7)
    axes.set_xticks(range(len(scores)), list(scores))
    axes.set(ylabel="F1" if where is None else f"F1 on the {where} sentences", ylim=(0, 1.05))
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="upper center", fontsize=8, ncols=len(names))
    figure.savefig(path, dpi=RESOLUTION)


def _figure(*, top: float) -> Figure:
    """Gives a figure whose axes end at a share of its height.

    The margins are given, as matplotlib draws everything twice to find them.
    """
    # Building its cache of fonts, once on a machine, is not worth a line on standard error.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4))
    figure.subplots_adjust(left=0.08, right=0.98, bottom=0.13, top=top, wspace=0.2)
    return figure
