"""Workers for an input whose size nobody knows: none at first, and all when much came without a pause.

So one line is answered at once, and the log that is written while it is read has one process; what comes from
`zcat` has as many as a file of its size would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from anonymize.engines.local import Engine, PieceT, never
from anonymize.findings import RecordFindings, Texts


class Growing(Engine):
    """Searches with one engine, and after enough text with another.

    Args:
        first: for what comes first.
        then: for the rest. It is entered here, and starts its workers when it gets work.
        enough: characters that make the difference; what comes before a pause does not count after it.
    """

    def __init__(self, first: Engine, then: Engine, *, enough: int) -> None:
        self._first = first
        self._then = then
        self._enough = enough

    def __enter__(self) -> Self:
        self._then.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Ends the workers."""
        self._then.__exit__(*error)  # type: ignore[arg-type] # of whatever kind it was

    def run(
        self,
        pieces: Iterable[PieceT],
        texts: Callable[[PieceT], Sequence[Texts]],
        urgent: Callable[[PieceT], bool] = never,
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """See `Engine`."""
        rest = iter(pieces)
        yield from self._first.run(self._few(rest, texts, urgent), texts, urgent)
        yield from self._then.run(rest, texts, urgent)

    def _few(
        self,
        pieces: Iterator[PieceT],
        texts: Callable[[PieceT], Sequence[Texts]],
        urgent: Callable[[PieceT], bool],
    ) -> Iterator[PieceT]:
        """Gives the pieces up to where enough came without a pause."""
        characters = 0
        for piece in pieces:
            yield piece
            if urgent(piece):
                characters = 0
                continue
            characters += sum(len(text) for record in texts(piece) for text in record.texts)
            if characters >= self._enough:
                return
