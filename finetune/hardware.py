"""Where a model is trained: the device, its precision, repeatable kernels, and running out of memory."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from anonymize.errors import AnonError, UsageError

_CUBLAS = "CUBLAS_WORKSPACE_CONFIG"
_CPU_MEMORY = ("can't allocate memory", "not enough memory")
"""What PyTorch's allocator for CPUs says, which has no exception of its own."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """A device and the precision of matrix products on it.

    Attributes:
        device: `cpu` or `cuda`.
        bfloat16: whether products are made in bfloat16; weights and sums stay in float32.
    """

    device: str
    bfloat16: bool

    @classmethod
    def pick(cls, name: str) -> Hardware:
        """Gives what `auto`, `cpu` or `cuda` stands for, in bfloat16 where the device has it.

        Raises:
            UsageError: CUDA was asked for and there is none.
        """
        import torch

        if name == "cuda" and not torch.cuda.is_available():
            raise UsageError(
                "--device cuda: torch finds no CUDA device here; leave it out to train on the CPU"
            )
        device = "cuda" if name != "cpu" and torch.cuda.is_available() else "cpu"
        return cls(device, has_bfloat16(device))

    def autocast(self) -> Any:  # noqa: ANN401 - torch's context manager has no narrower public type
        """A context in which matrix products are made in bfloat16, where that is so."""
        import torch

        return torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.bfloat16)

    @contextmanager
    def repeatable(self, seed: int) -> Iterator[None]:
        """Within it the same seed gives the same numbers on the same machine; the state is put back after.

        On CPUs the kernels used here are repeatable by themselves; on CUDA repeatable ones are asked for.
        """
        import torch

        before = torch.are_deterministic_algorithms_enabled()
        cuda = self.device == "cuda"
        with torch.random.fork_rng(devices=[torch.cuda.current_device()] if cuda else []):
            torch.manual_seed(seed)
            if cuda:
                os.environ.setdefault(_CUBLAS, ":4096:8")
                torch.use_deterministic_algorithms(True, warn_only=True)
            try:
                yield
            finally:
                torch.use_deterministic_algorithms(before)


def has_bfloat16(device: str) -> bool:
    """Tells whether a device multiplies in bfloat16 by itself. Where it is emulated, float32 is faster."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if platform.machine().lower() in {"x86_64", "amd64"}:
        return bool(torch.cpu._is_avx512_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


@contextmanager
def memory_for(batch_size: int) -> Iterator[None]:
    """Turns running out of memory into an error that names the batch size.

    Args:
        batch_size: sentences a batch.

    Raises:
        AnonError: there was not enough memory.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        smaller = f"--batch-size {batch_size // 2}" if batch_size > 1 else "a smaller --max-length"
        raise AnonError(
            f"out of memory with --batch-size {batch_size}; try {smaller}, or a smaller base model"
        ) from error


def _is_memory(error: Exception) -> bool:
    import torch

    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(
        part in str(error) for part in _CPU_MEMORY
    )
