"""Data of a page for programs: JSON in scripts, whose strings can be searched."""

from __future__ import annotations

from anonymize.documents.json_strings import Array, NotJsonError, Object, String, Value, scan


def json_strings(script: str) -> list[tuple[int, int]] | None:
    """Gives where the strings of a script stand that is one JSON value, quotes left out, in order.

    None where it is none. Keys are not among them.
    """
    try:
        value = scan(script)
    except NotJsonError:
        return None
    found: list[tuple[int, int]] = []
    pending: list[Value] = [value]
    while pending:
        match pending.pop():
            case String(start, end):
                found.append((start + 1, end - 1))
            case Array(items):
                pending += reversed(items)
            case Object(members):
                pending += [inner for _, inner in reversed(members)]
            case _:
                pass
    return found
