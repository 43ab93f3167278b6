"""`anon dataset stats`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from finetune.datasets.registry import SOURCES
from tests.commands.support import Anon
from tests.finetune.datasets.support import TEST, TRAIN, write, write_jsonl

REPEATED = TRAIN.split("\n\n")[0] + "\n\n" + TEST


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "train.conll", TRAIN)
    write(tmp_path / "test.conll", REPEATED)
    return tmp_path


def test_counts_are_printed_as_a_table(anon: Anon, corpus: Path, torch_tagger: Path) -> None:
    done = anon("dataset", "stats", f"conll:{corpus}", "--tokenizer", torch_tagger, "--limit", "128")
    assert done.exit_code == 0, done.stderr
    rows = {line.rsplit(maxsplit=2)[0]: line.rsplit(maxsplit=2)[1:] for line in done.stdout.splitlines()[1:]}
    assert rows["sentences"] == ["2", "2"]
    assert rows["over 128 sub-words"] == ["0", "0"]
    assert (rows["PER"], rows["LOC"]) == (["1", "2"], ["1", "0"])


def test_test_sentences_that_stand_in_train_are_warned_of(
    anon: Anon, corpus: Path, torch_tagger: Path
) -> None:
    done = anon("dataset", "stats", f"conll:{corpus}", "--tokenizer", torch_tagger)
    assert "anon: 1 of 2 test sentences also stand in train" in done.stderr


def test_json_holds_the_same_and_the_limit_counts(anon: Anon, corpus: Path, torch_tagger: Path) -> None:
    done = anon("dataset", "stats", f"conll:{corpus}", "--tokenizer", torch_tagger, "--limit", "3", "--json")
    found = json.loads(done.stdout)
    assert found["labels"] == ["LOC", "PER"]
    assert found["limit"] == 3
    assert found["splits"]["test"]["in_train"] == 1
    assert found["splits"]["train"]["over_limit"] == 2
    assert found["splits"]["train"]["entities"] == {"LOC": 1, "PER": 1}


def test_bundled_models_subwords_are_the_default(anon: Anon, corpus: Path) -> None:
    done = anon("dataset", "stats", f"conll:{corpus}", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["splits"]["train"]["max_subwords"] > 3


@pytest.mark.parametrize("name", ["bundled", "pii-small"])
def test_the_bundled_model_goes_by_both_of_its_names(anon: Anon, corpus: Path, name: str) -> None:
    done = anon("dataset", "stats", f"conll:{corpus}", "--json", "--tokenizer", name)
    assert done.stdout == anon("dataset", "stats", f"conll:{corpus}", "--json").stdout != ""


def test_help_names_every_data_set_with_what_it_is(anon: Anon) -> None:
    shown = anon("dataset", "stats", "--help").stdout
    for source in SOURCES:
        assert re.search(
            rf"^    {re.escape(source.usage)} +{re.escape(source.description)}$", shown, re.MULTILINE
        )


def test_words_in_the_place_of_tags_are_not_shown_as_labels(
    anon: Anon, tmp_path: Path, torch_tagger: Path
) -> None:
    write(tmp_path / "train.conll", "B-PER\tAna\nO\tO\nO\tva\n\nB-PER\tOkafor\nO\tva\n")
    done = anon("dataset", "stats", f"conll:{tmp_path}", "--tokenizer", torch_tagger)
    assert done.exit_code == 2
    assert "Okafor" not in done.output
    assert "train.conll: more words than tags are O" in done.stderr


def test_what_the_loader_mended_is_said_with_its_line(anon: Anon, tmp_path: Path) -> None:
    record = {"text": "Okafor va", "spans": [{"start": 0, "end": 3, "label": "N"}], "split": "train"}
    path = write_jsonl(tmp_path / "a.jsonl", record)
    done = anon("dataset", "stats", f"jsonl:{path}")
    assert f"anon: 1 span(s) that cut a word, widened to it (first: {path}, line 1)" in done.stderr
    assert "Okafor" not in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wikian:es"], "did you mean wikiann:LANG"),
        (["conll2003"], "give --data-dir"),
        (["jsonl:none.jsonl"], "No such file"),
        (["synthetic:en", "--tokenizer", "none"], "no tokenizer.json"),
        (["synthetic:en", "--data-dir", "."], "--data-dir is not for synthetic:LANG"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage(
    anon: Anon, in_tmp: Path, arguments: list[str], message: str
) -> None:
    done = anon("dataset", "stats", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("name", "shown"), [("a\nb.jsonl", "a\\u000ab.jsonl"), ("\udcff.jsonl", "\\udcff.jsonl")]
)
def test_a_file_whose_name_cannot_be_printed_is_spelled(
    anon: Anon, in_tmp: Path, name: str, shown: str
) -> None:
    (in_tmp / name).write_text("no JSON\n")
    done = anon("dataset", "check", name)
    assert (done.exit_code, done.stdout) == (1, f"{shown}, line 1: not JSON\n")
    done = anon("dataset", "check", name, "--json")
    assert (done.exit_code, json.loads(done.stdout)["file"]) == (1, shown)
