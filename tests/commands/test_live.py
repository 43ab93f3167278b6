"""What a program writes into a pipe comes out while it goes on: `tail -f app.log | anon redact -`."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.commands.support import command, environment

ASK = ("--detector", "patterns", "--format", "lines", "--quiet")
SECONDS = 60


@contextmanager
def _running(*arguments: str | Path, stdin: int = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    running = subprocess.Popen(
        command(*arguments), bufsize=0, stdin=stdin, stdout=pipe, stderr=pipe, env=environment()
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def _line(stream: IO[bytes] | None) -> bytes:
    """The next line, which nobody waits for for ever."""
    assert stream is not None
    assert select.select([stream], [], [], SECONDS)[0], "nothing came"
    return stream.readline()


def _say(stream: IO[bytes] | None, line: bytes) -> None:
    assert stream is not None
    stream.write(line)


@pytest.mark.parametrize("options", [(), ("--verify",), ("--workers", "2", "--verify")], ids=" ".join)
def test_a_line_comes_out_before_the_next_one_is_written(options: tuple[str, ...]) -> None:
    with _running("redact", "-", *ASK, *options) as running:
        for name in (b"bob", b"cy", b"dee"):
            _say(running.stdin, b"mail to " + name + b"@example.com\n")
            assert _line(running.stdout) == b"mail to <EMAIL>\n"
        output, errors = running.communicate()
        assert (running.returncode, output, errors) == (0, b"", b"")


def test_detect_tells_of_a_line_before_the_next_one_is_written() -> None:
    with _running("detect", "-", *ASK) as running:
        for number in (b"1", b"2"):
            _say(running.stdin, b"bob@example.com\n")
            assert b'"id":"-:' + number + b'"' in _line(running.stdout)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_named_pipe_is_read_as_it_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "app.jsonl"
    os.mkfifo(pipe)
    with (
        _running("redact", pipe, "--detector", "patterns", "--quiet") as running,
        pipe.open("wb", buffering=0) as stream,
    ):
        _say(stream, b'{"text": "bob@example.com"}\n')
        assert _line(running.stdout) == b'{"text": "<EMAIL>"}\n'


def test_a_pipe_that_somebody_made_non_blocking_is_not_at_its_end_where_it_pauses() -> None:
    """As ssh and node do to what they share with others."""
    theirs, ours = os.pipe()
    os.set_blocking(theirs, False)
    with os.fdopen(ours, "wb", buffering=0) as stream, _running("redact", "-", *ASK, stdin=theirs) as running:
        os.close(theirs)
        _say(stream, b"bob@example.com\nfrom Jo")
        assert _line(running.stdout) == b"<EMAIL>\n"
        _say(stream, b"hn, cy@example.com\n")
        stream.close()
        output, _ = running.communicate()
        assert (running.returncode, output) == (0, b"from John, <EMAIL>\n")


def test_ctrl_c_ends_a_job_whose_pipe_says_nothing() -> None:
    with _running("redact", "-", *ASK) as running:
        _say(running.stdin, b"bob@example.com\n")
        assert _line(running.stdout) == b"<EMAIL>\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS) == 130
        assert running.stderr is not None
        assert running.stderr.read() == b"\nanon: interrupted; no half-written file was left behind\n"


def test_whoever_reads_may_go_away_while_the_pipe_says_nothing() -> None:
    with _running("redact", "-", *ASK) as running:
        _say(running.stdin, b"bob@example.com\n")
        assert _line(running.stdout) == b"<EMAIL>\n"
        assert running.stdout is not None
        running.stdout.close()
        _say(running.stdin, b"cy@example.com\n")
        assert running.wait(SECONDS) in {-signal.SIGPIPE, 141}
        assert running.stderr is not None
        assert running.stderr.read() == b""
