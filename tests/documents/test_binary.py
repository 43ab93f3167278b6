"""Files that are no text are not read as one, whatever encoding is named."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from backports import zstd

from anonymize.documents.base import ReadOptions
from anonymize.documents.binary import refuse_binary, remedy_for
from anonymize.documents.tables import CSV
from anonymize.errors import DocumentError
from tests.commands.support import EMAIL, FAST, Anon, tree, write_tree
from tests.documents.parquet.support import parquet
from tests.documents.support import bad, read_text, texts

HIDDEN = EMAIL.encode()


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", HIDDEN)
    return held.getvalue()


KINDS = {
    "zip": zipped(),
    "pdf": b"%PDF-1.7\n% all in ASCII " + HIDDEN,
    "gzip": gzip.compress(HIDDEN),
    "bzip2": bz2.compress(HIDDEN),
    "bzip2 of nothing": bz2.compress(b""),
    "xz": lzma.compress(HIDDEN),
    "zstd": zstd.compress(HIDDEN),
    "parquet": parquet(pa.table({"text": [EMAIL]})),
    "tar": b"notes/a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + HIDDEN,
    "gnu tar": b"notes/a.txt".ljust(257, b"\0") + b"ustar  \0" + bytes(247) + HIDDEN,
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + HIDDEN,
    "rtf": rb"{\rtf1\ansi \'62\'6fb@example.com " + HIDDEN + b"}",
    "png": b"\x89PNG\r\n\x1a\n" + HIDDEN,
}


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
@pytest.mark.parametrize("suffix", ["txt", "md", "html", "csv", "jsonl", "json", "eml"])
def test_files_of_other_kinds_are_not_read_as_texts(
    anon: Anon, in_tmp: Path, suffix: str, encoding: str
) -> None:
    if encoding == "utf-16" and suffix in ("csv", "jsonl"):
        pytest.skip("they are not read in it at all")
    write_tree(in_tmp / "in", {f"{kind}.{suffix}": data for kind, data in KINDS.items()})
    result = anon("redact", "in", "--output", "out", *FAST, "--encoding", encoding, "--json")
    assert json.loads(result.stdout)["reasons"] == {"not_text": len(KINDS)}
    assert not Path("out").exists() or not tree(Path("out"))


@pytest.mark.parametrize(
    ("head", "remedy"),
    [
        (b"%PDF-1.7", "read it with --format pdf"),
        (b"PAR1\x15", "read it with --format parquet"),
        (b"PK\x03\x04", "a DOCX is read with --format docx"),
        (b"7z\xbc\xaf\x27\x1c", "save it in a format that is read"),
    ],
)
def test_what_is_read_under_another_format_is_said_to_be(head: bytes, remedy: str) -> None:
    with pytest.raises(DocumentError, match=f"; {remedy}"):
        refuse_binary(head, "-")


def test_compressed_twice_is_not_read_as_text(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt.gz": gzip.compress(gzip.compress(HIDDEN))})
    result = anon("redact", "a.txt.gz", "--output", "out", *FAST, "--encoding", "latin-1")
    assert "1 not_text" in result.stderr
    assert EMAIL not in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "BZhang called",
        "BZh9 is a name",
        "PAR1 and PAR2",
        "PK",
        "%PDF is what they sent",
        "",
        "7z",
        "so".ljust(257) + "ustar is written in archives",
    ],
)
def test_texts_that_begin_like_other_files_are_read(text: str) -> None:
    refuse_binary(text.encode(), "a.txt")


def test_random_bytes_are_no_text_in_an_encoding_that_decodes_anything() -> None:
    digests = (hashlib.sha256(bytes([number])).digest() for number in range(100))
    record = bad(read_text(b"".join(digests), encoding="latin-1"))
    assert record.reason == "not_text"
    assert "control characters" in record.message


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[31mJohn\x1b[0m " * 20,
        b"MSH|^~\\&|\x0bJohn\x1c\r" * 20,
        b"001\x1ea\x1fJohn\x1d" * 20,
        b"\x93John\x94 \x96 " * 20,
        b"John" + bytes(60),
        b"\x01\x02\x03 John",
    ],
)
def test_control_characters_that_texts_have_a_use_for_are_let_through(data: bytes) -> None:
    assert list(texts(read_text(data, encoding="latin-1")).values()) == [data.decode("latin-1")]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.xlsx", "save it in one, such as CSV or PDF"),
        ("A.XLS.GZ", "save it in one, such as CSV or PDF"),
        ("a.rtf", "save it in one, such as CSV or PDF"),
        ("a.tar.gz", "unpack it, and name what is in it"),
        ("a.ZIP", "unpack it, and name what is in it"),
        ("a.mbox", "save its mails as files of their own (.eml)"),
        ("a.gz", None),
        ("xlsx", None),
        ("a.tex", None),
        ("a.xml", None),
    ],
)
def test_endings_of_files_that_are_no_text_are_known(name: str, remedy: str | None) -> None:
    assert remedy_for(name) == remedy


def test_table_is_no_text_either_by_a_row_of_control_characters() -> None:
    data = b"text\n" + bytes(range(1, 9)) * 4 + b"\n"
    with pytest.raises(DocumentError) as caught:
        list(CSV.read(io.BytesIO(data), "t.csv", ReadOptions(encoding="latin-1")))
    assert caught.value.reason == "not_text"
