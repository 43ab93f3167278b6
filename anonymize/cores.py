"""How many cores a process may use: all that the system lets it have, or its share as one of some workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "RAYON_NUM_THREADS")
"""Read by torch and by the tokenizers when they start their threads."""
CGROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells a container's limits."""
_share: int | None = None
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


def usable_cores() -> int:
    """Gives the number of cores that this process may keep busy, at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(count for count in (cores, _quota(CGROUPS), _share) if count is not None))


def memory_limit(cgroups: Path) -> int | None:
    """Gives the bytes of memory that a container has; None for no limit, where none can be read, too."""
    limits = _numbers(cgroups / "memory.max") or _numbers(cgroups / "memory" / "memory.limit_in_bytes")
    return limits[0] if limits else None


@cache
def _quota(cgroups: Path) -> int | None:
    """The cores that a container's share of time makes, a part of one as one; None where it has no limit.

    joblib counts so, too, but importing it takes longer than `anon` needs to start.
    """
    quota = _numbers(cgroups / "cpu.max")
    if len(quota) != 2:
        quota = [*_numbers(cgroups / "cpu/cpu.cfs_quota_us"), *_numbers(cgroups / "cpu/cpu.cfs_period_us")]
    return max(1, -(-quota[0] // quota[1])) if len(quota) == 2 else None


def _numbers(path: Path) -> list[int]:
    """The positive numbers in a file; "max" and -1 stand for no limit."""
    try:
        words = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return []
    return [int(word) for word in words if word.isdigit() and int(word)]


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
