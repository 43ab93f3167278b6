"""Small detectors and operators that do exactly what a test needs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from anonymize.detectors.base import Detection, gaps, whole
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.spans import Span


class Fixed:
    """Finds given spans in given texts."""

    name = "fixed"
    labels = frozenset({"person", "address"})
    scripts: frozenset[str] | None = None

    def __init__(self, found: Mapping[str, tuple[Span, ...]]) -> None:
        self._found = found

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return [Detection(self._found.get(text, ()), whole(text)) for text in texts]

    def describe(self) -> dict[str, object]:
        return {"detector": self.name}


class Gaps(Fixed):
    """Sees all but some stretches of every text that is long enough to have them."""

    name = "gaps"

    def __init__(self, unseen: Sequence[tuple[int, int]]) -> None:
        super().__init__({})
        self._unseen = tuple(unseen)

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return [
            Detection((), tuple(gaps([gap for gap in self._unseen if gap[1] <= len(text)], len(text))))
            for text in texts
        ]


class Failing(Fixed):
    """Raises an error when a text holds a word, and finds nothing otherwise."""

    name = "failing"

    def __init__(self, word: str, error: Exception) -> None:
        super().__init__({})
        self._word = word
        self._error = error

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if any(self._word in text for text in texts):
            raise self._error
        return super().detect(texts)


def die(by: int = getattr(signal, "SIGKILL", signal.SIGTERM)) -> None:
    """Ends this process by a signal, without another word; nothing but a worker can be meant."""
    if multiprocessing.parent_process() is None:
        raise AssertionError("this is no worker process")
    os.kill(os.getpid(), by)


class Deadly(Fixed):
    """Ends its process when a text holds a word.

    Args:
        word: what it dies of.
        found: see `Fixed`.
        way: ends the process.
        marker: a file that whoever sees the word first makes; None where all die who see it.
        first_dies: whether the first one alone dies of it, or all but the first one.
    """

    def __init__(
        self,
        word: str,
        found: Mapping[str, tuple[Span, ...]] | None = None,
        *,
        way: Callable[[], object] = die,
        marker: Path | None = None,
        first_dies: bool = True,
    ) -> None:
        super().__init__(found or {})
        self._word = word
        self._way = way
        self._marker = marker
        self._first_dies = first_dies

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if any(self._word in text for text in texts) and self._is_to_die():
            self._way()
        return super().detect(texts)

    def _is_to_die(self) -> bool:
        if self._marker is None:
            return True
        try:
            self._marker.touch(exist_ok=False)
        except FileExistsError:
            return not self._first_dies
        return self._first_dies


class Stuck(Fixed):
    """Writes the number of its process to a pipe when a text holds a word, and then does nothing for ever."""

    name = "stuck"

    def __init__(self, word: str, pipe: Path) -> None:
        super().__init__({})
        self._word = word
        self._pipe = pipe

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if any(self._word in text for text in texts):
            self._pipe.write_text(f"{os.getpid()}\n")
            threading.Event().wait()
        return super().detect(texts)


class Hungry(Fixed):
    """Has no memory for more than some texts at once, nor for one that holds a word."""

    def __init__(self, most: int, word: str, found: Mapping[str, tuple[Span, ...]] | None = None) -> None:
        super().__init__(found or {})
        self.sizes: list[int] = []
        self._most = most
        self._word = word
        self._taken: weakref.ref[set[str]] | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_taken": None}

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        self.sizes.append(len(texts))
        if self._taken is not None and self._taken() is not None:
            raise AssertionError("what the last attempt took was not given back")
        taken = set(texts)
        if len(texts) > self._most or any(self._word in text for text in texts):
            self._taken = weakref.ref(taken)
            raise MemoryError
        return super().detect(texts)


def operators(*labels: str) -> OperatorSet:
    """Operators that replace by the label."""
    return OperatorSet.build({}, labels=labels, key=Key.random())
