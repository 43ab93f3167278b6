"""The local engine: texts are searched in this process, or in several worker processes.

Results come in the order of the input, and what they are does not depend on the number of workers: what is
worked on together is decided by whoever cuts the input, and each piece is searched by itself.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self, TypeVar

from anonymize.cores import take_share
from anonymize.errors import AnonError
from anonymize.finder import Finder, RecordFindings, Texts

AHEAD = 2
"""Pieces in work a worker: one that is searched, and one that waits, so that no worker ever does."""
PieceT = TypeVar("PieceT")


class Engine(AbstractContextManager["Engine"], Protocol):
    """Has the texts of pieces of the input searched."""

    def run(
        self, pieces: Iterable[PieceT], texts: Callable[[PieceT], Sequence[Texts]]
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """Gives each piece with what was found in its texts, in order; few pieces are in work at a time."""
        ...


def open_engine(finder: Finder, workers: int) -> Engine:
    """Gives the engine for a number of workers; 1 is this process itself."""
    return InProcess(finder.find) if workers == 1 else Workers(finder, workers)


class InProcess(Engine):
    """Searches in this process, one piece after the other.

    Args:
        find: a finder's, or `nothing_found`.
    """

    def __init__(self, find: Callable[[Sequence[Texts]], list[RecordFindings]]) -> None:
        self._find = find

    def __exit__(self, *_: object) -> None:
        pass

    def run(
        self, pieces: Iterable[PieceT], texts: Callable[[PieceT], Sequence[Texts]]
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """See `Engine`."""
        for piece in pieces:
            yield piece, self._find(texts(piece))


class Workers(Engine):
    """Searches in worker processes, each with its own models and its share of the cores.

    They are started afresh (`spawn`), since a copy of a process with threads in it may hang.

    Args:
        finder: goes to each worker once.
        workers: how many.
    """

    def __init__(self, finder: Finder, workers: int) -> None:
        self._workers = workers
        self._pool = ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(finder, workers),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for the workers, or where something went wrong, ends them: nobody waits for Ctrl-C."""
        if kind is not None:
            for process in multiprocessing.active_children():
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)

    def run(
        self, pieces: Iterable[PieceT], texts: Callable[[PieceT], Sequence[Texts]]
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """See `Engine`.

        Raises:
            AnonError: a worker process died.
        """
        in_work: deque[tuple[PieceT, Future[list[RecordFindings]]]] = deque()
        for piece in pieces:
            in_work.append((piece, self._pool.submit(_find, texts(piece))))
            if len(in_work) >= AHEAD * self._workers:
                yield self._next(in_work)
        while in_work:
            yield self._next(in_work)

    def _next(
        self, in_work: deque[tuple[PieceT, Future[list[RecordFindings]]]]
    ) -> tuple[PieceT, list[RecordFindings]]:
        piece, future = in_work.popleft()
        try:
            return piece, future.result()
        except BrokenProcessPool as error:
            raise AnonError(
                "a worker process died, perhaps for want of memory; try fewer --workers"
            ) from error


_finder: Finder | None = None
"""In a worker: what it searches with."""


def _begin(finder: Finder, workers: int) -> None:
    global _finder
    # Ctrl-C goes to all processes of a terminal; the one that started the workers ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take_share(workers)
    _finder = finder


def _find(records: Sequence[Texts]) -> list[RecordFindings]:
    if _finder is None:
        raise RuntimeError("the worker was not given a finder")
    return _finder.find(records)
