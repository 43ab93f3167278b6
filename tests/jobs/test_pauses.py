"""Items that come when they come: all of them, in order, with a pause where the next one is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from queue import Queue
from threading import Event, Timer

import pytest

from anonymize.jobs import pauses
from anonymize.jobs.pauses import AHEAD, Pause, with_pauses

SOON = 0.02
LONG = 30.0


def test_what_is_there_comes_in_order_without_a_pause() -> None:
    assert list(with_pauses(range(1_000), LONG)) == list(range(1_000))
    assert list(with_pauses([], LONG)) == []


def test_one_pause_is_told_while_an_item_is_not_there_however_long_that_is() -> None:
    wanted = Event()

    def items() -> Iterator[int]:
        yield 1
        wanted.wait()
        yield 2

    given = with_pauses(items(), SOON)
    assert next(given) == 1
    assert isinstance(next(given), Pause)
    wanted.set()
    assert list(given) == [2]


def test_no_wait_for_an_item_is_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C just before a wait begins would not be noticed before the next item."""
    waits: list[float | None] = []
    monkeypatch.setattr(pauses, "MOMENT", SOON)
    monkeypatch.setattr(pauses, "Queue", partial(_Told, waits))
    wanted = Event()

    def items() -> Iterator[int]:
        wanted.wait()
        yield 1

    given = with_pauses(items(), SOON)
    assert isinstance(next(given), Pause)
    Timer(10 * SOON, wanted.set).start()
    assert list(given) == [1]
    assert len(waits) > 3
    assert set(waits) == {SOON}


class _Told(Queue[int]):
    """A queue that tells how long it is waited for."""

    def __init__(self, waits: list[float | None], size: int) -> None:
        super().__init__(size)
        self._waits = waits

    def get(self, block: bool = True, timeout: float | None = None) -> int:
        self._waits.append(timeout)
        return super().get(block, timeout)


def test_what_taking_an_item_raises_comes_behind_those_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    given = with_pauses(items(), LONG)
    assert next(given) == 1
    with pytest.raises(ValueError, match="no more"):
        next(given)


def test_few_items_are_taken_before_they_are_asked_for_and_none_when_nobody_takes_them_any_more() -> None:
    taken: list[int] = []
    ended = Event()

    def items() -> Iterator[int]:
        try:
            for number in range(10 * AHEAD):
                taken.append(number)
                yield number
        finally:
            ended.set()

    given = with_pauses(items(), LONG)
    assert next(given) == 0
    given.close()  # type: ignore[attr-defined] # a generator
    assert ended.wait(LONG)
    assert len(taken) <= AHEAD + 3
