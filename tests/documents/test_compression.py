from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.compression import BZIP2, GZIP, XZ, ZSTD, Compression, compression_of
from anonymize.documents.limits import RATIO, UNCOUNTED
from anonymize.documents.opening import open_input
from anonymize.documents.outputs import AtomicOutput
from anonymize.errors import DocumentError
from tests.documents.finding import find

KINDS = [GZIP, ZSTD, BZIP2, XZ]
COMPRESS: dict[str, Any] = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
DECOMPRESS: dict[str, Any] = {
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
    "bzip2": bz2.decompress,
    "xz": lzma.decompress,
}
LINES = b"".join(b"line %d\n" % number for number in range(50_000))
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def read(path: Path, data: bytes) -> bytes:
    path.write_bytes(data)
    [file] = find(path).files
    with open_input(file) as stream:
        return b"".join(iter(lambda: stream.read(100_000), b""))


def error_of(path: Path, data: bytes) -> DocumentError:
    with pytest.raises(DocumentError, match=f"^{path.name}: ") as caught:
        read(path, data)
    return caught.value


@each_kind
def test_suffix_tells_the_compression(kind: Compression) -> None:
    assert compression_of(f"A.TXT{kind.suffix.upper()}") == kind
    assert compression_of(f"a{kind.suffix}.txt") is None
    assert compression_of(f"a{kind.suffix}~") is None


@each_kind
def test_all_members_of_a_file_are_read(tmp_path: Path, kind: Compression) -> None:
    compress = COMPRESS[kind.name]
    data = compress(LINES) + compress(b"") + compress(b"third member")
    assert read(tmp_path / f"a.txt{kind.suffix}", data) == LINES + b"third member"
    assert read(tmp_path / f"b.txt{kind.suffix}", compress(b"")) == b""


@each_kind
@pytest.mark.parametrize(
    "damage", ["cut", "cut at the end", "other", "empty", "damaged", "garbage", "second member cut"]
)
def test_damage_is_an_error_with_a_reason_and_without_text(
    tmp_path: Path, kind: Compression, damage: str
) -> None:
    whole = COMPRESS[kind.name](LINES)
    data = {
        "cut": whole[: len(whole) // 2],
        "cut at the end": whole[:-1],
        "other": b"plain secret text",
        "empty": b"",
        "damaged": whole[: len(whole) // 2] + b"secret" * 20 + whole[len(whole) // 2 + 120 :],
        "garbage": whole + b"secret",
        "second member cut": whole + whole[:20],
    }[damage]
    error = error_of(tmp_path / f"a.txt{kind.suffix}", data)
    assert error.reason == f"corrupt_{kind.name}"
    assert kind.name in str(error)
    assert "secret" not in str(error)
    assert error.__cause__ is None


@each_kind
def test_decompression_bomb_is_stopped_before_it_is_all_there(tmp_path: Path, kind: Compression) -> None:
    data = COMPRESS[kind.name](bytes(40 << 20))
    path = tmp_path / f"a.log{kind.suffix}"
    path.write_bytes(data)
    [file] = find(path).files
    given: list[int] = []
    with pytest.raises(DocumentError) as caught, open_input(file) as stream:
        given.extend(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))
    assert caught.value.reason == "decompression_bomb"
    assert sum(given) <= UNCOUNTED + RATIO * len(data)


def test_padding_between_members_of_xz_is_none_of_the_text(tmp_path: Path) -> None:
    data = lzma.compress(b"one") + bytes(8) + lzma.compress(b"two") + bytes(100_000)
    assert read(tmp_path / "a.txt.xz", data) == b"onetwo"


def test_xz_that_asks_for_much_memory_is_not_read(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(b"x", filters=filters))
    # The byte of the block header that holds the size of the dictionary, and the checksum behind it.
    size = data[12] * 4 + 4
    data[12 + 4] = 40
    data[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(data[12 : 12 + size - 4]))
    assert error_of(tmp_path / "a.txt.xz", bytes(data)).reason == "corrupt_xz"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "a.txt.gz",
            b"\x1f\x8b\x08\x18" + bytes(6) + b"ann-smith.txt\0about Ann Smith\0" + gzip.compress(b"x")[10:],
        ),
        ("a.txt.zst", b"\x50\x2a\x4d\x18" + struct.pack("<I", 9) + b"Ann Smith" + zstd.compress(b"x")),
        ("a.txt.zst", zstd.compress(b"x") + b"\x5f\x2a\x4d\x18" + struct.pack("<I", 9) + b"Ann Smith"),
    ],
    ids=["gzip header", "zstd frame before", "zstd frame behind"],
)
def test_what_stands_beside_the_text_is_in_no_output(tmp_path: Path, name: str, data: bytes) -> None:
    assert b"Smith" in data
    assert read(tmp_path / name, data) == b"x"


@each_kind
def test_compressed_output_is_the_same_in_every_run(tmp_path: Path, kind: Compression) -> None:
    for name in ("one", "another"):
        with AtomicOutput(tmp_path / name, compression=kind) as output:
            output.write(b"text " * 1_000)
            output.write(b"end")
    data = (tmp_path / "one").read_bytes()
    assert DECOMPRESS[kind.name](data) == b"text " * 1_000 + b"end"
    assert data == (tmp_path / "another").read_bytes()


@each_kind
def test_output_without_content_is_a_compressed_file(tmp_path: Path, kind: Compression) -> None:
    with AtomicOutput(tmp_path / "a", compression=kind):
        pass
    data = (tmp_path / "a").read_bytes()
    assert data
    assert DECOMPRESS[kind.name](data) == b""


def test_compression_is_the_same_after_pickling(tmp_path: Path) -> None:
    for kind in KINDS:
        again: Compression = pickle.loads(pickle.dumps(kind))  # noqa: S301 (our own bytes)
        reader = again.reader(io.BytesIO(COMPRESS[kind.name](b"x")), "a")
        buffer = bytearray(10)
        assert buffer[: reader.readinto1(buffer)] == b"x"


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50), st.sampled_from(KINDS))
def test_what_is_read_does_not_depend_on_the_size_of_reads(
    members: list[bytes], size: int, kind: Compression
) -> None:
    data = b"".join(map(COMPRESS[kind.name], members))
    reader = kind.reader(io.BytesIO(data), "a")
    buffer = bytearray(size)
    assert b"".join(iter(lambda: bytes(buffer[: reader.readinto1(buffer)]), b"")) == b"".join(members)
