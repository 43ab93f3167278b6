"""Exit statuses of real processes, and how they end when they are stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anonymize.errors import INTERRUPTED
from tests.commands.support import (
    EMAIL,
    FAST,
    Anon,
    command,
    environment,
    jsonl,
    process,
    shell,
    tree,
    write_tree,
)

# A shell that starts tests in the background leaves its children deaf to Ctrl-C.
HEARING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from anonymize.cli import main
main()
"""
INTERRUPTING = """
import sys
class Interrupt:
    def find_spec(self, name, *others):
        if name == "MODULE":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from anonymize.__main__ import main
main()
"""
OPENING = """
import errno, os, sys, types
from pathlib import Path
def opens():
    with open("numbers", "w") as file:
        failures = []
        for use in (lambda: os.read(0, 1), lambda: os.write(1, b"x"), lambda: os.write(2, b"x")):
            try:
                use()
            except OSError as error:
                failures.append(errno.errorcode[error.errno])
        file.write(f"{file.fileno()} {failures}")
sys.modules["anonymize.cli"] = types.SimpleNamespace(main=opens)
from anonymize.__main__ import main
main()
"""
STARTING = """
import subprocess, sys, types
def starts():
    held = "import os; [os.fstat(number) for number in range(3)]"
    with open("status", "w") as file:
        file.write(str(subprocess.run([sys.executable, "-c", held]).returncode))
sys.modules["anonymize.cli"] = types.SimpleNamespace(main=starts)
from anonymize.__main__ import main
main()
"""
LINE = jsonl({"text": f"to {EMAIL}, and so on and so forth"}).encode()


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Starts the command line with pipes to all its ends; a child that hangs is killed after a minute."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, env=environment()
    ) as child:
        watchdog = threading.Timer(60, child.kill)
        watchdog.start()
        try:
            yield child
        finally:
            watchdog.cancel()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["redact", "good.txt", *FAST], 0),
        (["redact", "bad.txt", *FAST], 1),
        (["redact", "good.txt", "--labels", "peson"], 2),
        (["redact", "--nonsense"], 2),
        (["detect", "good.txt", *FAST], 0),
        (["detect", "bad.txt", *FAST], 1),
        (["detect", "nowhere.txt", *FAST], 2),
        (["labels"], 0),
        (["--help"], 0),
        ([], 2),
    ],
)
def test_exit_status_says_how_it_went(in_tmp: Path, arguments: list[str], status: int) -> None:
    write_tree(in_tmp, {"good.txt": EMAIL, "bad.txt": b"\xff"})
    done = process(*arguments)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_interrupted_job_leaves_whole_outputs_only(in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.jsonl": LINE})
    with started("redact", "a.jsonl", "-", *FAST, "--format", "jsonl", "--output", "out") as child:
        assert child.stdin is not None
        # Until it is in the middle of writing: the file in the making is there.
        while not (list(in_tmp.glob("out/.anon-*")) and (in_tmp / "out/a.jsonl").exists()):
            child.stdin.write(LINE * 100)
            child.stdin.flush()
        child.send_signal(signal.SIGINT)
        output, errors = child.communicate()
    assert (child.returncode, output) == (130, b"")
    assert b"anon: interrupted; no half-written file was left behind" in errors
    assert b"Traceback" not in errors
    assert tree(in_tmp / "out") == {"a.jsonl": LINE.replace(EMAIL.encode(), b"<EMAIL>")}


def test_no_file_gets_the_number_of_a_closed_standard_stream(in_tmp: Path) -> None:
    (in_tmp / "begin.py").write_text(OPENING)
    shell(f"{sys.executable} begin.py <&- >&- 2>&-")
    number, failures = (in_tmp / "numbers").read_text().split(" ", 1)
    assert int(number) > 2
    assert failures == str(["EBADF"] * 3)


def test_closed_standard_streams_are_held_in_processes_that_it_starts(in_tmp: Path) -> None:
    (in_tmp / "begin.py").write_text(STARTING)
    shell(f"{sys.executable} begin.py <&- >&- 2>&-")
    assert (in_tmp / "status").read_text() == "0"


@pytest.mark.parametrize("module", ["anonymize.cli", "click", "anonymize.commands.labels"])
@pytest.mark.parametrize("closed", ["", " 2>&-"])
def test_interrupt_while_python_imports_is_told_in_one_line(in_tmp: Path, module: str, closed: str) -> None:
    (in_tmp / "begin.py").write_text(INTERRUPTING.replace("MODULE", module))
    done = shell(f"{sys.executable} begin.py labels{closed}; echo $?")
    assert done.stdout.split() == [b"130"]
    assert done.stderr.strip() == (b"" if closed else INTERRUPTED.encode())


def test_job_that_was_interrupted_can_be_run_again(in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt": EMAIL})
    arguments = ("redact", "a.txt", "-", *FAST, "--output", "out")
    with started(*arguments) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        assert any(b"patterns for" in line for line in iter(child.stderr.readline, b""))
        child.send_signal(signal.SIGINT)
        child.communicate()
    assert child.returncode == 130
    done = process(*arguments, input=EMAIL.encode())
    assert done.returncode == 0
    assert tree(in_tmp / "out") == {"-": b"<EMAIL>", "a.txt": b"<EMAIL>"}


@pytest.mark.parametrize("name", ["redact", "detect"])
def test_interrupted_pipe_ends_without_a_traceback(in_tmp: Path, name: str) -> None:
    with started(name, "-", *FAST, "--format", "jsonl") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(LINE * 1_100)  # more than a chunk, less than a pipe holds
        child.stdin.flush()
        child.stdout.read(1)
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate()
    assert child.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.parametrize("name", ["redact", "detect"])
def test_closed_pipe_ends_the_job_without_a_word(in_tmp: Path, name: str) -> None:
    (in_tmp / "a.jsonl").write_bytes(LINE * 20_000)
    line = " ".join(command(name, "a.jsonl", *FAST, "--quiet"))
    done = shell(f"{{ {line}; echo $? > status; }} | head -n 1")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""
    assert (in_tmp / "status").read_text() == "141\n"


def test_closed_pipe_leaves_a_manifest_that_the_next_run_can_replace(in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_bytes(LINE * 20_000)
    line = " ".join(command("redact", "a.jsonl", *FAST, "--manifest", "m.jsonl"))
    for _ in range(2):
        done = shell(f"{line} | head -n 1")
        assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_full_disk_behind_standard_output_is_an_error_of_one_line(in_tmp: Path, unbuffered: str) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    with Path("/dev/full").open("wb") as full:
        done = process(
            "redact", "a.txt", *FAST, "--quiet", stdout=full, env=environment(PYTHONUNBUFFERED=unbuffered)
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"anon: standard output: cannot be written: No space left on device")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_full_disk_behind_a_summary_is_such_an_error_too(in_tmp: Path, unbuffered: str) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    with Path("/dev/full").open("wb") as full:
        done = process(
            *("redact", "a.txt", *FAST, "--quiet", "--json", "--output", "b.txt"),
            stdout=full,
            env=environment(PYTHONUNBUFFERED=unbuffered),
        )
    assert done.returncode == 1
    assert done.stderr == b"anon: standard output: cannot be written: No space left on device\n"
    assert (in_tmp / "b.txt").read_text() == "<EMAIL>"


def test_closed_standard_input_is_said_when_the_output_goes_to_a_file(in_tmp: Path) -> None:
    done = shell(f"{' '.join(command('redact', '-', *FAST, '--quiet'))} <&- > out.txt; echo $?")
    assert done.stderr == b"anon: -: standard input is closed; pipe a file into it\n"
    assert done.stdout == b"1\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_that_cannot_be_written_is_an_error_too(unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("--help", stdout=full, env=environment(PYTHONUNBUFFERED=unbuffered))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("detect", "nowhere.txt"), ("redact", "--nonsense")])
def test_wrong_usage_that_cannot_be_told_has_its_status(
    in_tmp: Path, arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process(*arguments, stderr=full, env=environment(PYTHONUNBUFFERED=unbuffered))
    assert done.returncode == 2
    line = " ".join(command(*arguments))
    assert shell(f"{{ {line} 2>&1 >&3; echo $? >status; }} 3>&1 | true; cat status").stdout == b"2\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "o.txt.manifest.jsonl", "--json"),
        ("labels",),
        ("config", "show"),
        ("redact", "a.txt", *FAST, "--quiet", "--json", "--output", "o.txt", "--overwrite"),
        ("--help",),
        ("report", "--help"),
    ],
    ids=" ".join,
)
def test_results_without_a_standard_output_are_an_error_of_one_line(
    in_tmp: Path, anon: Anon, arguments: tuple[str, ...]
) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    assert anon("redact", "a.txt", *FAST, "--output", "o.txt").exit_code == 0
    done = shell(f"{' '.join(command(*arguments))} >&-")
    assert done.returncode == 1
    assert done.stderr == b"anon: standard output is closed\n"
    assert (in_tmp / "o.txt").read_text() == "<EMAIL>"


def test_a_job_that_prints_nothing_needs_no_standard_output(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    done = shell(f"{' '.join(command('redact', 'a.txt', *FAST, '--quiet', '--output', 'o.txt'))} >&-")
    assert (done.returncode, done.stderr) == (0, b"")
