from __future__ import annotations

import io
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents import jsonl
from anonymize.documents.base import Edit, ReadOptions
from tests.documents.support import ANY_TEXT, apply, bad, edits_of, good, read_jsonl, texts, unchanged

EXACT_LINES = [
    b'{"text": "a", "b": 1.10, "c": 12345678901234567890, "d": 1e-7, "e": -0.0, "f": 1E+2}\n',
    b'  { "z" :\t"1" ,"text":null, "a": [ ] , "b":{ } }  \r\n',
    b'{"text": "caf\\u00e9 \\/ \\ud83d\\ude00 \\ud800 \\b\\f"}\n',
    '{"text": "caf\u00e9 \u2028 \U0001f600 \x7f"}\n'.encode(),
    b'{"text": "one", "text": "two"}\n',
    b'{"text": "a\\u0000b"}',
]


def surrogates_joined(value: Any) -> Any:
    """Joins surrogates that stand side by side: JSON cannot tell them from the character they spell."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    if isinstance(value, list):
        return [surrogates_joined(item) for item in value]
    if isinstance(value, dict):
        return {key: surrogates_joined(member) for key, member in value.items()}
    return value


def spelled_units(literal: str) -> list[str]:
    """Splits a literal's inside into the spelling of each code point, one character at a time."""
    units: list[str] = []
    position = 1
    while position < len(literal) - 1:
        size = 1 if literal[position] != "\\" else 6 if literal[position + 1] == "u" else 2
        unit = literal[position : position + size]
        high = (
            bool(units)
            and units[-1][:4].lower() in ("\\ud8", "\\ud9", "\\uda", "\\udb")
            and len(units[-1]) == 6
        )
        if high and unit[:4].lower() in ("\\udc", "\\udd", "\\ude", "\\udf"):
            units[-1] += unit
        else:
            units.append(unit)
        position += size
    return units


@pytest.mark.parametrize("line", EXACT_LINES)
def test_every_byte_of_a_record_without_edits_comes_back(line: bytes) -> None:
    [record] = read_jsonl(line, "text")
    assert unchanged(record) == line


@pytest.mark.parametrize("line", EXACT_LINES)
def test_all_but_the_edited_value_stays_as_it_was_spelled(line: bytes) -> None:
    [record] = read_jsonl(line, all_strings=True)
    documents = good(record).documents
    edits = [[Edit(0, len(document.text), "X")] for document in documents]
    strings = [document.text for document in documents]
    shape = [part for index, part in enumerate(json_parts(line)) if index % 2 == 0]
    assert json_parts(good(record).render(edits))[::2] == shape
    assert len(json_parts(line)) == 2 * len(strings) + 1


def json_parts(line: bytes) -> list[bytes]:
    """Splits a line at its string values: what stands around them has even indices."""
    parts, position, text = [], 0, line.decode()
    decode = json.JSONDecoder().raw_decode
    start = text.find('"')
    while start >= 0:
        _, end = decode(text, start)
        if not text[end:].lstrip().startswith(":"):
            parts += [text[position:start].encode(), text[start:end].encode()]
            position = end
        start = text.find('"', end)
    return [*parts, text[position:].encode()]


def test_escapes_inside_a_changed_string_stay_outside_of_the_edit() -> None:
    [record] = read_jsonl(rb'{"text": "caf\u00e9 John \/ \ud83d\ude00 x"}')
    text = good(record).documents[0].text
    start = text.index("John")
    assert (
        good(record).render([[Edit(start, start + 4, "<P>")]])
        == rb'{"text": "caf\u00e9 <P> \/ \ud83d\ude00 x"}'
    )
    face = text.index("\U0001f600")
    assert good(record).render([[Edit(face, face + 1, "")]]) == rb'{"text": "caf\u00e9 John \/  x"}'


def test_replacement_is_escaped() -> None:
    [record] = read_jsonl(b'{"text": "Ann"}')
    rendered = good(record).render([[Edit(0, 3, 'a"b\\c\nd\u00e9\ud800\U0001f600')]])
    assert json.loads(rendered) == {"text": 'a"b\\c\nd\u00e9\ud800\U0001f600'}
    assert rendered.isascii()
    assert rendered.count(b"\n") == 0


def test_lone_surrogates_survive() -> None:
    [record] = read_jsonl(rb'{"text": "\ud800 Ann \udfff"}')
    assert texts(record) == {"t.jsonl:1:text": "\ud800 Ann \udfff"}
    assert good(record).render([[Edit(2, 5, "<P>")]]) == rb'{"text": "\ud800 <P> \udfff"}'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)
STYLES = st.fixed_dictionaries(
    {"separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "  :\r ")])}
)


def replace_strings(value: Any, replacements: list[str]) -> Any:
    """Puts the replacements in the place of the string values, in order."""
    if isinstance(value, str):
        return replacements.pop(0)
    if isinstance(value, list):
        return [replace_strings(item, replacements) for item in value]
    if isinstance(value, dict):
        return {key: replace_strings(member, replacements) for key, member in value.items()}
    return value


def can_be_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@given(VALUES, st.booleans(), STYLES, st.data())
def test_edited_record_says_what_was_asked_and_keeps_its_spelling_elsewhere(
    value: Any, ascii_only: bool, style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, **style)
    if not can_be_utf8(text):
        text = json.dumps(value, **style)
    [record] = read_jsonl(text.encode(), all_strings=True)
    documents = good(record).documents
    edits = [data.draw(edits_of(document.text)) for document in documents]
    rendered = good(record).render(edits)

    assert unchanged(record) == text.encode()
    replaced = [apply(changes, document.text) for document, changes in zip(documents, edits, strict=True)]
    expected = replace_strings(json.loads(text), replaced)
    assert surrogates_joined(json.loads(rendered)) == surrogates_joined(expected)

    parts = [part.decode() for part in json_parts(text.encode())]
    for index, changes in enumerate(edits):
        units = spelled_units(parts[2 * index + 1])
        assert len(units) == len(documents[index].text)
        for edit in reversed(changes):
            units[edit.start : edit.end] = [json.dumps(edit.replacement)[1:-1]]
        parts[2 * index + 1] = '"' + "".join(units) + '"'
    assert rendered == "".join(parts).encode()


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
