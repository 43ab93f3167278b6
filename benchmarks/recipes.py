"""Runs the recipes of published studies for real, and puts their scores beside the published ones.

    python -m benchmarks.recipes --data PATH/TO/data --base-model PATH --output runs/recipes --write

Polyglot-NER is not at hand in the data: its recipe runs on a sample made from French WikiANN, in the
corpus's own schema (words, and raw types without B- and I-). A run that is in the output already is not
trained again; its times are those of the machine that trained it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import orjson

from benchmarks.results import publish
from finetune.datasets.base import Sentence
from finetune.datasets.registry import load_dataset
from finetune.plans import make_plan
from finetune.recipes import Recipe, comparison, load_recipe, recipe_names
from finetune.tables import markdown
from finetune.variants import HEADER, Variant, run_variants

DATA = {"wikiann-es": "wikiann", "wikiann": "wikiann", "conll2003-en": "conll2003", "wnut17": "wnut17"}
"""The folder of each recipe's data; the one that is missing here is made."""
SAMPLE_TRAIN, SAMPLE_EVAL = 6_000, 500


def made_sample(data: Path, directory: Path) -> Path:
    """Writes a sample in the schema of Polyglot-NER from French WikiANN; gives its folder."""
    french = load_dataset("wikiann:fr", data_dir=data / "wikiann")
    sentences = [*french.train[:SAMPLE_TRAIN], *(french.test or ())[:SAMPLE_EVAL]]
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "fr.jsonl").open("wb") as file:
        for number, sentence in enumerate(sentences):
            file.write(orjson.dumps(_row(number, sentence), option=orjson.OPT_APPEND_NEWLINE))
    return directory


def _row(number: int, sentence: Sentence) -> dict[str, object]:
    types = [tag.rpartition("-")[2] for tag in sentence.tags]
    return {"id": str(number), "lang": "fr", "words": sentence.tokens, "ner": types}


def run_recipe(recipe: Recipe, data: Path, base_model: str, directory: Path) -> list[Variant]:
    """Trains all variants of a recipe, or takes them up where they were left."""
    folder = (
        data / DATA[recipe.name]
        if recipe.name in DATA
        else made_sample(data, directory.with_name(f"{directory.name}-sample"))
    )
    plans = [
        make_plan({"size": size, "freeze": freeze, "base_model": base_model, "data_dir": folder}, recipe)
        for size, freeze in recipe.variants
    ]
    return run_variants(plans, directory, notify=lambda line: print(line, file=sys.stderr))


def report(recipe: Recipe, variants: list[Variant], *, times: bool) -> str:
    """What came of a recipe, as Markdown."""
    base = variants[0].plan.base_model
    lines = [f"{recipe.title}. Base model {Path(base).name}; {variants[0].results.device}."]
    if recipe.name not in DATA:
        lines.append(
            "The data are a sample made from French WikiANN in the corpus's schema, so the scores are not"
            " comparable with the study's."
        )
    shown = [place for place, name in enumerate(HEADER) if times or not name.endswith(" s")]
    rows = [[row[place] for place in shown] for row in (HEADER, *(variant.row() for variant in variants))]
    lines.append(markdown(rows[0], rows[1:]))
    compared = [
        (_name(variant), *row)
        for variant in variants
        for row in comparison(recipe, variant.plan, variant.results.scores)
    ]
    if compared:
        lines.append(markdown(("variant", "score", "published", "ours", "best known"), compared))
    lines.append(_validation(variants))
    lines += _times(variants) if times else ["The machine had other work, so the times say nothing."]
    return "\n\n".join(lines)


def _name(variant: Variant) -> str:
    return f"{variant.plan.size or 'all'} {variant.plan.settings.freeze}"


def _validation(variants: list[Variant]) -> str:
    scores = ", ".join(
        f"{_name(variant)} {variant.results.validation.entity_micro.f1:.4f}" for variant in variants
    )
    return f"Entity F1 micro on {variants[0].results.validation.sentences:,} validation sentences: {scores}."


def _times(variants: list[Variant]) -> list[str]:
    """All seconds, and what training a frozen variant costs beside the whole one of the same size."""
    total = sum(sum(variant.results.seconds.values()) for variant in variants)
    lines = [f"Training and evaluation of all: {total / 60:.1f} minutes."]
    whole = {
        variant.plan.size: variant.results.seconds["training"]
        for variant in variants
        if variant.plan.settings.freeze == "none"
    }
    shares = [
        f"{variant.plan.size} sentences {variant.results.seconds['training'] / whole[variant.plan.size]:.2f}"
        for variant in variants
        if variant.plan.settings.freeze == "backbone" and variant.plan.size in whole
    ]
    if shares:
        lines.append(
            f"Training time with a frozen backbone, as a share of the whole model's: {', '.join(shares)}."
        )
    return lines


def main() -> None:
    """Runs the recipes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base-model", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--recipe", action="append", choices=recipe_names())
    parser.add_argument("--without-times", action="store_true", help="for a machine that had other work")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    given = parser.parse_args()
    for name in given.recipe or recipe_names():
        recipe = load_recipe(name)
        variants = run_recipe(recipe, given.data, given.base_model, given.output / name)
        publish(f"Recipe {name}", report(recipe, variants, times=not given.without_times), write=given.write)


if __name__ == "__main__":
    main()
