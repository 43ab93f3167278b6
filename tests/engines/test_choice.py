"""`--workers auto`: as many as the inputs, the cores and the memory are good for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anonymize.documents.inputs import discover
from anonymize.engines import choice
from anonymize.engines.choice import WORTH, suitable_workers


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, all of which may be used, and memory enough."""
    monkeypatch.setattr("joblib.cpu_count", lambda: 8)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr(choice, "_memory", lambda: 64 * choice.MEMORY)


def workers(*inputs: str | Path) -> int:
    return suitable_workers(discover([str(given) for given in inputs], glob=None, format="text").files)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("size", "expected"), [(0, 1), (10, 1), (WORTH, 1), (3 * WORTH + 1, 3), (99 * WORTH, 8)]
)
def test_each_worker_has_enough_to_do(in_tmp: Path, size: int, expected: int) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * (size // 2))
    (in_tmp / "b.txt").write_bytes(b"x" * (size - size // 2))
    assert workers("a.txt", "b.txt") == expected


@pytest.mark.usefixtures("machine")
def test_pipes_get_none_beside_this_process(in_tmp: Path) -> None:
    os.mkfifo("pipe")
    assert workers("-", "pipe") == 1


@pytest.mark.usefixtures("machine")
def test_memory_is_not_spent_on_workers(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * 99 * WORTH)
    monkeypatch.setattr(choice, "_memory", lambda: 3 * choice.MEMORY)
    assert workers("a.txt") == 3
    monkeypatch.setattr(choice, "_memory", lambda: choice.MEMORY // 2)
    assert workers("a.txt") == 1


def test_this_machine_is_asked(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * 99 * WORTH)
    assert 1 <= workers("a.txt") <= (os.cpu_count() or 1)
    assert choice._memory() > 10**8
