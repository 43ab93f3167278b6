"""What the tests of the engines share: pieces, what is found in them, and processes that are to end."""

from __future__ import annotations

import os
import select
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from anonymize.detectors.base import Detector
from anonymize.engines.local import Engine, open_engine
from anonymize.finder import Finder
from anonymize.findings import RecordFindings, Texts
from anonymize.spans import Span

Piece = list[Texts]
NAMES = ("Anna Schmidt", "Bob Miller", "Clara Jones")
FOUND = {f"{name} wrote": (Span(0, len(name), "person", 0.9, "fixed"),) for name in NAMES}
"""What the detectors of these tests find, by text."""
SECONDS = 60
"""For what takes a moment, on a machine that has other things to do."""


def pieces(*texts: Sequence[str]) -> list[Piece]:
    """Gives a piece for each sequence of texts, each text a record of its own."""
    return [[Texts((text,)) for text in piece] for piece in texts]


def run(engine: Engine, given: Iterable[Piece]) -> list[list[RecordFindings]]:
    """Gives what an engine finds in pieces, and holds it to their order."""
    given = list(given)
    done = list(engine.run(given, list))
    assert [piece for piece, _ in done] == given
    return [found for _, found in done]


def search(detector: Detector, given: Iterable[Piece], workers: int = 2) -> list[list[RecordFindings]]:
    """Gives what a detector finds in pieces."""
    with open_engine(Finder([detector]), workers) as engine:
        return run(engine, given)


def wait_for_ends(pids: Iterable[int]) -> ExitStack:
    """Watches processes that live; leaving what it gives waits until all of them have ended."""
    watched = ExitStack()
    for pid in pids:
        watched.callback(_wait_for_end, os.pidfd_open(pid), pid)
    return watched


def _wait_for_end(descriptor: int, pid: int) -> None:
    ended, _, _ = select.select([descriptor], [], [], SECONDS)
    os.close(descriptor)
    assert ended, f"process {pid} lives on"
