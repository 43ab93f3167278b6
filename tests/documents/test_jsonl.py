from __future__ import annotations

import io
import pickle
from typing import Any

import pytest

from anonymize.documents import jsonl
from anonymize.documents.base import ReadOptions
from anonymize.documents.edits import Edit
from tests.documents.support import bad, good, read_jsonl, texts, unchanged


def test_lines_end_with_a_line_feed_and_nothing_else() -> None:
    lines = [
        b'{"text": "a"}\r\n',
        '{"text": "b\u2028\u0085"}\n'.encode(),
        b'{"text":\r"c"}\n',
        b'{"text": "d"}',
    ]
    records = read_jsonl(b"".join(lines))
    assert [unchanged(record) for record in records] == lines
    assert [good(record).id for record in records] == [f"t.jsonl:{number}" for number in range(1, 5)]


def test_blank_lines_pass_and_count() -> None:
    data = b'\n \t\r\n{"text": "a"}\n\n   '
    records = read_jsonl(data)
    assert b"".join(map(unchanged, records)) == data
    assert [len(good(record).documents) for record in records] == [0, 0, 1, 0, 0]
    assert texts(records[2]) == {"t.jsonl:3:text": "a"}


@pytest.mark.parametrize("blank", [b"\x0b\n", "\u00a0\n".encode(), b"\x00\n"])
def test_line_of_other_white_space_is_not_blank(blank: bytes) -> None:
    assert bad(read_jsonl(blank)[0]).reason == "not_json"


def test_empty_input_has_no_records() -> None:
    assert read_jsonl(b"") == []


def test_byte_order_mark_at_the_start_of_the_file_is_kept() -> None:
    data = b'\xef\xbb\xbf{"text": "Ann"}\n{"text": "Bob"}\n'
    for encoding in ("utf-8", "utf-8-sig"):
        records = read_jsonl(data, encoding=encoding)
        assert b"".join(map(unchanged, records)) == data
        assert good(records[0]).render([[Edit(0, 3, "X")]]) == b'\xef\xbb\xbf{"text": "X"}\n'


def test_byte_order_mark_alone_on_its_line_is_blank() -> None:
    assert unchanged(read_jsonl(b"\xef\xbb\xbf\n")[0]) == b"\xef\xbb\xbf\n"


def test_byte_order_mark_further_on_is_not_json() -> None:
    records = read_jsonl(b'{"text": "a"}\n\xef\xbb\xbf{"text": "b"}\n')
    assert bad(records[1]).reason == "not_json"


def test_both_values_of_a_duplicate_key_are_documents_with_ids_of_their_own() -> None:
    [record] = read_jsonl(b'{"text": "one", "text": "two", "text": "three"}')
    assert texts(record) == {"t.jsonl:1:text": "one", "t.jsonl:1:text#2": "two", "t.jsonl:1:text#3": "three"}
    rendered = good(record).render([[], [Edit(0, 3, "X")], []])
    assert rendered == b'{"text": "one", "text": "X", "text": "three"}'


def test_duplicate_parents_are_both_looked_into() -> None:
    [record] = read_jsonl(b'{"a": {"b": "one"}, "a": {"b": "two"}}', "a.b")
    assert list(texts(record).values()) == ["one", "two"]


def test_id_of_a_duplicate_key_does_not_take_the_id_of_another_key() -> None:
    for line in (b'{"t": "1", "t": "2", "t#2": "3"}', b'{"t#2": "1", "t": "2", "t": "3"}'):
        [record] = read_jsonl(line, all_strings=True)
        assert list(texts(record).values()) == ["1", "2", "3"]
        assert len(texts(record)) == 3


def test_line_that_is_not_json_is_told_by_place_without_its_text() -> None:
    records = read_jsonl(b'{"text": "a"}\n{"text": "Ann Smith" "x"}\n{"text": "b"}\n')
    record = bad(records[1])
    assert (record.id, record.reason) == ("t.jsonl:2", "not_json")
    assert record.message.startswith("t.jsonl:2:22: ")
    assert "','" in record.message
    assert "Smith" not in record.message
    assert texts(records[2]) == {"t.jsonl:3:text": "b"}


def test_column_does_not_count_the_byte_order_mark() -> None:
    assert bad(read_jsonl(b"\xef\xbb\xbfx")[0]).message.startswith("t.jsonl:1:1: ")


def test_line_that_cannot_be_decoded_is_told_by_line_and_byte_and_the_rest_is_read() -> None:
    records = read_jsonl(b'{"text": "a"}\n{"text": "Jos\xe9"}\n{"text": "b"}\n')
    record = bad(records[1])
    assert (record.id, record.reason) == ("t.jsonl:2", "undecodable")
    for part in ("t.jsonl:2", "byte offset 13", "--encoding"):
        assert part in record.message
    assert texts(records[2]) == {"t.jsonl:3:text": "b"}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "koi8-r", "shift_jis", "gb18030", "iso2022_jp"])
def test_line_in_another_encoding_comes_back_with_its_edits(encoding: str) -> None:
    # U+8868 has a backslash as its second byte in Shift JIS.
    word = {"koi8-r": "\u0414", "shift_jis": "\u8868", "gb18030": "\u5c71", "iso2022_jp": "\u5c71"}.get(
        encoding, "\u00e9"
    )
    line = f'{{"text": "{word} Ann {word}"}}\n'
    [record] = read_jsonl(line.encode(encoding), encoding=encoding)
    assert unchanged(record) == line.encode(encoding)
    rendered = good(record).render([[Edit(2, 5, "\u5c71\u00e9")]])
    assert rendered == line.replace("Ann", "\\u5c71\\u00e9").encode(encoding)


def test_line_that_its_encoding_cannot_write_back_is_refused() -> None:
    [record] = read_jsonl(b'{"text": "\x87\x90"}', encoding="cp932")
    assert bad(record).reason == "encoding_not_reversible"


def test_only_one_line_is_read_ahead_of_the_record() -> None:
    class Endless(io.RawIOBase):
        """A stream without end, which counts what was read of it."""

        lines = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.lines += 1
            line = b'{"text": "a"}\n'
            buffer[: len(line)] = line
            return len(line)

    stream = Endless()
    records = jsonl.read(io.BufferedReader(stream, 64), "t.jsonl", ReadOptions())
    assert [good(next(records)).id for _ in range(3)] == ["t.jsonl:1", "t.jsonl:2", "t.jsonl:3"]
    assert stream.lines == 3


def test_json_record_can_be_pickled() -> None:
    [record] = read_jsonl(rb'{"text": "caf\u00e9 Ann", "x": "y"}')
    copy = pickle.loads(pickle.dumps(good(record)))  # noqa: S301 (our own bytes)
    assert copy == record
    assert copy.render([[Edit(5, 8, "X")]]) == rb'{"text": "caf\u00e9 X", "x": "y"}'


@pytest.mark.parametrize(
    "line",
    [
        b'{"text":' * 100_000 + b'"a"' + b"}" * 100_000,
        b"[" * 100_000,
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b',"text":"a"}',
    ],
    ids=["objects", "unclosed", "beside the field"],
)
def test_hundred_thousand_nested_brackets_do_no_harm(line: bytes) -> None:
    for options in ({"all_strings": True}, {"missing": "skip"}):
        [record] = read_jsonl(line, *([] if "all_strings" in options else ["text"]), **options)
        assert not hasattr(record, "documents") or unchanged(record) == line


def test_document_ids_of_deep_values_are_short_and_distinct() -> None:
    [record] = read_jsonl(b'["a",' * 2_000 + b"1" + b"]" * 2_000, all_strings=True)
    assert len(texts(record)) == 2_000
    assert max(map(len, texts(record))) < 1_100
