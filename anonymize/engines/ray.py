"""Workers on a Ray cluster: actors that hold the models, searched with as worker processes are.

The command itself reads, cuts, replaces and writes, so everything that a job does it does here, too, and the
bytes are the same. What is sent is text to search and what was found in it: a hundred workers take less than
one disk gives.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Any

from anonymize import __version__
from anonymize.cores import keep_to
from anonymize.engines.connecting import connected
from anonymize.engines.crew import Answer, DiedError
from anonymize.engines.searching import answer, begin
from anonymize.engines.workers import Workers
from anonymize.errors import UsageError
from anonymize.finder import Finder
from anonymize.findings import Texts

PATIENCE = 30.0
"""Seconds after which it is said that no actor could begin yet."""


class RayWorkers(Workers):
    """Searches with actors on a Ray cluster; see `Workers`. Leaves the cluster, or ends its own, at the end.

    Args:
        finder: goes to each actor once.
        workers: how many; None for one for each core of the cluster.
        address: of the cluster, as `auto` or `ray://host:10001`; None for `RAY_ADDRESS`, or a Ray of its own.
        cuda: whether each actor needs a GPU.
        notify: told when none can begin.

    Raises:
        UsageError: see `connected`.
    """

    def __init__(
        self,
        finder: Finder,
        workers: int | None,
        *,
        address: str | None,
        cuda: bool,
        notify: Callable[[str], None] = lambda _: None,
    ) -> None:
        ray = connected(address, workers)
        there = ray.cluster_resources()
        count = workers or max(1, int(there.get("GPU" if cuda else "CPU", 1)))
        super().__init__(Actors(ray, finder, gpus=int(cuda), notify=notify), count)
        self._ray = ray

    def __exit__(self, *error: object) -> None:
        """Ends the actors, and Ray in this process."""
        super().__exit__(*error)
        self._ray.shutdown()


class Actors:
    """Actors of Ray, each on a core of its own; see `Crew`."""

    def __init__(
        self,
        ray: Any,  # noqa: ANN401
        finder: Finder,
        *,
        gpus: int,
        notify: Callable[[str], None],
    ) -> None:
        self._ray = ray
        self._notify = notify
        self._since = time.monotonic()
        self._silent = True
        self._pickled = ray.put(pickle.dumps(finder))
        # An actor that dies stays dead: who has its work is told, and starts another.
        self._class = ray.remote(num_cpus=1, num_gpus=gpus, max_restarts=0)(Searcher)

    def start(self) -> ActorWorker:
        """See `Crew`."""
        return ActorWorker(self._ray, self._class.remote(self._pickled, __version__))

    def speaking(self, workers: Sequence[ActorWorker], seconds: float) -> Collection[ActorWorker]:
        """See `Crew`."""
        awaited = {worker.awaited: worker for worker in workers if worker.awaited is not None}
        if not awaited:
            return []
        done, _ = self._ray.wait(list(awaited), num_returns=1, timeout=seconds)
        self._silent = self._silent and not done
        if self._silent and time.monotonic() - self._since > PATIENCE:
            self._silent = False
            self._notify(
                f"--engine ray: no worker could begin in {PATIENCE:.0f} s; waiting on, as the cluster may"
                " have no free core (ray status shows it)"
            )
        if done:  # and whoever else is done by now
            done, _ = self._ray.wait(list(awaited), num_returns=len(awaited), timeout=0)
        return [awaited[reference] for reference in done]


class Searcher:
    """What runs in an actor. Methods of an actor are run one after the other."""

    def __init__(self, pickled: bytes, version: str) -> None:
        keep_to(1)
        self._finder: Finder | None = None
        self._ready: Answer = UsageError(
            f"--engine ray: a machine of the cluster has anon {__version__}, this one {version}"
        )
        if version == __version__:
            self._finder, self._ready = begin(pickled)

    def ready(self) -> Answer:
        """Gives the first answer, which says that it is ready, or why it never will be."""
        return self._ready

    def search(self, records: Sequence[Texts]) -> Answer:
        """Searches records."""
        assert self._finder is not None  # noqa: S101 - one that is not ready gets no work
        return answer(self._finder, records)


class ActorWorker:
    """A handle of an actor; see `Worker`."""

    def __init__(self, ray: Any, actor: Any) -> None:  # noqa: ANN401
        self._ray = ray
        self._actor = actor
        self._answers: deque[Any] = deque([actor.ready.remote()])

    @property
    def awaited(self) -> Any:  # noqa: ANN401
        """Reference to its next answer; None while it has nothing to do."""
        return self._answers[0] if self._answers else None

    def send(self, records: Sequence[Texts]) -> None:
        """See `Worker`; that it died is told when its answer is taken."""
        self._answers.append(self._actor.search.remote(records))

    def receive(self) -> Answer:
        """See `Worker`."""
        try:
            found: Answer = self._ray.get(self._answers.popleft())
        except self._ray.exceptions.RayError as error:
            if "ModuleNotFoundError" in str(error):
                raise UsageError(
                    "--engine ray: a machine of the cluster lacks anon or what it needs; install it there"
                ) from error
            raise DiedError from error
        return found

    def kill(self) -> None:
        """See `Worker`."""
        self._ray.kill(self._actor)
