"""Ctrl-C, and a main process that is killed: whatever the workers are doing, none is left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import FileIO
from pathlib import Path

import pytest

from tests.commands.support import command, environment, jsonl
from tests.engines.stuck import WORKERS
from tests.engines.support import SECONDS, wait_for_ends

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="watches processes as Linux does")
INTERRUPTED = "\nanon: interrupted; no half-written file was left behind\n"
"""Click begins a line of its own, since a terminal shows ^C there."""
Send = Callable[[int], None]
OPTIONS = ("--detector", "patterns", "--workers", str(WORKERS), "--quiet")
LINE = jsonl({"text": "bob@example.com"}).encode()
Start = Callable[..., "subprocess.Popen[bytes]"]


def to_all(pid: int) -> None:
    """Interrupts as a terminal does: all processes of the group."""
    os.killpg(pid, signal.SIGINT)


def to_main(pid: int) -> None:
    """Interrupts one process."""
    os.kill(pid, signal.SIGINT)


@pytest.fixture
def start(in_tmp: Path) -> Iterator[Start]:
    """Starts processes, each in a group of its own, of which nothing is left after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        running = subprocess.Popen(
            arguments,
            cwd=in_tmp,
            env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(running)
        return running

    yield start
    for running in started:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def children(pid: int) -> list[int]:
    """Gives the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def stuck(start: Start, in_tmp: Path) -> subprocess.Popen[bytes]:
    """A job of which all workers are at work, and never get done."""
    pipe = in_tmp / "pipe"
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    running = start(sys.executable, "-m", "tests.engines.stuck", str(pipe))
    assert running.stderr is not None
    told = b""
    while told.count(b"\n") < WORKERS:
        ready, _, _ = select.select([descriptor, running.stderr.fileno()], [], [], SECONDS)
        assert ready == [descriptor], "the workers do not come to work"
        told += os.read(descriptor, 1_000)
    os.close(descriptor)
    assert set(map(int, told.split())) < set(children(running.pid))
    return running


@pytest.mark.parametrize("send", [to_all, to_main])
def test_ctrl_c_ends_workers_that_are_at_work(stuck: subprocess.Popen[bytes], send: Send) -> None:
    with wait_for_ends(children(stuck.pid)):
        send(stuck.pid)
        _, errors = stuck.communicate(timeout=SECONDS)
    assert (stuck.returncode, errors.decode()) == (130, INTERRUPTED)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_when_their_main_process_is_killed(
    stuck: subprocess.Popen[bytes], sign: signal.Signals
) -> None:
    with wait_for_ends(children(stuck.pid)):
        stuck.send_signal(sign)
        _, errors = stuck.communicate(timeout=SECONDS)
    assert (stuck.returncode, errors.decode()) == (-sign, "")


def write_for_ever(pipe: FileIO, lines: bytes) -> None:
    """Writes until nobody reads any more.

    A signal that comes just before a process waits for input is noticed when there is some, and a pipe that
    has fallen silent would leave it waiting.
    """
    while True:
        pipe.write(lines)


@pytest.mark.parametrize("send", [to_all, to_main])
def test_ctrl_c_ends_a_job_whose_input_has_not_ended(start: Start, in_tmp: Path, send: Send) -> None:
    os.mkfifo(in_tmp / "pipe.jsonl")
    running = start(*command("redact", "pipe.jsonl", "--format", "jsonl", *OPTIONS))
    assert running.stdout is not None
    with (in_tmp / "pipe.jsonl").open("wb", buffering=0) as pipe, ThreadPoolExecutor(1) as writing:
        written = writing.submit(write_for_ever, pipe, LINE * 1_000)
        for _ in range(5_000):
            assert running.stdout.readline() == jsonl({"text": "<EMAIL>"}).encode()
        with wait_for_ends(children(running.pid)):
            send(running.pid)
            _, errors = running.communicate(timeout=SECONDS)
        assert isinstance(written.exception(timeout=SECONDS), BrokenPipeError)
    assert (running.returncode, errors.decode()) == (130, INTERRUPTED)


def test_workers_leave_ctrl_c_to_their_main_process_from_the_start(start: Start, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_bytes(LINE * 9_000)
    running = start(*command("redact", "a.jsonl", "--output", "out.jsonl", *OPTIONS))
    interrupted: set[int] = set()
    while running.poll() is None:
        with suppress(OSError):  # it ended a moment ago
            for child in children(running.pid):
                os.kill(child, signal.SIGINT)
                interrupted.add(child)
    _, errors = running.communicate()
    assert (running.returncode, errors.decode()) == (0, "")
    assert len(interrupted) == 1 + WORKERS, "with the resource tracker, and none was replaced"
    assert (in_tmp / "out.jsonl").read_text() == jsonl({"text": "<EMAIL>"}) * 9_000
