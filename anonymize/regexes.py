"""Regular expressions of the user's, of the `regex` library: compiled, or refused with what is wrong.

The library writes out the least number of times that something is repeated: `(a{1000}){1000}` becomes a
million of `a`, and a billion takes all memory there is. So the size is reckoned before. How long an
expression may run is for those to say who run it.
"""

from __future__ import annotations

import re
from typing import Any

import regex

from anonymize.errors import UsageError

LONGEST = 20_000
"""Characters of an expression. A list of values is not one: the detector `deny` takes 100,000 at once."""
LARGEST = 100_000
"""Characters that are matched one by one in an expression that is written out; takes a fifth of a second."""
_COUNT = re.compile(r"\{\s*+([0-9]++)\s*+(?:,\s*+[0-9]*+\s*+)?\}")
_COMMENT = re.compile(r"#[^\n]*+")


def compile_regex(expression: str, where: str) -> Any:  # noqa: ANN401 - the library has no types
    """Compiles an expression.

    Args:
        expression: as the user wrote it.
        where: what a message begins with.

    Raises:
        UsageError: telling what is wrong, and at which character of the expression.
    """
    if len(expression) > LONGEST:
        raise UsageError(
            f"{where}: {len(expression)} characters, and {LONGEST} are the most; list values under deny"
        )
    if written_out(expression) > LARGEST:
        raise UsageError(
            f"{where}: what it repeats is too large; an expression may ask for {LARGEST} characters at least"
        )
    try:
        return regex.compile(expression)
    except regex.error as error:
        raise UsageError(f"{where}: {error.msg} at position {error.pos}; correct the expression") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise UsageError(f"{where}: it is nested too deeply; write it in a simpler way") from error


def written_out(expression: str) -> int:
    """Reckons how many characters an expression has when what it repeats is written out.

    It may be read in several ways, by flags within it: with sets in sets or not, with comments or not. The
    largest size counts.
    """
    readings = {expression, _COMMENT.sub("", expression)}
    return max(_size(reading, inner_sets=inner) for reading in readings for inner in (False, True))


def _size(expression: str, *, inner_sets: bool) -> int:
    sizes = [0]
    last = 0
    place = 0
    while place < len(expression):
        character = expression[place]
        count = _COUNT.match(expression, place) if character == "{" else None
        if count is not None:
            times = max(1, int(count[1][:10]))
            sizes[-1] += last * (times - 1)
            last *= times
            place = count.end()
            continue
        if character == "(":
            sizes.append(0)
            last = 0
        elif character == ")":
            # One that closes nothing stands for all before it: better too much is counted than too little.
            last = sizes.pop() if len(sizes) > 1 else sizes.pop() or 1
            sizes = sizes or [0]
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += last
        place = _behind(expression, place, inner_sets=inner_sets)
    return sum(sizes)


def _behind(expression: str, place: int, *, inner_sets: bool) -> int:
    """Gives the place behind a character, an escaped one or a set."""
    if expression[place] == "\\":
        return place + 2
    if expression[place] != "[":
        return place + 1
    depth = 1
    place += 1
    first = place + (expression[place : place + 1] == "^")
    while place < len(expression) and depth:
        character = expression[place]
        if character == "\\":
            place += 1
        elif character == "[" and inner_sets:
            depth += 1
        elif character == "]" and place != first:  # which is one of the set
            depth -= 1
        place += 1
    return place
