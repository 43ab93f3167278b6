"""What is printed of runs: published numbers never stand beside ours without what ours were scored on."""

from __future__ import annotations

from pathlib import Path

import pytest

from finetune.plans import make_plan
from finetune.recipes import load_recipe
from finetune.summaries import run_json, run_text, variants_json, variants_text
from finetune.variants import Variant
from tests.finetune.results import results


@pytest.mark.parametrize(("base", "shown"), [("someone/bert", "someone/bert"), (None, "models")])
def test_the_title_names_base_model_and_test_sentences(tmp_path: Path, base: str | None, shown: str) -> None:
    (tmp_path / "models").mkdir()
    recipe = load_recipe("wikiann-es")
    plan = make_plan({"size": 1000, "eval_size": 3, "base_model": base or str(tmp_path / "models")}, recipe)
    title = f"wikiann-es 1000 none, {shown}, 3 test sentences  "
    assert title in run_text(plan, results(), recipe)
    assert title in variants_text([Variant(plan, tmp_path, results())], recipe)
    assert str(tmp_path) not in run_text(plan, results(), recipe)


def test_without_a_test_split_the_title_says_validation() -> None:
    recipe = load_recipe("wikiann-es")
    text = run_text(make_plan({"size": 1000}, recipe), results(test=None), recipe)
    assert ", 7 validation sentences  " in text


def test_where_the_study_scored_both_sets_validation_stands_beside_the_test(tmp_path: Path) -> None:
    recipe = load_recipe("conll2003-en")
    assert recipe.validation_scored
    plan = make_plan({}, recipe)
    row = {
        "score": "entity F1 micro, 7 validation sentences",
        "published": "-",
        "ours": "0.0000",
        "best_known": "-",
    }
    assert run_json(tmp_path, plan, results(), recipe)["compared"][-1] == row
    variant = Variant(plan, tmp_path, results())
    assert variants_json(tmp_path, variant, [variant], recipe)["variants"][0]["compared"][-1] == row
    assert "entity F1 micro, 7 validation sentences" in run_text(plan, results(), recipe)
    assert len(run_json(tmp_path, plan, results(test=None), recipe)["compared"]) == 2


def test_elsewhere_it_does_not() -> None:
    recipe = load_recipe("wikiann-es")
    assert not recipe.validation_scored
    assert "validation" not in run_text(make_plan({"size": 1000}, recipe), results(), recipe)


def test_another_data_set_than_the_studys_is_not_compared(tmp_path: Path) -> None:
    recipe = load_recipe("conll2003-en")
    plan = make_plan({"dataset": "synthetic:en"}, recipe)
    assert run_json(tmp_path, plan, results(), recipe)["compared"] == []
    assert "best known" not in run_text(plan, results(), recipe)
