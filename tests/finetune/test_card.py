"""Model cards: fit to be shared, true of the data set, and with the attribution they owe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anonymize.detectors.tagger import open_model
from finetune.base_models import BUNDLED_NOTICE, BaseModel, bundled_directory, open_base, shown_name
from finetune.card import model_card
from finetune.datasets.notes import Notes
from finetune.datasets.offsets import WIDENED
from finetune.plans import make_plan
from tests.finetune.results import results

BUNDLED_DIRECTORY = open_model("pii-small").directory
NOTES = Notes()
for place in ("/home/ana/ruiz; x/a.jsonl, line 1", "b.jsonl, line 2"):
    NOTES.add(WIDENED, place)


def card(base: BaseModel, dataset: str = "synthetic:en", **given: object) -> str:
    return model_card(make_plan({"dataset": dataset, "base_model": base.name}), base, results(**given))


@pytest.mark.parametrize("dataset", ["jsonl:/home/ana/my.jsonl", "brat:/home/ana/my", "conll:~/my"])
def test_no_folder_of_the_machine_is_named(base_model: Path, dataset: str) -> None:
    text = card(open_base(str(base_model)), dataset, notes=NOTES.sentences())
    assert f"`{dataset.partition(':')[0]}:my" in text
    assert "While it was read: 2 span(s) that cut a word, widened to it." in text
    for private in ("ana", "ruiz", "a.jsonl", "~", str(base_model.parent)):
        assert private not in text


@pytest.mark.parametrize(
    ("dataset", "unit"),
    [
        ("jsonl:my.jsonl", "whole texts"),
        ("brat:my", "single lines of texts"),
        ("wikiann:es", "single sentences"),
        ("synthetic:en", "single sentences"),
    ],
)
def test_the_limits_say_what_was_trained_on(base_model: Path, dataset: str, unit: str) -> None:
    text = card(open_base(str(base_model)), dataset)
    assert f"It was trained on {unit}; documents are given to it" in text


@pytest.mark.parametrize("name", ["bundled", "pii-small", str(BUNDLED_DIRECTORY)])
def test_the_attribution_of_the_bundled_encoder_does_not_depend_on_its_name(name: str) -> None:
    assert BUNDLED_NOTICE in card(open_base(name))


def test_the_attribution_is_handed_on_by_a_model_that_was_trained_from_it(
    base_model: Path, tmp_path: Path
) -> None:
    trained = shutil.copytree(base_model, tmp_path / "trained")
    assert BUNDLED_NOTICE not in card(open_base(str(trained)))
    (trained / "README.md").write_text(card(open_base("bundled")))
    assert BUNDLED_NOTICE in card(open_base(str(trained)))


def test_the_attribution_of_an_older_bundled_model_is_handed_on_too(base_model: Path, tmp_path: Path) -> None:
    trained = shutil.copytree(base_model, tmp_path / "trained")
    (trained / "README.md").write_text("# mine\n\nMade from pii-small, whose encoder is Rampart's.")
    assert "National Design Studio" in card(open_base(str(trained)))


def test_a_name_is_shown_without_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_name(str(tmp_path)) == shown_name(".") == tmp_path.name
    assert shown_name("bert-base-cased") == "bert-base-cased"
    assert shown_name("someone/model") == "someone/model"


def test_the_bundled_models_are_known_by_their_names_alone() -> None:
    names = ("bundled", "pii-small", "gliner-small", "pii")
    assert [found and found.name for found in map(bundled_directory, names)] == [
        "pii-small", "pii-small", "gliner-small", None
    ]  # fmt: skip


def test_the_attribution_of_the_bundled_gliner_is_handed_on(base_model: Path, tmp_path: Path) -> None:
    trained = shutil.copytree(base_model, tmp_path / "trained")
    (trained / "README.md").write_text(card(open_base("gliner-small")))
    assert "It began as gliner-small" in card(open_base(str(trained)))
