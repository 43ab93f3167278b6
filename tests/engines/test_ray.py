"""The engine on Ray: a real one with two workers, some of which die in the middle of their work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from anonymize.engines.connecting import connected
from anonymize.engines.ray import Actors, RayWorkers, Searcher
from anonymize.engines.tasks import WORKER_DIED
from anonymize.errors import ModelError, UsageError
from anonymize.finder import Finder
from tests.commands.support import Anon, environment, jsonl, tree, write_tree
from tests.engines.support import FOUND, Piece, pieces, run, search
from tests.support_detectors import Deadly, Failing, Fixed

ROOT = Path(__file__).parents[2]
KILLER = "poison"
SENTENCES = list(FOUND)
PIECES = pieces(SENTENCES * 3, [*SENTENCES * 2, KILLER, *SENTENCES], [], SENTENCES)
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Actors have to import the detectors of the tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_what_actors_find_is_what_this_process_finds_though_one_record_kills_them() -> None:
    with RayWorkers(
        Finder([Deadly(KILLER, FOUND, way=partial(os._exit, 1))]), 2, address=None, cuda=False
    ) as engine:
        results = run(engine, PIECES)
        again = run(engine, PIECES[:1])
    alone = search(Fixed(FOUND), PIECES, workers=1)
    (failed,) = results[1].pop(6)
    alone[1].pop(6)
    assert (failed.status, failed.reason) == ("failed", WORKER_DIED)
    assert KILLER not in str(failed.detail)
    assert results == alone
    assert again == alone[:1]


def test_actors_killed_from_outside_are_replaced() -> None:
    given = pieces(*[SENTENCES] * 40)
    pids: list[int] = []

    def killing(each: list[Piece]) -> Iterator[Piece]:
        for number, piece in enumerate(each):
            if number == 20:
                pids.extend(_wait_for_actors(2))
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)
            yield piece

    with RayWorkers(Finder([Fixed(FOUND)]), 2, address=None, cuda=False) as engine:
        done = [found for _, found in engine.run(killing(given), list)]
    assert done == search(Fixed(FOUND), given, workers=1)
    assert len(pids) == 2


def _wait_for_actors(count: int) -> list[int]:
    """Gives process numbers; one actor may have done a lot before the other has started."""
    until = time.monotonic() + 60
    while True:
        found = subprocess.run(["pgrep", "-f", "ray::Searcher"], capture_output=True, check=False)
        pids = list(map(int, found.stdout.split()))
        if len(pids) >= count or time.monotonic() > until:
            return pids
        time.sleep(0.05)


def test_an_error_that_concerns_the_whole_job_is_raised_as_it_is() -> None:
    failing = Failing("", ModelError("no such model"))
    with (
        RayWorkers(Finder([failing]), None, address=None, cuda=False) as engine,
        pytest.raises(ModelError, match="no such model"),
    ):
        run(engine, PIECES)


def test_another_version_on_the_cluster_is_refused() -> None:
    answer = Searcher(b"", "0.0.0").ready()
    assert isinstance(answer, UsageError)
    assert "has anon" in str(answer)


def test_a_module_that_the_cluster_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anonymize.engines.ray.Searcher", Nowhere)
    with (
        RayWorkers(Finder([Fixed(FOUND)]), 1, address=None, cuda=False) as engine,
        pytest.raises(UsageError, match="lacks anon"),
    ):
        run(engine, PIECES)


class Nowhere(Searcher):
    """As where a package is not installed."""

    def __init__(self, *_: object) -> None:
        import there_is_no_such_module  # type: ignore[import-not-found]  # noqa: F401


def test_a_job_writes_the_same_bytes(anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANON_KEY", KEY)
    lines = [{"id": n, "text": f"Anna{n % 7}@example.com wrote. " + "So it goes. " * 20} for n in range(900)]
    write_tree(in_tmp, {"docs/a.jsonl": jsonl(*lines), "docs/b.txt": "to bob@example.com\r\n"})
    common = ("redact", "docs", "--detector", "patterns", "--operator", "pseudonym", "--quiet")
    for engine in ("local", "ray"):
        done = anon(*common, "--output", engine, "--workers", 2, "--engine", engine)
        assert (done.exit_code, done.stdout) == (0, "")
    assert tree(Path("local")) == tree(Path("ray"))
    first, second = (Path(f"{engine}.manifest.jsonl").read_bytes() for engine in ("local", "ray"))
    assert first.replace(b'"output":"local"', b'"output":"ray"', 1) == second


def test_no_cluster_and_no_ray_are_said_in_a_sentence(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_tmp / "a.txt").write_text("Anna")
    done = anon("redact", "a.txt", "--engine", "ray", "--address", "auto")
    assert done.exit_code == 2
    assert "--address auto: no Ray cluster answers there" in done.stderr
    done = anon("redact", "a.txt", "--address", "auto")
    assert done.exit_code == 2
    assert "add --engine ray" in done.stderr
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"pip install -c constraints.txt '\.\[ray\]'"):
        RayWorkers(Finder([Fixed(FOUND)]), 2, address=None, cuda=False)


def test_auto_on_the_command_line_wins_over_the_environment(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ray itself takes `RAY_ADDRESS`, here a Ray of the command's own, for `auto`."""
    monkeypatch.setenv("RAY_ADDRESS", "local")
    (in_tmp / "a.txt").write_text("Anna")
    done = anon("redact", "a.txt", "--detector", "patterns", "--engine", "ray", "--address", "auto")
    assert done.exit_code == 2
    assert "--address auto: no Ray cluster answers there" in done.stderr


def test_ray_that_knows_no_tokens_yet_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Ray 2.40 does, which is new enough: its exceptions have none for a token."""
    ray = pytest.importorskip("ray")
    monkeypatch.delattr(ray.exceptions, "AuthenticationError")
    with pytest.raises(UsageError, match="--address auto: no Ray cluster answers there"):
        connected("auto", None)


@pytest.mark.parametrize("way", ["--address", "RAY_ADDRESS"])
def test_an_address_where_nobody_listens_is_told_at_once(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    (in_tmp / "a.txt").write_text("Anna")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    if way == "RAY_ADDRESS":
        monkeypatch.setenv(way, address)
    named = (way, address) if way == "--address" else ()
    started = time.monotonic()
    done = anon("redact", "a.txt", "--detector", "patterns", "--engine", "ray", *named)
    assert (done.exit_code, time.monotonic() - started < 20) == (2, True)
    assert f"{way} {address}: no Ray cluster answers there" in done.stderr


def test_a_cluster_that_wants_a_token_is_told_from_one_that_is_not_there(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text("Anna")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        line = [
            sys.executable,
            "-m",
            "anonymize",
            "redact",
            "a.txt",
            "--detector",
            "patterns",
            "--engine",
            "ray",
            "--address",
            address,
        ]
        settings = environment(RAY_AUTH_MODE="token", HOME=str(in_tmp))
        done = subprocess.run(line, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "the Ray cluster takes no one without its token; set RAY_AUTH_MODE=token" in done.stderr


def test_a_command_that_is_terminated_ends_without_a_dump_of_its_memory() -> None:
    code = (
        "import os; from anonymize.engines.connecting import connected;"
        " connected('local', 1); os.kill(os.getpid(), 15)"
    )
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, "SIGTERM received" in done.stderr) == (-signal.SIGTERM, False)


def test_it_is_told_once_that_no_actor_can_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    full = _FullCluster()
    monkeypatch.setattr("anonymize.engines.ray.PATIENCE", 0.0)
    actors = Actors(full, Finder([Fixed(FOUND)]), gpus=0, notify=told.append)
    worker = actors.start()
    assert actors.speaking([worker], 0) == []
    assert actors.speaking([worker], 0) == []
    assert len(told) == 1
    assert "no worker could begin" in told[0]
    full.is_full = False
    assert actors.speaking([worker], 0) == [worker]


class _FullCluster:
    """A Ray on which no actor finds a core."""

    is_full = True

    def put(self, value: object) -> object:
        return value

    def remote(self, **_: object) -> Callable[[type], Any]:
        return lambda _: SimpleNamespace(
            remote=lambda *_: SimpleNamespace(ready=SimpleNamespace(remote=object))
        )

    def wait(self, references: list[object], **_: object) -> tuple[list[object], list[object]]:
        return ([], references) if self.is_full else (references, [])
