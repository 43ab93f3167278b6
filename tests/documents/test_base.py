from __future__ import annotations

import io

import pytest

from anonymize.documents import jsonl
from anonymize.documents.base import ReadOptions
from anonymize.documents.edits import Edit
from anonymize.documents.encodings import check_encoding
from anonymize.documents.fields import FieldPath
from anonymize.errors import UsageError
from tests.documents.support import good, read_jsonl, read_text


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_edit_with_impossible_bounds_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"{start}:{end}"):
        Edit(start, end, "")


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [[], []],
        [[Edit(0, 4, "")]],
        [[Edit(2, 3, ""), Edit(0, 1, "")]],
        [[Edit(0, 2, ""), Edit(1, 3, "")]],
    ],
    ids=["none for the document", "too many", "past the end", "unsorted", "overlapping"],
)
@pytest.mark.parametrize("kind", ["text", "jsonl"])
def test_edits_that_do_not_fit_the_documents_are_refused(kind: str, edits: list[list[Edit]]) -> None:
    record = good(read_text(b"abc") if kind == "text" else read_jsonl(b'{"text": "abc"}')[0])
    with pytest.raises(ValueError, match="edit"):
        record.render(edits)


@pytest.mark.parametrize("name", ["utf8", "UTF-16", "latin1", "cp1252", "koi8-r", "utf-8-sig"])
def test_encoding_of_files_is_accepted(name: str) -> None:
    check_encoding(name)


@pytest.mark.parametrize(
    "name",
    ["", "utf-9", "rot13", "base64", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "a\0b"],
)
def test_unknown_encoding_is_wrong_usage_before_anything_is_read(name: str) -> None:
    with pytest.raises(UsageError, match="encoding"):
        ReadOptions(encoding=name)


def test_fields_and_all_strings_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="--all-strings"):
        ReadOptions(fields=(FieldPath.parse("a"),), all_strings=True)


def test_empty_choice_of_fields_is_refused_as_it_would_look_at_nothing() -> None:
    with pytest.raises(UsageError, match="--field"):
        ReadOptions(fields=())


def test_unknown_rule_for_missing_fields_is_refused() -> None:
    with pytest.raises(UsageError, match="ignore"):
        ReadOptions(missing="ignore")  # type: ignore[arg-type]  # the wrong value is the point


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "cp037", "hz"])
def test_json_lines_in_an_encoding_without_ascii_bytes_are_wrong_usage_at_once(encoding: str) -> None:
    with pytest.raises(UsageError, match="utf-8"):
        jsonl.read(io.BytesIO(b""), "t.jsonl", ReadOptions(encoding=encoding))
