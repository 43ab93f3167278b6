"""JSONL: texts with character spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anonymize.errors import DatasetError
from tests.finetune.datasets.support import load, pairs, write, write_jsonl


def record(text: str, *spans: tuple[int, int, str], **more: Any) -> dict[str, Any]:
    return {"text": text, "spans": [{"start": s, "end": e, "label": label} for s, e, label in spans], **more}


def many(count: int) -> list[dict[str, Any]]:
    return [record(f"Ana{index} va", (0, 3 + len(str(index)), "NAME")) for index in range(count)]


def test_offsets_are_code_points_and_labels_keep_their_names(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", record("🙂 Ana Ruiz, va", (2, 10, "FULL_NAME"), split="train"))
    (sentence,) = load(f"jsonl:{path}").train
    assert pairs(sentence) == [
        ("🙂", "O"),
        ("Ana", "B-FULL_NAME"),
        ("Ruiz", "I-FULL_NAME"),
        (",", "O"),
        ("va", "O"),
    ]


def test_split_field_decides(tmp_path: Path) -> None:
    lines = [record(f"Ana {name}", (0, 3, "N"), split=name) for name in ("train", "dev", "test")]
    found = load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', *lines)}")
    assert {name: split[0].tokens[1] for name, split in found.splits().items()} == {
        "train": "train",
        "validation": "dev",
        "test": "test",
    }


def test_without_a_split_field_a_seeded_tenth_each_is_held_out(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *many(60))
    found = load(f"jsonl:{path}", seed=1)
    assert {name: len(split) for name, split in found.splits().items()} == {
        "train": 48,
        "validation": 6,
        "test": 6,
    }
    assert found == load(f"jsonl:{path}", seed=1)
    assert found.test != load(f"jsonl:{path}", seed=2).test


def test_equal_texts_never_stand_on_both_sides(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *many(30), *many(30))
    found = load(f"jsonl:{path}")
    train = {item.tokens for item in found.train}
    held_out = {item.tokens for item in (*(found.validation or ()), *(found.test or ()))}
    assert not train & {item.tokens for item in found.validation or ()}
    assert not train & held_out


def test_cut_word_and_overlap_are_counted_with_their_lines(tmp_path: Path) -> None:
    lines = [record("Anabel va", (0, 3, "N"), split="train") for _ in range(7)]
    lines.append(record("Ana Ruiz", (0, 8, "N"), (4, 8, "LAST"), split="train"))
    path = write_jsonl(tmp_path / "a.jsonl", *lines)
    cut, overlap = load(f"jsonl:{path}").notes
    assert cut.startswith("7 span(s) that cut a word, widened to it (first: ")
    assert f"{path}, line 5" in cut
    assert "line 6" not in cut
    assert overlap.startswith("1 span(s) that overlap a longer one")
    assert f"{path}, line 8" in overlap


def test_byte_order_mark_windows_line_ends_and_blank_lines_are_fine(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *many(10))
    other = write(tmp_path / "b.jsonl", b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert load(f"jsonl:{other}").train == load(f"jsonl:{path}").train


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (record("Okafor", (0, 7, "N")), "a span from 0 to 7 in a text of 6 code points"),
        (record("Okafor", (3, 3, "N")), "a span from 3 to 3"),
        (record("Okafor", (-1, 3, "N")), "a span from -1 to 3"),
        (record("Okafor", (0, 3, " ")), "and a `label`"),
        ({"text": "Okafor", "spans": [{"start": "0", "end": 6, "label": "N"}]}, "whole numbers"),
        ({"text": "Okafor", "spans": [[0, 6, "N"]]}, "whole numbers"),
        ({"text": "Okafor"}, "expected a string `text` and a list `spans`"),
        ({"spans": []}, "expected a string `text`"),
        (record(" \n"), "an empty sentence"),
        (record("Okafor", split="train"), "some lines have a split"),
        (record("Okafor", split="Okafor"), "`split` is train, validation or test"),
        (["Okafor"], "not a JSON object"),
    ],
)
def test_bad_line_is_named_and_not_quoted(tmp_path: Path, bad: Any, message: str) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *many(2), bad)
    with pytest.raises(DatasetError, match=message) as caught:
        load(f"jsonl:{path}")
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert "Okafor" not in str(caught.value)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_texts_to_divide_are_refused(tmp_path: Path, count: int) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *many(count))
    with pytest.raises(DatasetError, match=r"cannot be divided|no line for training"):
        load(f"jsonl:{path}")


def test_texts_that_are_all_the_same_are_refused(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *(many(1) * 30))
    with pytest.raises(DatasetError, match="of which 1 differ"):
        load(f"jsonl:{path}")


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No such file"):
        load(f"jsonl:{tmp_path / 'none.jsonl'}")


def test_a_span_that_is_not_where_its_text_is_is_refused(tmp_path: Path) -> None:
    line = record("🙂 Ana Ruiz, va", (3, 11, "N"), split="train")
    line["spans"][0]["text"] = "Ana Ruiz"
    with pytest.raises(DatasetError, match=r"line 1: what stands at 3:11 .* counted in UTF-16") as caught:
        load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', line)}")
    assert "Ana" not in str(caught.value)
    line["spans"][0] |= {"start": 2, "end": 10}
    assert load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', line)}").labels == ("N",)


def test_truth_values_are_no_offsets(tmp_path: Path) -> None:
    line = record("Ana va", (False, 3, "N"), split="train")
    with pytest.raises(DatasetError, match="line 1: a span needs whole numbers"):
        load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', line)}")


def test_what_an_annotator_refused_is_left_out_and_noted(tmp_path: Path) -> None:
    lines = [record("Ana va", (0, 3, "N"), split="train", answer=answer) for answer in ("accept", "reject")]
    found = load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', *lines)}")
    assert len(found.train) == 1
    assert found.notes[0].startswith("1 document(s) answered with reject or ignore, left out")
