"""Workers that share the work: who gets what, in which order it comes back, and what a death costs.

A process that dies while it works (killed, out of memory) costs its work a second try, in smaller pieces,
then record by record. A record that two processes died over is failed, and the rest goes on. The workers
themselves, and where they are, are left to a `Crew`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from anonymize.engines.crew import Crew, DiedError, Worker
from anonymize.engines.local import Engine, PieceT, never
from anonymize.engines.tasks import ADVICE, Search, Task, after_death
from anonymize.errors import AnonError
from anonymize.findings import RecordFindings, Texts

AHEAD = 3
"""Pieces of a run in work a worker: what it has, and one more for whichever worker is done first."""
SENT = 2
"""Tasks that a worker has: one that it searches, and one beside it, so that it need not wait for another."""
STARTS = 3
"""Workers in a row that died before they could work, after which those that are there have to do."""
DEATHS = 20
"""Workers in a row that died over their work, after which the job ends: it is not some document's fault."""
MOMENT = 0.5
"""Seconds to wait at a time. Ctrl-C just before a wait begins does not end it, and is noticed after it."""


@dataclass(eq=False, slots=True)
class _Seat:
    """A worker with the tasks it was sent and has not answered; it is searching the first one."""

    worker: Worker
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)


class Workers(Engine):
    """Searches with workers, each of which has its own models.

    Nothing happens in the background: work is handed out and taken back while somebody waits for a result.
    To be used by one thread.

    Args:
        crew: starts them.
        workers: how many.
        together: whether all are started with the first work; else each when there is work for it.
    """

    def __init__(self, crew: Crew[Any], workers: int, *, together: bool = False) -> None:
        self._crew = crew
        self._workers = workers
        self._together = together
        self._most = workers
        self._seats: list[_Seat] = []
        self._backlog: deque[Task] = deque()
        self._failed_starts = 0
        self._deaths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the workers, whatever they are doing: nobody waits for Ctrl-C."""
        while self._seats:
            self._seats.pop().worker.kill()

    def run(
        self,
        pieces: Iterable[PieceT],
        texts: Callable[[PieceT], Sequence[Texts]],
        urgent: Callable[[PieceT], bool] = never,
    ) -> Iterator[tuple[PieceT, list[RecordFindings]]]:
        """See `Engine`.

        Raises:
            AnonError: workers died one after the other, and none did any work.
        """
        in_work: deque[tuple[PieceT, Search]] = deque()
        try:
            for piece in pieces:
                in_work.append((piece, self._begin(texts(piece))))
                most = 0 if urgent(piece) else AHEAD * self._workers - 1
                while len(in_work) > most:
                    yield self._next(in_work)
            while in_work:
                yield self._next(in_work)
        finally:
            # Of a run that ends early nothing more is begun, and what is in work is for nobody.
            for _, search in in_work:
                search.wanted = False
            self._backlog = deque(task for task in self._backlog if task.search.wanted)

    def _begin(self, records: Sequence[Texts]) -> Search:
        search = Search([()] * len(records), missing=len(records))
        if records:
            self._backlog.append(Task(search, 0, records))
            self._move(0)
        return search

    def _next(self, in_work: deque[tuple[PieceT, Search]]) -> tuple[PieceT, list[RecordFindings]]:
        piece, search = in_work[0]
        while search.missing and search.error is None:
            self._move(MOMENT)
        in_work.popleft()
        if search.error is not None:
            raise search.error
        return piece, search.found

    def _move(self, seconds: float) -> None:
        """Hands out tasks, and waits some time for what comes back."""
        self._hand_out()
        speaking = self._crew.speaking([seat.worker for seat in self._seats], seconds)
        for seat in list(self._seats):
            if seat.worker in speaking:
                self._take_back(seat)
        self._hand_out()

    def _hand_out(self) -> None:
        """Sends tasks to workers that have room for them, and starts workers for those that are left."""
        while self._backlog and (seat := self._seat_for(self._backlog[0])) is not None:
            task = self._backlog.popleft()
            try:
                seat.worker.send(task.records)
            except DiedError:
                self._backlog.appendleft(task)
                self._clear_away(seat)
            else:
                seat.tasks.append(task)
        while len(self._seats) < self._most and self._lacks_worker():
            try:
                self._seats.append(_Seat(self._crew.start()))
            except DiedError:
                self._count_failed_start()

    def _seat_for(self, task: Task) -> _Seat | None:
        """The worker that should have a task: an idle one, and while all are there, one that soon will be."""
        ready = [seat for seat in self._seats if seat.ready]
        seat = min(ready, key=lambda seat: len(seat.tasks), default=None)
        if seat is None or not seat.tasks:
            return seat
        if task.alone or seat.tasks[0].alone or len(seat.tasks) >= SENT or len(ready) < self._most:
            return None
        return seat

    def _lacks_worker(self) -> bool:
        """Tells whether one should be started: more is waiting than those that start will take."""
        starting = 0 if self._together else sum(not seat.ready for seat in self._seats)
        return len(self._backlog) > starting

    def _take_back(self, seat: _Seat) -> None:
        try:
            answer = seat.worker.receive()
        except DiedError:
            self._clear_away(seat)
            return
        if not seat.ready:
            if isinstance(answer, Exception):
                raise answer  # what is wrong with a model, and with it the whole job
            seat.ready = True
            self._failed_starts = 0
            return
        self._deaths = 0
        task = seat.tasks.popleft()
        if isinstance(answer, Exception):
            task.search.error = answer
        else:
            task.search.put(task.start, answer)

    def _clear_away(self, seat: _Seat) -> None:
        """Takes a dead worker's work back: only what it was searching can be to blame."""
        seat.worker.kill()
        self._seats.remove(seat)
        if not seat.ready:
            self._count_failed_start()
            return
        self._deaths += 1
        if self._deaths >= DEATHS:
            raise AnonError(f"{DEATHS} worker processes in a row died over their work, {ADVICE}")
        if seat.tasks:
            again = after_death(seat.tasks.popleft())
            self._backlog.extendleft(reversed([*again, *seat.tasks]))

    def _count_failed_start(self) -> None:
        self._failed_starts += 1
        if self._failed_starts < STARTS:
            return
        # As many as are there may be all that there is room for.
        self._failed_starts, self._most = 0, len(self._seats)
        if not self._seats:
            raise AnonError(f"{STARTS} worker processes in a row died while they started, {ADVICE}")
