"""Inputs that would take all memory, or all of the disk."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
from pathlib import Path

import pytest

from anonymize.documents import json_strings, jsonl, text
from anonymize.documents.base import BadRecord, ReadOptions
from anonymize.documents.json_strings import NotJsonError, scan
from anonymize.documents.limits import LARGEST_RECORD, RATIO, UNCOUNTED, read_lines, read_whole
from anonymize.documents.opening import open_input
from anonymize.errors import DocumentError
from tests.documents.finding import find
from tests.documents.support import bad, good

MIB = 1 << 20


def read(path: Path) -> int:
    """Reads an input to its end; gives the number of bytes."""
    [file] = find(path).files
    with open_input(file) as stream:
        return sum(len(piece) for piece in iter(lambda: stream.read(MIB), b""))


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)  # noqa: S311 - must only be hard to compress


def bomb(size: int) -> bytes:
    return gzip.compress(bytes(size), 9)


@pytest.mark.parametrize(
    "data",
    [bomb(60 * MIB), bomb(MIB) * 60, gzip.compress(noise(10_000)) + bomb(60 * MIB)],
    ids=["one member", "sixty members", "behind an honest member"],
)
def test_decompression_bomb_is_stopped_before_it_is_all_there(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.log.gz").write_bytes(data)
    [file] = find(tmp_path / "a.log.gz").files
    given: list[int] = []
    with (
        pytest.raises(DocumentError, match=r"^a\.log\.gz: expands to more than 600 times its size") as caught,
        open_input(file) as stream,
    ):
        given.extend(len(piece) for piece in iter(lambda: stream.read(MIB), b""))
    assert caught.value.reason == "decompression_bomb"
    assert sum(given) <= UNCOUNTED + RATIO * len(data)


def test_bomb_inside_a_compressed_file_stays_packed_and_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(bomb(60 * MIB)))
    with pytest.raises(DocumentError, match="compressed by gzip") as caught:
        read(tmp_path / "a.txt.gz")
    assert caught.value.reason == "not_text"


@pytest.mark.parametrize(
    "data",
    [
        b"ERROR could not connect to db1.internal port 5432: connection refused, retrying\n" * 400_000,
        b"0,0,0,0,0,0,0,0\n" * 2_000_000,
        bytes(UNCOUNTED),
    ],
    ids=["one line over and over", "a table of zeros", "ten megabytes of anything"],
)
def test_honest_files_are_no_bombs_however_dull(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.log.gz").write_bytes(gzip.compress(data, 9))
    assert read(tmp_path / "a.log.gz") == len(data)


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_what_is_not_larger_than_the_limit_is_read_whole(size: int) -> None:
    assert read_whole(io.BytesIO(b"x" * size), "t", 100) == b"x" * size


def test_text_file_beyond_the_limit_fails_and_no_more_of_it_is_read() -> None:
    stream = io.BytesIO(b"x" * 5 * MIB)
    with pytest.raises(
        DocumentError, match=r"^t\.txt: more than 2 MiB in one piece; read .* lines"
    ) as caught:
        list(text.read(stream, "t.txt", ReadOptions(largest=2 * MIB)))
    assert caught.value.reason == "too_large"
    assert stream.tell() == 2 * MIB + 1


@pytest.mark.parametrize("length", [10, 11, 12, 40, 5 * MIB])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_lines_beyond_the_limit_are_passed_over_and_the_next_ones_come(length: int, end: bytes) -> None:
    line = b"x" * length + end
    given = list(read_lines(io.BytesIO(b"one\n" + line + (b"two" if end else b"")), 11))
    assert given == [b"one\n", line if len(line) <= 11 else None, *([b"two"] if end else [])]


def test_json_line_beyond_the_limit_is_lost_alone() -> None:
    data = b'{"text":"a"}\n{"text":"' + b"b" * 100 + b'"}\n{"text":"c"}\n'
    records = list(jsonl.read(io.BytesIO(data), "t.jsonl", ReadOptions(largest=50)))
    assert [record.id for record in records] == ["t.jsonl:1", "t.jsonl:2", "t.jsonl:3"]
    assert (bad(records[1]).reason, "t.jsonl:2: more than 50 bytes" in bad(records[1]).message) == (
        "too_large",
        True,
    )
    assert good(records[2]).documents[0].text == "c"


def test_line_that_nobody_ends_does_not_fill_the_memory() -> None:
    class Endless(io.RawIOBase):
        """Gives 300 MiB of one line."""

        left = 300

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # always this
            if not self.left:
                return 0
            self.left -= 1
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    tracemalloc.start()
    try:
        stream = io.BufferedReader(Endless(), MIB)
        records = list(jsonl.read(stream, "t.jsonl", ReadOptions(largest=20 * MIB)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(record) for record in records] == [BadRecord]
    assert most < 100 * MIB


def test_limit_of_inputs_is_the_documented_one() -> None:
    assert ReadOptions().largest == LARGEST_RECORD == 128 * MIB


def test_brackets_inside_each_other_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is a million; a smaller one is as good to see that it is kept."""
    assert json_strings.DEEPEST == 1_000_000
    monkeypatch.setattr(json_strings, "DEEPEST", 2_000)
    assert isinstance(scan("[" * 2_000 + "]" * 2_000), json_strings.Array)
    with pytest.raises(NotJsonError, match="no more than 2,000 brackets"):
        scan("[" * 2_001)
