"""Trains for `anon finetune`: a tagger, several that differ in size and freezing, or a GLiNER."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

import click
import orjson

from anonymize.commands.messages import say
from anonymize.commands.progress import shows_bar
from finetune.freezing import FREEZES
from finetune.plans import RUNS, Plan, dataset_name, make_plan
from finetune.recipes import Recipe
from finetune.summaries import run_json, run_text, variants_json, variants_text

SIZES = (1_000, 3_000)
"""Sizes that `--variants` trains unless told otherwise; each whole and with a frozen backbone."""
VARIANT_FREEZES = ("none", "backbone")


@dataclass(frozen=True, slots=True)
class Training:
    """Trains, and prints what came of it; the fields are named as the options are."""

    recipe: Recipe | None
    output: Path | None
    _: KW_ONLY
    overwrite: bool
    as_json: bool
    quiet: bool

    def one(self, plan: Plan, *, resume: bool) -> None:
        """Trains one model."""
        if plan.detector == "gliner":
            from finetune.gliner.runs import run
        else:
            from finetune.runs import run

        directory = RUNS / plan.name if self.output is None else self.output
        if resume and not (directory.exists() and any(directory.iterdir())):
            self._notify(f"nothing to resume in {directory}, starting")
        results = run(
            plan,
            directory,
            resume=resume,
            overwrite=self.overwrite,
            notify=self._notify,
            bar=shows_bar(quiet=self.quiet),
        )
        if self.as_json:
            click.echo(orjson.dumps(run_json(directory, plan, results, self.recipe)))
            return
        if not self.quiet:
            click.echo(run_text(plan, results, self.recipe))
        click.echo(directory)

    def several(self, plans: list[Plan]) -> None:
        """Trains several, and names the best."""
        from finetune.variants import best, run_variants

        directory = (
            RUNS / f"{dataset_name(plans[0].dataset)}-variants" if self.output is None else self.output
        )
        variants = run_variants(
            plans, directory, overwrite=self.overwrite, notify=self._notify, bar=shows_bar(quiet=self.quiet)
        )
        chosen = best(variants)
        if self.as_json:
            click.echo(orjson.dumps(variants_json(directory, chosen, variants, self.recipe)))
            return
        if not self.quiet:
            click.echo(variants_text(variants, self.recipe))
        click.echo(chosen.directory)

    def _notify(self, message: str) -> None:
        if not self.quiet:
            say(message)


def grid(
    given: Mapping[str, Any], sizes: str | None, freezes: str | None, recipe: Recipe | None
) -> list[Plan]:
    """The plans of all variants: those that were asked for, else the recipe's, else all of the defaults."""
    if given["detector"] == "gliner":
        raise click.UsageError("--variants trains taggers; leave one of the two out")
    if given["size"] is not None or given["freeze"] is not None:
        raise click.UsageError("with --variants, write --sizes and --freezes instead of --size and --freeze")
    if recipe is not None and sizes is None and freezes is None:
        cells: list[tuple[int | None, str]] = list(recipe.variants)
    else:
        cells = [
            (size, freeze)
            for freeze in _chosen_freezes(freezes)
            for size in (SIZES if sizes is None else _numbers(sizes))
        ]
    return [make_plan({**given, "size": size, "freeze": freeze}, recipe) for size, freeze in cells]


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise click.UsageError(f"--sizes takes numbers and commas, as in 1000,3000, not {text!r}")
    return list(dict.fromkeys(map(int, parts)))


def _chosen_freezes(text: str | None) -> list[str]:
    parts = list(VARIANT_FREEZES) if text is None else [part.strip() for part in text.split(",")]
    if unknown := [part for part in parts if part not in FREEZES]:
        raise click.UsageError(f"--freezes takes {', '.join(FREEZES)}, not {unknown[0]!r}")
    return list(dict.fromkeys(parts))
