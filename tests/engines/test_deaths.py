"""Workers that die: what they were searching is searched again, and what killed them is failed and named."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from anonymize.detectors.base import Detection
from anonymize.engines import workers
from anonymize.engines.local import open_engine
from anonymize.engines.process import DiedError, WorkerProcess
from anonymize.engines.tasks import CHANCES, WORKER_DIED
from anonymize.errors import AnonError, ModelError
from anonymize.finder import Finder
from anonymize.findings import RecordFindings, Texts
from anonymize.spans import Span
from tests.engines.support import FOUND, NAMES, Piece, pieces, run, search
from tests.support_detectors import Deadly, Failing, Fixed, die

KILLER = "poison"
SENTENCES = [f"{name} wrote" for name in NAMES]
PIECES = pieces(SENTENCES * 3, [*SENTENCES * 2, KILLER, *SENTENCES], [], SENTENCES)
UNDISTURBED = search(Fixed(FOUND), PIECES, workers=1)


def without(results: list[list[RecordFindings]], reason: str) -> list[list[RecordFindings]]:
    """Checks that the one that kills is failed for a reason, and gives the others' results."""
    failed = results[1][6]
    assert [(found.status, found.reason, found.spans) for found in failed] == [("failed", reason, ())]
    return [results[0], results[1][:6] + results[1][7:], *results[2:]]


ALL_BUT_KILLER = [UNDISTURBED[0], UNDISTURBED[1][:6] + UNDISTURBED[1][7:], *UNDISTURBED[2:]]
assert ALL_BUT_KILLER[1][0][0].spans, "there is something to find"


@pytest.mark.parametrize(
    ("way", "count"),
    [(die, 2), (die, 3), (partial(die, signal.SIGSEGV), 2), (partial(os._exit, 0), 2)],
    ids=["killed", "killed, one of three", "segmentation fault", "exit"],
)
def test_record_that_kills_its_worker_is_failed_and_all_others_are_as_ever(
    way: Callable[[], object], count: int
) -> None:
    results = search(Deadly(KILLER, FOUND, way=way), PIECES, workers=count)
    assert without(results, WORKER_DIED) == ALL_BUT_KILLER


def test_failed_record_says_why_without_its_text() -> None:
    [[[found]]] = search(Deadly(KILLER), pieces([f"{KILLER} and more"]))
    assert found.detail is not None
    assert found.detail.startswith(f"{CHANCES} worker processes died over it")
    assert KILLER not in found.detail


def test_every_text_of_a_record_that_kills_is_failed() -> None:
    record = Texts(("one", KILLER, "three"), known=(("person", "three"),), known_only=(False, False, True))
    [[others, found]] = search(Deadly(KILLER, FOUND), [[Texts((SENTENCES[0],)), record]])
    assert [text.reason for text in found] == [WORKER_DIED] * 3
    assert others[0].spans == FOUND[SENTENCES[0]]


def test_death_that_does_not_come_again_leaves_no_trace(tmp_path: Path) -> None:
    detector = Deadly(KILLER, FOUND, marker=tmp_path / "dead")
    assert search(detector, PIECES) == UNDISTURBED
    assert (tmp_path / "dead").exists()


def test_record_alone_is_tried_twice(tmp_path: Path) -> None:
    detector = Deadly(KILLER, FOUND, marker=tmp_path / "dead")
    [[[found]]] = search(detector, pieces([KILLER]))
    assert found.status == "seen"


def test_workers_killed_from_outside_are_replaced() -> None:
    given = pieces(*([sentence] * 5 for sentence in SENTENCES * 8))
    results = []
    with open_engine(Finder([Fixed(FOUND)]), 2) as engine:
        for number, (_, found) in enumerate(engine.run(given, list)):
            results.append(found)
            if number in (0, 9):
                for process in multiprocessing.active_children():
                    process.kill()
    assert results == search(Fixed(FOUND), given, workers=1)


def test_runs_that_feed_each_other_survive_deaths_in_both() -> None:
    second = f"second {KILLER}"

    def texts(piece: tuple[Piece, list[RecordFindings]]) -> Piece:
        records, found = piece
        return [
            Texts((second,)) if text.status == "failed" else record
            for record, (text,) in zip(records, found, strict=True)
        ]

    with open_engine(Finder([Deadly(KILLER, FOUND)]), 2) as engine:
        done = list(engine.run(engine.run(PIECES, list), texts))
    assert [piece for (piece, _), _ in done] == PIECES
    assert without([first for (_, first), _ in done], WORKER_DIED) == ALL_BUT_KILLER
    assert without([again for _, again in done], WORKER_DIED) == ALL_BUT_KILLER


def test_run_that_is_left_early_is_not_in_the_way_of_the_next() -> None:
    with open_engine(Finder([Deadly(KILLER, FOUND)]), 2) as engine:
        left = engine.run(PIECES, list)
        next(left)
        left.close()  # type: ignore[attr-defined] # a generator
        assert without(run(engine, PIECES), WORKER_DIED) == ALL_BUT_KILLER


def test_no_more_pieces_are_taken_than_the_workers_need() -> None:
    taken = 0

    def counted() -> Piece:
        nonlocal taken
        taken += 1
        return [Texts((KILLER,))]

    with open_engine(Finder([Deadly(KILLER)]), 2) as engine:
        results = engine.run((counted() for _ in range(100)), list)
        next(results)
        assert taken == 2 * workers.AHEAD


class _Beginning(Fixed):
    """Asks another detector about the first texts that it is given."""

    def __init__(self, first: Fixed) -> None:
        super().__init__(FOUND)
        self._next: list[Fixed] = [first]

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return self._next.pop().detect(texts) if self._next else super().detect(texts)


def test_workers_that_cannot_start_end_the_job() -> None:
    with pytest.raises(AnonError, match=r"3 worker processes in a row died while they started.*--workers"):
        search(Deadly(""), PIECES)


def test_job_goes_on_with_the_workers_that_there_is_room_for(tmp_path: Path) -> None:
    detector = Deadly("", FOUND, marker=tmp_path / "room", first_dies=False)
    with open_engine(Finder([_Beginning(detector)]), 3) as engine:
        assert run(engine, PIECES * 4) == UNDISTURBED * 4


def test_deaths_without_end_end_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "DEATHS", 5)
    with pytest.raises(AnonError, match=r"5 worker processes in a row died over their work.*--workers"):
        search(Deadly(KILLER), pieces([KILLER] * 50))


def test_many_records_that_kill_do_not_end_a_job_that_gets_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "DEATHS", CHANCES + 1)
    # So far apart that never two are in work, and something was searched between them.
    apart = pieces(*[SENTENCES] * 2 * workers.AHEAD, [KILLER])
    results = search(Deadly(KILLER, FOUND), apart * 3)
    assert [found[0][0].status for found in results] == [*["seen"] * 2 * workers.AHEAD, "failed"] * 3


def test_worker_that_dies_in_the_middle_of_its_answer_has_given_none() -> None:
    text = "an " * 40_000
    spans = tuple(Span(start, start + 2, "person", 0.5, "fixed") for start in range(0, len(text), 3))
    others = set(multiprocessing.active_children())  # of earlier tests, which may take a while to end
    worker = WorkerProcess(Finder([Fixed({text: spans})]), 1)
    assert isinstance(worker.receive(), list), "ready"
    worker.send([Texts((text,))])
    assert worker.connection.poll(60), "the answer has begun, and is too long for the pipe"
    (process,) = set(multiprocessing.active_children()) - others
    os.kill(process.pid or 0, signal.SIGKILL)
    with pytest.raises(DiedError):
        worker.receive()
    worker.kill()


def test_error_that_concerns_the_whole_job_is_raised_as_it_is() -> None:
    with pytest.raises(ModelError, match="no such model"):
        search(Failing("", ModelError("no such model")), PIECES)


class _OddError(AnonError):
    """Cannot be unpickled."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


class _Odd(Fixed):
    """Raises an error that cannot be sent when a text holds the word, or is itself one that cannot be."""

    def __init__(self, *, itself: bool) -> None:
        super().__init__(FOUND)
        self._itself = [_OddError("a", "b")] if itself else []

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        if KILLER in texts:
            raise _OddError("quoting ", "it")
        return super().detect(texts)


def test_error_that_cannot_be_sent_is_named_and_not_quoted() -> None:
    with pytest.raises(RuntimeError) as raised:
        search(_Odd(itself=False), PIECES)
    assert str(raised.value) == "_OddError was raised in a worker process"


def test_detector_that_cannot_be_sent_ends_the_job_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        search(_Odd(itself=True), PIECES)
    assert capfd.readouterr().err == ""
