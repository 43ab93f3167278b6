"""Several runs side by side: what is skipped, what is written, and which one is the best."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from anonymize.errors import UsageError
from finetune.plans import Plan
from finetune.variants import CHART, HEADER, VARIANTS, Variant, best, run_variants

Plans = Callable[..., Plan]
GRID = ((40, "none"), (80, "none"), (40, "backbone"), (80, "backbone"))


@dataclass(frozen=True)
class Trained:
    """What is there after the first two of the grid, and after all of it in the same directory.

    Attributes:
        half: a copy of the directory after the first two.
        directory: after all.
        kept: times at which the weights of the first two were written, by path, before the others were.
        said: while all of the grid was asked for.
        variants: of all of the grid.
    """

    half: Path
    directory: Path
    kept: dict[Path, int]
    said: tuple[str, ...]
    variants: tuple[Variant, ...]


@pytest.fixture(scope="module")
def grid(plan: Plans) -> list[Plan]:
    return [plan(size=size, freeze=freeze, epochs=2) for size, freeze in GRID]


@pytest.fixture(scope="module")
def trained(grid: list[Plan], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The grid, trained once for all tests here; they copy what they change."""
    place = tmp_path_factory.mktemp("variants")
    half, directory = place / "half", place / "all"
    run_variants(grid[:2], directory)
    shutil.copytree(directory, half)
    kept = {path: path.stat().st_mtime_ns for path in directory.rglob("model.safetensors")}
    said: list[str] = []
    variants = run_variants(grid, directory, notify=said.append)
    return Trained(half, directory, kept, tuple(said), tuple(variants))


def models(directory: Path) -> dict[str, bytes]:
    return {
        place.name: (place / "model.safetensors").read_bytes()
        for place in sorted(directory.iterdir())
        if (place / "model.safetensors").is_file()
    }


def test_every_variant_is_a_model_and_a_row_of_the_table(trained: Trained) -> None:
    written = json.loads((trained.directory / VARIANTS).read_bytes())
    assert sorted(models(trained.directory)) == ["40-backbone", "40-none", "80-backbone", "80-none"]
    assert [(row["size"], row["freeze"]) for row in written["variants"]] == list(GRID)
    total = trained.variants[0].results.parameters.total
    assert {row["total_parameters"] for row in written["variants"]} == {total}
    for row, variant in zip(written["variants"], trained.variants, strict=True):
        assert row["entity_micro_f1"] == variant.results.scores.entity_micro.f1
        assert row["model"] == variant.directory.name
        assert len(variant.row()) == len(HEADER)
    assert (trained.directory / CHART).read_bytes().startswith(b"\x89PNG")


def test_all_variants_are_scored_on_the_same_sentences(trained: Trained) -> None:
    first, *others = (variant.results for variant in trained.variants)
    assert {results.validation.tokens for results in others} == {first.validation.tokens}
    assert {results.scores.tokens for results in others} == {first.scores.tokens}


def test_what_was_done_before_is_not_trained_again(trained: Trained) -> None:
    assert len(trained.kept) == 2
    assert {place: place.stat().st_mtime_ns for place in trained.kept} == trained.kept
    assert sum("done before" in line for line in trained.said) == 2
    assert len(trained.variants) == 4


def test_an_interrupted_variant_is_taken_up_and_gives_the_same_weights(
    grid: list[Plan], trained: Trained, tmp_path: Path
) -> None:
    def interrupt(line: str) -> None:
        if line.startswith("epoch 1 of 2") and (tmp_path / "80-none").is_dir():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_variants(grid[:3], tmp_path, notify=interrupt)
    assert list(models(tmp_path)) == ["40-none"]
    assert len(json.loads((tmp_path / VARIANTS).read_bytes())["variants"]) == 1
    run_variants(grid[:3], tmp_path)
    undisturbed = models(trained.directory)
    del undisturbed["80-backbone"]
    assert models(tmp_path) == undisturbed


def test_other_settings_are_not_mixed_in(plan: Plans, trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.half, tmp_path, dirs_exist_ok=True)
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


def test_a_smaller_grid_keeps_the_rows_of_the_larger_one(
    grid: list[Plan], trained: Trained, tmp_path: Path
) -> None:
    shutil.copytree(trained.half, tmp_path, dirs_exist_ok=True)
    run_variants(grid[1:2], tmp_path)
    rows = json.loads((tmp_path / VARIANTS).read_bytes())["variants"]
    assert [row["model"] for row in rows] == ["40-none", "80-none"]


def test_the_best_is_chosen_on_validation_and_not_on_test(trained: Trained) -> None:
    highest = max(variant.results.validation.entity_micro.f1 for variant in trained.variants)
    assert best(trained.variants).results.validation.entity_micro.f1 == highest
