from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anonymize.documents.json_strings import (
    Array,
    NotJsonError,
    Object,
    Scalar,
    String,
    Value,
    raw_offsets,
    scan,
)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
FRAGMENTS = st.sampled_from(
    [*'{}[]",:\\ \t\r\n\x00\x1f\x0b\ufeff\xa0/-+.eE019atfnu', "null", "\\u12", "\\ud83d", "٣"]
)


def outline(value: Value) -> Any:
    """Gives what the scanner found in the terms of `json.loads` with the hooks below."""
    if isinstance(value, String):
        return value.text
    if isinstance(value, Array):
        return [outline(item) for item in value.items]
    if isinstance(value, Object):
        return ("object", [(key, outline(member)) for key, member in value.members])
    return value


def loads(text: str) -> Any:
    """`json.loads` without NaN, and with all members of an object."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    def kind(value: Any) -> Any:
        if isinstance(value, list):
            return [kind(item) for item in value]
        if isinstance(value, tuple):
            return ("object", [(key, kind(member)) for key, member in value[1]])
        return {type(None): Scalar.NULL, bool: Scalar.BOOLEAN}.get(type(value), value)

    return kind(
        json.loads(
            text,
            parse_constant=refuse,
            parse_int=lambda _: Scalar.NUMBER,
            parse_float=lambda _: Scalar.NUMBER,
            object_pairs_hook=lambda pairs: ("object", pairs),
        )
    )


@settings(max_examples=500)
@given(
    VALUES, st.booleans(), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), FRAGMENTS), max_size=3)
)
@example("", True, [(0, 0, "\ufeff")])
def test_scanner_accepts_what_json_accepts_and_finds_the_same(
    value: Any, ascii_only: bool, mutations: list[tuple[int, int, str]]
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    for position, removed, inserted in mutations:
        place = position % (len(text) + 1)
        text = text[:place] + inserted + text[place + removed :]
    try:
        expected = loads(text)
    except ValueError:
        with pytest.raises(NotJsonError):
            scan(text)
    else:
        assert outline(scan(text)) == expected


@given(st.text('{}[]",:\\ 0-.etrufalsn\n', max_size=12))
def test_scanner_accepts_what_json_accepts_of_any_text(text: str) -> None:
    try:
        expected = loads(text)
    except ValueError:
        with pytest.raises(NotJsonError):
            scan(text)
    else:
        assert outline(scan(text)) == expected


@pytest.mark.parametrize("gap", ["\x0b", "\x0c", "\u00a0", "\u2028", "\ufeff"])
@pytest.mark.parametrize("place", range(8))
def test_white_space_that_is_not_json_is_refused_everywhere(gap: str, place: int) -> None:
    parts = ["", "{", '"a"', ":", "[", "1", ",2]", "}"]
    assert isinstance(scan(" ".join(parts)), Object)
    with pytest.raises(NotJsonError):
        scan(" ".join([*parts[:place], gap, *parts[place:]]))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[NaN]", '{"a": -Infinity}'])
def test_constants_that_are_not_json_are_refused(text: str) -> None:
    assert math.isnan(json.loads("NaN"))
    with pytest.raises(NotJsonError):
        scan(text)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "a value"),
        ("  ", 2, "a value"),
        ("nul", 0, "a value"),
        ("{", 1, "a key in double quotes"),
        ("{a", 1, "a key in double quotes"),
        ('{"a" 1}', 5, "':'"),
        ('{"a":}', 5, "a value"),
        ('{"a":1 "b"', 7, "',' or '}'"),
        ('{"a":1,}', 7, "a key in double quotes"),
        ("[1,]", 3, "a value"),
        ("[1 2]", 3, "',' or ']'"),
        ("[1}", 2, "',' or ']'"),
        ("[1", 2, "',' or ']'"),
        ("1 2", 2, "nothing more"),
        ("01", 1, "nothing more"),
        ('["abc', 1, "a closing quote for the string that starts here"),
        ('"a\tb"', 2, "no control character inside a string"),
        ('"a\\x"', 2, "a valid escape sequence"),
        ('"\\u12"', 1, "a valid escape sequence"),
    ],
)
def test_what_is_not_json_is_told_by_place_and_expectation(text: str, position: int, expected: str) -> None:
    with pytest.raises(NotJsonError) as caught:
        scan(text)
    assert caught.value.expected == expected
    assert abs(caught.value.position - position) <= ("escape" in expected) * 2
    assert caught.value.__cause__ is None


def test_literals_are_found_where_they_stand() -> None:
    text = ' {"a" : "one", "b":["two\\n", 3, "\\"" ] } '
    found = scan(text)
    assert isinstance(found, Object)
    strings = [found.members[0][1], *found.members[1][1].items]  # type: ignore[union-attr]  # known to be a list
    assert [text[s.start : s.end] for s in strings if isinstance(s, String)] == ['"one"', '"two\\n"', '"\\""']


@pytest.mark.parametrize("brackets", ["[]", '{"a":1}'])
def test_nesting_of_any_depth_is_scanned(brackets: str) -> None:
    depth = 100_000
    opening, closing = brackets[:-1].rstrip("1"), brackets[-1]
    text = opening * depth + "1" + closing * depth
    found, levels = scan(text), 0
    while not isinstance(found, Scalar):
        found = found.items[0] if isinstance(found, Array) else found.members[0][1]  # type: ignore[union-attr]
        levels += 1
    assert levels == depth
    with pytest.raises(NotJsonError):
        scan(opening * depth)


def test_number_of_any_length_is_scanned() -> None:
    assert scan("1" * 10_000) is Scalar.NUMBER


def spellings(character: str) -> st.SearchStrategy[str]:
    """All ways to spell one code point in a JSON string."""
    units = character.encode("utf-16-be", "surrogatepass")
    escape = "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
    ways = [escape, re.sub("[a-f]", lambda match: match[0].upper(), escape)]
    short = json.dumps(character)[1:-1]
    if len(short) == 2:
        ways.append(short)
    if character == "/":
        ways.append("\\/")
    if len(short) == 1 or (not character.isascii() and not "\ud800" <= character <= "\udfff"):
        ways.append(character)
    return st.sampled_from(ways)


@given(st.data())
def test_offsets_in_a_value_map_to_its_spelling_exactly(data: st.DataObject) -> None:
    characters = st.sampled_from('ab/"\\\n\x00\x7fé\u2028\ud83d\ude00😀𐀀')
    spelled: list[tuple[str, str]] = []
    for character in data.draw(st.lists(characters, max_size=12)):
        # Neighbouring surrogates make one code point together; that case has a test of its own.
        if not (character == "\ude00" and spelled and spelled[-1][0] == "\ud83d"):
            spelled.append((character, data.draw(spellings(character))))
    literal = '"' + "".join(raw for _, raw in spelled) + '"'
    assert json.loads(literal) == "".join(c for c, _ in spelled)
    starts = [1]
    for _, raw in spelled:
        starts.append(starts[-1] + len(raw))
    assert list(raw_offsets(literal, range(len(starts)))) == starts


def test_two_surrogate_escapes_are_one_code_point_and_lone_ones_each_one() -> None:
    literal = r'"\ud83d\ude00\ud83d\ud83d\ude00\ude00\\ud83d"'
    value = json.loads(literal)
    assert len(value) == 10
    assert list(raw_offsets(literal, [0, 1, 2, 3, 4, 5, 10])) == [1, 13, 19, 31, 37, 39, 44]
