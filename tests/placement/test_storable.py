from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePath
from typing import Any

import pytest

from anonymize.documents.inputs import Discovery, InputFile
from anonymize.documents.text import TEXT
from anonymize.placement import Placement
from anonymize.placement.storable import COLLISION, TOO_LONG, storable


def inputs(*names: str) -> Discovery:
    files = (InputFile(Path(name), name, TEXT, PurePath(name), compression=None) for name in names)
    return Discovery(tuple(files), ())


def lost(names: list[str], output: Path) -> dict[str, str]:
    before = sorted(output.parent.rglob("*"))
    discovery = storable(inputs(*names), Placement(output, None, None))
    assert sorted(output.parent.rglob("*")) == before, "nothing stays"
    assert {file.id for file in discovery.files} == set(names) - {one.id for one in discovery.skipped}
    return {skipped.id: skipped.reason for skipped in discovery.skipped}


TWINS = [
    "d/a.txt",
    "d/A.txt",
    "d/\u00e9.txt",
    "d/e\u0301.txt",
    "D/x.txt",
    "d/X.TXT",
    "d/x.txt",
    "d/b",
    "d/B/c.txt",
]


@pytest.fixture
def folding(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system that takes capitals for small letters, and composes what is decomposed."""

    def fold(path: Any) -> Any:
        parts = Path(path).parts
        start = next((n for n, part in enumerate(parts) if part.endswith(".tmp")), len(parts)) + 1
        folded = (unicodedata.normalize("NFC", part).lower() for part in parts[start:])
        return str(Path(*parts[:start], *folded))

    opened, made, status = os.open, os.mkdir, os.stat

    def os_open(path: Any, flags: int, *given: Any, **more: Any) -> int:
        return opened(fold(path) if flags & os.O_EXCL else path, flags, *given, **more)

    monkeypatch.setattr(os, "open", os_open)
    monkeypatch.setattr(os, "mkdir", lambda path, *given, **more: made(fold(path), *given, **more))
    monkeypatch.setattr(
        os, "stat", lambda path, **more: status(path if isinstance(path, int) else fold(path), **more)
    )


def test_names_that_differ_in_capitals_are_both_written_where_the_file_system_tells_them_apart(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").write_text("x")
    if (tmp_path / "A").exists():
        pytest.skip("this file system does not tell capitals from small letters")
    assert lost(TWINS, tmp_path / "out") == {}


@pytest.mark.usefixtures("folding")
def test_names_that_are_one_to_the_file_system_are_all_lost(tmp_path: Path) -> None:
    found = lost([*TWINS, "d/other.txt", "e/a.txt"], tmp_path / "out")
    # The file has the place of a directory, which nobody else needs.
    assert found == dict.fromkeys(set(TWINS) - {"d/B/c.txt"}, COLLISION)


@pytest.mark.usefixtures("folding")
def test_names_that_only_look_alike_are_written(tmp_path: Path) -> None:
    # A text without the invisible mark is the same to some file systems, and not to this one.
    assert lost(["d/a.txt", "d/a\u200b.txt", "d/ﬁ.txt", "d/fi.txt"], tmp_path / "out") == {}


def test_file_system_that_cannot_be_asked_writes_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "mkdir", full)
    assert lost(["d/a.txt", "d/A.txt", "d/b.txt"], tmp_path / "out") == dict.fromkeys(
        ["d/a.txt", "d/A.txt"], COLLISION
    )


def test_nothing_is_tried_where_no_two_names_are_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "mkdir", None)
    assert lost(["d/a.txt", "d/b.txt", "e/a.txt"], tmp_path / "out") == {}


def test_name_or_path_that_is_too_long_is_lost_alone(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_NAME_MAX")
    room = os.pathconf(tmp_path, "PC_PATH_MAX") - 1 - len(os.fsencode(tmp_path / "out")) - 1
    deep = "/".join(["d" * 99] * (room // 100)) + "/"
    fits, too_long = deep + "x" * (room - len(deep)), deep + "x" * (room - len(deep) + 1)
    names = ["a" * longest, "a" * (longest + 1), "\u00e9" * (longest // 2 + 1) + "/b", fits, too_long]
    assert lost(names, tmp_path / "out") == dict.fromkeys([names[1], names[2], too_long], TOO_LONG)


def test_one_output_file_is_the_users_own_choice(tmp_path: Path) -> None:
    discovery = inputs("a" * 300)
    assert storable(discovery, Placement(tmp_path, "out.txt", None)) is discovery
    assert storable(discovery, Placement(None, None, None)) is discovery
