"""What the tests of resuming share: a job with everything in it, and what it leaves behind."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import Result

from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree

KEY = "0123456789abcdef0123456789abcdef"
MANIFEST = Path("out.manifest.jsonl")
OUTPUT = Path("out")
FILES: dict[str, bytes | str] = {
    "docs/a.txt": f"to {EMAIL}\r\n",
    "docs/b.jsonl": jsonl({"text": EMAIL, "name": "n"}, {"text": "b"}) + "nope\n",
    "docs/c.txt.gz": gzip.compress(f"to {EMAIL}".encode(), mtime=0),
    "docs/d.txt": b"\xff",
    "docs/e.txt": "",
    "docs/f.png": "f",
    "docs/g/h.txt": f"{EMAIL} and eve@example.org",
}
"""Whole ones, one with a line that is not JSON, one that cannot be read, one of no format."""
READ = 6
"""How many of them are read."""


class Job:
    """A job in the current folder, to be run, disturbed and resumed."""

    def __init__(self, anon: Anon) -> None:
        self._anon = anon
        self.inputs: tuple[str, ...] = ("docs",)
        self.output = OUTPUT
        self.operator = "hash"
        write_tree(Path(), FILES)

    def run(self, *options: str, stdin: str | None = None) -> Result:
        """Runs it from the beginning."""
        own = ("--output", self.output, "--operator", self.operator)
        fast = FAST[:2] if "--labels" in options else FAST
        return self._anon("redact", *self.inputs, *fast, *own, *options, stdin=stdin)

    def resume(self, *options: str, stdin: str | None = None) -> Result:
        """Resumes it."""
        return self.run("--resume", *options, stdin=stdin)


def state() -> dict[str, bytes]:
    """Gives everything that the job has written: outputs, whatever their name, and manifest."""
    return {**tree(OUTPUT), "manifest": MANIFEST.read_bytes()}


def kept(result: Result) -> int:
    """Gives how many files a resumed job did not do again."""
    found = re.search(r"resuming: (\d+) of \d+ file", result.stderr)
    assert found is not None, result.stderr
    return int(found[1])


def file_lines() -> list[dict[str, Any]]:
    """Gives the lines of files in the manifest."""
    lines = [json.loads(line) for line in MANIFEST.read_bytes().splitlines()]
    return [line for line in lines if line["kind"] == "file"]


@contextmanager
def untouched(*names: str) -> Iterator[None]:
    """Makes sure that outputs are not written again."""
    before = {name: (OUTPUT / name).stat().st_ino for name in names}
    yield
    assert {name: (OUTPUT / name).stat().st_ino for name in names} == before
