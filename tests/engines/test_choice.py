"""`--workers auto`: as many as the inputs, the cores and the memory are good for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anonymize import cores
from anonymize.cores import CGROUPS
from anonymize.documents.inputs import discover
from anonymize.engines import choice
from anonymize.engines.choice import WORTH, suitable_workers


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, all of which may be used, and memory enough."""
    monkeypatch.setattr(choice, "usable_cores", lambda: 8)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr(choice, "_memory", lambda _: 64 * choice.MEMORY)


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
def test_a_file_on_standard_input_has_a_size(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * 3 * WORTH)
    with (in_tmp / "a.txt").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert workers("-") == 3


@pytest.mark.usefixtures("machine")
def test_pipes_get_none_beside_this_process(in_tmp: Path) -> None:
    os.mkfifo("pipe")
    assert workers("-", "pipe") == 1


@pytest.mark.usefixtures("machine")
def test_memory_is_not_spent_on_workers(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * 99 * WORTH)
    monkeypatch.setattr(choice, "_memory", lambda _: 3 * choice.MEMORY)
    assert workers("a.txt") == 3
    monkeypatch.setattr(choice, "_memory", lambda _: choice.MEMORY // 2)
    assert workers("a.txt") == 1


def test_this_machine_is_asked(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_bytes(b"x" * 99 * WORTH)
    assert 1 <= workers("a.txt") <= (os.cpu_count() or 1)
    assert choice._memory(CGROUPS) > 10**8


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_the_memory_of_a_container_is_what_counts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    machine = choice._memory(tmp_path)
    for content, expected in (
        ("268435456\n", 268435456),
        ("max\n", machine),
        ("9223372036854771712", machine),
        ("", machine),
    ):
        path.write_text(content)
        assert choice._memory(tmp_path) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"cpu.max": "200000 100000\n"}, 2),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"cpu.max": "5000 100000\n"}, 1),
        ({"cpu.max": "max 100000\n"}, None),
        ({"cpu.max": "\u00b2"}, None),
        ({"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 3),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ({}, None),
    ],
)
def test_a_share_of_time_is_a_number_of_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], expected: int | None
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8))
    monkeypatch.setattr(cores, "CGROUPS", tmp_path)
    (tmp_path / "cpu").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    assert cores.usable_cores() == (8 if expected is None else expected)
