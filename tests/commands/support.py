"""What the tests of the commands share: quick options, reading results, and real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from click.testing import Result

Anon: TypeAlias = Callable[..., Result]

EMAIL = "bob@example.com"
FAST = ("--detector", "patterns", "--labels", "email")
"""Finds `EMAIL` without loading a model."""
MODEL_LABELS = "person,address,location,username"
"""All that the tiny tagger knows."""


def entries(manifest: Path, *kinds: str) -> list[dict[str, Any]]:
    """Gives the lines of a manifest, those of some kinds or all."""
    lines = [json.loads(line) for line in manifest.read_bytes().splitlines()]
    return [line for line in lines if not kinds or line["kind"] in kinds]


def lost(manifest: Path) -> dict[str, str]:
    """Gives what a manifest says is not in the output: reasons by id, records and documents only."""
    lines = entries(manifest, "document", "record")
    return {line["id"]: line["reason"] for line in lines if line["status"] != "redacted"}


def tree(directory: Path) -> dict[str, bytes]:
    """Gives the files under a directory: their contents by path."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def write_tree(directory: Path, files: Mapping[str, bytes | str]) -> Path:
    """Writes files under a directory, and gives it back."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def taken_out_of(anon: Anon, directory: Path, name: str, content: bytes | str) -> tuple[str, ...]:
    """Redacts a file to `out`, which must not fail, and gives the kinds that were taken out of it.

    The summary and the manifest must say the same.
    """
    write_tree(directory, {f"docs/{name}": content})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    summary = json.loads(done.stdout)
    assert (done.exit_code, summary["reasons"]) == (0, {}), done.stderr
    [file] = entries(directory / "out.manifest.jsonl", "file")
    assert file["taken_out"] == summary["taken_out"]
    return tuple(summary["taken_out"])


def jsonl(*records: object) -> str:
    """Gives records as JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


def process(*arguments: str | Path, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line in a process of its own, to its end."""
    defaults: dict[str, Any] = {"env": environment(), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(command(*arguments), timeout=60, check=False, **defaults | settings)


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of shell, which may hold a `command`."""
    return subprocess.run(["sh", "-c", line], capture_output=True, env=environment(), timeout=60, check=False)


def command(*arguments: str | Path) -> list[str]:
    """Gives the command that runs the command line in a process of its own."""
    return [sys.executable, "-m", "anonymize", *map(str, arguments)]


def environment(**variables: str) -> dict[str, str]:
    """Gives the environment for a process, without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANON_")}
    return kept | variables
