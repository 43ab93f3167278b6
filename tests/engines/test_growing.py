"""Workers for an input whose size nobody knows: only when much came through it without a pause."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from anonymize.documents.inputs import discover
from anonymize.engines import choice
from anonymize.engines.growing import Growing
from anonymize.engines.local import Engine, InProcess, never
from anonymize.finder import Finder
from anonymize.findings import RecordFindings, Texts
from tests.engines.support import FOUND, Piece, pieces, run
from tests.support_detectors import Fixed

ENOUGH = 25


class _Told(InProcess):
    """An engine that remembers how many pieces it was given, and whether it was left."""

    def __init__(self) -> None:
        super().__init__(Finder([Fixed(FOUND)]).find)
        self.pieces = 0
        self.left = False

    def __exit__(self, *_: object) -> None:
        self.left = True

    def run(
        self,
        pieces: Iterable[Piece],  # type: ignore[override] # of these tests
        texts: Callable[[Piece], Sequence[Texts]],
        urgent: Callable[[Piece], bool] = never,
    ) -> Iterator[tuple[Piece, list[RecordFindings]]]:
        for found in super().run(pieces, texts, urgent):
            self.pieces += 1
            yield found


def _grown(given: list[Piece], urgent: Callable[[Piece], bool] = never) -> tuple[int, int]:
    """How many pieces each engine searches; what is found is the same as without growing."""
    first, then = _Told(), _Told()
    with Growing(first, then, enough=ENOUGH) as engine:
        found = list(engine.run(given, list, urgent))
    assert [piece for piece, _ in found] == given
    assert [records for _, records in found] == run(_Told(), given)
    assert then.left
    return first.pieces, then.pieces


def test_what_comes_behind_enough_text_goes_to_the_workers() -> None:
    assert _grown(pieces(*[list(FOUND)[:1]] * 5)) == (2, 3)


def test_little_text_needs_none() -> None:
    assert _grown(pieces(["x"] * 20)) == (1, 0)
    assert _grown([]) == (0, 0)


def test_what_comes_before_a_pause_does_not_count_after_it() -> None:
    given = pieces(*[["x" * 20]] * 6)
    assert _grown(given, lambda piece: piece in given[::2]) == (6, 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_pipes_can_grow_where_the_machine_has_room_and_nobody_says_how_many(
    in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo("pipe")
    (in_tmp / "a.txt").write_text("x")

    def chosen(*names: str, workers: int | None = None, most: int = 4) -> Engine:
        monkeypatch.setattr(choice, "most_workers", lambda: most)
        files = discover(names, glob=None, format="text").files
        return choice.choose_engine(
            Finder([Fixed(FOUND)]),
            files,
            engine="local",
            address=None,
            workers=workers,
            cuda=False,
            notify=lambda _: None,
        )

    assert isinstance(chosen("pipe", "a.txt"), Growing)
    for other in (chosen("a.txt"), chosen("pipe", workers=1), chosen("pipe", most=1)):
        assert isinstance(other, InProcess)
