from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from anonymize.documents.inputs import InputFile, discover
from anonymize.documents.opening import open_input
from anonymize.errors import DocumentError

LINES = b"".join(b"line %d\n" % number for number in range(100_000))


def named(path: Path | str) -> InputFile:
    [file] = discover([str(path)], glob=None, format="auto").files
    return file


def read(path: Path | str) -> bytes:
    with open_input(named(path)) as stream:
        return stream.read()


def error_of(path: Path) -> DocumentError:
    with pytest.raises(DocumentError, match=f"^{path.name}: ") as caught:
        read(path)
    return caught.value


def test_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LINES)
    assert read(tmp_path / "a.txt") == LINES
    with open_input(named(tmp_path / "a.txt")) as stream:
        assert list(stream) == LINES.splitlines(keepends=True)


def test_compressed_file_is_read_decompressed(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(LINES) + gzip.compress(b"second member"))
    assert read(tmp_path / "a.txt.gz") == LINES + b"second member"


def test_compressed_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b""))
    assert read(tmp_path / "a.txt.gz") == b""


def damaged(kind: str) -> bytes:
    data = gzip.compress(LINES)
    return {
        "cut short": data[: len(data) // 2],
        "cut in the trailer": data[:-3],
        "not gzip": b"plain secret text",
        "empty": b"",
        "wrong checksum": data[:-8] + bytes(8),
        "damaged": data[:100] + bytes(100) + data[200:],
        "garbage behind": data + b"secret",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["cut short", "cut in the trailer", "not gzip", "empty", "wrong checksum", "damaged", "garbage behind"],
)
def test_damaged_compressed_file_is_an_error_with_a_reason(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(damaged(kind))
    error = error_of(path)
    assert error.reason == "corrupt_gzip"
    assert "secret" not in str(error)
    assert error.__cause__ is None


def test_damage_that_comes_late_is_an_error_after_whole_lines_only(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(damaged("cut short"))
    lines: list[bytes] = []
    with open_input(named(tmp_path / "a.jsonl.gz")) as stream, pytest.raises(DocumentError):
        lines.extend(stream)
    assert lines
    assert LINES.startswith(b"".join(lines))
    assert lines[-1].endswith(b"\n")


def test_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    file = named(path)
    path.unlink()
    with pytest.raises(DocumentError, match=r"^a\.txt: .*No such file") as caught, open_input(file):
        pass
    assert caught.value.reason == "unreadable"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_error_of_the_disk_while_reading_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "mem.txt").symlink_to("/proc/self/mem")
    assert error_of(tmp_path / "mem.txt").reason == "unreadable"


def test_errors_of_the_reader_are_not_taken_for_errors_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(EOFError, match="mine"), open_input(named(tmp_path / "a.txt")):
        raise EOFError("mine")


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_file_is_closed_afterwards(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"x"))
    before = open_files()
    for _ in range(3):
        assert read(tmp_path / "a.txt.gz") == b"x"
    assert open_files() == before


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input = io.TextIOWrapper(io.BytesIO(b"one\ntwo\n"))
    monkeypatch.setattr(sys, "stdin", standard_input)
    assert read("-") == b"one\ntwo\n"
    assert not standard_input.closed
    assert not standard_input.buffer.closed


def test_closed_standard_input_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert error_of(Path("-")).reason == "unreadable"


def test_fifo_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[LINES])
    writer.start()
    try:
        assert read(path) == LINES
    finally:
        writer.join()


def test_line_of_a_pipe_is_given_before_the_next_one_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.RawIOBase):
        """Gives one line at a time, and counts them."""

        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if self.given == 3:
                return 0
            self.given += 1
            buffer[:5] = b"line\n"
            return 5

    pipe = Pipe()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(pipe)))
    with open_input(named("-")) as stream:
        for number in (1, 2, 3):
            assert stream.readline() == b"line\n"
            assert pipe.given == number
