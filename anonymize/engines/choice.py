"""Which engine a job gets, and how many workers suit it (`--workers auto`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from anonymize.cores import CGROUPS, memory_limit, usable_cores
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import is_live
from anonymize.documents.remote import RemotePath
from anonymize.engines.growing import Growing
from anonymize.engines.local import Engine, open_engine
from anonymize.errors import UsageError
from anonymize.finder import Finder

WORTH = 100_000
"""Bytes of input for each worker: it takes half a second to start, in which some 10,000 would be searched."""
MEMORY = 1_000_000_000
"""Bytes of memory for each worker. The bundled models take a quarter of it, another GLiNER may take all."""


def choose_engine(
    finder: Finder,
    files: Sequence[InputFile],
    *,
    engine: str,
    address: str | None,
    workers: int | None,
    cuda: bool,
    notify: Callable[[str], None],
) -> Engine:
    """Opens the engine that was asked for.

    Args:
        finder: what is searched with.
        files: what is to be searched.
        engine: `local` or `ray`.
        address: of a Ray cluster; see `RayWorkers`.
        workers: how many; None for as many as suit the files, what comes through pipes, or a Ray cluster.
        cuda: whether the models run on GPUs.
        notify: told what keeps workers from beginning.

    Raises:
        UsageError: an address without Ray, or see `RayWorkers`.
    """
    if engine == "ray":
        from anonymize.engines.ray import RayWorkers

        return RayWorkers(finder, workers, address=address, cuda=cuda, notify=notify)
    if address is not None:
        raise UsageError("--address is that of a Ray cluster; add --engine ray")
    suitable = workers or suitable_workers(files)
    most = most_workers() if workers is None and suitable == 1 and any(map(is_live, files)) else 1
    first = open_engine(finder, suitable)
    return first if most == 1 else Growing(first, open_engine(finder, most), enough=WORTH * most)


def suitable_workers(files: Iterable[InputFile]) -> int:
    """Gives a number of workers for the files of a job: at most one for each core that it may use.

    Pipes, whose size nobody knows, count for nothing: one line should come out at once.
    """
    worth = _size(files) // WORTH
    return 1 if worth <= 1 else min(worth, most_workers())


def most_workers() -> int:
    """How many workers the machine is good for."""
    return max(1, min(usable_cores(), _memory(CGROUPS) // MEMORY))


def _size(files: Iterable[InputFile]) -> int:
    """Bytes of all files, at least: one that is gone has none, and counting ends where it is enough."""
    enough = WORTH * (os.cpu_count() or 1)
    size = 0
    for file in files:
        size += _bytes(file)
        if size >= enough:
            break
    return size


def _bytes(file: InputFile) -> int:
    if isinstance(file.path, RemotePath):
        return file.path.size or 0
    found = file.status()
    return found.st_size if found is not None and stat.S_ISREG(found.st_mode) else 0


def _memory(cgroups: Path) -> int:
    """Bytes of memory that may be used; where nothing says how many, enough for any number of workers."""
    try:
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        machine = MEMORY * (os.cpu_count() or 1)
    limit = memory_limit(cgroups)
    return machine if limit is None else min(machine, limit)
