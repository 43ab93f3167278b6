"""The vault: what stands for what, kept from job to job, so that `tag` and `pseudonym` can be undone.

Owns how a text is known again and what is entered of it. The lines are left to `contents`, the file to
`blocks`, two texts that came out alike to `alike`, and what a replacement means in a text that was changed to
`forms`.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from anonymize.keys import Key
from anonymize.vault.alike import spans_agreed
from anonymize.vault.blocks import BlockFile, GrowingBlockFile, open_blocks, open_growing_blocks
from anonymize.vault.contents import (
    FORM,
    HOLDER,
    IN_DOUBT,
    TEXT,
    Contents,
    Entry,
    line,
    spans_of,
    texts,
)
from anonymize.vault.files import locked
from anonymize.vault.forms import Form, first_forms, name_parts, unclear_parts

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


class GrowingVault(Vault):
    """A vault that is added to, and the ledger of the operators. See `Vault.open_for_writing`.

    What is added is in memory until `sync`.

    Attributes:
        ambiguous: texts that were added when one that came out alike, but was spelled otherwise, was in the
            vault; they will come back as that one.
        unclear: texts that were added, and came out like others that had other values, so that not all of
            either will be given back. The first of them is counted, too.
    """

    def __init__(self, blocks: GrowingBlockFile, contents: Contents, key: Key) -> None:
        super().__init__(blocks, contents, key)
        self.ambiguous = 0
        self.unclear = 0
        self._growing = blocks
        self._lines: list[tuple[bytes, bytes | None]] = []
        """What is to be written, each with the fingerprint of the text that it is about, if any."""
        self._unwritten: dict[bytes, Entry] = {}

    def holder(self, replacement: str) -> str | None:
        """See `Ledger`."""
        return self._contents.holders.get(replacement)

    def hold(self, replacement: str, identity: str) -> None:
        """See `Ledger`."""
        if self._contents.hold(replacement, identity):
            self._lines.append((line(HOLDER, replacement, identity), None))

    def add(self, text: str, spans: Iterable[Replaced], lost: Mapping[str, int] | None = None) -> None:
        """Enters a redacted text, be it without spans: what looks like a replacement in it is none, then.

        Args:
            text: the output text.
            spans: in order, those alone whose replacement tells values apart (`tag`, `pseudonym`).
            lost: how many values other operators replaced, by their names.

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
        known = self._entry(fingerprint)
        if known is None:
            self._enter(fingerprint, Entry(given, lost or {}))
            return
        agreed = list(known.spans)
        respelled = known.respelled
        if agreed != given:
            agreed = spans_agreed(self._contents, known.spans, given)
            if IN_DOUBT not in agreed[2::3]:
                self.ambiguous += 1
                respelled = True
            else:
                self.unclear += 1 if IN_DOUBT in known.spans[2::3] else 2
        most = Entry(agreed, dict(Counter(known.lost) | Counter(lost or {})), respelled)
        if most != known._replace(spans=list(known.spans)):
            self._enter(fingerprint, most)

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

    def _entry(self, fingerprint: bytes) -> Entry | None:
        unwritten = self._unwritten.get(fingerprint)
        return super()._entry(fingerprint) if unwritten is None else unwritten

    def _form(self, form: Form) -> int:
        number, is_new = self._contents.number(form)
        if is_new:
            self._lines.append((line(FORM, *form), None))
        return number

    def _enter(self, fingerprint: bytes, entry: Entry) -> None:
        self._unwritten[fingerprint] = entry
        values = entry if entry.respelled else entry[:2] if entry.lost else entry[:1]
        self._lines.append((line(TEXT, fingerprint.hex(), *values), fingerprint))
