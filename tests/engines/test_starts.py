"""When workers are started: processes all at once, others each when there is work for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from anonymize.engines.crew import Answer
from anonymize.engines.workers import Workers
from anonymize.findings import Findings, Texts
from tests.engines.support import pieces, run


class Idle:
    """A worker that finds nothing. Its first answer says that it is ready."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [[]]

    def send(self, records: Sequence[Texts]) -> None:
        self.answers.append([tuple(Findings(()) for _ in record.texts) for record in records])

    def receive(self) -> Answer:
        return self.answers.pop(0)

    def kill(self) -> None:
        self.answers.clear()


class Counting:
    """A crew that counts its starts."""

    def __init__(self) -> None:
        self.started = 0

    def start(self) -> Idle:
        self.started += 1
        return Idle()

    def speaking(self, workers: Sequence[Idle], seconds: float) -> Collection[Idle]:
        return [worker for worker in workers if worker.answers]


@pytest.mark.parametrize(("together", "expected"), [(True, 3), (False, 1)])
def test_one_piece_of_work_starts(together: bool, expected: int) -> None:
    """What goes before a job, such as the search of path names, has all of them start, not one."""
    crew = Counting()
    with Workers(crew, 3, together=together) as engine:
        assert len(run(engine, pieces(["a", "b"]))) == 1
    assert crew.started == expected


def test_no_work_starts_none() -> None:
    crew = Counting()
    with Workers(crew, 3, together=True) as engine:
        assert run(engine, []) == []
    assert crew.started == 0
