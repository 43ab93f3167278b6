"""Several runs side by side: what is skipped, what is written, and which one is the best."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from anonymize.errors import UsageError
from finetune.plans import Plan
from finetune.variants import CHART, HEADER, VARIANTS, best, run_variants

Plans = Callable[..., Plan]
GRID = ((40, "none"), (80, "none"), (40, "backbone"), (80, "backbone"))


@pytest.fixture
def grid(plan: Plans) -> list[Plan]:
    return [plan(size=size, freeze=freeze, epochs=2) for size, freeze in GRID]


def models(directory: Path) -> dict[str, bytes]:
    return {
        place.name: (place / "model.safetensors").read_bytes()
        for place in sorted(directory.iterdir())
        if (place / "model.safetensors").is_file()
    }


def test_every_variant_is_a_model_and_a_row_of_the_table(grid: list[Plan], tmp_path: Path) -> None:
    variants = run_variants(grid, tmp_path)
    written = json.loads((tmp_path / VARIANTS).read_bytes())
    assert sorted(models(tmp_path)) == ["40-backbone", "40-none", "80-backbone", "80-none"]
    assert [(row["size"], row["freeze"]) for row in written["variants"]] == list(GRID)
    assert {row["total_parameters"] for row in written["variants"]} == {variants[0].results.parameters.total}
    for row, variant in zip(written["variants"], variants, strict=True):
        assert row["entity_micro_f1"] == variant.results.scores.entity_micro.f1
        assert row["model"] == variant.directory.name
        assert len(variant.row()) == len(HEADER)
    assert (tmp_path / CHART).read_bytes().startswith(b"\x89PNG")


def test_all_variants_are_scored_on_the_same_sentences(grid: list[Plan], tmp_path: Path) -> None:
    variants = run_variants(grid, tmp_path)
    assert {variant.results.validation.tokens for variant in variants} == {
        variants[0].results.validation.tokens
    }
    assert {variant.results.scores.tokens for variant in variants} == {variants[0].results.scores.tokens}


def test_what_was_done_before_is_not_trained_again(grid: list[Plan], tmp_path: Path) -> None:
    run_variants(grid[:2], tmp_path)
    before = {place: place.stat().st_mtime_ns for place in tmp_path.rglob("model.safetensors")}
    said: list[str] = []
    variants = run_variants(grid, tmp_path, notify=said.append)
    assert {place: place.stat().st_mtime_ns for place in before} == before
    assert sum("done before" in line for line in said) == 2
    assert len(variants) == 4


def test_an_interrupted_variant_is_taken_up_and_gives_the_same_weights(
    grid: list[Plan], tmp_path: Path
) -> None:
    run_variants(grid, tmp_path / "undisturbed")

    def interrupt(line: str) -> None:
        if line.startswith("epoch 1 of 2") and (tmp_path / "disturbed" / "80-none").is_dir():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_variants(grid, tmp_path / "disturbed", notify=interrupt)
    assert list(models(tmp_path / "disturbed")) == ["40-none"]
    assert len(json.loads((tmp_path / "disturbed" / VARIANTS).read_bytes())["variants"]) == 1
    run_variants(grid, tmp_path / "disturbed")
    assert models(tmp_path / "disturbed") == models(tmp_path / "undisturbed")


def test_other_settings_are_not_mixed_in(grid: list[Plan], plan: Plans, tmp_path: Path) -> None:
    run_variants(grid[:1], tmp_path)
    other = plan(size=40, freeze="none", epochs=3)
    with pytest.raises(UsageError, match=r"40-none: the run there has epochs 2, not 3"):
        run_variants([other], tmp_path)
    run_variants([other], tmp_path, overwrite=True)


@pytest.mark.parametrize("name", ["README.md", "variants.json", "run.json"])
def test_a_directory_of_something_else_is_refused_and_left_alone(
    grid: list[Plan], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(UsageError, match="holds files that are not of variants"):
        run_variants(grid[:1], tmp_path, overwrite=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "{}")]


def test_a_smaller_grid_keeps_the_rows_of_the_larger_one(grid: list[Plan], tmp_path: Path) -> None:
    run_variants(grid[:2], tmp_path)
    run_variants(grid[1:2], tmp_path)
    rows = json.loads((tmp_path / VARIANTS).read_bytes())["variants"]
    assert [row["model"] for row in rows] == ["40-none", "80-none"]


def test_the_best_is_chosen_on_validation_and_not_on_test(grid: list[Plan], tmp_path: Path) -> None:
    variants = run_variants(grid, tmp_path)
    highest = max(variant.results.validation.entity_micro.f1 for variant in variants)
    assert best(variants).results.validation.entity_micro.f1 == highest
