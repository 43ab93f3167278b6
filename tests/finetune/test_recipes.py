"""Recipes: that each one holds together, that options win over it, and what it is compared with."""

from __future__ import annotations

import pytest

from anonymize.errors import UsageError
from finetune.datasets.registry import parse
from finetune.metrics import score
from finetune.plans import make_plan
from finetune.recipes import comparison, describe, load_recipe, recipe_names
from finetune.results import SCORE_NAMES
from finetune.settings import FROZEN_BACKBONE

PERFECT = score([["B-PER", "O"]], [["B-PER", "O"]])


def test_the_studies_the_exercise_and_the_bundled_model_are_there() -> None:
    assert recipe_names() == ["conll2003-en", "pii-small", "polyglot-fr", "wikiann", "wikiann-es", "wnut17"]


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_gives_plans_for_all_its_variants(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.variants
    for size, freeze in recipe.variants:
        plan = make_plan({"size": size, "freeze": freeze}, recipe)
        parse(plan.dataset)
        assert (plan.size, plan.settings.freeze, plan.recipe) == (size, freeze, name)


@pytest.mark.parametrize("name", recipe_names())
def test_what_was_published_belongs_to_a_variant_and_is_a_score(name: str) -> None:
    recipe = load_recipe(name)
    for entry in recipe.published:
        assert (entry.size, entry.freeze) in recipe.variants
        assert entry.scores.keys() <= SCORE_NAMES.keys()
        assert all(0 <= value <= 1 for value in entry.scores.values())


@pytest.mark.parametrize("name", recipe_names())
def test_the_description_names_what_was_changed_and_published(name: str) -> None:
    recipe = load_recipe(name)
    text = describe(recipe)
    assert text.startswith(f"{name}: {recipe.title}")
    assert all(change in text for change in recipe.changes)
    assert text.count("published ") >= len(recipe.published)


def test_the_published_numbers_of_spanish_wikipedia() -> None:
    published = {(entry.size, entry.freeze): entry.scores for entry in load_recipe("wikiann-es").published}
    assert published == {
        (1000, "none"): {"study_micro": 0.8698, "study_macro": 0.7533},
        (3000, "none"): {"study_micro": 0.8942, "study_macro": 0.7701},
        (1000, "backbone"): {"study_micro": 0.2481, "study_macro": 0.1292},
        (3000, "backbone"): {"study_micro": 0.3641, "study_macro": 0.2839},
    }


def test_options_win_over_a_recipe_and_a_recipe_over_the_defaults() -> None:
    recipe = load_recipe("polyglot-fr")
    plan = make_plan({"epochs": 2, "dataset": None}, recipe)
    assert plan.settings.epochs == 2
    assert plan.dataset == "polyglot-ner:fr"
    assert (plan.settings.warmup, plan.settings.label_subwords) == (500, "all")


def test_a_frozen_backbone_keeps_the_rate_of_a_head_in_a_recipe_too() -> None:
    plan = make_plan({"freeze": "backbone"}, load_recipe("wikiann-es"))
    settings = plan.settings.as_dict()
    assert {name: settings[name] for name in FROZEN_BACKBONE} == FROZEN_BACKBONE


def test_an_option_wins_over_the_rate_of_a_head() -> None:
    plan = make_plan({"freeze": "backbone", "learning_rate": 0.01}, load_recipe("wikiann-es"))
    assert plan.settings.learning_rate == 0.01


def test_only_the_variant_that_was_published_is_compared() -> None:
    recipe = load_recipe("wikiann-es")
    same = make_plan({"size": 1000}, recipe)
    assert comparison(recipe, same, PERFECT) == [
        ("study micro", "0.8698", "1.0000", "-"),
        ("study macro", "0.7533", "1.0000", "-"),
    ]
    assert comparison(recipe, make_plan({"size": 500}, recipe), PERFECT) == []


def test_another_data_set_is_compared_with_nothing() -> None:
    recipe = load_recipe("conll2003-en")
    assert comparison(recipe, make_plan({"dataset": "synthetic:en"}, recipe), PERFECT) == []


def test_news_are_compared_with_the_best_known_score() -> None:
    recipe = load_recipe("conll2003-en")
    rows = {row[0]: row[1:] for row in comparison(recipe, make_plan({}, recipe), PERFECT)}
    assert rows["entity F1 micro"] == ("-", "1.0000", "0.9460")
    assert rows["entity F1 macro"] == ("0.0500", "1.0000", "-")


def test_an_unknown_recipe_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(UsageError, match=r"unknown recipe 'bert'; there are conll2003-en, pii-small"):
        load_recipe("bert")
