"""Items that come when they come: whoever takes them is told when the next one is not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

ItemT = TypeVar("ItemT")

AHEAD = 4
"""Items that are taken before they are asked for: each may be large."""
MOMENT = 0.5
"""Seconds to wait at a time, before a look at whether the items are wanted still."""


class Pause:
    """No item is there for now."""


class _End:
    """There are no more, or taking the next one failed."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def with_pauses(items: Iterable[ItemT], seconds: float) -> Iterator[ItemT | Pause]:
    """Gives items as they come, and a pause where the next one takes longer than some seconds.

    They are taken in a thread of their own. It may wait for ever for an item when nobody takes them any more,
    and then ends with the process.

    Args:
        items: what is given on. What taking one raises is raised here.
        seconds: how long to wait for the next item. One pause is given, however long it lasts.
    """
    queue: Queue[ItemT | _End] = Queue(AHEAD)
    unwanted = Event()

    def take() -> None:
        end = _End()
        try:
            for item in items:
                _put(queue, item, unwanted)
                if unwanted.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again by whoever takes the items
            end = _End(error)
        _put(queue, end, unwanted)

    Thread(target=take, daemon=True).start()
    try:
        while True:
            try:
                item = queue.get(timeout=seconds)
            except Empty:
                yield Pause()
                item = _next(queue)
            if isinstance(item, _End):
                break
            yield item
    finally:
        unwanted.set()
    if item.error is not None:
        raise item.error


def _next(queue: Queue[ItemT]) -> ItemT:
    """Waits some time at a time: Ctrl-C just before a wait begins, on Windows within it, does not end it."""
    while True:
        with suppress(Empty):
            return queue.get(timeout=MOMENT)


def _put(queue: Queue[ItemT], item: ItemT, unwanted: Event) -> None:
    while not unwanted.is_set():
        with suppress(Full):
            queue.put(item, timeout=MOMENT)
            return
