"""Two jobs for one output: the second one is told to wait, and takes nothing away from the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, command, entries, environment, tree, write_tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes a FIFO")
LOCK = Path("clean.manifest.jsonl.anon-lock")


@contextmanager
def first_job() -> Iterator[subprocess.Popen[bytes]]:
    """A job that has begun to write to clean/ and waits for the second of its inputs."""
    write_tree(Path(), {"one/a.txt": f"to {EMAIL}\n", "two/b.txt": f"from {EMAIL}\n"})
    os.mkfifo("slow.txt")
    arguments = command("redact", "one", "slow.txt", "--output", "clean", *FAST)
    with subprocess.Popen(arguments, env=environment(), stderr=subprocess.DEVNULL) as job:
        # Opening returns when the job has come to the FIFO, and so is past its first file.
        with Path("slow.txt").open("wb", buffering=0) as slow:
            yield job
            if job.poll() is None:
                slow.write(f"late {EMAIL}\n".encode())
        job.wait()


def test_second_job_for_an_output_is_refused_while_the_first_one_writes(in_tmp: Path, anon: Anon) -> None:
    with first_job() as job:
        result = anon("redact", "two", "--output", "clean", *FAST)
        assert result.exit_code == 2
        assert "another job is writing to clean; wait for its end, or name another --output" in result.stderr
    assert job.returncode == 0
    assert sorted(tree(Path("clean"))) == ["one/a.txt", "slow.txt"]
    assert len(entries(Path("clean.manifest.jsonl"), "file")) == 2


def test_second_job_that_only_looks_is_not_refused(in_tmp: Path, anon: Anon) -> None:
    with first_job():
        assert anon("redact", "one", "--output", "clean", "--dry-run", *FAST).exit_code == 0


def test_jobs_for_other_outputs_run_side_by_side(in_tmp: Path, anon: Anon) -> None:
    with first_job():
        assert anon("redact", "two", "--output", "other", *FAST).exit_code == 0


def test_lock_goes_with_its_job_and_one_that_was_left_keeps_nobody_out(in_tmp: Path, anon: Anon) -> None:
    with first_job() as job:
        assert LOCK.exists()
        job.send_signal(signal.SIGKILL)
        job.wait()
    assert LOCK.exists()
    assert anon("redact", "two", "--output", "clean", *FAST).exit_code == 0
    assert not LOCK.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--output", "/proc/out/clean/"),
            "/proc/out/clean cannot be written: No such file or directory; choose another --output",
        ),
        (
            ("--output", "/proc/clean.txt"),
            "/proc/clean.txt cannot be written: No such file or directory; choose another --output",
        ),
        (
            ("--output", "clean.txt", "--manifest", "/proc/m.jsonl"),
            "the manifest /proc/m.jsonl cannot be written: No such file or directory; choose",
        ),
    ],
)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="nobody can make a file in /proc")
def test_output_that_cannot_be_made_is_named_as_it_was_given(
    in_tmp: Path, anon: Anon, options: tuple[str, ...], message: str
) -> None:
    write_tree(in_tmp, {"b.txt": f"from {EMAIL}\n"})
    result = anon("redact", "b.txt", *options, *FAST)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "anon-lock" not in result.stderr
    assert "another job" not in result.stderr


def test_output_is_named_where_something_else_is_in_the_place_of_its_lock(in_tmp: Path, anon: Anon) -> None:
    write_tree(in_tmp, {"two/b.txt": f"from {EMAIL}\n"})
    LOCK.mkdir()
    result = anon("redact", "two", "--output", "clean", *FAST)
    assert result.exit_code == 2
    assert "clean cannot be written: Is a directory; choose another --output" in result.stderr
    Path("clean").mkdir()
    result = anon("redact", "two", "--output", "clean", *FAST)
    assert (
        "no manifest can be written beside clean: Is a directory; name one with --manifest" in result.stderr
    )
