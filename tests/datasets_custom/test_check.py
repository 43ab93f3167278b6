"""The checker of labelled documents, and the gold set that it guards."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import datasets_custom
from anonymize.errors import DatasetError
from datasets_custom.check import Checker, check_file
from finetune.datasets.registry import load_dataset
from tests.commands.support import Anon

GOLD = Path(datasets_custom.__file__).with_name("gold")
LANGUAGES = ("de", "en", "es", "fr", "it")
NO_FIXED_LABEL = {"nickname", "vehicle", "pet name", "project codename", "machine name"}


def problems(*records: object) -> list[str]:
    checker = Checker()
    return [
        problem.what
        for number, record in enumerate(records, 1)
        for problem in checker.check(json.dumps(record).encode(), number)
    ]


def marked(text: str, value: str, label: str = "person", ident: str = "1") -> dict[str, object]:
    start = text.index(value)
    return {"id": ident, "text": text, "spans": [{"start": start, "end": start + len(value), "label": label}]}


def test_a_sound_document_has_no_problem() -> None:
    assert problems(marked("The sticker said 'Jörg'.", "Jörg")) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (" Jörg", "person at 11:16: white space at an edge"),
        ("Jörg\n", "person at 12:17: white space at an edge"),
    ],
)
def test_white_space_at_an_edge(value: str, what: str) -> None:
    assert problems(marked("I waved to, Jörg\nwaved back.", value)) == [what]


def test_spans_outside_the_text_and_empty_ones() -> None:
    document = marked("Jörg", "Jörg")
    document["spans"] = [
        {"start": 0, "end": 5, "label": "person"},
        {"start": 2, "end": 2, "label": "person"},
        {"start": -1, "end": 2, "label": "person"},
    ]
    assert problems(document) == [
        "person at 0:5: outside the text of 4 code points",
        "person at 2:2: outside the text of 4 code points",
        "person at -1:2: outside the text of 4 code points",
    ]


def test_overlaps_with_any_span_before() -> None:
    document = {
        "id": "1",
        "text": "1234567890",
        "spans": [
            {"start": 0, "end": 8, "label": "address"},
            {"start": 1, "end": 2, "label": "age"},
            {"start": 6, "end": 9, "label": "location"},
            {"start": 9, "end": 10, "label": "age"},
        ],
    }
    assert problems(document) == [
        "age at 1:2: overlaps address at 0:8",
        "location at 6:9: overlaps address at 0:8",
    ]


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("My name is John.", "John", "person"),
        ("NAME: John", "John", "person"),
        ("Meine Adresse ist Andreasstraße 15.", "Andreasstraße 15", "address"),
        ("phone (020 7946 0018)", "020 7946 0018", "phone number"),
        ("The cat “Milo” is asleep.", "Milo", "pet name"),
        ("on board was a spaceship Aurora", "Aurora", "spaceship"),
    ],
)
def test_a_label_word_just_before_its_entity(text: str, value: str, label: str) -> None:
    (what,) = problems(marked(text, value, label))
    assert what.endswith("a word just before it announces it")


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("He has a name. Later John came.", "John", "person"),
        ("The surnamed one was Will.", "Will", "person"),
        ("Le chat dort. Milo arrive.", "Milo", "pet name"),
    ],
)
def test_a_label_word_elsewhere_is_fine(text: str, value: str, label: str) -> None:
    assert problems(marked(text, value, label)) == []


def test_documents_that_stand_there_twice() -> None:
    first, same = marked("Jörg came.", "Jörg"), marked("JÖRG  came.", "JÖRG", ident="2")
    assert problems(first, same) == ["its text stands there twice"]
    assert problems(first, marked("Anna left.", "Anna")) == ["its id stands there twice"]


def test_documents_need_no_id() -> None:
    assert problems({"text": "a", "spans": []}, {"text": "b", "spans": []}) == []
    assert problems({"text": "a", "spans": []}, {"text": "a", "spans": []}) == ["its text stands there twice"]


@pytest.mark.parametrize("record", [[], {"id": "1", "text": "a"}, {"text": 1, "spans": []}])
def test_what_is_no_document(record: object) -> None:
    assert problems(record) == ["expected a string `text` and a list `spans`"]


def test_an_id_may_be_a_number_and_nothing_else() -> None:
    assert problems({"id": 1, "text": "a", "spans": []}) == []
    assert problems({"id": ["a"], "text": "a", "spans": []}) == ["an `id` is a string or a number"]


def test_the_command_names_file_and_line_without_text(anon: Anon, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + json.dumps(marked("My name is John.", "John", ident="mail-7")) + "\nnot json\n")
    done = anon("dataset", "check", tmp_path)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"{path}, line 2, mail-7: person at 11:15: a word just before it announces it",
        f"{path}, line 3: not JSON",
    ]
    assert "1 document(s), 1 span(s): 2 problem(s)" in done.stderr
    assert "John" not in done.output
    found = anon("dataset", "check", path, "--json")
    assert [json.loads(line)["line"] for line in found.stdout.splitlines()] == [2, 3]


def test_a_directory_without_labelled_files_is_an_error(anon: Anon, tmp_path: Path) -> None:
    done = anon("dataset", "check", tmp_path)
    assert done.exit_code == 2
    assert "no .jsonl file in it" in done.stderr


@pytest.fixture(scope="module")
def gold() -> list[dict[str, object]]:
    """The documents of the gold set."""
    texts = ((GOLD / f"{name}.jsonl").read_bytes() for name in LANGUAGES)
    return [json.loads(line) for text in texts for line in text.splitlines()]


class TestGold:
    def test_it_has_no_problem(self) -> None:
        checker = Checker()
        assert [p for name in LANGUAGES for p in check_file(GOLD / f"{name}.jsonl", checker)] == []
        assert checker.documents == 150

    def test_thirty_documents_a_language_of_ten_kinds(self, gold: list[dict[str, object]]) -> None:
        kinds = Counter((document["lang"], document["genre"]) for document in gold)
        assert len(kinds) == 50
        assert set(kinds.values()) == {3}

    def test_every_language_has_every_label_and_texts_with_nothing_to_find(
        self, gold: list[dict[str, object]]
    ) -> None:
        for language in LANGUAGES:
            own = [document for document in gold if document["lang"] == language]
            labels = {span["label"] for document in own for span in document["spans"]}  # type: ignore[attr-defined]
            assert len(labels) == 25
            assert labels >= NO_FIXED_LABEL
            assert sum(not document["spans"] for document in own) == 3

    def test_some_entities_go_over_a_line_break(self, gold: list[dict[str, object]]) -> None:
        broken = [
            document["lang"]
            for document in gold
            for span in document["spans"]  # type: ignore[attr-defined]
            if "\n" in str(document["text"])[span["start"] : span["end"]]
        ]
        assert set(broken) == set(LANGUAGES)


def test_a_span_that_begins_inside_a_word_is_a_problem() -> None:
    # As offsets do that were counted otherwise; an ending may be left out of a span.
    assert problems(marked("The sign of Jörgs shop", "örgs")) == ["person at 13:17: begins inside a word"]
    assert problems(marked("The sign of Jörgs shop", "Jörg")) == []
    assert problems(marked("10kg, 山田太郎", "kg", "weight", "2"), marked("住山田太郎", "山田")) == []


def test_what_evaluate_refuses_is_a_problem() -> None:
    document = marked("Jörg", "Jörg")
    span = {"start": 0, "end": 4, "label": "person"}
    wrong = "`identifier` is direct, quasi or none, or is left out"
    assert problems(document | {"spans": [span | {"identifier": "DIRECT"}]}) == [f"person at 0:4: {wrong}"]
    assert problems(document | {"id": "2", "text": "Bob", "spans": [span | {"start": False, "end": 3}]}) == [
        "a span needs whole numbers `start` and `end`, and a `label`"
    ]
    assert (
        problems(document | {"id": "3", "text": "Al", "spans": [span | {"end": 2, "identifier": "none"}]})
        == []
    )
    assert problems(document | {"id": None}) == []


def test_a_file_that_is_no_jsonl_is_not_told_line_by_line(anon: Anon, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"once upon a time\n" * 1_000 + b'{"text": "a"}\n')
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": " ", "spans": []}) + "\n[]\n")
    done = anon("dataset", "check", tmp_path)
    lines = done.stdout.splitlines()
    assert [line.removeprefix(f"{tmp_path}/") for line in lines] == [
        "a.jsonl, line 1: not JSON",
        "a.jsonl, line 2: not JSON",
        "a.jsonl, line 3: not JSON",
        "a.jsonl: and 998 more line(s) that are no document with `text` and `spans`",
        "b.jsonl, line 1: its text has no visible character",
        "b.jsonl, line 2: expected a string `text` and a list `spans`",
    ]
    assert "1 document(s), 0 span(s): 1,003 problem(s)" in done.stderr
    assert done.exit_code == 1
    assert len(anon("dataset", "check", tmp_path, "--json").stdout.splitlines()) == 1_003


def test_compressed_files_are_checked(anon: Anon, tmp_path: Path) -> None:
    document = json.dumps(marked("The sticker said 'Jörg'.", "Jörg")).encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(document) + gzip.compress(b"\n[]\n"))
    done = anon("dataset", "check", tmp_path)
    assert done.stdout == f"{tmp_path}/a.jsonl.gz, line 2: expected a string `text` and a list `spans`\n"


def test_a_named_pipe_is_checked(anon: Anon, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as writing:
        writing.submit((tmp_path / "pipe").write_text, "[]\n")
        done = anon("dataset", "check", tmp_path / "pipe")
    assert done.stdout == f"{tmp_path}/pipe, line 1: expected a string `text` and a list `spans`\n"


def test_files_as_evaluate_reads_them(anon: Anon, tmp_path: Path) -> None:
    path = tmp_path / "A.JSONL"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(marked("Saw Jo", "Jo", "pet name")).encode())
    done = anon("dataset", "check", tmp_path)
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    assert "labels that anon has no name for: pet name" in done.stderr
    path.write_bytes(b"\n")
    done = anon("dataset", "check", path)
    assert (done.exit_code, "no document in it" in done.output) == (1, True)


@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u3000"])
def test_a_text_without_a_visible_character_is_a_problem(text: str) -> None:
    assert (
        problems({"text": text, "spans": []}, {"text": text, "spans": []})
        == ["its text has no visible character"] * 2
    )


@pytest.mark.parametrize("split", ["holdout", 3, ["train"], ""])
def test_a_split_that_finetune_does_not_know_is_a_problem(split: object) -> None:
    assert problems(marked("Jörg", "Jörg") | {"split": split}) == ["`split` is train, validation or test"]
    assert problems(marked("Jörg", "Jörg") | {"split": "Dev"}) == []


def test_a_split_on_some_lines_only_is_a_problem_of_one_file(tmp_path: Path) -> None:
    with_split, without = marked("Jörg", "Jörg") | {"split": "train"}, marked("Anna", "Anna", ident="2")
    assert problems(with_split, without) == ["some lines have a split and some have none"]
    assert problems(without, with_split) == ["some lines have a split and some have none"]
    checker = Checker()
    for number, record in enumerate((with_split, without)):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(json.dumps(record))
        assert list(check_file(path, checker)) == []


@pytest.mark.parametrize("labels", ["person", ["person", " "], [1], {"person": 1}, 0])
def test_labels_that_are_no_list_of_names_are_a_problem(labels: object) -> None:
    assert problems(marked("Jörg", "Jörg") | {"labels": labels}) == ["`labels` is a list of names"]
    assert problems(marked("Jörg", "Jörg") | {"labels": ["person"]}) == []


@pytest.mark.parametrize("label", ["x" * 99, "na\u200bme", "two\nlines"])
def test_a_label_that_redact_would_refuse_is_a_problem_on_one_line(label: str) -> None:
    (what,) = problems(marked("Jörg", "Jörg", label=label))
    assert what.endswith(": a label has at most 98 characters that can be seen, on a line")
    assert "\n" not in what
    assert "\u200b" not in what


@pytest.mark.parametrize(
    "change", [{"text": " ", "spans": []}, {"split": "holdout"}, {"labels": "person"}, {"labels": [""]}]
)
def test_what_finetune_refuses_is_a_problem(tmp_path: Path, change: dict[str, object]) -> None:
    record = marked("Jörg", "Jörg") | change
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(record))
    with pytest.raises(DatasetError):
        load_dataset(f"jsonl:{path}")
    assert problems(record) != []


def test_a_span_that_is_not_where_its_text_is() -> None:
    document = {"text": "😀 Jörg came", "spans": [{"start": 2, "end": 6, "label": "person", "text": "Jörg"}]}
    assert problems(document) == []
    document["spans"] = [{"start": 7, "end": 11, "label": "person", "text": "Jörg"}]
    assert problems(document) == [
        "person at 7:11: not the `text` that it gives; were UTF-16 units or bytes counted?"
    ]
