"""What a run or several come to, for people to read and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.base_models import shown_name
from finetune.plans import Plan
from finetune.recipes import Recipe, comparison
from finetune.results import SCORE_NAMES, Results, flat
from finetune.tables import columns
from finetune.variants import HEADER, Variant


def run_text(plan: Plan, results: Results, recipe: Recipe | None) -> str:
    """The scores of a run, beside the published ones where it followed a recipe."""
    rows = [(words, f"{flat(results.scores)[name]:.4f}") for name, words in SCORE_NAMES.items()]
    parts = [columns((f"{results.scores.sentences:,} {_scored(results)} sentences", ""), rows)]
    if recipe is not None:
        parts += _beside(recipe, plan, results)
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
    rows = _rows(recipe, plan, results)
    return [columns((_title(recipe, plan, results), "published", "ours", "best known"), rows)] if rows else []


def _title(recipe: Recipe, plan: Plan, results: Results) -> str:
    """What was run and on what it was scored, which need not be what the study did."""
    name = recipe.name if plan.size is None else f"{recipe.name} {plan.size} {plan.settings.freeze}"
    return f"{name}, {shown_name(plan.base_model)}, {results.scores.sentences:,} {_scored(results)} sentences"


def _rows(recipe: Recipe, plan: Plan, results: Results) -> list[tuple[str, str, str, str]]:
    """The scores beside the published ones; those of validation, too, where the study scored both sets."""
    rows = comparison(recipe, plan, results.scores)
    if not rows or not recipe.validation_scored or results.test is None:
        return rows
    name = f"{SCORE_NAMES['entity_micro_f1']}, {results.validation.sentences:,} validation sentences"
    return [*rows, (name, "-", f"{results.validation.entity_micro.f1:.4f}", "-")]


def _scored(results: Results) -> str:
    return "validation" if results.test is None else "test"


def _compared(recipe: Recipe | None, plan: Plan, results: Results) -> list[dict[str, str]]:
    if recipe is None:
        return []
    names = ("score", "published", "ours", "best_known")
    return [dict(zip(names, row, strict=True)) for row in _rows(recipe, plan, results)]
