"""Remote outputs on a file system that renames: whole or not at all, whatever goes wrong."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from fsspec import AbstractFileSystem
from fsspec.asyn import get_loop
from fsspec.implementations.local import LocalFileSystem

from anonymize.documents.compression import GZIP
from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_output import RemoteOutput
from anonymize.errors import AnonError


class Desk(LocalFileSystem):
    """A file system with directories and renaming, on which an upload can break off."""

    cachable = False
    breaks = False

    def put_file(self, lpath: str, rpath: str, *arguments: Any, **kwargs: Any) -> None:
        """See fsspec."""
        if self.breaks:
            Path(rpath).write_bytes(Path(lpath).read_bytes()[:3])
            raise ConnectionResetError(104, "SECRET")
        super().put_file(lpath, rpath, *arguments, **kwargs)


class Remembering(Desk):
    """It tells of a file what it said when it listed its directory, as that of FTP does."""

    def info(self, path: Any, **kwargs: Any) -> dict[str, Any]:
        """See fsspec."""
        above = self._parent(path)
        if above not in self.dircache:
            names = map(str, Path(above).glob("*"))
            self.dircache[above] = {name: super(Desk, self).info(name) for name in names}
        if path not in self.dircache[above]:
            raise FileNotFoundError(path)
        found: dict[str, Any] = self.dircache[above][path]
        return found

    def invalidate_cache(self, path: str | None = None) -> None:
        """See fsspec."""
        self.dircache.pop(path, None)


class Terminal(Desk):
    """It renames in a way of its own, and copies by a command that is not allowed, as sshfs."""

    loop = get_loop()

    def put_file(self, lpath: str, rpath: str, *arguments: Any, **kwargs: Any) -> None:
        """See fsspec."""
        Path(rpath).write_bytes(Path(lpath).read_bytes())

    async def _mv(self, source: str, target: str) -> None:
        Path(source).rename(target)

    def cp_file(self, path1: str, path2: str, **kwargs: Any) -> None:
        """See fsspec."""
        raise PermissionError

    mv = AbstractFileSystem.mv


@pytest.fixture
def path(tmp_path: Path) -> RemotePath:
    """A place on it, in a directory that is not there yet."""
    return RemotePath("desk", Desk(), str(tmp_path / "out/a[1].txt"), "desk://out/a[1].txt")


def standing(tmp_path: Path) -> dict[str, bytes]:
    """Gives the files of the directory."""
    return {found.name: found.read_bytes() for found in (tmp_path / "out").iterdir()}


def test_a_file_appears_when_the_block_is_left(path: RemotePath, tmp_path: Path) -> None:
    digest = hashlib.sha256()
    with RemoteOutput(path, compression=GZIP, digest=digest) as output:
        output.write(b"first")
        assert not (tmp_path / "out").exists()
    [(name, content)] = standing(tmp_path).items()
    assert (name, gzip.decompress(content)) == ("a[1].txt", b"first")
    assert digest.hexdigest() == hashlib.sha256(content).hexdigest()
    with RemoteOutput(path) as output:
        output.write(b"second")
    assert standing(tmp_path) == {"a[1].txt": b"second"}


def test_an_error_leaves_the_former_file_and_nothing_else(path: RemotePath, tmp_path: Path) -> None:
    with RemoteOutput(path) as output:
        output.write(b"former")
    with contextlib.suppress(KeyboardInterrupt), RemoteOutput(path) as output:
        output.write(b"new")
        raise KeyboardInterrupt
    assert standing(tmp_path) == {"a[1].txt": b"former"}


def test_an_upload_that_breaks_off_leaves_the_former_file(path: RemotePath, tmp_path: Path) -> None:
    with RemoteOutput(path) as output:
        output.write(b"former")
    path.fs.breaks = True
    message = r"a\[1\]\.txt: cannot be written: Connection reset"
    with pytest.raises(AnonError, match=message) as told, RemoteOutput(path) as output:
        output.write(b"new one")
    assert "SECRET" not in str(told.value)
    assert standing(tmp_path) == {"a[1].txt": b"former"}


@pytest.mark.parametrize("system", [Remembering(), Terminal()])
def test_a_file_is_sent_whatever_its_system_remembers_and_however_it_renames(
    system: Desk, path: RemotePath, tmp_path: Path
) -> None:
    for name, content in (("a.txt", b"first"), ("b.txt", b"second"), ("a.txt", b"third one")):
        place = RemotePath("desk", system, str(tmp_path / "out" / name), f"desk://out/{name}")
        before = place.state()
        with RemoteOutput(place) as output:
            output.write(content)
        assert place.state() != before
    assert standing(tmp_path) == {"a.txt": b"third one", "b.txt": b"second"}
