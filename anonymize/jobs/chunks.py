"""Files in, chunks of records out: how the work is cut, from the order of the input alone.

Nothing so depends on how many workers there are, nor on what an earlier run did. What a program writes into a
pipe is cut where it pauses, too: nobody should wait for a thousand records of a log that grows by one.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from anonymize.digests import Digest, NewDigest
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import is_live, open_input
from anonymize.documents.watching import unchanged
from anonymize.errors import DocumentError
from anonymize.findings import Texts
from anonymize.jobs.pauses import Pause, with_pauses

CHUNK_CHARACTERS = 50_000
"""Text in work at a time: enough windows to keep all cores busy. The last one has one worker busy alone."""
CHUNK_ITEMS = 1_000
"""Records and files in work at a time, those that cannot be read included: each holds some memory."""
PATIENCE = 0.1
"""Seconds without anything new in a pipe, after which what is there is worked on."""


@dataclass(frozen=True, slots=True)
class FileBegins:
    """The next records are of this file."""

    file: InputFile


@dataclass(frozen=True, slots=True)
class FileEnds:
    """The file is at its end, or could not be read further.

    Attributes:
        file: which one.
        error: why it could not.
        digest: of all its bytes, where one was asked for and it was read to its end.
    """

    file: InputFile
    error: DocumentError | None
    digest: str | None = None


Item = FileBegins | FileEnds | Record | BadRecord


@dataclass(frozen=True, slots=True)
class KeptItem:
    """Something of a file that is kept: it has its place in a chunk, and nothing is made of it."""

    item: Item


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is worked on together.

    Attributes:
        items: records, and where their files begin and end, in order.
        urgent: whoever writes the input has paused, and nothing comes behind it for now.
    """

    items: Sequence[Item | KeptItem]
    urgent: bool = False

    def texts(self) -> list[Texts]:
        """The texts of those records that have any; none where all records are kept."""
        if all(self.are_kept()):
            return []
        return [
            Texts(
                texts=tuple(document.text for document in item.documents),
                known=item.known,
                known_only=tuple(document.known_only for document in item.documents) if item.known else (),
                subject=item.subject,
            )
            for item in map(_bare, self.items)
            if isinstance(item, Record) and item.documents
        ]

    def are_kept(self) -> list[bool]:
        """Tells of those records that have texts whether they are kept."""
        return [
            isinstance(item, KeptItem)
            for item in self.items
            if isinstance(record := _bare(item), Record) and record.documents
        ]


def read_chunks(
    files: Sequence[InputFile], options: ReadOptions, kept: Container[str], new_digest: NewDigest | None
) -> Iterator[Chunk]:
    """Reads files.

    Args:
        files: what to read.
        options: how to read it.
        kept: ids of files of which nothing is to be made.
        new_digest: makes a digest of the bytes of each other file as it is read.
    """
    items: list[Item | KeptItem] = []
    characters = 0
    waiting = False
    for item in _read(files, options, kept, new_digest):
        if isinstance(item, Pause):
            # Without an item, too: a full chunk before it may be waiting for the next one.
            if waiting:
                yield Chunk(items, urgent=True)
                items, characters, waiting = [], 0, False
            continue
        items.append(item)
        waiting = True
        if isinstance(record := _bare(item), Record):
            characters += sum(len(document.text) for document in record.documents)
        if len(items) >= CHUNK_ITEMS or characters >= CHUNK_CHARACTERS:
            yield Chunk(items)
            items, characters = [], 0
    if items:
        yield Chunk(items)


def _read(
    files: Sequence[InputFile], options: ReadOptions, kept: Container[str], new_digest: NewDigest | None
) -> Iterator[Item | KeptItem | Pause]:
    for file in files:
        if file.id in kept:
            yield from map(KeptItem, _items(file, options, None))
            continue
        items = _items(file, options, None if new_digest is None else new_digest())
        yield from with_pauses(items, PATIENCE) if is_live(file) else items


def _items(file: InputFile, options: ReadOptions, digest: Digest | None) -> Iterator[Item]:
    yield FileBegins(file)
    error: DocumentError | None = None
    try:
        with unchanged(file), open_input(file, digest) as stream:
            yield from file.format.read(stream, file.id, options)
    except DocumentError as caught:
        error = caught
    yield FileEnds(file, error, None if digest is None or error is not None else digest.hexdigest())


def _bare(item: Item | KeptItem) -> Item:
    return item.item if isinstance(item, KeptItem) else item
