"""Who imports whom: as CONTRIBUTING.md says, so that what is read first needs nothing of what comes later."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "anonymize"
_NAME = re.compile(r"\b([a-z_]+)(?:/|\.py)")


def rooms() -> tuple[list[str], list[str], set[str]]:
    """Gives the rooms of the page in their order: those that call, those that are called; and the others."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    lists, everywhere = text.partition("## How the code reads")[2].split("Used everywhere:")
    callers, called = lists.split("They call what follows")
    there = {path.stem for path in PACKAGE.iterdir()}
    first, second, others = (
        [name for name in dict.fromkeys(_NAME.findall(part)) if name in there]
        for part in (callers, called, everywhere.partition("\n\n")[0])
    )
    return first, second, set(others)


def imports() -> Iterator[tuple[str, str]]:
    """Gives each room with each other one that a module of it imports, inside functions as well."""
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("anonymize."):
                other = str(node.module).split(".")[1]
                if other != room and not room.startswith("__"):
                    yield room, other


def test_each_room_has_one_place() -> None:
    first, second, everywhere = rooms()
    assert len(first) > 5
    assert len(second) > 15
    assert not set(first) & set(second)
    assert not everywhere & {*first, *second}


@pytest.mark.parametrize("room", sorted({room for room, _ in imports()} - rooms()[2]))
def test_a_room_imports_what_the_page_says(room: str) -> None:
    first, second, everywhere = rooms()
    behind = (*second, *first[first.index(room) + 1 :]) if room in first else ()
    may = {*everywhere, *(behind or second[: second.index(room)])}
    assert {other for one, other in imports() if one == room} - may == set()


def test_what_is_used_everywhere_needs_no_room_but_for_the_terms_of_a_configuration() -> None:
    everywhere = rooms()[2]
    assert {pair for pair in imports() if pair[0] in everywhere and pair[1] not in everywhere} == {
        ("config", "detectors")
    }
