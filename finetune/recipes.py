"""Recipes: published studies as runs from one command, with their numbers to compare with.

A recipe is a YAML file in `finetune/recipes/`. It holds our settings, which fields of `Plan` and `Settings`
they are; what the study did, in words; what was changed and why; and the scores that were published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anonymize.errors import UsageError
from finetune.freezing import Freeze
from finetune.metrics import Scores
from finetune.plans import Plan
from finetune.results import SCORE_NAMES, flat

FOLDER = Path(__file__).with_name("recipes")


@dataclass(frozen=True, slots=True)
class Published:
    """Scores that a study published.

    Attributes:
        size: training sentences; None for all.
        freeze: what was not trained.
        scores: by the names in `SCORE_NAMES`, from 0 to 1.
    """

    size: int | None
    freeze: Freeze
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A study, and how it is done here.

    Attributes:
        name: as `--recipe` takes it.
        title: in a line.
        values: fields of `Plan` and `Settings`, the data set and the study's base model among them.
        variants: sizes and ways of freezing that `--variants` trains.
        study: what the study did: settings and scores, in words.
        changes: what is done otherwise, and why.
        published: the study's scores.
        best_known: the best scores known on the data set, by the names in `SCORE_NAMES`.
        validation_scored: whether the study scored the validation sentences, too, so that ours are shown.
    """

    name: str
    title: str
    values: Mapping[str, Any]
    variants: tuple[tuple[int | None, Freeze], ...]
    study: Mapping[str, str]
    changes: tuple[str, ...]
    published: tuple[Published, ...]
    best_known: Mapping[str, float]
    validation_scored: bool

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain values, for JSON."""
        return asdict(self)


def recipe_names() -> list[str]:
    """Names of all recipes, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_recipe(name: str) -> Recipe:
    """Reads a recipe.

    Raises:
        UsageError: there is none of that name.
    """
    import yaml

    if name not in recipe_names():
        raise UsageError(f"unknown recipe {name!r}; there are {', '.join(recipe_names())}")
    content = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    study = content["study"]
    base = {"base_model": study["base_model"]} if "base_model" in study else {}
    return Recipe(
        name=name,
        title=content["title"],
        values={"dataset": content["dataset"], **base, **content["values"]},
        variants=tuple((size, freeze) for size, freeze in content["variants"]),
        study=study,
        changes=tuple(content["changes"]),
        published=tuple(_published(entry) for entry in content["published"]),
        best_known=content.get("best_known", {}),
        validation_scored=content.get("validation_scored", False),
    )


def comparison(recipe: Recipe, plan: Plan, scores: Scores) -> list[tuple[str, str, str, str]]:
    """Puts a run's scores beside the study's.

    Args:
        recipe: which the run followed.
        plan: of the run.
        scores: on the test sentences.

    Returns:
        For each score that was published for the run's size and freezing, or is known as the best: the
        score in words, the published value, ours, the best known; `-` where there is none.
    """
    ours = flat(scores)
    theirs = next(
        (
            entry.scores
            for entry in recipe.published
            if (entry.size, entry.freeze) == (plan.size, plan.settings.freeze)
        ),
        {},
    )
    same_data = plan.dataset == recipe.values["dataset"]
    return [
        (words, _shown(theirs.get(name)), _shown(ours[name]), _shown(recipe.best_known.get(name)))
        for name, words in SCORE_NAMES.items()
        if same_data and (name in theirs or name in recipe.best_known)
    ]


def describe(recipe: Recipe) -> str:
    """Tells of a recipe in a few lines, for `--list-recipes`."""
    values = {name: value for name, value in recipe.values.items() if name not in {"dataset", "base_model"}}
    settings = ", ".join(
        f"{name.replace('_', '-')} {value:g}"
        if isinstance(value, float)
        else f"{name.replace('_', '-')} {value}"
        for name, value in values.items()
    )
    lines = [
        f"{recipe.name}: {recipe.title}",
        f"  data      {recipe.values['dataset']}",
        f"  base      {recipe.values.get('base_model', 'bundled')}",
        f"  settings  {settings}",
        f"  study     {recipe.study['settings']}",
        f"  scored    {recipe.study['scores']}",
    ]
    for entry in recipe.published:
        lines.append(f"  published {_variant(entry)}{_listed(entry.scores)}")
    if recipe.best_known:
        lines.append(f"  best known {_listed(recipe.best_known)}")
    return "\n".join([*lines, *(f"  changed   {change}" for change in recipe.changes)])


def _published(entry: Mapping[str, Any]) -> Published:
    scores = {name: float(value) for name, value in entry.items() if name not in {"size", "freeze"}}
    return Published(entry.get("size"), entry.get("freeze", "none"), scores)


def _variant(entry: Published) -> str:
    return "" if entry.size is None else f"{entry.size} {entry.freeze}: "


def _listed(scores: Mapping[str, float]) -> str:
    return ", ".join(f"{SCORE_NAMES[name]} {value:.4g}" for name, value in scores.items())


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
