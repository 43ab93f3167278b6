"""The local engine: texts are searched in this process, or in several worker processes.

Results come in the order of the input, and what they are does not depend on the number of workers: what is
worked on together is decided by whoever cuts the input, and each piece is searched by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from anonymize.finder import Finder
from anonymize.findings import RecordFindings, Texts

PieceT = TypeVar("PieceT")


def never(_: object) -> bool:
    """No piece is urgent."""
    return False


class Engine(AbstractContextManager["Engine"], Protocol):
    """Has the texts of pieces of the input searched."""

    def run(
        self,
        pieces: Iterable[PieceT],
        texts: Callable[[PieceT], Sequence[Texts]],
        urgent: Callable[[PieceT], bool] = never,
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """Gives each piece with what was found in its texts, in order; few pieces are in work at a time.

        Several runs may be open at once, and one may take its pieces from another.

        Args:
            pieces: taken as they are needed.
            texts: of a piece.
            urgent: whether all up to a piece is given before the next one is taken.
        """
        ...


def open_engine(finder: Finder, workers: int) -> Engine:
    """Gives the engine for a number of workers; 1 is this process itself."""
    if workers == 1:
        return InProcess(finder.find)
    from anonymize.engines.process import Processes
    from anonymize.engines.workers import Workers

    return Workers(Processes(finder, workers), workers, together=True)


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
        self,
        pieces: Iterable[PieceT],
        texts: Callable[[PieceT], Sequence[Texts]],
        urgent: Callable[[PieceT], bool] = never,
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """See `Engine`."""
        for piece in pieces:
            yield piece, self._find(texts(piece))
