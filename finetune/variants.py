"""Several runs that differ in size and freezing, one after another, and their table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from finetune.charts import bars
from finetune.datasets.base import Dataset
from finetune.output import write_json
from finetune.plans import Plan
from finetune.results import SCHEMA_VERSION, Results, flat
from finetune.runs import load_data, run

VARIANTS = "variants.json"
CHART = "variants.png"
HEADER = (
    "size",
    "freeze",
    "trainable",
    "training s",
    "evaluation s",
    "token micro",
    "macro",
    "entity micro",
    "macro",
)
_SCORES = {
    "token_micro_f1": "tokens, micro",
    "token_macro_f1": "tokens, macro",
    "entity_micro_f1": "entities, micro",
    "entity_macro_f1": "entities, macro",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the runs: its plan, its model directory and what came of it."""

    plan: Plan
    directory: Path
    results: Results

    def row(self) -> tuple[str, ...]:
        """Its line of the table, under `HEADER`."""
        scores = flat(self.results.scores)
        return (
            "all" if self.plan.size is None else str(self.plan.size),
            self.plan.settings.freeze,
            f"{self.results.parameters.trainable:,}",
            *(f"{self.results.seconds[what]:.1f}" for what in ("training", "evaluation")),
            *(f"{scores[name]:.4f}" for name in _SCORES),
        )

    def as_dict(self) -> dict[str, Any]:
        """The variant as plain values, for JSON."""
        return {
            "size": self.plan.size,
            "freeze": self.plan.settings.freeze,
            "model": self.directory.name,
            "trainable_parameters": self.results.parameters.trainable,
            "total_parameters": self.results.parameters.total,
            "seconds": self.results.seconds,
            "validation_entity_micro_f1": self.results.validation.entity_micro.f1,
            **flat(self.results.scores),
        }


def run_variants(
    plans: Sequence[Plan],
    directory: Path,
    *,
    overwrite: bool = False,
    notify: Callable[[str], None] = lambda _: None,
    bar: bool = False,
) -> list[Variant]:
    """Trains variants one after another, each in a directory of its own, and writes their table and chart.

    A variant that was done before is not done again, and one that was interrupted is taken up again.

    Args:
        plans: of the same data set; one at least.
        directory: gets a model directory `SIZE-FREEZE` for each, `variants.json` and `variants.png`.
        overwrite: do all of them anew.
        notify: told what happens, a line each.
        bar: show progress on standard error, if that is a terminal.

    Returns:
        The variants, in the order of the plans.

    Raises:
        UsageError: see `finetune.runs.run`.
        AnonError: see `finetune.runs.run`.
    """
    dataset = _data(plans)
    done: list[Variant] = []
    for number, plan in enumerate(plans, 1):
        notify(f"variant {number} of {len(plans)}: {plan.variant}")
        place = directory / plan.variant
        results = run(
            plan, place, dataset=dataset, resume=not overwrite, overwrite=overwrite, notify=notify, bar=bar
        )
        done.append(Variant(plan, place, results))
        # Written after each, so that an interruption leaves the table of what is done.
        write_json(
            directory / VARIANTS,
            {"schema_version": SCHEMA_VERSION, "variants": [variant.as_dict() for variant in done]},
        )
        gc.collect()  # one model in memory at a time, circular references included
    bars(
        {
            variant.plan.variant: {
                name: flat(variant.results.scores)[score] for score, name in _SCORES.items()
            }
            for variant in done
        },
        directory / CHART,
    )
    return done


def best(variants: Sequence[Variant]) -> Variant:
    """Gives the variant with the best entity F1 on the validation sentences, which are the same for all."""
    return max(variants, key=lambda variant: variant.results.validation.entity_micro.f1)


def _data(plans: Sequence[Plan]) -> Dataset:
    """The data set of all plans, of which each takes its part; a generator makes as much as the largest."""
    sizes = [plan.size for plan in plans]
    largest = None if None in sizes else max(size for size in sizes if size is not None)
    return load_data(replace(plans[0], size=largest))
