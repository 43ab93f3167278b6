"""Environments for systems that must not share the project's: made once, of the packages named."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

INSTALLED = "installed.json"
"""Left in an environment when all is there: what was asked for."""
_TOLD = 300
"""Characters of an error that are passed on."""


class UnavailableError(Exception):
    """A system cannot be run here; the message says why."""


def made(place: Path, requirements: Sequence[Sequence[str]]) -> Path:
    """Makes an environment, unless it is there.

    Args:
        place: its directory.
        requirements: arguments of `pip install`, a call each.

    Returns:
        Its interpreter.

    Raises:
        UnavailableError: a package cannot be had.
    """
    python = place / "bin" / "python"
    asked = [list(one) for one in requirements]
    done = place / INSTALLED
    if done.is_file() and json.loads(done.read_text()) == asked:
        return python
    venv.create(place, with_pip=True, clear=True)
    for one in asked:
        _install([str(python), "-m", "pip", "install", "--quiet", *one])
    done.write_text(json.dumps(asked))
    return python


def unpacked(place: Path, requirement: str) -> Path:
    """Installs a package alone, without those it needs, into a directory, unless it is there; gives it.

    Raises:
        UnavailableError: it cannot be had.
    """
    done = place / INSTALLED
    if not (done.is_file() and json.loads(done.read_text()) == requirement):
        target = ["--no-deps", "--upgrade", "--target", str(place)]
        _install([sys.executable, "-m", "pip", "install", "--quiet", *target, requirement])
        done.write_text(json.dumps(requirement))
    return place


def _install(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise UnavailableError(f"cannot be installed: {done.stderr.strip()[-_TOLD:]}")
