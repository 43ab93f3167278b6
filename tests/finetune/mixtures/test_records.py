"""What the commands that make mixtures do with the files that they are given."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from finetune.mixtures.records import Record, divided, run
from finetune.mixtures.sources import multiconer, uner


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


def test_a_text_validates_in_all_its_copies_or_in_none() -> None:
    texts = [Record(str(number), (), ()) for number in range(250)]
    (_, train), (_, validation) = divided(texts)
    assert [record.text for record in validation] == ["99", "199"]
    assert [record for record in texts if record not in validation] == train


def test_a_sign_that_begins_remarks_is_a_word_where_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "uner").mkdir()
    rows = "# newdoc id = 1\n# sent_id = 1\n# text = # x\n1\t#\tO\n2\tx\tO\n"
    (tmp_path / "uner" / "part.iob2").write_text(rows, encoding="utf-8")
    assert [record.text for record in uner("part")(tmp_path)] == ["# x"]
    (tmp_path / "multiconer2" / "en").mkdir(parents=True)
    english = tmp_path / "multiconer2" / "en" / "en-train90.conll"
    english.write_text("# id 1\tdomain=en\n# _ _ O\nx _ _ O\n", encoding="utf-8")
    assert [record.text.lower() for record in multiconer(tmp_path)] == ["# x"]
