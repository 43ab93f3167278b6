from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Edit
from tests.documents.support import ANY_TEXT, apply, edits_of, good, read_jsonl, texts, unchanged

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
