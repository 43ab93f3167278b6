"""How many cores a process may use: all that the system lets it have, or its share as one of some workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "RAYON_NUM_THREADS")
"""Read by torch and by the tokenizers when they start their threads."""
_share: int | None = None
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


def usable_cores() -> int:
    """Gives the number of cores that this process may keep busy, at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if _share is None else max(1, min(cores, _share))


def take_share(workers: int) -> None:
    """Keeps this process, one of `workers`, to its share of the cores; called before a model is loaded."""
    keep_to(max(1, usable_cores() // workers))


def keep_to(cores: int) -> None:
    """Keeps this process to a number of cores; called before a model is loaded."""
    global _share
    _share = cores
    for name in _THREAD_VARIABLES:
        os.environ[name] = str(_share)


def on_all_cores(run: Callable[[ItemT], ResultT], items: Sequence[ItemT]) -> list[ResultT]:
    """Runs something that releases the interpreter's lock on each item, on as many cores as may be used."""
    threads = min(usable_cores(), len(items))
    if threads <= 1:
        return list(map(run, items))
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, items))
