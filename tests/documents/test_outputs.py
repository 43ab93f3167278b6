from __future__ import annotations

import contextlib
import gzip
import io
import os
import resource
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anonymize.documents.compression import BZIP2, GZIP, XZ, ZSTD, Compression
from anonymize.documents.outputs import AtomicOutput, StandardOutput
from anonymize.errors import AnonError


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """As good as a full disk: no file of this process grows beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def standard_output_to(path: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stream = io.TextIOWrapper(Path(path).open("wb"))  # noqa: SIM115 (closed below, where closing may fail)
    monkeypatch.setattr(sys, "stdout", stream)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            stream.close()


def names_in(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


def test_file_has_what_was_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with AtomicOutput(tmp_path / "a.txt") as output:
        assert output.write(b"one\r\n") == 5
        output.write(b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"one\r\ntwo"
    assert names_in(tmp_path) == ["a.txt"]


def test_directories_above_are_made(tmp_path: Path) -> None:
    with AtomicOutput(tmp_path / "x/y/a.txt") as output:
        output.write(b"a")
    assert (tmp_path / "x/y/a.txt").read_bytes() == b"a"


def test_former_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"former")
    with AtomicOutput(path) as output:
        output.write(b"new" * 100_000)
        assert path.read_bytes() == b"former"
    assert path.read_bytes() == b"new" * 100_000


def test_file_in_the_making_is_hidden_private_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = set()
    for _ in range(3):
        with umask(0), AtomicOutput(tmp_path / "secret.txt"):
            [name] = set(names_in(tmp_path)) - {"secret.txt"}
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
            assert name.startswith(".")
            assert "secret" not in name
            names.add(name)
    assert len(names) == 3


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0, 0o022, 0o277])
def test_file_and_directories_that_are_made_are_for_their_owner_alone(tmp_path: Path, mask: int) -> None:
    with umask(mask), AtomicOutput(tmp_path / "x/y/z/a.txt", root=tmp_path / "x/y"):
        pass
    assert mode_of(tmp_path / "x/y/z/a.txt") == 0o600
    assert [mode_of(tmp_path / name) for name in ("x", "x/y", "x/y/z")] == [0o700] * 3


@pytest.mark.parametrize(
    ("mode", "folder"), [(0o644, 0o755), (0o640, 0o750), (0o660, 0o770), (0o400, 0o700), (0o622, 0o722)]
)
def test_directories_can_be_entered_by_those_who_may_read_the_files(
    tmp_path: Path, mode: int, folder: int
) -> None:
    with umask(0o077), AtomicOutput(tmp_path / "x/y/a.txt", root=tmp_path / "x", mode=mode):
        pass
    assert mode_of(tmp_path / "x/y/a.txt") == mode
    assert [mode_of(tmp_path / name) for name in ("x", "x/y")] == [folder] * 2


def test_directory_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x").chmod(0o751)
    with AtomicOutput(tmp_path / "x/a.txt", mode=0o644):
        pass
    assert mode_of(tmp_path / "x") == 0o751


def test_link_in_the_place_of_a_directory_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere/deep").mkdir(parents=True)
    (tmp_path / "out/link").symlink_to("../elsewhere")
    for place in ("out/link/a.txt", "out/link/deep/a.txt", "out/link/new/a.txt"):
        with (
            pytest.raises(AnonError, match=f"{place}: cannot be written"),
            AtomicOutput(tmp_path / place, root=tmp_path / "out"),
        ):
            pass
    assert names_in(tmp_path / "elsewhere") == ["deep"]
    assert names_in(tmp_path / "elsewhere/deep") == []


def test_directory_that_is_exchanged_for_a_link_while_the_file_is_written_leads_nowhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "out/sub").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    with AtomicOutput(tmp_path / "out/sub/a.txt", root=tmp_path / "out") as output:
        output.write(b"x")
        (tmp_path / "out/sub").rename(tmp_path / "moved")
        (tmp_path / "out/sub").symlink_to("../elsewhere")
    assert names_in(tmp_path / "elsewhere") == []
    assert names_in(tmp_path / "moved") == ["a.txt"]


def test_link_that_the_user_named_as_the_output_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    with AtomicOutput(tmp_path / "out/sub/a.txt", root=tmp_path / "out"):
        pass
    assert names_in(tmp_path / "real/sub") == ["a.txt"]


def test_link_in_the_place_of_the_file_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    (tmp_path / "a.txt").symlink_to("precious")
    with AtomicOutput(tmp_path / "a.txt") as output:
        output.write(b"new")
    assert not (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "precious").read_text() == "x"


def test_file_is_safe_on_the_disk_before_it_has_its_name_and_then_its_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, os.replace

    def recorded_fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        events.append(
            "directory synced" if stat.S_ISDIR(status.st_mode) else f"{status.st_size} bytes synced"
        )
        fsync(descriptor)

    def recorded_replace(*arguments: Any, **directories: int) -> None:
        events.append("renamed")
        replace(*arguments, **directories)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(os, "replace", recorded_replace)
    with AtomicOutput(tmp_path / "a.txt") as output:
        output.write(b"12345")
    assert events == ["5 bytes synced", "renamed", "directory synced"]


@pytest.mark.parametrize("compression", [None, GZIP, ZSTD, BZIP2, XZ])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_exception_leaves_no_trace(
    tmp_path: Path, error: type[BaseException], compression: Compression | None
) -> None:
    def fail() -> None:
        with AtomicOutput(tmp_path / "a.txt", compression=compression) as output:
            output.write(b"half" * 100_000)
            raise error("mine")

    with pytest.raises(error, match="mine"):
        fail()
    assert names_in(tmp_path) == []


def test_exception_leaves_the_former_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"former")
    with contextlib.suppress(KeyboardInterrupt), AtomicOutput(tmp_path / "a.txt") as output:
        output.write(b"half")
        raise KeyboardInterrupt
    assert (tmp_path / "a.txt").read_bytes() == b"former"
    assert names_in(tmp_path) == ["a.txt"]


def test_compressed_file_is_the_same_in_every_run(tmp_path: Path) -> None:
    for name in ("one.gz", "another.gz"):
        with AtomicOutput(tmp_path / name, compression=GZIP) as output:
            output.write(b"text " * 1_000)
            output.write(b"end")
    data = (tmp_path / "one.gz").read_bytes()
    assert gzip.decompress(data) == b"text " * 1_000 + b"end"
    assert data == (tmp_path / "another.gz").read_bytes()
    assert data[3:8] == bytes(5), "no name, no time"


def test_compressed_file_without_content_is_a_gzip_file(tmp_path: Path) -> None:
    with AtomicOutput(tmp_path / "a.gz", compression=GZIP):
        pass
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == b""


def test_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    name = "\u00e9" * 127 + "a"
    assert len(name.encode()) == 255
    with AtomicOutput(tmp_path / name) as output:
        output.write(b"x")
    assert names_in(tmp_path) == [name]


@pytest.mark.parametrize("compression", [None, GZIP, ZSTD, BZIP2, XZ])
@pytest.mark.parametrize("size", [1_500, 100_000], ids=["on closing", "on writing"])
def test_full_disk_is_an_error_that_names_the_file_and_leaves_no_trace(
    tmp_path: Path, compression: Compression | None, size: int
) -> None:
    def fill() -> None:
        with files_limited_to(1_000), AtomicOutput(tmp_path / "a.txt", compression=compression) as output:
            output.write(os.urandom(size))

    with pytest.raises(AnonError, match=r"a\.txt: cannot be written: File too large"):
        fill()
    assert names_in(tmp_path) == []


def test_place_under_a_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with (
        pytest.raises(AnonError, match=r"file/a\.txt: cannot be written"),
        AtomicOutput(tmp_path / "file/a.txt"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_directory_without_permission_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AnonError, match=r"a\.txt: .*Permission denied"), AtomicOutput(tmp_path / "a.txt"):
        pass
    tmp_path.chmod(0o700)


def test_directory_and_device_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "null").symlink_to("/dev/null")
    for name in ("directory", "fifo", "null"):
        with pytest.raises(AnonError, match=f"{name}: not a regular file"), AtomicOutput(tmp_path / name):
            pass
    assert len(names_in(tmp_path)) == 3


def test_errors_of_the_writer_are_not_taken_for_errors_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine"), AtomicOutput(tmp_path / "a.txt"):
        raise OSError("mine")
    assert names_in(tmp_path) == []


def test_standard_output_gets_all_bytes_and_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standard_output_to(str(tmp_path / "out"), monkeypatch):
        for part in (b"one\r\n", b"\xff"):
            with StandardOutput() as output:
                assert output.write(part) == len(part)
        assert (tmp_path / "out").read_bytes() == b"one\r\n\xff"
        assert not sys.stdout.closed


@pytest.mark.parametrize("size", [10, 100_000], ids=["on flushing", "on writing"])
def test_full_disk_behind_standard_output_is_an_error(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill() -> None:
        with StandardOutput() as output:
            output.write(b"x" * size)

    with (
        standard_output_to("/dev/full", monkeypatch),
        pytest.raises(AnonError, match="standard output: cannot be written: No space left"),
    ):
        fill()


@pytest.mark.parametrize("size", [10, 100_000], ids=["on flushing", "on writing"])
def test_reader_that_went_away_is_left_to_the_caller(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill() -> None:
        with StandardOutput() as output:
            output.write(b"x" * size)

    reading, writing = os.pipe()
    os.close(reading)
    with standard_output_to(f"/dev/fd/{writing}", monkeypatch):
        os.close(writing)
        with pytest.raises(BrokenPipeError):
            fill()


def test_closed_standard_output_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(AnonError, match="--output"), StandardOutput():
        pass
