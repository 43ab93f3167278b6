"""`anon evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.support import Anon, jsonl
from tests.tiny_gliner import build_gliner

MAIL = "write to bob@example.org or call"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text(
        jsonl(
            {"id": "1", "text": MAIL, "spans": [{"start": 9, "end": 24, "label": "e-mail"}]},
            {"id": "2", "text": MAIL, "spans": [{"start": 0, "end": 5, "label": "person"}]},
        )
    )
    return path


def test_precision_recall_and_f1_of_each_label(anon: Anon, labelled: Path) -> None:
    done = anon("evaluate", "--data", labelled, "--detector", "patterns", "--labels", "email")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [
        "label  precision  recall     F1  marked  found",
        "email      0.500   1.000  0.667       1      2",
        "all        0.500   1.000  0.667       1      2",
    ]
    assert "not looked for, and not scored: person" in done.stderr


def test_json_holds_the_same(anon: Anon, labelled: Path) -> None:
    done = anon("evaluate", "--data", labelled, "--detector", "patterns", "--labels", "email", "--json")
    report = json.loads(done.stdout)
    assert report["documents"] == 2
    assert report["unseen"] == []
    assert report["not_looked_for"] == ["person"]
    assert report["exact"]["labels"]["email"] == {
        "gold": 1,
        "found": 2,
        "right": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f1": pytest.approx(2 / 3),
    }


def test_no_text_is_printed(anon: Anon, labelled: Path) -> None:
    assert "bob" not in anon("evaluate", "--data", labelled, "--detector", "patterns").output


def test_labels_in_the_users_words(anon: Anon, tmp_path: Path) -> None:
    gliner = build_gliner(tmp_path / "gliner")
    path = tmp_path / "labelled.jsonl"
    text = "anna went to berlin"
    spans = [{"start": 0, "end": 4, "label": "person"}, {"start": 13, "end": 19, "label": "location"}]
    path.write_text(jsonl({"id": "1", "text": text, "spans": spans}))
    arguments = ("--detector", "gliner", "--model", gliner, "--labels", "person,location")
    done = anon("evaluate", "--data", path, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["exact"]["micro"]["f1"] == 1.0


def test_data_that_cannot_be_read_is_an_error(anon: Anon, tmp_path: Path) -> None:
    done = anon("evaluate", "--data", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "there is no such file or directory" in done.stderr
