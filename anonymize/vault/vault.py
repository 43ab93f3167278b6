"""The vault: what stands for what, kept from job to job, so that `tag` and `pseudonym` can be undone.

Owns how a text is known again and what is entered of it. The lines are left to `contents`, the file to
`blocks`, and what a replacement means in a text that was changed to `forms`.

Two texts can come out alike: "Dear Anna" and "Dear ANNA", both as "Dear <PERSON_7f3a91c2>". The first one is
kept, and the other is counted as ambiguous, since it will come back as the first. As a replacement stands for
one identity over the whole vault, only the spelling of a value can then be another one. A tag with a number,
such as <PERSON_1>, or a surrogate that had to be shared stands for several: where texts that came out alike
had other values in the place of one, neither value is given back.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from anonymize.keys import Key
from anonymize.vault.blocks import BlockFile, GrowingBlockFile, open_blocks, open_growing_blocks
from anonymize.vault.contents import FORM, HOLDER, IN_DOUBT, TEXT, Contents, Triples, line, spans_of, texts
from anonymize.vault.files import locked
from anonymize.vault.forms import Form, first_forms, is_document_tag, name_parts

TEXT_PURPOSE = "vault.text"
FINGERPRINT_BYTES = 16
"""Among 2^32 texts two have the same fingerprint in one of 2^65 vaults."""
BLOCK_BYTES = 1 << 18
"""Before packing. To find the spans of one text its whole block is read, in some milliseconds."""
CACHED_BLOCKS = 8
"""Texts are restored in the order in which they were redacted, by and large."""


class Replaced(NamedTuple):
    """A value that was replaced.

    Attributes:
        start: first code point of the replacement in the output text.
        end: one past its last code point.
        label: what it was found as, canonical.
        original: the value as the document had it.
    """

    start: int
    end: int
    label: str
    original: str


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

    @staticmethod
    @contextmanager
    def open_for_writing(
        path: Path, key: Key, notify: Callable[[str], None] = lambda _: None
    ) -> Iterator[GrowingVault]:
        """Opens a vault to add to it, and makes it when there is none.

        It is locked until the `with` block is left; then what was not synced yet is, unless there was an
        exception.

        Args:
            path: where it is.
            key: of the vault.
            notify: is told, in a line, when another job has to end first.

        Raises:
            UsageError: the file is no vault, cannot be opened, or was made with another key.
            AnonError: a byte of it was changed, or it cannot be written.
        """
        # One file has one lock, whatever links lead to it.
        path = Path(os.path.realpath(path))
        contents = Contents()
        with locked(path, notify), open_growing_blocks(path, key, contents.take) as blocks:
            vault = GrowingVault(blocks, contents, key)
            yield vault
            vault.sync()

    def positions(self, text: str) -> list[Position] | None:
        """Gives what was replaced in a text, in order; None when the text is none of the vault's.

        Raises:
            AnonError: the file was damaged since it was opened.
        """
        spans = self._spans(self._fingerprint(text))
        if spans is None:
            return None
        forms = self._contents.forms
        return [
            Position(start, end, None if form == IN_DOUBT else forms[form].original)
            for start, end, form in spans_of(spans)
        ]

    @property
    def forms(self) -> Mapping[str, str]:
        """What each replacement stands for in a text that was changed; see `first_forms`."""
        return first_forms(self._contents.forms, self._contents.shared)

    @property
    def parts(self) -> Mapping[str, str]:
        """What the words of replaced names stand for in a text that was changed; see `name_parts`."""
        return name_parts(self._contents.forms)

    def _spans(self, fingerprint: bytes) -> Triples | None:
        number = self._contents.places.get(fingerprint)
        return None if number is None else self._texts(number)[fingerprint]

    def _fingerprint(self, text: str) -> bytes:
        return self._key.mac(TEXT_PURPOSE, text.encode("utf-8", "surrogatepass"))[:FINGERPRINT_BYTES]


class GrowingVault(Vault):
    """A vault that is added to, and the ledger of the operators. See `Vault.open_for_writing`.

    What is added is in memory until `sync`.

    Attributes:
        ambiguous: texts that were added when one that came out alike, but had other values, was in the vault.
    """

    def __init__(self, blocks: GrowingBlockFile, contents: Contents, key: Key) -> None:
        super().__init__(blocks, contents, key)
        self.ambiguous = 0
        self._growing = blocks
        self._lines: list[tuple[bytes, bytes | None]] = []
        """What is to be written, each with the fingerprint of the text that it is about, if any."""
        self._unwritten: dict[bytes, Triples] = {}

    def holder(self, replacement: str) -> str | None:
        """See `Ledger`."""
        return self._contents.holders.get(replacement)

    def hold(self, replacement: str, identity: str) -> None:
        """See `Ledger`."""
        if self._contents.hold(replacement, identity):
            self._lines.append((line(HOLDER, replacement, identity), None))

    def add(self, text: str, spans: Iterable[Replaced]) -> None:
        """Enters a redacted text, be it without spans: what looks like a replacement in it is none, then.

        Args:
            text: the output text.
            spans: in order, those alone whose replacement tells values apart (`tag`, `pseudonym`).

        Raises:
            ValueError: the spans are out of order, or outside the text.
        """
        given: list[int] = []
        position = 0
        for start, end, label, original in spans:
            if not position <= start <= end <= len(text):
                raise ValueError(f"span {start}:{end} is out of order or outside the text")
            given += (start, end, self._form(Form(text[start:end], original, label)))
            position = end
        fingerprint = self._fingerprint(text)
        known = self._spans(fingerprint)
        if known is None:
            self._enter(fingerprint, given)
        elif list(known) != given:
            self.ambiguous += 1
            certain = self._certain(known, given)
            if certain != list(known):
                self._enter(fingerprint, certain)

    def sync(self) -> None:
        """Writes what was added since, and returns when it is safe on the disk.

        No output may appear before: a vault without it could not give it back.

        Raises:
            AnonError: it cannot be written; the file is as it was.
        """
        batches: list[list[tuple[bytes, bytes | None]]] = []
        room = 0
        for entry in self._lines:
            if room <= 0:
                batches.append([])
                room = BLOCK_BYTES
            batches[-1].append(entry)
            room -= len(entry[0])
        if not batches:
            return
        first = len(self._growing)
        self._growing.append([b"".join(written for written, _ in batch) for batch in batches])
        for number, batch in enumerate(batches, first):
            self._contents.places |= {about: number for _, about in batch if about is not None}
        self._lines.clear()
        self._unwritten.clear()

    def _spans(self, fingerprint: bytes) -> Triples | None:
        unwritten = self._unwritten.get(fingerprint)
        return super()._spans(fingerprint) if unwritten is None else unwritten

    def _form(self, form: Form) -> int:
        number, is_new = self._contents.number(form)
        if is_new:
            self._lines.append((line(FORM, *form), None))
        return number

    def _enter(self, fingerprint: bytes, spans: Triples) -> None:
        self._unwritten[fingerprint] = spans
        self._lines.append((line(TEXT, fingerprint.hex(), spans), fingerprint))

    def _certain(self, known: Triples, given: Triples) -> list[int]:
        """Gives the spans that are known, in doubt where another value may be that of another identity."""
        others = {(start, end): form for start, end, form in spans_of(given)}
        certain: list[int] = []
        for start, end, form in spans_of(known):
            differs = form != IN_DOUBT and others.get((start, end), form) != form
            certain += (start, end, IN_DOUBT if differs and self._is_unclear(form) else form)
        return certain

    def _is_unclear(self, form: int) -> bool:
        replacement = self._contents.forms[form].replacement
        return replacement in self._contents.shared or is_document_tag(replacement)
