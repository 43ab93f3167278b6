"""The vault: what stands for what, kept from job to job, so that `tag` and `pseudonym` can be undone.

Owns how a text is known again. What is entered of it is left to `growing`, the lines to `contents`, the file
to `blocks`, and what a replacement means in a text that was changed to `forms`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from anonymize.keys import Key
from anonymize.vault.blocks import BlockFile, open_blocks
from anonymize.vault.contents import IN_DOUBT, Contents, Entry, spans_of, texts
from anonymize.vault.forms import first_forms, name_parts, unclear_parts

TEXT_PURPOSE = "vault.text"
FINGERPRINT_BYTES = 16
"""Among 2^32 texts two have the same fingerprint in one of 2^65 vaults."""
CACHED_BLOCKS = 8
"""Texts are restored in the order in which they were redacted, by and large."""


class Position(NamedTuple):
    """A replacement in a text that was not changed.

    Attributes:
        start: first code point.
        end: one past the last code point; equal to `start` where nothing stands for the value.
        original: the value that was there, None where it cannot be told.
    """

    start: int
    end: int
    original: str | None


class Vault:
    """What was replaced, to be had back. See `open_for_reading`.

    The spans of texts are read when they are asked for, so that memory does not grow with them.

    Args:
        blocks: verified.
        contents: what they say.
        key: knows texts again.

    Attributes:
        id: drawn when it was made, in hexadecimal digits.
        torn: whether the file ended in an incomplete block, which was passed over.
    """

    def __init__(self, blocks: BlockFile, contents: Contents, key: Key) -> None:
        self.id = blocks.id
        self.torn = blocks.torn
        self._blocks = blocks
        self._contents = contents
        self._key = key
        self._texts = functools.lru_cache(CACHED_BLOCKS)(lambda number: texts(blocks.content(number)))

    @staticmethod
    @contextmanager
    def open_for_reading(path: Path, key: Key) -> Iterator[Vault]:
        """Opens a vault without locking it: what another job adds meanwhile is not seen.

        All of the file is verified first. An incomplete block at its end is passed over, and `torn` tells so:
        a job was stopped, or is writing.

        Raises:
            UsageError: there is no such file, it is no vault, or it was made with another key.
            AnonError: a byte of it was changed.
        """
        contents = Contents()
        with open_blocks(path, key, contents.take) as blocks:
            yield Vault(blocks, contents, key)

    def positions(self, text: str) -> list[Position] | None:
        """Gives what was replaced in a text, in order; None when the text is none of the vault's.

        Raises:
            AnonError: the file was damaged since it was opened.
        """
        entry = self._entry(self._fingerprint(text))
        if entry is None:
            return None
        forms = self._contents.forms
        return [
            Position(start, end, None if form == IN_DOUBT else forms[form].original)
            for start, end, form in spans_of(entry.spans)
        ]

    def lost(self, text: str) -> Mapping[str, int]:
        """Gives how many values of a text a vault does not keep, by the operator that replaced them.

        Nothing is known of a text that is none of the vault's, or that an earlier version entered.

        Raises:
            AnonError: as `positions`.
        """
        entry = self._entry(self._fingerprint(text))
        return {} if entry is None else entry.lost

    def respelled(self, text: str) -> bool:
        """Tells whether another text came out like this one and was spelled otherwise; as `lost`.

        Raises:
            AnonError: as `positions`.
        """
        entry = self._entry(self._fingerprint(text))
        return entry is not None and entry.respelled

    @property
    def forms(self) -> Mapping[str, str]:
        """What each replacement stands for in a text that was changed; see `first_forms`."""
        return first_forms(self._contents.forms, self._contents.shared)

    @property
    def parts(self) -> Mapping[str, str]:
        """What the words of replaced names stand for in a text that was changed; see `name_parts`."""
        return name_parts(self._contents.forms)

    @property
    def left_out(self) -> frozenset[str]:
        """Replacements, and words of replaced names, that stand for several and so are none of the others."""
        replacements = {form.replacement for form in self._contents.forms}
        return frozenset(replacements - self.forms.keys() | unclear_parts(self._contents.forms))

    def _entry(self, fingerprint: bytes) -> Entry | None:
        number = self._contents.places.get(fingerprint)
        return None if number is None else self._texts(number)[fingerprint]

    def _fingerprint(self, text: str) -> bytes:
        return self._key.mac(TEXT_PURPOSE, text.encode("utf-8", "surrogatepass"))[:FINGERPRINT_BYTES]
