"""Strings of a JSON text, and where each stands in it.

A JSON library gives values and forgets how they were spelled. Here the spelling is what matters: the scanner
keeps the place of every string literal, so that one can be changed and all else stays as it was. It is
strict (RFC 8259: no NaN, no trailing data) and does not recurse, so deep nesting is no danger, up to a limit
that only an attack reaches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, TypeAlias


class Scalar(Enum):
    """A value that is neither a string nor holds one; its spelling is of no interest."""

    NULL = "null"
    BOOLEAN = "a boolean"
    NUMBER = "a number"


@dataclass(slots=True)
class String:
    """A string value.

    Attributes:
        start: where the literal starts in the JSON text, at the opening quote.
        end: one past the closing quote.
        text: the value that the literal spells.
    """

    start: int
    end: int
    text: str


class Container:
    """A value with values in it; `closer` is the bracket that ends it."""

    __slots__ = ()
    closer: ClassVar[str]


@dataclass(slots=True)
class Array(Container):
    """A list of values."""

    closer = "]"
    items: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Object(Container):
    """Members in the order in which they stand, duplicate keys included."""

    closer = "}"
    members: list[tuple[str, Value]] = field(default_factory=list)


Value: TypeAlias = String | Array | Object | Scalar


class NotJsonError(Exception):
    """The text is not JSON.

    Attributes:
        position: code point in the text where it stops being JSON.
        expected: what could stand there, in words.
    """

    def __init__(self, position: int, expected: str) -> None:
        super().__init__(expected)
        self.position = position
        self.expected = expected


DEEPEST = 1_000_000
"""Containers inside each other. Each takes 150 bytes, where a bracket in the text takes one."""
_GAP = re.compile(r"[ \t\r\n]++")
_COLON = re.compile(r"[ \t\r\n]*+:[ \t\r\n]*+")
_SCALAR = re.compile(r"null|true|false|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_KINDS = {"n": Scalar.NULL, "t": Scalar.BOOLEAN, "f": Scalar.BOOLEAN}
_BAD_STRINGS = {
    "Unterminated": "a closing quote for the string that starts here",
    "Invalid control": "no control character inside a string",
    "Invalid \\": "a valid escape sequence",
}
"""What `json` says about a string, by its first words, and what was expected instead."""
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
"""An escape sequence that spells one code point; two surrogates spell one together."""

# Decodes the one value at a position. It is only ever put at a string's opening quote.
_decode_at = json.JSONDecoder().raw_decode


def scan(text: str, start: int = 0) -> Value:
    """Reads one JSON value and where its strings stand.

    Args:
        text: the JSON text, with white space around it or not.
        start: where to start in it.

    Raises:
        NotJsonError: when the text from `start` to its end is not one JSON value.
    """
    root = Array()
    # The containers that are open at the position, the innermost last.
    open_containers: list[Array | Object] = [root]
    position = _skip_gap(text, start)
    while open_containers:
        container = open_containers[-1]
        if isinstance(container, Object):
            key, position = _scan_key(text, position)
            value, position = _scan_value(text, position)
            container.members.append((key, value))
        else:
            value, position = _scan_value(text, position)
            container.items.append(value)
        if isinstance(value, Container):
            if len(open_containers) > DEEPEST:
                raise NotJsonError(position, f"no more than {DEEPEST:,} brackets inside each other")
            open_containers.append(value)
            position = _skip_gap(text, position)
            if not text.startswith(value.closer, position):
                continue
        position = _scan_after_value(text, position, open_containers)
    return root.items[0]


def _scan_key(text: str, position: int) -> tuple[str, int]:
    if not text.startswith('"', position):
        raise NotJsonError(position, "a key in double quotes")
    key, end = _decode_string(text, position)
    colon = _COLON.match(text, end)
    if colon is None:
        raise NotJsonError(_skip_gap(text, end), "':'")
    return key, colon.end()


def _scan_value(text: str, position: int) -> tuple[Value, int]:
    """Reads a string or a scalar whole, and of a container its opening bracket."""
    first = text[position : position + 1]
    if first == '"':
        string, end = _decode_string(text, position)
        return String(position, end, string), end
    if first == "{":
        return Object(), position + 1
    if first == "[":
        return Array(), position + 1
    scalar = _SCALAR.match(text, position)
    if scalar is None:
        raise NotJsonError(position, "a value")
    return _KINDS.get(first, Scalar.NUMBER), scalar.end()


def _scan_after_value(text: str, position: int, open_containers: list[Array | Object]) -> int:
    """Closes the containers that end at `position`, and goes on to where the next key or value starts."""
    while True:
        position = _skip_gap(text, position)
        mark = text[position : position + 1]
        if len(open_containers) == 1:
            if mark:
                raise NotJsonError(position, "nothing more")
            open_containers.pop()
            return position
        if mark == ",":
            return _skip_gap(text, position + 1)
        closer = open_containers[-1].closer
        if mark != closer:
            raise NotJsonError(position, f"',' or '{closer}'")
        open_containers.pop()
        position += 1


def _skip_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _decode_string(text: str, position: int) -> tuple[str, int]:
    try:
        return _decode_at(text, position)
    except json.JSONDecodeError as error:
        matching = (words for start, words in _BAD_STRINGS.items() if error.msg.startswith(start))
        expected = next(matching, "a valid string")
        # The original error holds the text, so it is not chained.
        raise NotJsonError(error.pos, expected) from None


def raw_offsets(literal: str, offsets: Iterable[int]) -> Iterator[int]:
    """Maps offsets in a string's value to offsets in the literal that spells it.

    Args:
        literal: a string literal, quotes included.
        offsets: code points into the value, ascending.

    Yields:
        For each of them where that code point's spelling starts in the literal.
    """
    escapes = _ESCAPE.finditer(literal, 1)
    escape = next(escapes, None)
    shift = 1
    for offset in offsets:
        while escape is not None and escape.start() - shift < offset:
            shift += len(escape.group()) - 1
            escape = next(escapes, None)
        yield offset + shift
