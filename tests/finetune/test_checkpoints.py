"""Checkpoints on disks that are full or were, and that lost what was written last."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anonymize.errors import EXIT_INCOMPLETE, AnonError, UsageError
from finetune.output import CHECKPOINTS
from finetune.plans import Plan
from finetune.runs import run

Plans = Callable[..., Plan]


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A write beyond the size fails as on a full disk, but for the number of the error."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("freeze", ["none", "backbone"])
def test_a_disk_that_is_full_is_said_and_the_run_can_go_on(plan: Plans, tmp_path: Path, freeze: str) -> None:
    """Without frozen weights the checkpoints are too large; with them, the model alone is."""
    with (
        no_file_larger_than(20_000),
        pytest.raises(
            AnonError, match=r"run: cannot be written \(File too large\); name another place"
        ) as caught,
    ):
        run(plan(freeze=freeze), tmp_path / "run")
    assert caught.value.exit_code == EXIT_INCOMPLETE, "what was asked for is not to blame"
    assert not list(tmp_path.rglob("*.part"))
    run(plan(freeze=freeze), tmp_path / "run", resume=True)
    assert (tmp_path / "run" / "model.safetensors").is_file()


@pytest.mark.parametrize("left", [0, 1_000])
def test_a_checkpoint_that_was_cut_short_is_said(plan: Plans, tmp_path: Path, left: int) -> None:
    run(plan(), tmp_path / "run")
    (tmp_path / "run" / "metrics.json").unlink()
    last = tmp_path / "run" / CHECKPOINTS / "last.pt"
    last.parent.mkdir()
    last.write_bytes(bytes(left))
    with pytest.raises(UsageError, match=r"last\.pt: a damaged checkpoint; --overwrite begins anew"):
        run(plan(), tmp_path / "run", resume=True)
