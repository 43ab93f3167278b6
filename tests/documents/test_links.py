"""What is read when a path leads elsewhere by the time it is opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from anonymize.documents.beneath import directory_beneath, open_beneath
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import open_input
from anonymize.documents.walking import walk
from anonymize.errors import DocumentError
from tests.documents.finding import find, write


def found(root: Path) -> InputFile:
    [file] = find(root).files
    return file


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def become_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[1] / "secret")


def become_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def have_linked_parent(path: Path) -> None:
    path.parent.rename(path.parents[1] / "moved")
    path.parent.symlink_to(path.parents[1] / "elsewhere")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (become_link, "symbolic_link"),
        (become_fifo, "not_a_regular_file"),
        (become_directory, "not_a_regular_file"),
        (have_linked_parent, "symbolic_link"),
        (Path.unlink, "unreadable"),
    ],
)
def test_file_of_a_directory_that_is_another_thing_by_now_is_not_read(
    tmp_path: Path, change: Callable[[Path], None], reason: str
) -> None:
    write(tmp_path, "docs/sub/a.txt", "docs/secret", "docs/elsewhere/a.txt")
    [file] = [one for one in find(tmp_path / "docs").files if one.id == "docs/sub/a.txt"]
    change(tmp_path / "docs/sub/a.txt")
    before = open_files()
    with pytest.raises(DocumentError, match=r"^docs/sub/a\.txt: ") as caught, open_input(file):
        pass
    assert caught.value.reason == reason
    assert open_files() == before


def test_link_to_a_directory_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "real/sub/a.txt")
    (tmp_path / "docs").symlink_to("real")
    with open_input(found(tmp_path / "docs")) as stream:
        assert stream.read() == b"x"


def test_file_named_itself_may_become_a_link(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.txt", "secret")
    [file] = find(tmp_path / "docs/a.txt").files
    become_link(tmp_path / "docs/a.txt")
    with open_input(file) as stream:
        assert stream.read() == b"x"


def test_directory_that_becomes_a_link_during_the_walk_is_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "docs/a.txt", "docs/sub/b.txt", "outside/c.txt")
    opened = os.open

    def open_late(path: str, flags: int, *arguments: int, **directory: int) -> int:
        if path == "sub" and not (tmp_path / "moved").exists():
            (tmp_path / "docs/sub").rename(tmp_path / "moved")
            (tmp_path / "docs/sub").symlink_to("../outside")
        return opened(path, flags, *arguments, **directory)

    monkeypatch.setattr(os, "open", open_late)
    entries = {entry.relative.as_posix(): entry.obstacle for entry in walk(tmp_path / "docs", None)}
    assert entries["a.txt"] is None
    assert set(entries) == {"a.txt", "sub"}
    assert entries["sub"] is not None
    assert entries["sub"].reason == "symbolic_link"


def test_directories_opened_on_the_way_are_closed(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c/d.txt")
    before = open_files()
    os.close(open_beneath(tmp_path, PurePath("a/b/c/d.txt"), os.O_RDONLY))
    with pytest.raises(FileNotFoundError), directory_beneath(tmp_path, PurePath("a/nowhere/c")):
        pass
    with pytest.raises(NotADirectoryError), directory_beneath(tmp_path, PurePath("a/b/c/d.txt"), make=0o700):
        pass
    assert open_files() == before
