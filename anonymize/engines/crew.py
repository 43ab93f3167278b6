"""What `workers` needs of those who do the work, wherever they are: processes here, or actors of Ray."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from anonymize.findings import RecordFindings, Texts

Answer = list[RecordFindings] | Exception
"""What was found in the records that were sent, or what was raised over them."""


class DiedError(Exception):
    """A worker is gone, or is of no use any more."""


class Worker(Protocol):
    """Searches records, in the order in which they are sent. Its first answer says that it is ready."""

    def send(self, records: Sequence[Texts]) -> None:
        """Gives it records to search; it takes them at once.

        Raises:
            DiedError: it did not get them.
        """
        ...

    def receive(self) -> Answer:
        """Waits for its next answer.

        Raises:
            DiedError: there is none.
        """
        ...

    def kill(self) -> None:
        """Ends it, whatever it is doing."""
        ...


WorkerT = TypeVar("WorkerT", bound=Worker)


class Crew(Protocol[WorkerT]):
    """Starts workers, and hears which of them have something to say."""

    def start(self) -> WorkerT:
        """Starts one; it may not be ready yet.

        Raises:
            DiedError: it could not be started.
        """
        ...

    def speaking(self, workers: Sequence[WorkerT], seconds: float) -> Collection[WorkerT]:
        """Waits for workers that have an answer, or that died: at most some seconds, or until one has."""
        ...
