"""What a run or several come to, for people to read and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.plans import Plan
from finetune.recipes import Recipe, comparison
from finetune.results import SCORE_NAMES, Results, flat
from finetune.tables import columns
from finetune.variants import HEADER, Variant


def run_text(plan: Plan, results: Results, recipe: Recipe | None) -> str:
    """The scores of a run, beside the published ones where it followed a recipe."""
    where = "validation" if results.test is None else "test"
    rows = [(words, f"{flat(results.scores)[name]:.4f}") for name, words in SCORE_NAMES.items()]
    parts = [columns((f"{results.scores.sentences:,} {where} sentences", ""), rows)]
    if recipe is not None:
        parts += [*_beside(recipe, plan, results), *_of_validation(recipe, results)]
    return "\n\n".join(parts)


def variants_text(variants: Sequence[Variant], recipe: Recipe | None) -> str:
    """The table of variants, and each beside the published scores where they followed a recipe."""
    parts = [columns(HEADER, [variant.row() for variant in variants])]
    if recipe is not None:
        for variant in variants:
            parts += _beside(recipe, variant.plan, variant.results)
    return "\n\n".join(parts)


def run_json(directory: Path, plan: Plan, results: Results, recipe: Recipe | None) -> dict[str, Any]:
    """A run as plain values: `model` is where it lies."""
    return {
        "model": str(directory),
        "run": plan.as_dict(),
        "results": results.as_dict(),
        "compared": _compared(recipe, plan, results),
    }


def variants_json(
    directory: Path, chosen: Variant, variants: Sequence[Variant], recipe: Recipe | None
) -> dict[str, Any]:
    """Several runs as plain values: `model` is where the best lies, `directory` what holds all."""
    return {
        "model": str(chosen.directory),
        "directory": str(directory),
        "variants": [
            variant.as_dict() | {"compared": _compared(recipe, variant.plan, variant.results)}
            for variant in variants
        ],
    }


def _beside(recipe: Recipe, plan: Plan, results: Results) -> list[str]:
    rows = comparison(recipe, plan, results.scores)
    if not rows:
        return []
    title = recipe.name if plan.size is None else f"{recipe.name} {plan.size} {plan.settings.freeze}"
    return [columns((title, "published", "ours", "best known"), rows)]


def _of_validation(recipe: Recipe, results: Results) -> list[str]:
    """Entity F1 on both sets, where the study scored both."""
    if not recipe.best_known or results.test is None:
        return []
    f1 = results.validation.entity_micro.f1
    return [f"entity F1 micro on {results.validation.sentences:,} validation sentences: {f1:.4f}"]


def _compared(recipe: Recipe | None, plan: Plan, results: Results) -> list[dict[str, str]]:
    if recipe is None:
        return []
    names = ("score", "published", "ours", "best_known")
    return [dict(zip(names, row, strict=True)) for row in comparison(recipe, plan, results.scores)]
