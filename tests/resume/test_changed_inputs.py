"""A file that changes while it is read is failed, and nothing of it is in the output."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from anonymize.detectors.base import Detection
from anonymize.documents.inputs import InputFile, discover
from anonymize.documents.opening import open_input
from anonymize.documents.watching import unchanged
from anonymize.errors import DocumentError
from anonymize.keys import Key
from tests.commands.support import EMAIL, tree, write_tree
from tests.jobs.test_job import Ran
from tests.support_detectors import Fixed


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"text": "more"}\n')


def same_size(path: Path) -> None:
    before = path.stat()
    path.write_text(path.read_text().replace("a", "b"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def replace(path: Path) -> None:
    (path.parent / "new").write_text(path.read_text())
    (path.parent / "new").replace(path)


CHANGES = [append, same_size, replace, Path.unlink]


def one(name: str) -> InputFile:
    [file] = discover([name], glob=None, format="auto").files
    return file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_pipe_may_be_removed_when_it_is_open(in_tmp: Path) -> None:
    os.mkfifo("a.txt")
    with unchanged(one("a.txt")):
        (in_tmp / "a.txt").unlink()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_change_is_noticed_whatever_it_is(in_tmp: Path, change: Callable[[Path], None]) -> None:
    path = in_tmp / "a.txt"
    path.write_text("a text")

    def read() -> None:
        with unchanged(one("a.txt")), open_input(one("a.txt")) as stream:
            stream.read()
            change(path)

    with pytest.raises(DocumentError, match=r"^a\.txt: it changed while it was read") as caught:
        read()
    assert caught.value.reason == "changed_while_read"


def test_reading_alone_is_no_change_and_pipes_are_not_watched(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text("a text")
    os.mkfifo("fifo")
    for name in ("a.txt", "fifo", "-"):
        with unchanged(one(name)):
            os.utime(name if name != "-" else "a.txt", ns=(1, (in_tmp / "a.txt").stat().st_mtime_ns))


class Writing(Fixed):
    """Writes to a file when it comes to a certain text."""

    def __init__(self, path: Path) -> None:
        super().__init__({})
        self._path = path

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if any("the first" in text for text in texts):
            append(self._path)
        return super().detect(texts)


def test_job_takes_back_what_it_wrote_of_a_file_that_changes_and_goes_on(in_tmp: Path) -> None:
    line = '{"text": "to ' + EMAIL + " and so on" * 100 + '"}\n'
    # Longer than what is worked on at a time: when the first records are searched it is not at its end.
    long = line.replace("to", "the first") + line * 1_000
    write_tree(in_tmp, {"docs/a.jsonl": long, "docs/b.txt": EMAIL})
    ran = Ran("docs", detector=Writing(in_tmp / "docs/a.jsonl"))
    assert tree(in_tmp / "redacted") == {"docs/b.txt": b"<EMAIL>"}
    assert ran.summary.reasons == {"changed_while_read": 1}
    assert ran.summary.documents == {"redacted": 1, "failed": 1}
    assert "docs/a.jsonl: it changed while it was read; run it again when nobody writes to it" in ran.told
    assert "changed_while_read" in Path("redacted.manifest.jsonl").read_text()


@pytest.mark.parametrize("content", [b"", b"a\r\n" * 200_000, b"\xff\x00"], ids=["none", "much", "bytes"])
@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_digest_is_of_the_bytes_that_lie_on_the_disk(in_tmp: Path, name: str, content: bytes) -> None:
    key = Key(b"k" * 16)
    data = gzip.compress(content) if name.endswith(".gz") else content
    (in_tmp / name).write_bytes(data)
    digest = key.digest("p")
    with open_input(one(name), digest) as stream:
        assert stream.read() == content
    assert digest.hexdigest() == key.mac("p", data).hex()
