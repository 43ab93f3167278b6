"""`anon evaluate`."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

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


def values(measures: dict[str, Any]) -> dict[str, float | None]:
    return {name: one["value"] for name, one in measures.items()}


PATTERNS = ("--detector", "patterns")


def test_measures_of_each_label_and_over_all(anon: Anon, labelled: Path) -> None:
    done = anon("evaluate", "--data", labelled, *PATTERNS, "--labels", "email")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "label  marked  found  prec.  recall     F1  o.prec.  o.recall   o.F1  covered  leaked",
        "email       1      2  0.500   1.000  0.667    0.500     1.000  0.667    1.000   0.000",
        "all         1      2  0.500   1.000  0.667    0.500     1.000  0.667    1.000   0.000",
    ]
    lines = {line.split("  ")[0].strip(): line.split()[1:4] for line in done.stdout.splitlines()[4:]}
    # Of 2 times 28 visible characters 15 are removed that nobody marked.
    assert lines["over_redaction"][0] == "0.268"
    assert lines["over_redaction_of_removed"][0] == "0.500"
    assert lines["documents_protected"][0] == "1.000"
    assert "persons_protected" not in lines
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "not looked for, and not scored: person" in done.stderr


def test_json_holds_the_same(anon: Anon, labelled: Path) -> None:
    done = anon("evaluate", "--data", labelled, *PATTERNS, "--labels", "email", "--json")
    report = json.loads(done.stdout)
    assert report["documents"] == 2
    assert report["unseen"] == []
    assert report["not_looked_for"] == ["person"]
    assert report["counts"]["labels"]["email"] == {
        "gold": 1,
        "needed": 1,
        "found": 2,
        "judged": 2,
        "right": 1,
    }
    email = values(report["labels"]["email"])
    assert (email["precision"], email["recall"], email["f1"]) == (0.5, 1.0, pytest.approx(2 / 3))
    assert report["overall"]["over_redaction"]["value"] == pytest.approx(15 / 56)
    assert report["tab"] is report["calibration"] is None


def test_without_labels_those_that_nobody_marked_are_not_scored(anon: Anon, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    spans = [{"start": 0, "end": 11, "label": "ip"}]
    path.write_text(jsonl({"id": "1", "text": f"192.168.0.1 {MAIL}", "spans": spans}))
    report = json.loads(anon("evaluate", "--data", path, *PATTERNS, "--json").stdout)
    assert set(report["labels"]) == {"ip_address"}
    assert report["overall"]["precision"]["value"] == 1
    report = json.loads(anon("evaluate", "--data", path, *PATTERNS, "--labels", "ip,email", "--json").stdout)
    assert report["overall"]["precision"]["value"] == 0.5


def test_labels_of_the_data_are_mapped(anon: Anon, labelled: Path) -> None:
    arguments = ("evaluate", "--data", labelled, *PATTERNS, "--json")
    report = json.loads(anon(*arguments, "--map", "person=email", "--map", "e-mail=").stdout)
    assert report["counts"]["labels"]["email"] == {
        "gold": 1,
        "needed": 1,
        "found": 2,
        "judged": 1,
        "right": 0,
    }
    assert report["not_looked_for"] == []
    # The table counts as found what precision is of.
    table = anon(*arguments[:-1], "--map", "person=email", "--map", "e-mail=").stdout.splitlines()
    assert table[1].split()[:4] == ["email", "1", "1", "0.000"]
    # What is left out may be removed.
    assert report["overall"]["over_redaction"]["value"] == pytest.approx(15 / 56)
    for wrong, told in {
        "person": "GOLD=OURS",
        "=email": "GOLD=OURS",
        "pers=email": "no span has the label",
    }.items():
        done = anon(*arguments, "--map", wrong)
        assert (done.exit_code, told in done.stderr) == (2, True)
    assert "a second time" in anon(*arguments, "--map", "person=x", "--map", "person=y").stderr


def test_identifiers_of_tab(anon: Anon, tmp_path: Path) -> None:
    path = tmp_path / "tab.jsonl"
    mention = {"start_offset": 9, "end_offset": 24, "entity_id": "e", "identifier_type": "DIRECT"}
    path.write_text(jsonl({"text": MAIL, "entities": [mention | {"entity_type": "EMAIL"}]}))
    done = anon("evaluate", "--data", path, *PATTERNS)
    assert "identifiers (TAB)" in done.stdout
    report = json.loads(anon("evaluate", "--data", path, *PATTERNS, "--format", "tab", "--json").stdout)
    assert report["tab"]["direct_recall"] == {"value": 1.0, "low": None, "high": None}


def test_no_text_is_printed(anon: Anon, labelled: Path) -> None:
    assert "bob" not in anon("evaluate", "--data", labelled, *PATTERNS).output


def test_a_page_of_mistakes_is_made_on_request_and_shows_text(anon: Anon, labelled: Path) -> None:
    page = labelled.with_name("mistakes.html")
    arguments = ("evaluate", "--data", labelled, *PATTERNS, "--labels", "email", "--html", page)
    done = anon(*arguments)
    assert done.exit_code == 0, done.stderr
    assert "bob" not in done.output
    assert "shows texts of the documents" in done.stderr
    assert '<mark class="found">bob@example.org</mark>' in page.read_text()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert anon(*arguments).exit_code == 0
    page.write_text("mine")
    assert "name another --html" in anon(*arguments).stderr
    assert anon(*arguments, "--overwrite").exit_code == 0


def test_a_document_that_was_not_seen_is_named(anon: Anon, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(
        jsonl({"id": "greek", "text": "\u0391\u03bd\u03bd\u03b1 \u03b5\u03b4\u03ce " * 9, "spans": []})
    )
    done = anon("evaluate", "--data", path, "--labels", "person")
    assert (done.exit_code, "greek: unsupported_script" in done.stderr) == (1, True)
    assert anon("evaluate", "--data", path, "--labels", "person", "--allow-script").exit_code == 0


def test_labels_in_the_users_words(anon: Anon, tmp_path: Path) -> None:
    gliner = build_gliner(tmp_path / "gliner")
    path = tmp_path / "labelled.jsonl"
    text = "anna went to berlin"
    spans = [{"start": 0, "end": 4, "label": "person"}, {"start": 13, "end": 19, "label": "location"}]
    path.write_text(jsonl({"id": "1", "text": text, "spans": spans}))
    arguments = ("--detector", "gliner", "--model", gliner, "--labels", "person,location")
    done = anon("evaluate", "--data", path, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["overall"]["f1"]["value"] == 1.0


def test_data_that_cannot_be_read_is_an_error(anon: Anon, tmp_path: Path) -> None:
    done = anon("evaluate", "--data", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "there is no such file or directory" in done.stderr


def test_an_output_never_takes_the_place_of_what_is_read(anon: Anon, labelled: Path, tmp_path: Path) -> None:
    texts = tmp_path / "brat"
    texts.mkdir()
    (texts / "a.txt").write_text("Bob")
    (texts / "a.ann").write_text("T1\tEMAIL 0 3\tBob\n")
    config = tmp_path / "own.yaml"
    config.write_text("labels: [email]\n")
    for data, output in {
        texts: texts / "a.ann",
        texts / "a.txt": texts / "a.ann",
        texts / "a.ann": texts / "a.txt",
        labelled.parent: labelled,
        labelled: config,
    }.items():
        before = output.read_bytes()
        for option in ("--html", "--calibrate"):
            done = anon(
                "evaluate", "--data", data, *PATTERNS, "--config", config, option, output, "--overwrite"
            )
            assert (done.exit_code, output.read_bytes()) == (2, before), (data, option)
            assert "Traceback" not in done.output
    page = texts / "mistakes.html"
    assert anon("evaluate", "--data", texts, *PATTERNS, "--labels", "email", "--html", page).exit_code == 0


def test_a_mistake_in_a_map_is_said(anon: Anon, labelled: Path) -> None:
    for wrong, told in {
        ("e-mail=emial",): "unknown label 'emial'; did you mean 'email'?",
        ("e-mail=email", "E_Mail=url"): "maps E_Mail a second time",
        ("person=-",): "'-' is no label; write person= to leave it out",
        ("e-mail=weather",): "no marked label is looked for; marked are person, weather, and looked for",
    }.items():
        maps = [argument for one in wrong for argument in ("--map", one)]
        labels = ("--labels", "email") if "emial" in wrong[0] else ()
        done = anon("evaluate", "--data", labelled, *PATTERNS, *labels, *maps, "--quiet")
        assert (done.exit_code, done.stdout) == (2, "")
        assert told in done.stderr, wrong
    # Where all is left out, what is removed is measured all the same.
    maps = ("--map", "e-mail=", "--map", "person=")
    assert anon("evaluate", "--data", labelled, *PATTERNS, *maps).exit_code == 0


def test_what_is_read_and_what_is_left_out_is_said(anon: Anon, labelled: Path) -> None:
    (labelled.parent / "sub").mkdir()
    (labelled.parent / "sub" / "more.jsonl").write_text(labelled.read_text())
    done = anon("evaluate", "--data", labelled.parent, *PATTERNS, "--labels", "email")
    assert done.exit_code == 0, done.stderr
    assert "2 document(s) in " in done.stderr
    assert "1 file(s) left out" in done.stderr
    assert "more.jsonl" in done.stderr


def test_labels_that_a_job_would_keep_are_named(anon: Anon, labelled: Path, tmp_path: Path) -> None:
    config = tmp_path / "anon.yaml"
    config.write_text("labels: [email, phone_number]\ndetector: patterns\noperators: {email: keep}\n")
    done = anon("evaluate", "--data", labelled, "--config", config, "--quiet")
    assert done.exit_code == 0, done.stderr
    assert "here they count as removed: email\n" in done.stderr
    config.write_text("labels: [email, phone_number]\ndetector: patterns\noperators: {email: mask}\n")
    assert "count as removed" not in anon("evaluate", "--data", labelled, "--config", config).stderr
