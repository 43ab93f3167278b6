"""How far a job is, on standard error, and what is told meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from anonymize.commands.messages import say
from anonymize.documents.names import spell_message


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
    """Where a bar would be in the way: troubles are told, nobody is told of progress."""

    def tell(self, message: str) -> None:
        say(message)

    def update(self, records: int) -> None:
        pass


def shows_bar(*, quiet: bool) -> bool:
    """Whether there is a terminal to show a bar on, and something is to be said."""
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Shows a bar while standard error is a terminal; troubles are told in any case."""
    if not shows_bar(quiet=quiet):
        yield _Lines()
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()
