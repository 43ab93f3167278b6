"""Several runs that differ in size and freezing, one after another, and their table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anonymize.errors import UsageError
from finetune.charts import bars
from finetune.datasets.base import Dataset
from finetune.output import RUN, write_json, writing
from finetune.plans import Plan
from finetune.results import SCHEMA_VERSION, Results, flat
from finetune.runs import run
from finetune.selection import load_data

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
        directory: gets a model directory `SIZE-FREEZE` for each, `variants.json` and `variants.png`. Variants
            of another grid that are there stay, and stay in the table.
        overwrite: do all of them anew.
        notify: told what happens, a line each.
        bar: show progress on standard error, if that is a terminal.

    Returns:
        The variants, in the order of the plans.

    Raises:
        UsageError: the directory holds something else; and see `finetune.runs.run`.
        AnonError: see `finetune.runs.run`.
    """
    rows = _claim(directory)
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
        rows[place.name] = done[-1].as_dict()
        with writing(directory):
            _write(directory, rows)
        gc.collect()  # one model in memory at a time, circular references included
    with writing(directory):
        bars(
            {
                variant.plan.variant: {
                    name: flat(variant.results.scores)[score] for score, name in _SCORES.items()
                }
                for variant in done
            },
            directory / CHART,
            where="validation" if done[0].results.test is None else "test",
        )
    return done


def best(variants: Sequence[Variant]) -> Variant:
    """Gives the variant with the best entity F1 on the validation sentences, which are the same for all."""
    return max(variants, key=lambda variant: variant.results.validation.entity_micro.f1)


def _claim(directory: Path) -> dict[str, dict[str, Any]]:
    """Makes the directory ready, and gives the rows of the table that is there, by model."""
    import orjson

    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory}: not a directory; name another with --output")
    rows: dict[str, dict[str, Any]] = {}
    if directory.is_dir() and any(directory.iterdir()):
        try:
            content = orjson.loads((directory / VARIANTS).read_bytes())
            ours = content["schema_version"] == SCHEMA_VERSION and not (directory / RUN).exists()
            rows = {row["model"]: row for row in content["variants"]}
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
            ours = False
        if not ours:
            raise UsageError(f"{directory}: holds files that are not of variants; name another with --output")
    with writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
        _write(directory, rows)
    return rows


def _write(directory: Path, rows: Mapping[str, dict[str, Any]]) -> None:
    write_json(directory / VARIANTS, {"schema_version": SCHEMA_VERSION, "variants": list(rows.values())})


def _data(plans: Sequence[Plan]) -> Dataset:
    """The data set of all plans, of which each takes its part; a generator makes as much as the largest."""
    sizes = [plan.size for plan in plans]
    largest = None if None in sizes else max(size for size in sizes if size is not None)
    return load_data(replace(plans[0], size=largest))
