"""Helpers for the tests of inputs."""

from __future__ import annotations

from pathlib import Path

from anonymize.documents.inputs import Discovery, discover


def find(*inputs: str | Path, glob: str | None = None, form: str = "auto") -> Discovery:
    return discover([str(name) for name in inputs], glob=glob, format=form)


def write(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return root
