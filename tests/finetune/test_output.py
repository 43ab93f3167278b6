"""A run's directory: who may write into it, and what stands in it at the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from anonymize.detectors.gliner import is_gliner
from anonymize.errors import UsageError
from finetune.base_digests import base_digest
from finetune.base_models import open_base
from finetune.datasets.base import Dataset, Sentence
from finetune.plans import Plan
from finetune.results import Results
from finetune.runs import run

Plans = Callable[..., Plan]


def test_the_directory_is_the_model_with_scores_card_and_curve(plan: Plans, tmp_path: Path) -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    results = run(plan(), tmp_path / "run")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "README.md",
        "config.json",
        "learning_curve.png",
        "metrics.json",
        "model.safetensors",
        "run.json",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    model = AutoModelForTokenClassification.from_pretrained(tmp_path / "run")
    assert sorted(model.config.id2label.values()) == ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
    assert AutoTokenizer.from_pretrained(tmp_path / "run").is_fast
    assert Results.read(tmp_path / "run" / "metrics.json") == results
    assert json.loads((tmp_path / "run" / "run.json").read_bytes())["settings"]["seed"] == 42


def test_the_card_tells_of_data_settings_scores_and_limits(plan: Plans, tmp_path: Path) -> None:
    results = run(plan(), tmp_path / "run")
    card = (tmp_path / "run" / "README.md").read_text()
    assert f"{results.scores.entity_micro.f1:.4f}" in card
    assert "120 train, 40 validation, 50 test sentences" in card
    assert "learning rate | 0.005" in card
    assert "`study macro` averages over, with an F1 that is always 0" in " ".join(card.split())
    assert "Scores are of sentences like those of the data set" in card
    assert str(tmp_path) not in card.replace(f"conll:{tmp_path}", "")


def test_a_directory_of_something_else_is_refused_and_left_alone(plan: Plans, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    for options in ({}, {"resume": True}, {"overwrite": True}):
        with pytest.raises(UsageError, match="holds files that are not of a run"):
            run(plan(), tmp_path, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_is_there_is_neither_replaced_nor_resumed_unasked(plan: Plans, tmp_path: Path) -> None:
    run(plan(epochs=1), tmp_path / "run")
    before = (tmp_path / "run" / "model.safetensors").read_bytes()
    with pytest.raises(UsageError, match=r"--resume goes on with it, --overwrite replaces it"):
        run(plan(epochs=1), tmp_path / "run")
    assert (tmp_path / "run" / "model.safetensors").read_bytes() == before


def test_overwriting_removes_an_exported_model_and_nothing_of_others(plan: Plans, tmp_path: Path) -> None:
    """An ONNX file of the model before would be preferred to the new weights."""
    run(plan(epochs=1), tmp_path / "run")
    (tmp_path / "run" / "model.onnx").write_bytes(b"old")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    run(plan(epochs=2), tmp_path / "run", overwrite=True)
    assert not (tmp_path / "run" / "model.onnx").exists()
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"


def test_overwriting_a_gliner_with_a_tagger_leaves_a_tagger(plan: Plans, tmp_path: Path) -> None:
    """By its configuration the directory would still pass for a GLiNER."""
    run(plan(epochs=1), tmp_path / "run")
    (tmp_path / "run" / "gliner_config.json").write_text("{}")
    assert is_gliner(str(tmp_path / "run"))
    run(plan(epochs=2), tmp_path / "run", overwrite=True)
    assert not is_gliner(str(tmp_path / "run"))


def test_a_run_of_other_settings_is_not_resumed(plan: Plans, tmp_path: Path) -> None:
    run(plan(epochs=1), tmp_path / "run")
    with pytest.raises(UsageError, match=r"the run there has size None, not 50; give the same options"):
        run(plan(epochs=1, size=50), tmp_path / "run", resume=True)


def test_a_finished_run_is_not_trained_again_by_resuming(plan: Plans, tmp_path: Path) -> None:
    first = run(plan(epochs=1), tmp_path / "run")
    before = (tmp_path / "run" / "model.safetensors").stat().st_mtime_ns
    assert run(plan(epochs=1), tmp_path / "run", resume=True) == first
    assert (tmp_path / "run" / "model.safetensors").stat().st_mtime_ns == before


def test_overwriting_with_data_that_cannot_be_read_keeps_the_model(plan: Plans, tmp_path: Path) -> None:
    run(plan(epochs=1), tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    for wrong in ({"dataset": "jsonl:typo.jsonl"}, {"base_model": "./typo"}, {"max_length": 100_000}):
        with pytest.raises(UsageError):
            run(plan(epochs=1, **wrong), tmp_path / "run", overwrite=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_what_cannot_begin_leaves_nothing_that_stands_in_the_way(plan: Plans, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run(plan(dataset="jsonl:typo.jsonl"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_model_is_not_trained_into_its_own_base(plan: Plans, tmp_path: Path) -> None:
    run(plan(epochs=1), tmp_path / "run")
    with pytest.raises(UsageError, match="the base model would be overwritten"):
        run(plan(base_model=str(tmp_path / "run")), tmp_path / "run", overwrite=True)
    assert (tmp_path / "run" / "model.safetensors").is_file()


def test_a_run_is_not_resumed_on_other_sentences(plan: Plans, data: Dataset, tmp_path: Path) -> None:
    """The words of the data set are numbered anew; on other words the weights would go to wrong rows."""
    run(plan(epochs=1), tmp_path / "run", dataset=data)
    other = replace(data, train=(*data.train[1:], Sentence(("a", "new"), ("O", "O"))))
    with pytest.raises(UsageError, match="the data set is not what it was when the run there began"):
        run(plan(epochs=1), tmp_path / "run", dataset=other, resume=True)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_run_is_not_resumed_from_a_base_model_that_changed_in_its_place(
    plan: Plans, base_model: Path, tmp_path: Path, name: str
) -> None:
    """A frozen backbone is not in the checkpoints, so the head would go on with another one."""
    base = shutil.copytree(base_model, tmp_path / "base")
    asked = plan(epochs=1, base_model=str(base))
    first = run(asked, tmp_path / "run")
    (base / "README.md").write_text("a card")
    (base / "model.onnx").write_bytes(b"an export")
    assert run(asked, tmp_path / "run", resume=True) == first
    if name == "model.safetensors":
        weights = load_file(base / name)
        save_file({key: value + 1 for key, value in weights.items()}, base / name)
    else:
        content = json.loads((base / name).read_bytes())
        (base / name).write_text(json.dumps(content | {"extra": 1} if name == "config.json" else content))
    with pytest.raises(UsageError, match="the base model's files are not what they were when the run there"):
        run(asked, tmp_path / "run", resume=True)


def test_a_run_of_an_older_version_without_the_bases_digest_is_resumed(
    plan: Plans, base_model: Path, tmp_path: Path
) -> None:
    base = shutil.copytree(base_model, tmp_path / "base")
    asked = plan(epochs=1, base_model=str(base))
    first = run(asked, tmp_path / "run")
    record = json.loads((tmp_path / "run" / "run.json").read_bytes())
    assert len(record.pop("base_sha256")) == 64
    (tmp_path / "run" / "run.json").write_text(json.dumps(record))
    (base / "config.json").write_text((base / "config.json").read_text() + "\n")
    assert run(asked, tmp_path / "run", resume=True) == first


def test_the_bundled_model_and_a_repository_have_digests_too() -> None:
    bundled = open_base("bundled")
    assert base_digest(bundled) == base_digest(open_base("pii-small"))
    commits = [base_digest(replace(bundled, name="someone/model", revision=commit)) for commit in ("a", "b")]
    assert commits[0] != commits[1]
    assert base_digest(replace(bundled, name="someone/model", revision=None)) is None


@pytest.mark.parametrize("content", ["{}", "[]", "not json"])
def test_a_foreign_file_of_the_same_name_does_not_make_a_run(
    plan: Plans, tmp_path: Path, content: str
) -> None:
    (tmp_path / "run.json").write_text(content)
    (tmp_path / "README.md").write_text("mine")
    for options in ({"resume": True}, {"overwrite": True}):
        with pytest.raises(UsageError, match="holds files that are not of a run"):
            run(plan(), tmp_path, **options)
    assert (tmp_path / "README.md").read_text() == "mine"


@pytest.mark.parametrize("place", ["file/run", "file"])
def test_a_place_that_cannot_be_written_is_said(plan: Plans, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(UsageError, match=r"(cannot be written|not a directory).*name another"):
        run(plan(), tmp_path / place)


def test_a_file_in_the_place_of_the_directory_is_refused(plan: Plans, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(UsageError, match="not a directory; name another with --output"):
        run(plan(), tmp_path / "run")
