from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from anonymize.detectors import timing
from anonymize.detectors.tagger.runtimes import has_bfloat16
from tests.commands.support import Anon


def test_both_bundled_models_are_shown(anon: Anon) -> None:
    result = anon("models", "show")
    tagger, gliner = (anon("models", "show", name).stdout for name in ("pii-small", "gliner-small"))
    assert (result.exit_code, result.stdout) == (0, f"{tagger}\n{gliner}")
    assert "model.int8.onnx (39.0 MB, onnx)" in gliner
    assert "labels     any, in words, up to 14 at once" in gliner


def test_the_bundled_tagger_is_shown_with_its_weights_and_labels(anon: Anon) -> None:
    result = anon("models", "show", "pii-small")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert [name for name, _ in rows] == ["directory", "weights", "labels", "windows"]
    shown = dict(rows)
    assert Path(shown["directory"]).name == "pii-small"
    assert {"person", "address"} <= set(shown["labels"].split(", "))
    assert "model.int8.onnx" in result.stdout
    assert "model.safetensors" not in result.stdout


def test_model_of_ones_own_is_shown(anon: Anon, torch_tagger: Path) -> None:
    result = anon("models", "show", torch_tagger)
    assert "labels     address, location, person, username\n" in result.stdout
    assert "windows    64 tokens, overlapping by 32\n" in result.stdout


def test_exported_model_finds_what_the_model_finds_and_is_taken_from_then_on(
    anon: Anon, in_tmp: Path, torch_tagger: Path
) -> None:
    directory = shutil.copytree(torch_tagger, in_tmp / "mine")
    (in_tmp / "a.txt").write_text("Anna Schmidt went to Harbour Road 17")
    before = anon("redact", "a.txt", "--model", "mine", "--detector", "tagger")
    result = anon("models", "export", "mine")
    assert result.exit_code == 0
    path = Path(result.stdout.strip())
    assert path.parent.resolve() == directory.resolve()
    assert path.is_file()
    assert f"{path.name} (" in anon("models", "show", "mine").stdout.splitlines()[1], "it comes first"
    after = anon("redact", "a.txt", "--model", "mine", "--detector", "tagger")
    assert after.stdout == before.stdout == "<PERSON> went to <ADDRESS>"


@pytest.fixture
def few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "TEXTS", 2)
    monkeypatch.setattr(timing, "SENTENCES", 3)


@pytest.mark.usefixtures("few_texts")
def test_every_way_to_run_a_model_is_timed(anon: Anon, in_tmp: Path, torch_tagger: Path) -> None:
    result = anon("models", "bench", torch_tagger, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    ways = [json.loads(line) for line in result.stdout.splitlines()]
    expected = ["--device cpu", "--device cpu --precision fp32"]
    expected += ["--device cpu --precision bf16"] if has_bfloat16("cpu") else []
    assert [way["options"] for way in ways if way["device"] == "cpu"] == expected
    assert {way["runtime"] for way in ways} == {"torch"}
    assert all(way["speed"] > 0 and way["same"] == 1.0 for way in ways)
    (in_tmp / "a.txt").write_text("Anna Schmidt")
    for way in ways:
        taken = anon("redact", "a.txt", "--model", torch_tagger, *way["options"].split())
        assert (taken.exit_code, taken.stdout) == (0, "<PERSON>")


@pytest.mark.usefixtures("few_texts")
def test_a_graph_that_torch_cannot_read_is_timed_alone(anon: Anon, in_tmp: Path, onnx_tagger: Path) -> None:
    (in_tmp / "mine").mkdir()
    for name in ("model.onnx", "config.json", "tokenizer.json"):
        shutil.copy(onnx_tagger / name, in_tmp / "mine")
    result = anon("models", "bench", "mine")
    assert (result.exit_code, result.stderr) == (0, "")
    header, *rows = result.stdout.splitlines()
    assert header.split() == ["options", "runtime", "characters/s", "times", "same"]
    assert [row.split()[:4] for row in rows] == [["--device", "cpu", "onnx", "fp32"]]
    assert rows[0].endswith("1.00  1.000")


@pytest.mark.usefixtures("few_texts")
def test_the_bundled_models_are_timed_in_int8_first(anon: Anon) -> None:
    for model in ([], ["gliner-small"]):
        first, *others = (
            json.loads(line) for line in anon("models", "bench", *model, "--json").stdout.splitlines()
        )
        assert (first["runtime"], first["precision"], first["same"]) == ("onnx", "int8", 1.0)
        assert all(other["runtime"] == "torch" for other in others)


def test_model_that_is_not_there_is_wrong_usage(anon: Anon, in_tmp: Path) -> None:
    for arguments in (["show", "nowhere/at/all"], ["bench", "nowhere/at/all"], ["export", "nowhere"]):
        result = anon("models", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


def test_directory_that_is_no_model_is_an_error_without_a_traceback(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "empty").mkdir()
    for command in ("show", "export"):
        result = anon("models", command, "empty")
        assert result.exit_code == 2
        assert result.stderr.startswith("anon: ")
        assert "fault of this program" not in result.stderr
