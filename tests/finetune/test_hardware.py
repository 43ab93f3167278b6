"""Devices, and running out of memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from anonymize.errors import AnonError, UsageError
from finetune.hardware import Hardware, memory_for
from finetune.plans import Plan
from finetune.runs import run


@pytest.mark.parametrize(
    ("batch_size", "advice"),
    [
        (16, "with --batch-size 16; try --batch-size 8"),
        (1, "with --batch-size 1; try a smaller --max-length"),
    ],
)
def test_running_out_of_memory_names_the_batch_size(batch_size: int, advice: str) -> None:
    """PyTorch says it on CPUs with a plain RuntimeError."""
    with pytest.raises(AnonError, match=f"out of memory {advice}"), memory_for(batch_size):
        torch.empty(2**50)
    with pytest.raises(AnonError, match=f"out of memory {advice}"), memory_for(batch_size):
        raise MemoryError


def test_another_error_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), memory_for(8):
        torch.ones(2, 3) @ torch.ones(2, 3)


def test_training_that_runs_out_of_memory_says_so(
    plan: Callable[..., Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        torch.empty(2**50)

    monkeypatch.setattr("finetune.training.Tagging.loss", refuse)
    with pytest.raises(AnonError, match="out of memory with --batch-size 12; try --batch-size 6"):
        run(plan(batch_size=12), tmp_path / "run")


def test_cuda_is_refused_in_words_where_there_is_none() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is CUDA here")
    with pytest.raises(UsageError, match="--device cuda: torch finds no CUDA device here"):
        Hardware.pick("cuda")
    assert Hardware.pick("auto").device == "cpu"


def test_the_random_state_is_put_back() -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    with Hardware("cpu", bfloat16=False).repeatable(1):
        torch.rand(3)
    assert torch.equal(torch.rand(1), expected)
