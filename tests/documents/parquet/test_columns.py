from __future__ import annotations

import pyarrow as pa
import pytest

from anonymize.documents.fields import FieldPath
from anonymize.errors import DocumentError
from tests.documents.parquet.support import parquet, read, rows
from tests.documents.support import bad, good, texts

FILE = parquet(
    {
        "text": ["x"],
        "n": [1],
        "raw": [b"y"],
        "user": [{"bio": "z", "raw": b"z"}],
        "tags": pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string())),
    }
)


@pytest.mark.parametrize(
    ("fields", "options", "reason"),
    [
        (["body"], {}, "field_missing"),
        (["user.name"], {}, "field_missing"),
        (["text[]"], {}, "field_missing"),
        (["body"], {"missing": "skip"}, "field_missing"),
        (["n"], {}, "field_not_string"),
        (["raw"], {}, "field_not_string"),
        (["user"], {}, "field_not_string"),
        (["tags"], {}, "field_not_string"),
    ],
)
def test_column_that_cannot_be_looked_at_fails_the_file(
    fields: list[str], options: dict[str, str], reason: str
) -> None:
    with pytest.raises(DocumentError, match="--field") as caught:
        read(FILE, *fields, **options)
    assert caught.value.reason == reason
    assert "text, user.bio, tags[].key, tags[].value" in str(caught.value)


def test_file_without_a_column_text_tells_what_there_is() -> None:
    with pytest.raises(DocumentError, match=r"no column 'text'.*--all-strings.*: a, b\)"):
        read(parquet({"a": ["x"], "b": ["y"]}))


def test_some_columns_may_be_missing_where_that_is_said() -> None:
    assert texts(rows(FILE, "text", "body", missing="skip")[0]) == {"t.parquet:1:text": "x"}


def test_columns_that_were_not_chosen_are_named() -> None:
    assert read(FILE)[0].passed_through == {"n", "raw", "user.bio", "user.raw", "tags[].key", "tags[].value"}
    assert read(FILE, all_strings=True)[0].passed_through == {"n", "raw", "user.raw"}


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (pa.date32(), True),
        (pa.time64("us"), True),
        (pa.timestamp("us", "UTC"), True),
        (pa.duration("s"), True),
        (pa.int64(), True),
        (pa.uint8(), True),
        (pa.decimal128(10, 2), True),
        (pa.float64(), True),
        (pa.int32(), True),
        (pa.dictionary(pa.int32(), pa.int64()), True),
        (pa.uuid(), True),
        (pa.bool_(), False),
        (pa.bool8(), False),
        (pa.null(), False),
    ],
)
def test_column_that_can_tell_of_somebody_is_named_though_it_holds_no_strings(
    kind: pa.DataType, named: bool
) -> None:
    schema = pa.schema([("text", pa.string()), ("a", kind)])
    assert passed(parquet(schema.empty_table())) == ({"a"} if named else set())


def passed(data: bytes) -> frozenset[str]:
    return read(data, all_strings=True)[0].passed_through


def test_known_column_of_numbers_is_not_named() -> None:
    data = parquet({"text": ["x"], "id": [7], "n": [1]})
    known = ((FieldPath(("id",)), "id_number"),)
    assert read(data, known=known)[0].passed_through == {"n"}


@pytest.mark.parametrize("kind", [pa.list_view(pa.string()), pa.large_list_view(pa.int8())])
@pytest.mark.parametrize("within", [False, True])
def test_column_of_a_kind_that_is_not_looked_into_fails_the_file(kind: pa.DataType, within: bool) -> None:
    whole = pa.list_(pa.struct([("b", kind)])) if within else kind
    schema = pa.schema([("text", pa.string()), ("a", whole)])
    for options in ({}, {"all_strings": True}):
        with pytest.raises(DocumentError, match=r"the column 'a(\[\]\.b)?' .*write it anew") as caught:
            read(parquet(schema.empty_table()), **options)
        assert caught.value.reason == "unsupported_parquet"


def test_all_strings_takes_keys_of_maps_too() -> None:
    assert list(texts(rows(FILE, all_strings=True)[0]).values()) == ["x", "z", "a", "b"]


def test_known_fields_and_the_subject_are_taken_as_from_json_lines() -> None:
    table = {"who": ["Ann", None], "id": [7, None], "text": ["Ann", "x"], "memo": ["y", "z"], "n": [1, 2]}
    options = {"known": ((FieldPath(("who",)), "PERSON"),), "subject": FieldPath(("id",))}
    first, second = map(good, rows(parquet(table), **options))
    assert (first.known, first.subject) == ((("PERSON", "Ann"),), "7")
    assert {document.id: document.known_only for document in first.documents} == {
        "t.parquet:1:who": True,
        "t.parquet:1:text": False,
        "t.parquet:1:memo": True,
    }
    assert (second.known, second.subject, list(texts(second).values())) == ((), None, ["x"])


@pytest.mark.parametrize(
    ("path", "subject"),
    [("user.id", "3"), ("day", "2024-01-02"), ("tags", '["a"]'), ("none", None), ("user.id.x", None)],
)
def test_subject_may_stand_anywhere_and_be_of_any_type(path: str, subject: str | None) -> None:
    day = pa.array([19724], pa.date32())
    table = {"text": ["x"], "user": [{"id": 3}], "day": day, "tags": [["a"]]}
    assert good(rows(parquet(table), subject=FieldPath.parse(path))[0]).subject == subject


def test_row_that_is_no_utf_8_is_withheld_and_the_others_are_read() -> None:
    table = {"text": pa.array([b"x", b"Jos\xe9", b"y"]).view(pa.string()), "a": ["p", "q", "r"]}
    first, second, third = rows(parquet(table), all_strings=True)
    assert (bad(second).reason, second.id) == ("undecodable", "t.parquet:2")
    assert [list(texts(row).values()) for row in (first, third)] == [["x", "p"], ["y", "r"]]
