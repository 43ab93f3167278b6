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
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from anonymize.cores import take_share
from anonymize.finder import OUT_OF_MEMORY, Finder, RecordFindings, Texts

Answer = list[RecordFindings] | Exception
WARM_UP = (Texts(("Anything.",)),)
"""Searched first, so that a model that cannot be loaded is not taken for the fault of a document."""


class DiedError(Exception):
    """The process is gone, or is of no use any more."""


class WorkerProcess:
    """A process that searches. The first answer it gives says that it is ready for work.

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
            answer: Answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        return answer

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
        finder, ready = _begin(pickled)
        connection.send(ready)
        while finder is not None:
            connection.send(_answer(finder, inbox.get()))
    except BaseException:  # noqa: BLE001 - no memory for an answer, or nobody to take it
        os._exit(1)


def _take(connection: Connection, inbox: SimpleQueue[Sequence[Texts]]) -> None:
    """Takes what comes at once, so that neither end waits for the other to read; ends all with the pipe."""
    try:
        while True:
            inbox.put(connection.recv())
    finally:
        os._exit(1)


def _begin(pickled: bytes) -> tuple[Finder | None, Answer]:
    try:
        finder: Finder = pickle.loads(pickled)  # noqa: S301 - our own
    except MemoryError:
        raise  # to die of, as below
    except Exception as error:  # noqa: BLE001 - a detector may be of anybody's class
        return None, _portable(error)
    ready = _answer(finder, WARM_UP)
    if isinstance(ready, list) and ready[0][0].reason == OUT_OF_MEMORY:
        raise MemoryError
    return finder, ready


def _answer(finder: Finder, records: Sequence[Texts]) -> Answer:
    try:
        return finder.find(records)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - raised again where the work came from
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """Gives an error that can be sent, with where it was raised as a note."""
    where = "".join(traceback.format_exception(error))
    try:
        portable: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - what is raised may be of anybody's class
        portable = RuntimeError(f"{type(error).__name__} was raised in a worker process")
    portable.add_note(where)
    return portable
