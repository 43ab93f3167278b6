"""Reading labelled documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from anonymize.evaluation import Labelled, LabelledSpan, read_labelled

LINE = json.dumps(
    {
        "id": "a",
        "text": "Anna in Rome",
        "spans": [{"start": 8, "end": 12, "label": "location"}, {"start": 0, "end": 4, "label": " person "}],
    }
)


def test_documents_come_with_their_spans_in_order(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + LINE.encode() + b"\r\n")
    assert read_labelled(path) == [
        Labelled("a", "Anna in Rome", (LabelledSpan(0, 4, "person"), LabelledSpan(8, 12, "location")))
    ]


def test_a_directory_is_all_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": "x", "spans": []}))
    (tmp_path / "README.md").write_text("not data")
    assert [document.id for document in read_labelled(tmp_path)] == ["a", "b"]


def test_a_document_without_an_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"text": "x", "spans": []}))
    assert read_labelled(path)[0].id == f"{path}, line 1"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON, at column"),
        ("[]", "expected a string `text` and a list `spans`"),
        ('{"text": "abc"}', "expected a string `text` and a list `spans`"),
        (
            '{"text": "abc", "spans": [{"start": 1, "end": 9, "label": "x"}]}',
            "a span from 1 to 9 in a text of 3",
        ),
        ('{"text": "abc", "spans": [{"start": 1, "end": 1, "label": "x"}]}', "a span from 1 to 1"),
        ('{"text": "abc", "spans": [{"start": 1, "end": 2}]}', "a span needs whole numbers"),
        ("", "no labelled document in it"),
    ],
)
def test_what_is_no_labelled_document_is_said_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line)
    with pytest.raises(DatasetError, match=message) as caught:
        read_labelled(path)
    assert "abc" not in str(caught.value)


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="there is no such file or directory"):
        read_labelled(tmp_path / "nowhere")
