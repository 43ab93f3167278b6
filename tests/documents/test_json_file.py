from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents import json_file
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.documents.fields import FieldPath
from anonymize.errors import DocumentError
from tests.documents.support import bad, edits_of, good, texts, unchanged
from tests.documents.test_jsonl_edits import VALUES, json_parts, surrogates_joined

NOTE = b'{\r\n  "id": 1.10,\r\n  "notes": [{"by": "Ann", "text": "Jos\\u00e9 \\/ called"}]\r\n}\r\n'


def read(data: bytes, *fields: str, **options: Any) -> Record | BadRecord:
    paths = tuple(map(FieldPath.parse, fields)) or None
    [record] = json_file.read(io.BytesIO(data), "t.json", ReadOptions(fields=paths, **options))
    return record


def test_fields_are_chosen_as_in_json_lines_and_all_around_them_stays() -> None:
    record = read(NOTE, "notes[].text")
    assert texts(record) == {"t.json:notes[0].text": "Jos\u00e9 / called"}
    assert good(record).passed_through == {"id", "notes[].by"}
    assert unchanged(record) == NOTE
    assert good(record).render([[Edit(0, 4, "X")]]) == NOTE.replace(b"Jos\\u00e9", b"X")


def test_all_strings_are_documents_where_that_is_asked_for() -> None:
    assert texts(read(b'[["Ann", {"k": "Bob"}], 1, "Bob"]', all_strings=True)) == {
        "t.json:[0][0]": "Ann",
        "t.json:[0][1].k": "Bob",
        "t.json:[2]": "Bob",
    }


def test_one_string_is_a_document() -> None:
    assert texts(read(b'"Ann"\n', all_strings=True)) == {"t.json": "Ann"}


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t"])
def test_empty_file_passes(data: bytes) -> None:
    assert texts(read(data)) == {}
    assert unchanged(read(data)) == data


def test_file_without_the_default_field_is_withheld_even_where_fields_may_be_missing() -> None:
    for missing in ("fail", "skip"):
        record = bad(read(b'{"body": "Ann Smith"}', missing=missing))
        assert record.reason == "field_missing"
        assert "--field" in record.message
        assert "body" in record.message
        assert "Smith" not in record.message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'{"a": "Smith",\n\n  "b" "Smith"}', "t.json:3:7: "),
        (b'{"a": 1} {"a": "Smith"}', "t.json:1:10: "),
        (b"\xef\xbb\xbf[1,]", "t.json:1:4: "),
        (b'{"a": NaN, "b": "Smith"}', "t.json:1:7: "),
    ],
)
def test_what_is_not_json_is_told_by_line_and_column_without_its_text(data: bytes, place: str) -> None:
    record = bad(read(data, all_strings=True))
    assert record.reason == "not_json"
    assert record.message.startswith(place)
    assert "Smith" not in record.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_file_in_another_encoding_comes_back(encoding: str) -> None:
    data = '{"text": "\u00e9 Ann"}'.encode(encoding)
    record = read(data, encoding=encoding)
    assert unchanged(record) == data
    assert json.loads(good(record).render([[Edit(2, 5, "\u5c71")]]).decode(encoding)) == {
        "text": "\u00e9 \u5c71"
    }


def test_file_that_cannot_be_decoded_is_withheld() -> None:
    assert bad(read(b'{"text": "Jos\xe9"}')).reason == "undecodable"


def test_file_beyond_the_limit_fails() -> None:
    with pytest.raises(DocumentError, match=r"^t\.json: more than 20 bytes") as caught:
        read(NOTE, largest=20)
    assert caught.value.reason == "too_large"


def test_known_fields_and_the_subject_are_taken_as_from_json_lines() -> None:
    record = good(
        read(
            b'{"who": "Ann", "id": 7, "text": "Ann", "memo": "x"}',
            known=((FieldPath(("who",)), "PERSON"),),
            subject=FieldPath(("id",)),
        )
    )
    assert record.known == (("PERSON", "Ann"),)
    assert record.subject == "7"
    assert {document.id: document.known_only for document in record.documents} == {
        "t.json:who": True,
        "t.json:text": False,
        "t.json:memo": True,
    }


@given(VALUES, st.sampled_from([None, 0, 2]), st.data())
def test_every_byte_outside_the_edits_is_kept(value: Any, indent: int | None, data: st.DataObject) -> None:
    spelled = json.dumps(value, indent=indent).encode()
    record = good(read(spelled, all_strings=True))
    edits = [data.draw(edits_of(document.text)) for document in record.documents]
    rendered = record.render(edits)
    assert unchanged(record) == spelled
    assert json_parts(rendered)[::2] == json_parts(spelled)[::2]
    written = good(read(rendered, all_strings=True)).documents
    for document, changes, after in zip(record.documents, edits, written, strict=True):
        expected = document.text
        for edit in reversed(changes):
            expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
        assert surrogates_joined(after.text) == surrogates_joined(expected)
