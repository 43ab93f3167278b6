"""brat: texts with stand-off annotation."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from finetune.datasets.base import Sentence
from tests.finetune.datasets.support import load, pairs, write

TEXT = "Nombre: Ana Ruiz.\nVive en Las Palmas y Telde.\n"
ANN = "T1\tNAME 8 16\tAna Ruiz\nR1\tlives Arg1:T1 Arg2:T2\nT2\tPLACE 26 36\tLas Palmas\n#1\tNote T1\tsure\n"


def document(directory: Path, text: str | bytes = TEXT, ann: str = ANN, name: str = "a") -> None:
    write(directory / f"{name}.txt", text)
    write(directory / f"{name}.ann", ann)


def train(directory: Path) -> tuple[Sentence, ...]:
    return load(f"brat:{directory}").train


def test_each_line_is_a_sentence(tmp_path: Path) -> None:
    document(tmp_path / "train" / "deep" / "er")
    first, second = train(tmp_path)
    assert pairs(first) == [("Nombre", "O"), (":", "O"), ("Ana", "B-NAME"), ("Ruiz", "I-NAME"), (".", "O")]
    assert [tag for _, tag in pairs(second)] == ["O", "O", "B-PLACE", "I-PLACE", "O", "O", "O"]


def test_entity_across_a_line_end_is_not_divided(tmp_path: Path) -> None:
    document(tmp_path / "train", "Ana\nRuiz va", "T1\tNAME 0 8\tAna Ruiz\n")
    (sentence,) = train(tmp_path)
    assert sentence.tags == ("B-NAME", "I-NAME", "O")


def test_parts_of_a_discontinuous_annotation_are_entities_and_counted(tmp_path: Path) -> None:
    document(tmp_path / "train", "Ana y Eva Ruiz", "T1\tNAME 0 3;10 14\tAna Ruiz\nT2\tNAME 6 14\tEva Ruiz\n")
    found = load(f"brat:{tmp_path}")
    assert found.train[0].tags == ("B-NAME", "O", "B-NAME", "I-NAME")
    assert [note.partition(" (")[0] for note in found.notes] == [
        "1 discontinuous annotation(s), each part of them taken for an entity",
        "1 span(s) that overlap a longer one, left out",
    ]
    assert all("a.ann, line 1" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (b"uno\r\nAna va", 5),
        (b"uno\r\nAna va", 4),
        (b"\xef\xbb\xbfuno\nAna va", 5),
        (b"\xef\xbb\xbfuno\nAna va", 4),
        (b"\xef\xbb\xbfuno\r\nAna va", 6),
        (b"\xef\xbb\xbfuno\r\nAna va", 4),
    ],
)
def test_quotation_tells_how_offsets_were_counted(tmp_path: Path, text: bytes, start: int) -> None:
    document(tmp_path / "train", text, f"T1\tNAME {start} {start + 3}\tAna\r\n")
    assert [pairs(item) for item in train(tmp_path)] == [[("uno", "O")], [("Ana", "B-NAME"), ("va", "O")]]


def test_split_directories_go_by_any_of_their_names(tmp_path: Path) -> None:
    for split in ("train", "dev", "test"):
        document(tmp_path / split / "brat")
    assert {name: len(split) for name, split in load(f"brat:{tmp_path}").splits().items()} == {
        "train": 2,
        "validation": 2,
        "test": 2,
    }


def test_without_splits_documents_are_held_out_whole(tmp_path: Path) -> None:
    for index in range(20):
        document(tmp_path, f"Ana{index} va\nsigue {index}\n", "", name=f"d{index}")
    found = load(f"brat:{tmp_path}")
    words = {
        name: [item.tokens[-1] if item.tokens[0] == "sigue" else item.tokens[0][3:] for item in split]
        for name, split in found.splits().items()
    }
    assert {name: len(split) for name, split in words.items()} == {"train": 32, "validation": 4, "test": 4}
    assert not set(words["train"]) & {*words["validation"], *words["test"]}


def test_text_without_annotation_file_is_left_out_and_counted(tmp_path: Path) -> None:
    document(tmp_path / "train")
    write(tmp_path / "train" / "b.txt", "x")
    found = load(f"brat:{tmp_path}")
    assert len(found.train) == 2
    assert found.notes == ("1 text(s) without an .ann file, left out (first: b.txt)",)


def test_annotation_file_without_a_text_is_left_out_and_counted(tmp_path: Path) -> None:
    document(tmp_path / "train")
    write(tmp_path / "train" / "b.ann", ANN)
    found = load(f"brat:{tmp_path}")
    assert len(found.train) == 2
    assert found.notes == ("1 .ann file(s) without a text, left out (first: b.ann)",)


def test_texts_outside_the_folders_of_the_splits_are_left_out_and_counted(tmp_path: Path) -> None:
    for folder in ("train", "dev", "other/deep", ""):
        document(tmp_path / folder, name=f"in-{Path(folder).name}")
    found = load(f"brat:{tmp_path}")
    assert {name: len(split) for name, split in found.splits().items()} == {"train": 2, "validation": 2}
    (note,) = found.notes
    assert note.startswith("2 text(s) outside the folders of the splits, left out (first: ")
    assert "in-deep.txt" in note


def test_two_folders_for_one_split_are_refused(tmp_path: Path) -> None:
    for folder in ("train", "dev", "valid"):
        document(tmp_path / folder)
    with pytest.raises(DatasetError, match="dev and valid both hold validation; keep one"):
        load(f"brat:{tmp_path}")


@pytest.mark.parametrize("folder", ["test", "dev"])
def test_folders_for_evaluation_alone_are_not_trained_on(tmp_path: Path, folder: str) -> None:
    for number in range(20):
        document(tmp_path / folder, f"Ana{number} va", "", name=f"d{number}")
    with pytest.raises(DatasetError, match=f"{folder} in it, but no folder train"):
        load(f"brat:{tmp_path}")


@pytest.mark.parametrize(
    ("ann", "message"),
    [
        ("T1\tNAME 8 16\tAna Ruiz\nT2\tPLACE 26\tOkafor\n", r"a\.ann, line 2: not a text-bound annotation"),
        ("T1 NAME 8 16 Okafor\n", r"line 1: not a text-bound annotation"),
        ("T1\tNAME 16 8\tOkafor\n", r"line 1: an annotation has to start before it ends"),
        ("T1\tNAME 9 17\tOkafor\n", r"a\.ann, line 1: what stands at these offsets in a\.txt is not what"),
        ("T1\tNAME 8 400\n", r"line 1: what stands at these offsets"),
        ("T1\tNAME 8 " + "9" * 5_000 + "\n", r"line 1: not a text-bound annotation"),
    ],
)
def test_bad_annotation_is_named_and_not_quoted(tmp_path: Path, ann: str, message: str) -> None:
    document(tmp_path / "train", ann=ann)
    with pytest.raises(DatasetError, match=message) as caught:
        train(tmp_path)
    assert "Okafor" not in str(caught.value)


def test_text_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    document(tmp_path / "train", b"uno\nAndr\xe9", "")
    with pytest.raises(DatasetError, match=r"a\.txt, line 2: not UTF-8"):
        train(tmp_path)


def test_text_without_a_word_is_refused(tmp_path: Path) -> None:
    document(tmp_path / "train", " \n", "")
    with pytest.raises(DatasetError, match=r"a\.txt, line 1: an empty sentence"):
        train(tmp_path)


@pytest.mark.parametrize(
    ("path", "message"), [("none", "no such directory"), (".", "no .txt file with an .ann")]
)
def test_directory_without_documents_is_said(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        train(tmp_path / path)
