"""What the commands that make mixtures do with the files that they are given."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from finetune.mixtures.records import run


def _run(monkeypatch: pytest.MonkeyPatch, output: Path, *, fails: bool) -> None:
    def write(data: Path, file: Path) -> None:
        file.write_text("new\n", encoding="utf-8")
        if fails:
            raise DatasetError(f"{data}: there is no such directory")

    monkeypatch.setattr(sys, "argv", ["mixture", "--data", "nowhere", "--output", str(output)])
    run(write, "Makes a mixture.")


def test_a_mixture_that_fails_says_why_and_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "mixture.jsonl"
    output.write_text("last\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        _run(monkeypatch, output, fails=True)
    assert capsys.readouterr().err.endswith("error: nowhere: there is no such directory\n")
    assert output.read_text(encoding="utf-8") == "last\n"
    assert list(tmp_path.iterdir()) == [output]


def test_a_mixture_takes_the_place_of_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "mixture.jsonl"
    output.write_text("last\n", encoding="utf-8")
    _run(monkeypatch, output, fails=False)
    assert output.read_text(encoding="utf-8") == "new\n"
    assert list(tmp_path.iterdir()) == [output]
