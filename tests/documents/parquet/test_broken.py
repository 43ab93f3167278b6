"""Files that are broken, hostile, or none."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.documents.base import Record
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import open_input
from anonymize.documents.parquet import PARQUET, opening, pages, reading, writing
from anonymize.errors import DocumentError
from tests.documents.parquet.support import opened, parquet, read, replaced, rows, values, written
from tests.documents.support import bad, good, texts

FILE = parquet({"text": ["Ann", "Bob"], "tags": [["x", "y"], None], "n": [1, 2]}, row_group_size=1)
FOOTER = len(FILE) - 8 - int.from_bytes(FILE[-8:-4], "little")


def reason(data: bytes, **options: Any) -> str | None:
    """Gives why a file fails; None when it does not."""
    try:
        read(data, all_strings=True, **options)
    except DocumentError as error:
        caught = error
    else:
        return None
    assert str(caught).startswith("t.parquet: "), caught
    assert "Ann" not in str(caught)
    return caught.reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not_parquet"),
        (b"PAR1", "not_parquet"),
        (b"PAR1PAR1", "not_parquet"),
        (b"PAR1\x00\x00\x00\x00PAR1", "not_parquet"),
        (b"PAR1\xff\xff\xff\xffPAR1", "not_parquet"),
        (b"id,text\n1,Ann\n" * 9, "not_parquet"),
        (b"PARE" + bytes(90) + b"PARE", "encrypted"),
        (FILE[:-1], "not_parquet"),
        (FILE + b"Ann", "not_parquet"),
        (FILE[:FOOTER] + bytes(20) + FILE[FOOTER + 20 :], "not_parquet"),
        (FILE[:4] + bytes(FOOTER - 4) + FILE[FOOTER:], "corrupt_parquet"),
        (FILE[:4] + b"\xff" * (FOOTER - 4) + FILE[FOOTER:], "corrupt_parquet"),
    ],
)
def test_what_is_no_parquet_or_damaged_fails_with_a_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


def test_file_cut_short_anywhere_fails() -> None:
    assert {reason(FILE[:size]) for size in range(len(FILE))} == {"not_parquet"}


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(4, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_bytes_fail_the_file_or_are_read(changes: list[tuple[int, int]]) -> None:
    data = bytearray(FILE)
    for place, value in changes:
        data[place] = value
    reasons = {
        "not_parquet",
        "corrupt_parquet",
        "unsupported_parquet",
        "too_large",
        "decompression_bomb",
        "encrypted",
    }
    assert reason(bytes(data)) in {None, *reasons}
    with suppress(DocumentError):
        written(read(bytes(data), all_strings=True), replaced("Ann", "X"))


def encrypted(*, footer: bool) -> bytes:
    """Gives a file of which one column is encrypted, and the footer if that is asked for."""
    encryption = pytest.importorskip("pyarrow.parquet.encryption")

    class Kms(encryption.KmsClient):
        def __init__(self, _: Any) -> None:
            super().__init__()

        def wrap_key(self, key: bytes, _: str) -> bytes:
            return key

        def unwrap_key(self, key: bytes, _: str) -> bytes:
            return key

    settings_ = encryption.EncryptionConfiguration(
        footer_key="f", column_keys={"c": ["text"]}, plaintext_footer=not footer
    )
    factory = encryption.CryptoFactory(Kms)
    keys = factory.file_encryption_properties(encryption.KmsConnectionConfig(), settings_)
    buffer = io.BytesIO()
    table = pa.table({"text": ["Ann"], "n": [1]})
    with pq.ParquetWriter(buffer, table.schema, encryption_properties=keys) as writer:
        writer.write_table(table)
    return buffer.getvalue()


@pytest.mark.parametrize("footer", [True, False])
def test_encrypted_file_fails_as_such(footer: bool) -> None:
    assert reason(encrypted(footer=footer)) == "encrypted"


def test_row_that_is_too_large_is_withheld_and_the_others_are_read() -> None:
    first, second, third = rows(parquet({"text": ["a", "b" * 3_000, "c"]}), largest=2_000)
    assert (second.id, bad(second).reason) == ("t.parquet:2", "too_large")
    assert [list(texts(row).values()) for row in (first, third)] == [["a"], ["c"]]


def test_file_that_becomes_many_times_its_size_is_a_bomb() -> None:
    data = parquet({"text": ["x" * (40 << 20)]}, compression="zstd", use_dictionary=False)
    assert len(data) < 20_000
    assert reason(data) == "decompression_bomb"


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("encoding", [None, "DELTA_BYTE_ARRAY"])
def test_value_that_is_repeated_without_end_is_a_bomb_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch, nested: bool, encoding: str | None
) -> None:
    monkeypatch.setattr(pages, "UNCOUNTED", 1 << 20)
    monkeypatch.setattr(reading, "BATCH_BYTES", 1 << 20)
    text = "x" * 50_000
    column: Any = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), [text])
    if encoding is not None:
        column = pa.array([text] * 2_000)
    if nested:
        column = pa.ListArray.from_arrays(pa.array([0, len(column)], pa.int32()), column)
    options = {} if encoding is None else {"use_dictionary": False, "column_encoding": encoding}
    data = parquet({"text": column}, compression="none", **options)
    assert len(data) < 120_000
    pool = pa.default_memory_pool()
    before = pool.max_memory()
    assert reason(data) == "decompression_bomb"
    assert pool.max_memory() - before < 100 << 20


def test_list_that_repeats_a_value_without_end_is_withheld_with_its_row() -> None:
    value = pa.DictionaryArray.from_arrays(pa.array([0] * 101, pa.int32()), ["x" * 1_000])
    column = pa.ListArray.from_arrays(pa.array([0, 100, 101], pa.int32()), value)
    first, second = rows(parquet({"text": column}), "text[]", largest=50_000)
    assert bad(first).reason == "too_large"
    assert len(good(second).documents) == 1


def test_nothing_said_many_times_is_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "UNCOUNTED", 1 << 16)
    assert reason(parquet({"text": pa.nulls(5_000_000, pa.string())})) == "decompression_bomb"


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        ("LARGEST_RECORD", parquet({"text": ["x" * 2_000]})),
        ("LARGEST_PAGES", parquet({str(number): ["x" * 200] for number in range(9)})),
        ("LARGEST_LISTS", parquet({"text": [list(range(900))]})),
    ],
)
def test_what_asks_for_too_much_memory_fails(
    monkeypatch: pytest.MonkeyPatch, limit: str, data: bytes
) -> None:
    assert reason(data) is None
    monkeypatch.setattr(pages, limit, 1_000)
    assert reason(data) == "too_large"


def test_footer_that_is_too_large_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST_FOOTER", 100)
    assert reason(FILE) == "too_large"


def test_rows_are_read_in_parts_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH_BYTES", 5_000)
    monkeypatch.setattr(writing, "LARGEST_GROUP", 20_000)
    data = parquet({"text": [f"{number:01000}" for number in range(100)], "to": [["Ann"]] * 100})
    records = read(data, all_strings=True)
    assert len({id(record.batch) for record in records[1:]}) > 20  # type: ignore[union-attr]
    result = written(records, replaced("Ann", "X"))
    assert 3 < opened(result).num_row_groups < 20
    assert values(result, "text") == values(data, "text")
    assert values(result, "to") == [["X"]] * 100


class _Pipe(io.RawIOBase):
    """What can be read only once, from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


def test_pipe_is_read_into_memory_up_to_the_limit() -> None:
    from anonymize.documents.base import ReadOptions

    stream = io.BufferedReader(_Pipe(FILE))
    assert len(list(PARQUET.read(stream, "-", ReadOptions()))) == 3
    with pytest.raises(DocumentError, match=r"^-: more than 100 bytes"):
        list(PARQUET.read(io.BufferedReader(_Pipe(FILE)), "-", ReadOptions(largest=100)))


class _Digest:
    def __init__(self) -> None:
        self.data = b""

    def update(self, data: bytes | memoryview, /) -> None:
        self.data += data

    def hexdigest(self) -> str:
        return self.data.hex()


def test_digest_of_a_file_is_of_all_its_bytes_once(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(FILE)
    file = InputFile(path, "a.parquet", PARQUET, Path("a.parquet"), None)
    digest = _Digest()
    with open_input(file, digest) as stream:
        assert stream.seekable()
        from anonymize.documents.base import ReadOptions

        assert all(isinstance(record, Record) for record in PARQUET.read(stream, file.id, ReadOptions()))
    assert digest.data == FILE


def test_file_that_is_not_closed_is_none() -> None:
    sink = io.BytesIO()
    writer = PARQUET.writer(sink)
    for record in read(FILE):
        writer.write(good(record).render([[] for _ in good(record).documents]))
    del writer
    assert reason(sink.getvalue()) == "not_parquet"


def test_writer_takes_nothing_but_its_own_pieces() -> None:
    with pytest.raises(TypeError):
        PARQUET.writer(io.BytesIO()).write(b"x")
