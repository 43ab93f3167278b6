"""Sequences that were run before: what a model gave for them is kept, so that what repeats is run once.

Lines of logs and forms repeat. Only what is the same in every token id is taken for the same, and a sequence
gives the same whatever it is run with, so that nothing of the results depends on it. Kept in the memory of
one process, never written.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

MOST_BYTES = 16 * 2**20
"""Kept at a time: some thousand lines, and less than a tenth of what a process takes anyway."""
ENTRY_BYTES = 512
"""Of an entry beside its logits: its key, the objects that hold both, and a place in the table."""


class Repeats:
    """Runs each sequence once, as long as there is room to keep what came of it; the least recent goes first.

    Pickles without what it keeps. To be used by one thread.

    Args:
        most: bytes that may be kept.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, Floats] = OrderedDict()
        self.size = 0
        """Bytes kept."""

    def __getstate__(self) -> dict[str, object]:
        return {"_most": self._most, "_kept": OrderedDict(), "size": 0}

    def run(
        self, sequences: Sequence[Ints], infer: Callable[[Sequence[Ints]], Iterable[Floats]]
    ) -> list[Floats]:
        """Gives the logits of sequences.

        Args:
            sequences: token ids, each of shape (tokens,), in any order; several may be the same.
            infer: runs those that have to be, each different from the others, and gives the logits of each.

        Returns:
            The logits of each sequence, shape (tokens, tags). They are shared: not to be written to.
        """
        keys = [digest(sequence) for sequence in sequences]
        known = {key: self._kept[key] for key in dict.fromkeys(keys) if key in self._kept}
        new = {key: sequence for key, sequence in zip(keys, sequences, strict=True) if key not in known}
        known |= zip(new, infer(list(new.values())), strict=True)
        for key in dict.fromkeys(keys):
            self._keep(key, known[key])
        return [known[key] for key in keys]

    def _keep(self, key: bytes, logits: Floats) -> None:
        if key in self._kept:
            self._kept.move_to_end(key)
            return
        if (size := _size(logits)) > self._most:
            return
        logits.flags.writeable = False
        self._kept[key] = logits
        self.size += size
        while self.size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self.size -= _size(oldest)


def digest(sequence: Ints) -> bytes:
    """Gives 32 bytes (BLAKE2b, RFC 7693) that are the same for the same token ids only."""
    return hashlib.blake2b(sequence.tobytes(), digest_size=32).digest()


def _size(logits: Floats) -> int:
    return logits.nbytes + ENTRY_BYTES
