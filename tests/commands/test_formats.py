"""What becomes of a value in every place where docs/formats.md says that a format can hide one."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from tests.commands.support import EMAIL, FAST, Anon, entries, tree, write_tree

KEYED = ("--key-file", "team.key")
HIDDEN = EMAIL.encode()
LEFT_OUT, SEARCHED, PASSES = "left out", "searched", "passes"
ESCAPED = "".join(f"\\u{ord(letter):04x}" for letter in EMAIL).encode()
SKIPPED = b"\x50\x2a\x4d\x18" + struct.pack("<I", len(HIDDEN)) + HIDDEN
IN_HEADER = b"\x1f\x8b\x08\x18" + bytes(6) + HIDDEN + b"\0about " + HIDDEN + b"\0" + gzip.compress(b"x")[10:]
PLACES: dict[str, tuple[str, bytes, str, str | None]] = {
    "json field": ("a.json", b'{"text": "x", "by": "%s"}' % HIDDEN, PASSES, None),
    "json key": ("a.json", b'{"text": "x", "%s": 1}' % HIDDEN, PASSES, None),
    "json duplicate key": ("a.json", b'{"text": "x", "text": "%s"}' % HIDDEN, SEARCHED, None),
    "json escapes": ("a.json", b'{"text": "%s"}' % ESCAPED, SEARCHED, None),
    "json comment": ("a.json", b'{"text": "x"} // %s' % HIDDEN, LEFT_OUT, "not_json"),
    "json second value": ("a.json", b'{"text": "x"}\n"%s"' % HIDDEN, LEFT_OUT, "not_json"),
    "csv header like a comment": ("a.csv", b"#by %s,text\n1,x\n" % HIDDEN, SEARCHED, None),
    "csv remark that names columns": ("a.csv", b"# by %s,text\nid,text\n1,x\n" % HIDDEN, SEARCHED, None),
    "csv column": ("a.csv", b"text,by\nx,%s\n" % HIDDEN, PASSES, None),
    "csv name of a column": ("a.csv", b"text,%s\nx,1\n" % HIDDEN, PASSES, None),
    "csv second column": ("a.csv", b"text,text\nx,%s\n" % HIDDEN, SEARCHED, None),
    "csv comment before": ("a.csv", b"# by %s, me\nid,text\n1,x\n" % HIDDEN, SEARCHED, None),
    "csv comment behind": ("a.csv", b"id,text\n1,x\n# by %s\n" % HIDDEN, SEARCHED, None),
    "csv comment like a row": ("a.csv", b"id,text\n1,x\n# by %s, me\n" % HIDDEN, SEARCHED, None),
    "csv comment alone": ("a.csv", b"# by %s" % HIDDEN, SEARCHED, None),
    "csv long row": ("a.csv", b"id,text\n1,x,%s\n2,y\n" % HIDDEN, LEFT_OUT, "ragged_row"),
    "csv short row": ("a.csv", b"id,text\n%s\n2,y\n" % HIDDEN, LEFT_OUT, "ragged_row"),
    "csv line break": ("a.csv", b'id,text\n1,"x\n2,%s"\n' % HIDDEN, SEARCHED, None),
    "csv behind a quote": ("a.csv", b'id,text\n1,"x" %s\n' % HIDDEN, LEFT_OUT, "not_a_table"),
    "csv open quote": ("a.csv", b'id,text\n1,"%s\n2,y\n' % HIDDEN, LEFT_OUT, "not_a_table"),
    "csv carriage return": ("a.csv", b"id,text\n1,x\r%s,y\n" % HIDDEN, LEFT_OUT, "not_a_table"),
    "csv bad bytes": ("a.csv", b"id,text\n1,\xff%s\n2,y\n" % HIDDEN, LEFT_OUT, "undecodable"),
    "gzip header": ("a.txt.gz", IN_HEADER, LEFT_OUT, None),
    "zstd skippable frame": ("a.txt.zst", SKIPPED + zstd.compress(b"x"), LEFT_OUT, None),
    "gzip member": ("a.txt.gz", gzip.compress(b"x ") + gzip.compress(HIDDEN), SEARCHED, None),
    "bzip2 member": ("a.txt.bz2", bz2.compress(b"x ") + bz2.compress(HIDDEN), SEARCHED, None),
    "xz member": ("a.txt.xz", lzma.compress(b"x ") + lzma.compress(HIDDEN), SEARCHED, None),
    "zstd member": ("a.txt.zst", zstd.compress(b"x ") + zstd.compress(HIDDEN), SEARCHED, None),
    "behind bzip2": ("a.txt.bz2", bz2.compress(b"x") + HIDDEN, LEFT_OUT, "corrupt_bzip2"),
    "behind xz": ("a.txt.xz", lzma.compress(b"x") + HIDDEN, LEFT_OUT, "corrupt_xz"),
    "behind zstd": ("a.txt.zst", zstd.compress(b"x") + HIDDEN, LEFT_OUT, "corrupt_zstd"),
    "behind gzip": ("a.txt.gz", gzip.compress(b"x") + HIDDEN, LEFT_OUT, "corrupt_gzip"),
}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".zst": zstd.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
}
CSV = (
    f'# sent to {EMAIL}\r\nid,name,text\r\n1,{EMAIL},"He said ""{EMAIL}""\r\nand left"\r\n2,x,y\r\n'.encode()
)
JSON = json.dumps({"items": [{"text": f"to {EMAIL}"}, {"text": "\u00e9"}]}, indent=2).encode()


def output_of(folder: Path, name: str) -> bytes | None:
    """Gives an output, decompressed; None where there is none."""
    path = folder / "out" / "docs" / name
    if not path.exists():
        return None
    return UNPACK.get(path.suffix, bytes)(path.read_bytes())


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    name, data, fate, reason = PLACES[place]
    write_tree(in_tmp, {f"docs/{name}": data})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    written = output_of(in_tmp, name)
    assert json.loads(done.stdout)["reasons"] == ({} if reason is None else {reason: 1}), done.stderr
    assert done.exit_code == (0 if reason is None else 1)
    assert EMAIL not in done.stderr
    assert (HIDDEN in (written or b"")) is (fate == PASSES)
    assert (b"<EMAIL>" in (written or b"")) is (fate == SEARCHED)
    if name.endswith((".gz", ".zst")) and written is not None:
        assert HIDDEN not in (in_tmp / "out" / "docs" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("a.csv", CSV, ("--field", "name", "--field", "text")),
        ("a.csv", CSV, ("--all-strings",)),
        ("a.tsv", CSV.replace(b",", b"\t"), ("--field", "text", "--field", "name")),
        ("a.csv", CSV.replace(b"id,name,text\r\n", b""), ("--field", "2", "--field", "3")),
        ("a.json", JSON, ("--field", "items[].text")),
    ],
)
def test_redacted_file_comes_back_byte_for_byte(
    anon: Anon, in_tmp: Path, name: str, data: bytes, options: tuple[str, ...]
) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {f"docs/{name}": data})
    vault = ("--vault", "job.vault", *KEYED)
    done = anon("redact", "docs", *FAST, "--operator", "tag", *vault, *options, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert HIDDEN not in (output_of(in_tmp, name) or b"")
    back = anon("restore", "out", *vault, *options, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert tree(in_tmp / "clear" / "out" / "docs") == {name: data}


@pytest.mark.parametrize("suffix", ["", *UNPACK])
def test_job_resumes_and_its_page_is_made_afterwards(anon: Anon, in_tmp: Path, suffix: str) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    pack = {
        "": bytes,
        ".gz": gzip.compress,
        ".zst": zstd.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    files = {f"docs/a.csv{suffix}": pack[suffix](CSV), f"docs/b.json{suffix}": pack[suffix](b'{"text": "x"}')}
    write_tree(in_tmp, files)
    job = ("redact", "docs", *FAST, *KEYED, "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    assert output_of(in_tmp, f"a.csv{suffix}") == CSV.replace(b'""bob@example.com""', b'""<EMAIL>""').replace(
        b"to bob@example.com", b"to <EMAIL>"
    )
    ids = [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")]
    assert ids == [
        f"docs/a.csv{suffix}:1",
        f"docs/a.csv{suffix}:3:text",
        f"docs/a.csv{suffix}:5:text",
        f"docs/b.json{suffix}:text",
    ]
    again = anon(*job, "--resume")
    assert again.exit_code == 0
    assert "2 of 2 file(s) are done" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert page.exit_code == 0, page.stderr
    assert "4 document(s)" in page.stderr


def test_table_in_an_encoding_without_lines_stops_the_job_before_it_wrote(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": "x".encode("utf-16"), "docs/b.csv": "text\nx\n".encode("utf-16")})
    done = anon("redact", "docs", *FAST, "--encoding", "utf-16", "--output", "out")
    assert done.exit_code == 2
    assert "utf-16" in done.stderr
    assert not (in_tmp / "out").exists()


def test_table_of_standard_input_is_read_as_such_where_that_is_said(anon: Anon, in_tmp: Path) -> None:
    done = anon("redact", "-", "--format", "csv", *FAST, stdin=f"id;text\n1;{EMAIL}\n")
    assert (done.exit_code, done.stdout) == (0, "id;text\n1;<EMAIL>\n")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt.gz", "gzip file"),
        ("a.jsonl.zst", "zstd file"),
        ("a.csv.bz2", "bzip2 file"),
        ("a.md.xz", "xz file"),
        ("a.docx", "DOCX"),
        ("a.pdf", "PDF"),
        ("a.parquet", "Parquet file"),
    ],
)
def test_file_of_no_bytes_is_told_as_empty(anon: Anon, in_tmp: Path, name: str, kind: str) -> None:
    write_tree(in_tmp, {f"docs/{name}": b""})
    done = anon("redact", "docs", *FAST, "--output", "out")
    assert done.exit_code == 1
    message = f"docs/{name}: it is empty (0 bytes), and so no {kind}; fetch the file again"
    assert message in done.stderr
