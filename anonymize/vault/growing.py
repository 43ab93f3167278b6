"""A vault that is added to: what is entered of a text, and of two that came out alike (`alike`)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from anonymize.keys import Key
from anonymize.vault.alike import spans_agreed
from anonymize.vault.blocks import GrowingBlockFile, open_growing_blocks
from anonymize.vault.contents import FORM, HOLDER, IN_DOUBT, TEXT, Contents, Entry, line
from anonymize.vault.files import locked
from anonymize.vault.forms import Form
from anonymize.vault.vault import Vault

BLOCK_BYTES = 1 << 18
"""Before packing. To find the spans of one text its whole block is read, in some milliseconds."""


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


class GrowingVault(Vault):
    """A vault that is added to, and the ledger of the operators. See `open_for_writing`.

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
