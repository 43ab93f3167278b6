"""How far a job is, on standard error, and what is told meanwhile."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from anonymize.commands.messages import say
from anonymize.documents.names import spell_message

EVERY = 600.0
"""Seconds after which it is said again how far a job is, where no bar shows it."""


class Progress(Protocol):
    """Progress of a job, and a way to say something beside it."""

    def tell(self, message: str) -> None:
        """Says something, above the bar where there is one."""
        ...

    def update(self, records: int) -> None:
        """Counts records that are done."""
        ...


class _Bar:
    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar = tqdm(unit=" records", leave=False, file=sys.stderr)

    def tell(self, message: str) -> None:
        self._bar.write(f"anon: {spell_message(message)}", file=sys.stderr)

    def update(self, records: int) -> None:
        self._bar.update(records)

    def close(self) -> None:
        self._bar.close()


class _Lines:
    """Where a bar would be in the way, as in a log: a line every few minutes says that the job goes on."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._records = 0
        self._started = self._told = time.monotonic()

    def tell(self, message: str) -> None:
        say(message)

    def update(self, records: int) -> None:
        self._records += records
        now = time.monotonic()
        if not self._quiet and now - self._told >= EVERY:
            self._told = now
            say(f"{self._records:,} records in {(now - self._started) / 60:.0f} min so far")


def shows_bar(*, quiet: bool) -> bool:
    """Whether there is a terminal to show a bar on, and something is to be said."""
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Shows a bar while standard error is a terminal, else a line now and then; troubles are always told."""
    if not shows_bar(quiet=quiet):
        yield _Lines(quiet=quiet)
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()
