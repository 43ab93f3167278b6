"""Remote inputs and outputs: the same bytes as of local files, and the same refusals."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry

from tests.commands.support import EMAIL, FAST, Anon, entries, environment, jsonl, tree, write_tree
from tests.documents.shelf import Shelf

KEY = "0123456789abcdef0123456789abcdef"


def parquet() -> bytes:
    """A table with a name in it."""
    written = io.BytesIO()
    pq.write_table(pa.table({"text": [f"to {EMAIL}", "so it goes " * 90]}), written)
    return written.getvalue()


FILES: dict[str, bytes] = {
    "a.txt": f"to {EMAIL}\r\n".encode(),
    "b.jsonl": (jsonl({"text": EMAIL}, {"text": "b"}) * 40 + "nope\n").encode(),
    "c.txt.gz": gzip.compress(f"to {EMAIL}".encode(), mtime=0),
    "empty.txt": b"",
    "f.png": b"f",
    "g/[h]*?.txt": f"{EMAIL} and eve@example.org".encode(),
    "g/p.parquet": parquet(),
}
"""One of no format, one with a bad line, one whose name is a pattern, one that is read at any place."""


@pytest.fixture(autouse=True)
def _stores(monkeypatch: pytest.MonkeyPatch, _clean_environment: None) -> Iterator[None]:
    monkeypatch.setenv("ANON_KEY", KEY)
    monkeypatch.setitem(_registry, "s3", Shelf)
    monkeypatch.setitem(_registry, "s3a", Shelf)
    monkeypatch.setitem(sys.modules, "gcsfs", None)  # as where it is not installed
    monkeypatch.setitem(sys.modules, "smbclient", None)
    Shelf.empty()
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    yield
    Shelf.empty()
    MemoryFileSystem.store.clear()


@pytest.fixture
def stored(in_tmp: Path) -> None:
    """The files in a bucket, in memory and here, and a bucket for what comes out."""
    write_tree(in_tmp, {f"docs/{name}": content for name, content in FILES.items()})
    Shelf.put_all("in", {f"docs/{name}": content for name, content in FILES.items()})
    Shelf.buckets.add("out")
    for name, content in FILES.items():
        fsspec.filesystem("memory").pipe(f"/docs/{name}", content)


def in_memory(prefix: str) -> dict[str, bytes]:
    """Gives the files in memory below a prefix."""
    store = {name: file.getvalue() for name, file in MemoryFileSystem.store.items()}
    return {name[len(prefix) :]: store[name] for name in sorted(store) if name.startswith(prefix)}


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("workers", [1, 2])
def test_remote_files_give_the_same_bytes_and_manifest_as_local_ones(anon: Anon, workers: int) -> None:
    options = (*FAST, "--operator", "hash", "--workers", workers)
    told = anon("redact", "docs", *options, "--output", "local").stderr
    lines = Path("local.manifest.jsonl").read_bytes().splitlines()[1:]
    for inputs, output in (
        ("s3://in/docs/", "s3://out/clean/"),
        ("memory://docs", "memory://kept"),
        ("s3://in/docs", "here"),
        ("docs", "s3://out/other"),
    ):
        done = anon("redact", inputs, *options, "--output", output)
        assert done.exit_code == 1, done.stderr
        assert done.stderr.count("NOT in the output: 2") == told.count("NOT in the output: 2") == 1
        name = output.rstrip("/").rpartition("/")[2]
        assert Path(f"{name}.manifest.jsonl").read_bytes().splitlines()[1:] == lines
    local = tree(Path("local"))
    assert EMAIL.encode() not in b"".join(local.values())
    assert len(local) == len(FILES) - 1
    assert local == tree(Path("here")) == Shelf.under("out/clean/") == Shelf.under("out/other/")
    assert local == in_memory("/kept/")
    assert Shelf.under("in/docs/") == {name: FILES[name] for name in sorted(FILES)}


@pytest.mark.usefixtures("stored")
def test_one_file_goes_to_standard_output_or_to_one_file(anon: Anon) -> None:
    done = anon("redact", "s3://in/docs/a.txt", *FAST)
    assert (done.exit_code, done.stdout_bytes) == (0, b"to <EMAIL>\r\n")
    assert anon("redact", "-", *FAST, "--output", "s3://out/x/a.txt", stdin=EMAIL).exit_code == 0
    assert Shelf.under("out/") == {"x/a.txt": b"<EMAIL>"}
    assert anon("redact", "docs/a.txt", *FAST, "--output", "memory://one.txt").exit_code == 0
    assert in_memory("/one") == {".txt": b"to <EMAIL>\r\n"}
    assert anon("detect", "s3://in/docs/a.txt", *FAST).stdout.count('"email"') == 1


@pytest.mark.usefixtures("stored")
def test_no_file_is_left_in_the_folder_of_temporary_ones(
    anon: Anon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    assert anon("redact", "docs", *FAST, "--output", "s3://out/a/").exit_code == 1
    Shelf.full = True
    done = anon("redact", "docs", *FAST, "--output", "s3://out/b/")
    assert done.exit_code == 1
    assert "s3://out/b/docs/a.txt: cannot be written: the connection failed (DeniedError)" in done.stderr
    assert Shelf.under("out/b/") == {}
    assert tree(tmp_path / "tmp") == {}


def test_keys_that_no_file_can_have_are_withheld_and_none_leads_out_of_the_output(
    anon: Anon, in_tmp: Path
) -> None:
    bad = ["../../x.txt", "a/../../y.txt", "b//c.txt", "./d.txt", "/e.txt", "n\0.txt", "s\ud800.txt"]
    Shelf.put_all("in", {f"docs/{key}": EMAIL.encode() for key in [*bad, "good.txt", "a/b.txt"]})
    Shelf.put_all("in", {"docs/": b"", "docs/a/": b""})
    write_tree(in_tmp, {"deep/er/keep": ""})
    done = anon("redact", "s3://in/docs/", *FAST, "--output", "deep/er/out")
    assert done.exit_code == 1
    assert sorted(tree(in_tmp)) == ["deep/er/keep", "deep/er/out.manifest.jsonl",
                                    "deep/er/out/docs/a/b.txt", "deep/er/out/docs/good.txt"]  # fmt: skip
    reasons = [line["reason"] for line in entries(in_tmp / "deep/er/out.manifest.jsonl", "file")]
    assert reasons == ["unsafe_name"] * len(bad) + [None, None]


@pytest.mark.usefixtures("stored")
def test_what_goes_wrong_with_a_file_withholds_it_and_shows_no_secret(anon: Anon) -> None:
    Shelf.vanishing.add("in/docs/gone.txt")
    Shelf.broken.add("in/docs/b.jsonl")
    Shelf.changing.add("in/docs/a.txt")
    Shelf.closed.add("in/docs/g")
    done = anon("redact", "s3://in/docs/", *FAST, "--output", "s3://out/clean/")
    assert done.exit_code == 1
    assert sorted(Shelf.under("out/clean/docs/")) == ["c.txt.gz", "empty.txt"]
    lines = entries(Path("clean.manifest.jsonl"), "file")
    assert {line["id"]: line["reason"] for line in lines if line["reason"]} == {
        "docs/g": "unreadable",
        "docs/f.png": "unknown_format",
        "docs/gone.txt": "unreadable",
        "docs/b.jsonl": "unreadable",
        "docs/a.txt": "changed_while_read",
    }
    assert "SECRET" not in done.stderr + Path("clean.manifest.jsonl").read_text()


@pytest.mark.usefixtures("stored")
def test_an_upload_that_was_cut_short_is_taken_away_and_ends_the_job(anon: Anon) -> None:
    Shelf.shortened = True
    done = anon("redact", "docs", *FAST, "--output", "s3://out/clean/")
    assert (done.exit_code, Shelf.under("out/")) == (1, {})
    assert "s3://out/clean/docs/a.txt: cannot be written" in done.stderr
    assert "11 of 12 bytes arrived" in done.stderr


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("inputs", "output"), [("s3://in/docs/", "s3://out/c/"), ("docs", "memory://c")])
def test_a_resumed_job_reads_everything_again_and_does_what_is_not_as_it_was(
    anon: Anon, inputs: str, output: str
) -> None:
    def run(*more: str) -> str:
        return anon("redact", inputs, *FAST, "--operator", "hash", "--output", output, *more).stderr

    def outputs() -> dict[str, bytes]:
        return Shelf.under("out/c/") | in_memory("/c/")

    run()
    whole, manifest = outputs(), Path("c.manifest.jsonl").read_bytes()
    assert "6 of 6 file(s) are done" in run("--resume")
    if output.startswith("s3"):
        del Shelf.objects["out/c/docs/empty.txt"]
        # As long as it was, and so the same to whoever asks for its size.
        Shelf.objects["out/c/docs/a.txt"] = b"x" * len(whole["docs/a.txt"])
        Shelf.objects["in/docs/c.txt.gz"] = gzip.compress(EMAIL.encode(), mtime=0)
    else:
        memory = fsspec.filesystem("memory")
        memory.rm_file("/c/docs/empty.txt")
        memory.pipe("/c/docs/a.txt", b"x" * len(whole["docs/a.txt"]))
        write_tree(Path(), {"docs/c.txt.gz": gzip.compress(EMAIL.encode(), mtime=0)})
    assert "3 of 6 file(s) are done" in run("--resume")
    again = outputs()
    changed = {name for name in whole if again[name] != whole[name]}
    assert (again.keys(), changed) == (whole.keys(), {"docs/c.txt.gz"})
    assert len(Path("c.manifest.jsonl").read_bytes().splitlines()) == len(manifest.splitlines())


@pytest.mark.usefixtures("stored")
def test_manifest_of_another_output_gives_no_right_to_this_one(anon: Anon) -> None:
    Shelf.put_all("other", {"clean/docs/a.txt": b"somebody else's"})
    assert anon("redact", "docs", *FAST, "--output", "s3://out/clean/").exit_code == 1
    written = Path("clean.manifest.jsonl").read_bytes()
    for output in ("s3://other/clean/", "clean"):
        done = anon("redact", "docs", *FAST, "--output", output)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "clean.manifest.jsonl is the manifest of another output than" in done.stderr
    assert Shelf.objects["other/clean/docs/a.txt"] == b"somebody else's"
    assert Path("clean.manifest.jsonl").read_bytes() == written
    assert anon("redact", "docs", *FAST, "--output", "s3://out/clean/").exit_code == 1


@pytest.mark.usefixtures("stored")
def test_files_at_the_output_that_no_job_wrote_stay_unless_they_may_be_overwritten(anon: Anon) -> None:
    Shelf.put_all("out", {"clean/mine": b"1", "clean/docs/a.txt": b"2", "clean-2/x": b"3"})
    options = ("redact", "docs", *FAST, "--output", "s3://out/clean/")
    refused = anon(*options)
    assert (refused.exit_code, len(Shelf.under("out/"))) == (2, 3)
    assert "s3://out/clean holds 2 file(s) that no earlier run of this job wrote" in refused.stderr
    assert anon(*options, "--overwrite").exit_code == 1
    assert (Shelf.objects["out/clean/mine"], Shelf.objects["out/clean-2/x"]) == (b"1", b"3")
    assert Shelf.objects["out/clean/docs/a.txt"] == b"to <EMAIL>\r\n"
    Shelf.objects.pop("out/clean/mine")
    assert anon("redact", "docs/a.txt", *FAST, "--output", "s3://out/clean/").exit_code == 0
    assert sorted(Shelf.under("out/clean/")) == ["a.txt"]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("s3://in/docs/", "--output", "s3://in/docs/clean/"), "lies inside the input 's3://in/docs/'"),
        (("s3://in/docs/a.txt", "--output", "s3a://in/docs/a.txt"), "is the input"),
        (("s3://in/docs/a.txt", "--output", "s3://in/docs/a.txt"), "is the input"),
        (("s3://in/docs/a.txt", "--output", "s3://in/docs/"), "lies inside the output"),
        (("s3://in/docs/", "s3://in/docs"), "are the same"),
        (("s3://in/docs/", "memory://docs"), "the same base name"),
        (("s3://in/no/",), "the input 's3://in/no/' cannot be found: No such file or directory"),
        (("docs", "--output", "s3://none/x/"), "s3://none/x: there is no such bucket"),
        (("docs/a.txt", "--output", "s3://out.txt"), "names a bucket"),
        (("docs/a.txt", "--output", "memory://"), "root of a file system"),
        (("docs/a.txt", "--output", "http://host/x"), "nothing is written"),
        (("docs", "--output", "s3://in/docs/a.txt"), "is no directory"),
        (("docs", "--output", "out", "--manifest", "s3://out/m.jsonl"), "--manifest must name a local file"),
        (("docs", "--output", "out", "--vault", "s3://out/v"), "--vault must name a local file"),
        (("docs", "--output", "out", "--review", "s3://out/r.html"), "--review must name a local file"),
        (("simplecache::s3://in/docs/",), "chain of file systems"),
        (("gs://in/docs/",), "in the checkout of anon: pip install -c constraints.txt '.[gs]'"),
        (("smb://host/docs/",), "pip install smbprotocol"),
        (("nothing://in/docs/",), "no file system of this name is known"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line_before_anything_is_written(
    anon: Anon, arguments: tuple[str, ...], message: str
) -> None:
    before = dict(Shelf.objects)
    done = anon("redact", *arguments, *FAST)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr
    assert (Shelf.objects, sorted(path.name for path in Path().iterdir())) == (before, ["docs"])


@pytest.mark.usefixtures("stored")
def test_a_password_is_neither_told_nor_written(anon: Anon, monkeypatch: pytest.MonkeyPatch) -> None:
    class Guarded(MemoryFileSystem):
        cachable = False

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            below = "/" + path.partition("://")[2].partition("/")[2] if "://" in path else path
            return str(super()._strip_protocol(below))

    monkeypatch.setitem(_registry, "memory2", Guarded)
    done = anon("redact", "memory2://anna:SECRET@host/docs", *FAST, "--output", "memory2://u:SECRET@host/c/")
    assert done.exit_code == 1
    assert "memory2://host/c" in done.stderr
    assert "SECRET" not in done.stderr + Path("c.manifest.jsonl").read_text()
    assert entries(Path("c.manifest.jsonl"), "job")[0]["inputs"] == ["memory2://host/docs"]
    assert len(in_memory("/c/docs/")) == len(FILES) - 1
    assert not [name for name in in_memory("/c/") if ".anon-" in name]


@pytest.mark.usefixtures("stored")
def test_local_files_are_read_and_written_without_fsspec(in_tmp: Path) -> None:
    code = "import sys; from anonymize.cli import run; run(sys.argv[1:]); sys.exit('fsspec' in sys.modules)"
    line = [sys.executable, "-c", code, "redact", "docs", *FAST, "--output", "out"]
    assert subprocess.run(line, env=environment(), check=False, capture_output=True).returncode == 0
    assert len(tree(in_tmp / "out")) == len(FILES) - 1


@pytest.mark.usefixtures("stored")
def test_a_key_with_a_question_mark_is_one_key_however_it_is_named(anon: Anon) -> None:
    Shelf.put_all("in", {"asked/q?a=b.txt": f"to {EMAIL}".encode()})
    for name, output in (("s3://in/asked", "folder"), ("s3://in/asked/q?a=b.txt", "file")):
        done = anon("redact", name, *FAST, "--output", f"{output}/")
        assert done.exit_code == 0, done.stderr
    assert tree(Path("file")) == tree(Path("folder/asked")) == {"q?a=b.txt": b"to <EMAIL>"}
