"""`anon evaluate --calibrate`: thresholds that give what they say when they are used."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from anonymize.config.file import load_config
from anonymize.evaluation.calibration import FEWEST
from anonymize.policy import THRESHOLD, UNFAMILIAR
from tests.commands.support import Anon, jsonl
from tests.tiny_gliner import build_gliner

FIRST = ("anna", "boris", "chloe", "dmitri", "elif", "farid")
LAST = ("park", "stone", "day", "fields", "rain")
SENTENCES = ("so {} said that the boat left", "i asked {}, who was out", "thanks {} see you at noon")
LABELS = ("--labels", "person,location,mac_address")


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return write_labelled(tmp_path)


def write_labelled(directory: Path) -> Path:
    """Names in small letters, of which the bundled tagger misses some at a high threshold."""
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    records: list[dict[str, Any]] = []
    for number, name in enumerate(names):
        text = SENTENCES[number % len(SENTENCES)].format(name)
        start = text.index(name)
        spans = [{"start": start, "end": start + len(name), "label": "person"}]
        records.append({"id": str(number), "text": text, "spans": spans})
    records.append(
        {"id": "r", "text": "They met in Rome.", "spans": [{"start": 12, "end": 16, "label": "LOC"}]}
    )
    path = directory / "labelled.jsonl"
    path.write_text(jsonl(*records))
    return path


@dataclass(frozen=True)
class Calibrated:
    """What calibrating left.

    Attributes:
        data: the labelled documents.
        file: the thresholds.
        page: the mistakes.
        report: what was printed.
        said: on standard error.
    """

    data: Path
    file: Path
    page: Path
    report: dict[str, Any]
    said: str


@pytest.fixture(scope="module")
def calibrated(anon: Anon, tmp_path_factory: pytest.TempPathFactory) -> Calibrated:
    """Calibrated once for the tests that look at what is written; they change nothing."""
    data = write_labelled(tmp_path_factory.mktemp("calibrated"))
    file, page = data.with_name("thresholds.yaml"), data.with_name("mistakes.html")
    done = anon(
        *("evaluate", "--data", data, *LABELS, "--threshold", "0.97", "--calibrate", file, "--json"),
        *("--goal", "recall=0.95", "--html", page),
    )
    assert done.exit_code == 0, done.stderr
    return Calibrated(data, file, page, json.loads(done.stdout), done.stderr)


def covered(report: dict[str, Any]) -> float:
    found: float = report["labels"]["person"]["covered"]["value"]
    return found


def test_a_run_with_the_thresholds_has_the_recall_that_they_say(anon: Anon, calibrated: Calibrated) -> None:
    assert covered(calibrated.report) < 0.95
    calibration = calibrated.report["calibration"]
    assert calibration["goal"] == "recall=0.95"
    person = calibration["labels"]["person"]
    assert (person["examples"], person["outcome"]) == (30, "reached")
    told = covered(calibration["measures"])
    done = anon("evaluate", "--data", calibrated.data, *LABELS, "--config", calibrated.file, "--json")
    assert done.exit_code == 0, done.stderr
    assert 0.95 <= told == covered(json.loads(done.stdout))
    written = calibrated.file.read_text()
    assert yaml.safe_load(written) == {
        "labels": ["person", "location", "mac_address"],
        "threshold": 0.97,
        "thresholds": {"person": person["threshold"]},
    }
    assert person["threshold"] < 0.97
    assert f"30 examples; recall {told:.3f}" in written
    assert "anna" not in written
    assert stat.S_IMODE(calibrated.file.stat().st_mode) == 0o600


def test_the_page_shows_what_is_left_with_the_new_thresholds(calibrated: Calibrated) -> None:
    measures = calibrated.report["calibration"]["measures"]
    assert covered(measures) > covered(calibrated.report)
    overall = measures["overall"]["covered"]["value"]
    assert f"<b>{overall:.1%}</b> <span>marked spans with nothing left" in calibrated.page.read_text()
    assert "with the thresholds of" in calibrated.page.read_text()
    assert "mistakes.html shows the mistakes with the new thresholds" in calibrated.said


def test_what_has_too_few_examples_is_said_and_left_as_it_was(anon: Anon, labelled: Path) -> None:
    file = labelled.with_name("thresholds.yaml")
    arguments = ("evaluate", "--data", labelled, *LABELS, "--calibrate", file, "--goal", "f=1")
    done = anon(*arguments, "--threshold", "location=0.4")
    assert done.exit_code == 0, done.stderr
    assert f"fewer than {FEWEST} examples: left as it was" in done.stdout
    assert yaml.safe_load(file.read_text())["thresholds"]["location"] == 0.4
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_a_label_that_needs_less_goes_on_to_need_less(anon: Anon, tmp_path: Path) -> None:
    """The file says 0.45 for all labels, which would raise it."""
    data, file = tmp_path / "mine.jsonl", tmp_path / "thresholds.yaml"
    data.write_text(
        jsonl({"id": "1", "text": "Rex barked.", "spans": [{"start": 0, "end": 3, "label": "pet name"}]})
    )
    done = anon("evaluate", "--data", data, "--labels", "pet name", "--calibrate", file)
    assert done.exit_code == 0, done.stderr
    written = yaml.safe_load(file.read_text())
    assert (written["threshold"], written["thresholds"]) == (THRESHOLD, {"pet_name": UNFAMILIAR})


def test_with_nothing_to_choose_the_file_is_a_configuration_all_the_same(anon: Anon, labelled: Path) -> None:
    file = labelled.with_name("thresholds.yaml")
    data = ("--data", labelled, "--labels", "location")
    assert anon("evaluate", *data, "--calibrate", file).exit_code == 0
    assert yaml.safe_load(file.read_text()) == {
        "labels": ["location"],
        "threshold": THRESHOLD,
        "thresholds": {},
    }
    assert anon("config", "check", file).exit_code == 0


def test_what_cannot_be_calibrated_is_refused_before_anything_is_read(anon: Anon, labelled: Path) -> None:
    file = labelled.with_name("thresholds.yaml")
    own = labelled.with_name("own.yaml")
    own.write_text("detectors:\n  - type: tagger\n    threshold: 0.3\n")
    data = ("evaluate", "--data", labelled.with_name("nowhere"))
    assert "--goal is for --calibrate" in anon(*data, "--goal", "f=1").stderr
    assert "--goal is recall=NUMBER" in anon(*data, "--calibrate", file, "--goal", "best").stderr
    assert "single ones have their own" in anon(*data, "--calibrate", file, "--config", own).stderr
    assert "is named twice" in anon(*data, "--calibrate", file, "--html", file).stderr
    assert "is named twice" in anon("evaluate", "--data", labelled, "--html", labelled, "--overwrite").stderr
    file.write_text("mine")
    done = anon(*data, "--calibrate", file)
    assert (done.exit_code, "exists; name another --calibrate" in done.stderr) == (2, True)
    assert file.read_text() == "mine"


def test_labels_and_model_that_were_given_are_written(anon: Anon, tmp_path: Path) -> None:
    gliner = build_gliner(tmp_path / "gliner")
    data, file = tmp_path / "mine.jsonl", tmp_path / "thresholds.yaml"
    spans = [{"start": 0, "end": 4, "label": "job title"}]
    data.write_text(jsonl(*({"id": str(n), "text": f"anna {n}", "spans": spans} for n in range(FEWEST))))
    given = ("--labels", "job title", "--detector", "gliner", "--model", gliner)
    done = anon("evaluate", "--data", data, *given, "--calibrate", file)
    assert done.exit_code == 0, done.stderr
    written = yaml.safe_load(file.read_text())
    assert (written["labels"], written["detectors"], written["model"]) == (
        ["job title"],
        ["gliner"],
        str(gliner),
    )
    assert anon("config", "check", file).exit_code == 0
    done = anon("evaluate", "--data", data, "--config", file)
    assert done.exit_code == 0, done.stderr


def test_a_job_with_the_file_looks_for_all_that_was_looked_for(
    anon: Anon, labelled: Path, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    own, file = tmp_path / "own" / "anon.yaml", tmp_path / "thresholds.yaml"
    (tmp_path / "own" / "names.txt").write_text("Zaphod\n1e3\n")
    own.write_text(
        "labels: [person, location]\nregion: DE\npropagate: false\nallow: [Rome, {pattern: '\\d+'}]\n"
        "deny: {person: [{file: names.txt}]}\npatterns: [{label: case number, regex: '\\d+ Js \\d+'}]\n"
        "operators: {person: {type: hash, salt: 'a secret of sixteen'}}\n"
    )
    done = anon("evaluate", "--data", labelled, "--config", own, "--calibrate", file)
    assert done.exit_code == 0, done.stderr
    text = "It is zaphod of 17 Js 42 who went to Rome by 1e3.\n"
    (tmp_path / "text.txt").write_text(text)
    done = anon("redact", tmp_path / "text.txt", "--config", file, "--quiet")
    assert done.stdout == "It is <PERSON> of <CASE_NUMBER> who went to Rome by <PERSON>.\n"
    before, after = load_config(own), load_config(file)
    for name in ("labels", "region", "propagate", "allow", "deny", "patterns"):
        assert getattr(after, name) == getattr(before, name)
    assert "secret" not in file.read_text()


def test_more_denied_values_than_fit_beside_the_thresholds_are_refused(
    anon: Anon, labelled: Path, tmp_path: Path
) -> None:
    (tmp_path / "names.txt").write_text("".join(f"name {number}\n" for number in range(10_001)))
    (tmp_path / "anon.yaml").write_text("deny: {person: [{file: names.txt}]}\n")
    file = tmp_path / "thresholds.yaml"
    arguments = ("evaluate", "--data", labelled, "--config", tmp_path / "anon.yaml")
    done = anon(*arguments, "--calibrate", file)
    assert (done.exit_code, "10,001 values" in done.stderr) == (2, True)
    assert not file.exists()
