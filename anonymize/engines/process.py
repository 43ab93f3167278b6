"""One worker process: how it is started, given work and ended, and what it does itself.

Owns both ends of the pipe between the two. Each worker has a pipe of its own, so that it is known which one
died and over what, and nobody waits for the rest of a message that will never come: `ProcessPoolExecutor`
shares its pipes among all workers, and holds them open itself. Who gets which work is left to `workers`.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Thread

from anonymize.cores import take_share
from anonymize.engines.crew import Answer, DiedError
from anonymize.engines.searching import answer, begin
from anonymize.finder import Finder
from anonymize.findings import Texts


class Processes:
    """Worker processes on this machine, each with its share of the cores; see `Crew`.

    Args:
        finder: goes to each of them once.
        workers: how many there are to be.
    """

    def __init__(self, finder: Finder, workers: int) -> None:
        self._finder = finder
        self._workers = workers

    def start(self) -> WorkerProcess:
        """See `Crew`."""
        return WorkerProcess(self._finder, self._workers)

    def speaking(self, workers: Sequence[WorkerProcess], seconds: float) -> Collection[WorkerProcess]:
        """See `Crew`."""
        connections = wait([worker.connection for worker in workers], seconds)
        return [worker for worker in workers if worker.connection in connections]


class WorkerProcess:
    """A process that searches; see `Worker`.

    It is started afresh (`spawn`), since a copy of a process with threads in it may hang. It ends when the
    process that started it does, whatever that dies of.

    Args:
        finder: what it searches with.
        workers: how many there are, to take its share of the cores.

    Raises:
        DiedError: it could not be started.
    """

    def __init__(self, finder: Finder, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        pickled = pickle.dumps(finder)  # unpickled where an error of it can be told
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, pickled, workers), daemon=True)
        with theirs, _no_interrupt_for_children():
            try:
                self._process.start()
            except OSError as error:
                raise DiedError from error

    def send(self, records: Sequence[Texts]) -> None:
        """Gives it records to search. It takes them at once, and searches them in their turn.

        Raises:
            DiedError: it did not get them.
        """
        try:
            self.connection.send(records)
        except OSError as error:
            raise DiedError from error

    def receive(self) -> Answer:
        """Waits for its next answer: what it found in the records it was sent first, or what was raised.

        Raises:
            DiedError: there is none.
        """
        try:
            received: Answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        return received

    def kill(self) -> None:
        """Ends it, whatever it is doing."""
        self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


@contextmanager
def _no_interrupt_for_children() -> Iterator[None]:
    """Keeps Ctrl-C, which goes to all processes of a terminal, from those that just start: they complain."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else the first start does it, and lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, pickled: bytes, workers: int) -> None:
    """What the worker process does with a finder, until it is killed or its pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    take_share(workers)
    inbox: SimpleQueue[Sequence[Texts]] = SimpleQueue()
    Thread(target=_take, args=(connection, inbox), daemon=True).start()
    try:
        finder, ready = begin(pickled)
        connection.send(ready)
        while finder is not None:
            connection.send(answer(finder, inbox.get()))
    except BaseException:  # noqa: BLE001 - no memory for an answer, or nobody to take it
        os._exit(1)


def _take(connection: Connection, inbox: SimpleQueue[Sequence[Texts]]) -> None:
    """Takes what comes at once, so that neither end waits for the other to read; ends all with the pipe."""
    try:
        while True:
            inbox.put(connection.recv())
    finally:
        os._exit(1)
