"""Vaults and processes: several that write, one that is killed while it does."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from anonymize.vault import GrowingVault, Vault
from tests.vault.support import KEY, given_back, replaced

PROJECT = Path(__file__).parents[2]
SPAWN = multiprocessing.get_context("spawn")
TEXTS = 20
KILLED_AFTER = (0, 2, 3, 7, 12)
"""Texts. The next one is being written at that time, or about to be."""
_WRITER = """
import os, sys
from pathlib import Path
from tests.vault.support import KEY, replaced
from anonymize.vault import GrowingVault, Vault

path, run = Path(sys.argv[1]), sys.argv[2]
with GrowingVault.open_for_writing(path, KEY) as vault:
    for number in range(10_000):
        # Random, so that packing leaves it as large as it is: writing takes its time.
        _, text, spans = replaced(f"{run} {number} ", (os.urandom(100_000).hex(), f"<ID_{run}{number:07}>"))
        vault.add(text, spans)
        vault.sync()
        print(number, flush=True)
"""


def pieces(name: str, number: int) -> tuple[str, tuple[str, str]]:
    return f"{name} {number}: ", (f"value {name} {number}", f"<{name}_{number:08}>")


def write(path: Path, name: str, told: Connection) -> None:
    """Writes texts one by one, as a job would; tells when it has to wait, and when it is in."""
    with GrowingVault.open_for_writing(path, KEY, notify=told.send) as vault:
        told.send(vault.holder("first"))
        if vault.holder("first") is None:
            vault.hold("first", name)
        for number in range(TEXTS):
            _, text, spans = replaced(*pieces(name, number))
            vault.add(text, spans)
            vault.sync()


def test_a_second_job_waits_says_so_and_reads_what_the_first_one_added(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    here, there = SPAWN.Pipe()
    with GrowingVault.open_for_writing(path, KEY) as vault:
        other = SPAWN.Process(target=write, args=(path, "B", there))
        other.start()
        there.close()
        assert here.recv() == f"waiting for another job that writes to the vault {path}"
        assert not here.poll()
        vault.hold("first", "A")
    assert here.recv() == "A"
    other.join()
    assert other.exitcode == 0


def test_what_two_jobs_write_at_once_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    _here, there = SPAWN.Pipe()
    jobs = [SPAWN.Process(target=write, args=(path, name, there)) for name in ("A", "B")]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0]
    texts = [replaced(*pieces(name, number))[1] for name in "AB" for number in range(TEXTS)]
    assert given_back(path, texts) == [[f"value {name} {number}"] for name in "AB" for number in range(TEXTS)]


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_a_job_that_is_killed_leaves_all_that_it_had_made_safe(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    for run, last in enumerate(KILLED_AFTER):
        command = [sys.executable, "-c", _WRITER, str(path), str(run)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as job:
            assert job.stdout is not None
            synced = next(int(line) for line in job.stdout if int(line) == last)
            job.send_signal(signal.SIGKILL)
            job.wait()
        with Vault.open_for_reading(path, KEY) as vault:
            for number in range(synced + 1):
                spans = vault.positions(f"{run} {number} <ID_{run}{number:07}>")
                assert spans is not None
                assert len(spans[0].original or "") == 200_000
