"""Text line by line: every byte comes back, each line stands for itself, and a bad one costs only itself."""

from __future__ import annotations

import io
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents import lines
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.errors import UsageError
from tests.documents.support import bad, edits_of, good, texts, unchanged


def _read(data: bytes, **options: Any) -> list[Record | BadRecord]:
    return list(lines.read(io.BytesIO(data), "t.log", ReadOptions(**options)))


@given(st.lists(st.text(), max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_byte_of_lines_without_edits_comes_back(parts: list[str], end: str, ended: bool) -> None:
    data = (end.join(parts) + (end if ended else "")).encode()
    records = _read(data)
    assert b"".join(map(unchanged, records)) == data
    assert [good(record).id for record in records] == [f"t.log:{n}" for n in range(1, len(records) + 1)]


@given(st.data(), st.sampled_from(["", "\n", "\r\n"]))
def test_edits_change_nothing_outside_of_them(data: st.DataObject, end: str) -> None:
    text = data.draw(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), min_size=1))
    [record] = _read((text + end).encode())
    if not good(record).documents:
        assert not text.strip()
        return
    edits = data.draw(edits_of(text, st.text(max_size=5)))
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
    assert good(record).render([edits]) == (expected + end).encode()


def test_a_line_feed_and_nothing_else_ends_a_line_and_no_end_is_searched() -> None:
    records = _read("Ann\r\nBob\u2028\x0bCy\rDee\n \t\n\nEve".encode())
    assert [list(texts(record).values()) for record in records] == [
        ["Ann"],
        ["Bob\u2028\x0bCy\rDee"],
        [],
        [],
        ["Eve"],
    ]


def test_byte_order_mark_stays() -> None:
    [record, _] = _read(b"\xef\xbb\xbfAnn\nBob\n")
    assert good(record).render([[Edit(1, 4, "X")]]) == b"\xef\xbb\xbfX\n"


def test_a_line_that_cannot_be_read_is_told_by_its_place_and_the_rest_is_read() -> None:
    records = _read(b"Ann\nJos\xe9 Smith\n" + b"x" * 40 + b"\nBob\n", largest=20)
    assert [bad(record).reason for record in records[1:3]] == ["undecodable", "too_large"]
    assert bad(records[1]).message.startswith("t.log:2: ")
    assert "Smith" not in bad(records[1]).message
    assert texts(records[3]) == {"t.log:4": "Bob"}


def test_a_line_with_the_bytes_of_another_kind_of_file_is_no_text() -> None:
    [record] = _read(bytes(range(32)) + b"Ann", encoding="latin-1")[-1:]
    assert bad(record).reason == "not_text"


def test_other_encodings_come_back_and_those_whose_lines_cannot_be_told_apart_are_refused() -> None:
    [record] = _read("Jos\u00e9 Ann\n".encode("cp1252"), encoding="cp1252")
    assert good(record).render([[Edit(5, 8, "\u00fc")]]) == "Jos\u00e9 \u00fc\n".encode("cp1252")
    with pytest.raises(UsageError, match="convert the file to utf-8"):
        _read(b"", encoding="utf-16")


def test_records_can_be_sent_to_another_process() -> None:
    record = good(_read(b"Ann\r\n")[0])
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own
