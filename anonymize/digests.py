"""Digests: of settings, by which two manifests can be compared without showing what was set, and of files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import BufferedIOBase, RawIOBase
from pathlib import Path
from typing import Protocol


class Digest(Protocol):
    """Takes in bytes as they go by, as those of `hashlib` and `hmac` do."""

    def update(self, data: bytes | memoryview, /) -> object:
        """Takes in the next bytes."""
        ...

    def hexdigest(self) -> str:
        """Gives the digest of all bytes so far, in hexadecimal digits."""
        ...


NewDigest = Callable[[], Digest]
_PIECE = 1 << 20
"""Bytes read at once."""


def digest(content: object) -> str:
    """Gives the SHA-256 of plain values (texts, numbers, lists), in hexadecimal digits.

    It hides no secret: whoever guesses the content can tell that the guess is right.
    """
    # JSON in ASCII keeps the values apart, and has a spelling for lone surrogates.
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()


def file_digest(path: Path, digest: Digest) -> str:
    """Gives the digest of a file's bytes, in hexadecimal digits; reads it in pieces.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        return stream_digest(file, digest)


def stream_digest(stream: RawIOBase | BufferedIOBase, digest: Digest) -> str:
    """Gives the digest of what a stream has, in hexadecimal digits; see `file_digest`."""
    buffer = memoryview(bytearray(_PIECE))
    while size := stream.readinto(buffer):
        digest.update(buffer[:size])
    return digest.hexdigest()
