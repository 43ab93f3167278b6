from __future__ import annotations

from typing import Any

import pytest

from anonymize.documents.base import Record
from anonymize.errors import UsageError
from tests.documents.support import bad, good, read_jsonl, texts

CHAT = b"""{"id": "7", "messages": [{"role": "user", "content": "Hi"}, {"role": "bot", "content": "Ho"}]}"""


def values(line: bytes, *fields: str, **options: Any) -> list[str]:
    [record] = read_jsonl(line, *fields, **options)
    return list(texts(record).values())


def test_document_ids_hold_file_line_and_path() -> None:
    records = read_jsonl(b"\n\n" + CHAT, "messages[].content")
    assert good(records[2]).id == "t.jsonl:3"
    assert texts(records[2]) == {
        "t.jsonl:3:messages[0].content": "Hi",
        "t.jsonl:3:messages[1].content": "Ho",
    }


def test_strings_not_chosen_are_listed_once_for_all_items_of_a_list() -> None:
    [record] = read_jsonl(CHAT, "messages[].content")
    assert good(record).passed_through == {"id", "messages[].role"}


@pytest.mark.parametrize(
    ("field", "line", "expected"),
    [
        ("text", b'{"text": "a"}', ["a"]),
        ("user.bio", b'{"user": {"bio": "a", "name": "b"}}', ["a"]),
        ("tags[]", b'{"tags": ["a", "b"]}', ["a", "b"]),
        ("grid[][]", b'{"grid": [["a"], [], ["b", "c"]]}', ["a", "b", "c"]),
        ("[].text", b'[{"text": "a"}, {"text": "b"}]', ["a", "b"]),
        ("[]", b'["a"]', ["a"]),
        (r"a\.b", b'{"a.b": "x", "a": {"b": "y"}}', ["x"]),
        (r"a\[].\\", rb'{"a[]": {"\\": "x"}}', ["x"]),
    ],
)
def test_field_path_chooses_its_strings(field: str, line: bytes, expected: list[str]) -> None:
    assert values(line, field) == expected


def test_documents_stand_in_the_order_of_the_record_not_of_the_fields() -> None:
    assert values(b'{"b": "1", "a": "2", "c": "3"}', "a", "b", "a") == ["1", "2"]


def test_fields_that_share_a_part_of_their_way_are_all_chosen() -> None:
    line = b'{"m": [{"a": "1", "b": {"c": "2", "d": "3"}}], "m2": "4"}'
    assert values(line, "m[].a", "m[].b.c", "m[].b.d", "m2") == ["1", "2", "3", "4"]


def test_keys_are_not_documents() -> None:
    assert values(b'{"Ann": {"Bob": "x"}}', all_strings=True) == ["x"]


@pytest.mark.parametrize(
    ("line", "expected", "passed"),
    [
        (
            b'{"a": "1", "b": [{"c": "2"}, "3", 4, 5, null], "d": {"e": {"f": "5"}}}',
            ["1", "2", "3", "5"],
            {"b[]"},
        ),
        (b'"a string"', ["a string"], set()),
        (b'["a", ["b"]]', ["a", "b"], set()),
        (b'{"a": {"b": 1.5e3, "c": true, "d": [[7]]}}', [], {"a.b", "a.d[][]"}),
        (b"5", [], set()),
        (b"null", [], set()),
    ],
)
def test_all_strings_finds_every_string_value_and_passes_numbers_through(
    line: bytes, expected: list[str], passed: set[str]
) -> None:
    [record] = read_jsonl(line, all_strings=True)
    assert list(texts(record).values()) == expected
    assert good(record).passed_through == passed


def test_numbers_are_not_offered_as_fields_to_choose() -> None:
    with pytest.raises(UsageError, match=r"string fields of this record: body\)"):
        read_jsonl(b'{"id": 7, "body": "a"}')


def test_document_that_is_the_whole_record_has_the_id_of_the_record() -> None:
    assert texts(read_jsonl(b'"x"', all_strings=True)[0]) == {"t.jsonl:1": "x"}


@pytest.mark.parametrize(
    ("field", "line", "missing"),
    [
        ("text", b"{}", "text"),
        ("user.bio", b'{"x": "secret"}', "user"),
        ("user.bio", b'{"user": {"x": "secret"}}', "user.bio"),
        ("m[].c", b'{"m": [{"c": "secret"}, {}]}', "m[1].c"),
        ("a.b", b'{"a": {"b": "secret"}, "a": {}}', "a.b"),
    ],
)
def test_absent_field_fails_the_record_unless_told_to_skip(field: str, line: bytes, missing: str) -> None:
    record = bad(read_jsonl(line, field)[0])
    assert (record.id, record.reason) == ("t.jsonl:1", "field_missing")
    assert f"'{missing}'" in record.message
    assert "secret" not in record.message
    assert isinstance(read_jsonl(line, field, missing="skip")[0], Record)


def test_fields_that_are_there_are_chosen_when_others_are_skipped() -> None:
    assert values(b'{"m": [{"c": "1"}, {}, {"c": "2"}]}', "m[].c", "x", missing="skip") == ["1", "2"]


@pytest.mark.parametrize(
    "line", [b'{"m": []}', b'{"m": null}', b'{"m": [null]}', b'{"m": [{"c": null}]}', b"null"]
)
@pytest.mark.parametrize("missing", ["fail", "skip"])
def test_empty_list_and_null_pass(line: bytes, missing: str) -> None:
    assert values(line, "m[].c", missing=missing) == []


@pytest.mark.parametrize(
    ("field", "line", "place", "kind"),
    [
        ("text", b'{"text": 5}', "'text'", "a number"),
        ("text", b'{"text": true}', "'text'", "a boolean"),
        ("text", b'{"text": {"a": "secret"}}', "'text'", "an object"),
        ("text", b'{"text": ["secret"]}', "'text'", "a list"),
        ("text", b'{"text": "secret", "text": 5}', "'text'", "a number"),
        ("user.bio", b'{"user": "secret"}', "'user'", "a string"),
        ("m[].c", b'{"m": {"c": "secret"}}', "'m'", "an object"),
        ("m[].c", b'{"m": [{"c": "secret"}, "secret"]}', "'m[1]'", "a string"),
        ("tags[]", b'{"tags": ["secret", 1]}', "'tags[1]'", "a number"),
        ("text", b'["secret"]', "the record", "a list"),
        ("text", b'"secret"', "the record", "a string"),
        ("text", b"5", "the record", "a number"),
    ],
)
@pytest.mark.parametrize("missing", ["fail", "skip"])
def test_field_of_another_kind_fails_the_record(
    field: str, line: bytes, place: str, kind: str, missing: str
) -> None:
    record = bad(read_jsonl(line, field, missing=missing)[0])
    assert (record.id, record.reason) == ("t.jsonl:1", "field_not_string")
    assert f"{place} is {kind}" in record.message
    assert "secret" not in record.message


def test_default_field_is_text() -> None:
    assert values(b'{"text": "a", "other": "b"}') == ["a"]


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        (b'{"body": "secret", "user": {"name": "x"}, "tags": ["y"], "n": 1}', "body, tags[], user.name"),
        (b'{"text": 5, "a": "secret"}', "a"),
        (b'["secret"]', "[]"),
        (b"{}", "none"),
    ],
)
@pytest.mark.parametrize("missing", ["fail", "skip"])
def test_first_record_without_the_default_field_is_wrong_usage(
    line: bytes, listed: str, missing: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_jsonl(b"\nnot json\n" + line, missing=missing)
    for part in ("t.jsonl:3", "--field", "--all-strings", f" {listed})"):
        assert part in str(caught.value)
    assert "secret" not in str(caught.value)


def test_long_list_of_fields_is_cut() -> None:
    members = b", ".join(b'"k%03d": "x"' % number for number in range(500))
    with pytest.raises(UsageError, match="k019 and 480 more"):
        read_jsonl(b"{" + members + b"}")


def test_null_in_the_default_field_of_the_first_record_is_enough() -> None:
    records = read_jsonl(b'{"text": null}\n{"text": "a"}\n')
    assert [list(texts(record).values()) for record in records] == [[], ["a"]]


def test_later_records_without_the_default_field_follow_the_rule_for_missing_fields() -> None:
    data = b'{"text": "a"}\n{"body": "b"}\n'
    assert bad(read_jsonl(data)[1]).reason == "field_missing"
    assert texts(read_jsonl(data, missing="skip")[1]) == {}


def test_chosen_text_field_may_be_absent_from_the_first_record() -> None:
    assert bad(read_jsonl(b"{}", "text")[0]).reason == "field_missing"


def test_ids_and_paths_can_be_written_as_one_line_of_utf8_whatever_the_keys() -> None:
    line = rb'{"a\nb": "1", "\ud800": "2", "": "3", "x.y[0]": "4"}'
    [chosen] = read_jsonl(line, all_strings=True)
    assert len(texts(chosen)) == 4
    [passed] = read_jsonl(line, "none", missing="skip")
    for name in (*texts(chosen), *good(passed).passed_through):
        assert len(name.encode("utf-8").splitlines()) == 1
    for path in good(passed).passed_through - {"''"}:
        assert len(values(line, path)) == 1
