"""Vaults made for tests, and what is in one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from anonymize.keys import Key
from anonymize.vault import GrowingVault, Replaced, Vault

KEY = Key(b"0123456789abcdef0123456789abcdef")
OTHER_KEY = Key(b"fedcba9876543210fedcba9876543210")


def replaced(*pieces: str | tuple[str, str], label: str = "person") -> tuple[str, str, list[Replaced]]:
    """Puts a text together from text that stays and (value, replacement): gives it before and after."""
    before = after = ""
    spans = []
    for piece in pieces:
        value, replacement = (piece, piece) if isinstance(piece, str) else piece
        if not isinstance(piece, str):
            spans.append(Replaced(len(after), len(after) + len(replacement), label, value))
        before, after = before + value, after + replacement
    return before, after, spans


def add(path: Path, *pieces: str | tuple[str, str], label: str = "person", key: Key = KEY) -> str:
    """Enters one text into a vault, as `replaced` puts it together; gives the output text."""
    _, text, spans = replaced(*pieces, label=label)
    with GrowingVault.open_for_writing(path, key) as vault:
        vault.add(text, spans)
    return text


def given_back(path: Path, texts: Sequence[str], key: Key = KEY) -> list[list[str | None] | None]:
    """Gives for each text the values that were in it, None for one that the vault does not know."""
    with Vault.open_for_reading(path, key) as vault:
        found = [vault.positions(text) for text in texts]
        return [None if spans is None else [span.original for span in spans] for spans in found]


def forms(path: Path, key: Key = KEY) -> Mapping[str, str]:
    with Vault.open_for_reading(path, key) as vault:
        return vault.forms


def block_bounds(path: Path) -> list[int]:
    """Gives where the blocks of a vault begin, and where the last one ends."""
    from anonymize.vault.sealing import HEAD_BYTES, HEADER_BYTES

    data = path.read_bytes()
    bounds = [HEADER_BYTES]
    while bounds[-1] < len(data):
        length = int.from_bytes(data[bounds[-1] : bounds[-1] + 4], "big")
        bounds.append(bounds[-1] + HEAD_BYTES + length)
    return bounds


def blocks(path: Path) -> list[bytes]:
    """Gives the blocks of a vault as they stand in the file."""
    data = path.read_bytes()
    return [data[start:end] for start, end in itertools.pairwise(block_bounds(path))]
