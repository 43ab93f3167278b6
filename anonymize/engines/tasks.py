"""Pieces in work and the tasks that they are cut into: what was found so far, and what a death costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from anonymize.findings import Findings, RecordFindings, Texts
from anonymize.splitting import smaller

CHANCES = 2
"""Deaths over one record alone, after which it is failed. One may be another process's fault."""
WORKER_DIED = "worker_died"
ADVICE = "perhaps for want of memory; try fewer --workers"


@dataclass(eq=False, slots=True)
class Search:
    """A piece in work: what was found in its records so far, or what was raised over them."""

    found: list[RecordFindings]
    missing: int
    error: Exception | None = None
    wanted: bool = True

    def put(self, start: int, found: Sequence[RecordFindings]) -> None:
        """Takes what was found in the records from a place on."""
        self.found[start : start + len(found)] = found
        self.missing -= len(found)


@dataclass(eq=False, slots=True)
class Task:
    """Records of a piece that a worker searches together; after a death `alone`, with no task behind them."""

    search: Search
    start: int
    records: Sequence[Texts]
    alone: bool = False
    deaths: int = 0


def after_death(task: Task) -> list[Task]:
    """Gives what is left to do of a task that a worker died over."""
    search = task.search
    if not search.wanted:
        return []
    if len(task.records) > 1:
        starts = accumulate(map(len, smaller(task.records)), initial=task.start)
        return [
            Task(search, start, piece, alone=True)
            for start, piece in zip(starts, smaller(task.records), strict=False)
        ]
    if task.deaths + 1 < CHANCES:
        return [Task(search, task.start, task.records, alone=True, deaths=task.deaths + 1)]
    failed = Findings((), "failed", WORKER_DIED, f"{CHANCES} worker processes died over it, {ADVICE}")
    search.put(task.start, [(failed,) * len(task.records[0].texts)])
    return []
