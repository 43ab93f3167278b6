from __future__ import annotations

import re
from pathlib import Path, PurePath

import pytest

from anonymize.keys import Key
from anonymize.placement.renaming import Renaming
from tests.documents.finding import find, write

RENAMING = Renaming(Key(b"k" * 16))


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.txt", ".txt"),
        ("a.JSONL.GZ", ".jsonl.gz"),
        ("a.b.md", ".md"),
        ("Anna.Schmidt", ""),
        ("Anna.png", ""),
        ("Anna.png.gz", ".gz"),
        (".txt", ".txt"),
    ],
)
def test_only_what_tells_the_format_stays_of_a_name(name: str, suffix: str) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{16}}{re.escape(suffix)}", RENAMING.id(name))


def test_same_name_is_the_same_in_every_directory_and_another_with_another_key() -> None:
    top, inner, last = RENAMING.id("docs/a/a.txt").split("/")
    assert RENAMING.id("a/docs/a.txt").split("/") == [inner, top, last]
    assert RENAMING.id("docs/a.txt").split("/") == [top, last]
    assert Renaming(Key(b"x" * 16)).id("a.txt") != last
    assert len({top, inner, last[:16]}) == 3


def test_names_that_differ_in_anything_have_different_new_ones() -> None:
    names = ["a.txt", "A.txt", "a.TXT", "a.md", r"a\u000a.txt", "\u00e9.txt", "e\u0301.txt", "a .txt"]
    assert len(set(map(RENAMING.id, names))) == len(names)


def test_standard_input_keeps_its_name() -> None:
    assert RENAMING.id("-") == "-"


def test_outputs_have_the_new_names_and_messages_the_old_ones(tmp_path: Path) -> None:
    write(tmp_path / "docs", "sub/Anna.txt", "b.png")
    discovery = RENAMING.outputs(find(tmp_path / "docs"))
    [file] = discovery.files
    assert file.id == "docs/sub/Anna.txt"
    assert file.relative == PurePath(RENAMING.id("docs/sub/Anna.txt"))
    assert file.path == tmp_path / "docs/sub/Anna.txt"
    assert discovery.skipped[0].message.startswith("docs/b.png: ")
