"""Records in, records with their results out: in input order, with bounded memory.

Owns how the work is cut into chunks; what is done with the results is left to the job and to the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from anonymize.digests import Digest, NewDigest
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import open_input
from anonymize.documents.watching import unchanged
from anonymize.engines.local import Engine
from anonymize.errors import DocumentError
from anonymize.findings import RecordFindings, Texts
from anonymize.policy import Verify
from anonymize.redaction import RecordRedaction, Redaction, second_look

CHUNK_CHARACTERS = 200_000
"""Text in work at a time: enough windows to keep all cores busy, a few MB of memory."""
CHUNK_ITEMS = 1_000
"""Records and files in work at a time, those that cannot be read included: each holds some memory."""


@dataclass(frozen=True, slots=True)
class FileBegins:
    """The next records are of this file."""

    file: InputFile


@dataclass(frozen=True, slots=True)
class RecordDone:
    """A record with the result of each of its documents; a bad record has none.

    For `collisions` see `Replacements`.
    """

    record: Record | BadRecord
    results: tuple[Redaction, ...]
    collisions: int = 0


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


@dataclass(frozen=True, slots=True)
class FileKept:
    """The file was read only to have the others worked on as if it were new."""

    file: InputFile


@dataclass(frozen=True, slots=True)
class _Kept:
    """Something of a file that is kept: it has its place in a chunk, and nothing is made of it."""

    item: FileBegins | FileEnds | Record | BadRecord


Finish = Callable[[Sequence[tuple[Texts, RecordFindings]]], list[RecordRedaction]]
"""Makes results of what was found in the records of a chunk."""
Event = FileBegins | RecordDone | FileEnds | FileKept
Item = FileBegins | FileEnds | Record | BadRecord | _Kept


def process(
    files: Sequence[InputFile],
    options: ReadOptions,
    engine: Engine,
    finish: Finish,
    *,
    verify: Verify = "none",
    kept: Container[str] = (),
    new_digest: NewDigest | None = None,
) -> Iterator[Event]:
    """Reads files and has their documents worked on.

    Chunks are formed from input order alone, and finished in that order, so that nothing depends on how many
    workers an engine has, nor on what an earlier run did: files that are kept are read for that, and searched
    where a chunk holds something new.

    Args:
        files: what to read.
        options: how to read it.
        engine: has the texts searched.
        finish: makes results of what was found.
        verify: see `Policy`; the second search goes through the engine as the first one does.
        kept: ids of files of which nothing is to be made.
        new_digest: makes a digest of the bytes of each other file as it is read.

    Yields:
        For each file its beginning, its records in order, and its end, or that it is kept.
    """
    done = (
        _Done(chunk, finish(_new(chunk, found)))
        for chunk, found in engine.run(_chunks(_read(files, options, kept, new_digest)), _texts)
    )
    for chunk, results in done if verify == "none" else _verified(done, engine, withhold=verify == "strict"):
        yield from _finished(chunk, results)


def _new(chunk: Sequence[Item], found: Sequence[RecordFindings]) -> list[tuple[Texts, RecordFindings]]:
    """The texts of those records of a chunk that are not kept, with what was found in them."""
    pairs = zip(_texts(chunk), found, strict=True)
    return [pair for pair, is_kept in zip(pairs, _are_kept(chunk), strict=False) if not is_kept]


def _read(
    files: Sequence[InputFile], options: ReadOptions, kept: Container[str], new_digest: NewDigest | None
) -> Iterator[Item]:
    for file in files:
        if file.id in kept:
            yield from map(_Kept, _items(file, options, None))
        else:
            yield from _items(file, options, None if new_digest is None else new_digest())


def _items(
    file: InputFile, options: ReadOptions, digest: Digest | None
) -> Iterator[FileBegins | FileEnds | Record | BadRecord]:
    yield FileBegins(file)
    error: DocumentError | None = None
    try:
        with unchanged(file), open_input(file, digest) as stream:
            yield from file.format.read(stream, file.id, options)
    except DocumentError as caught:
        error = caught
    yield FileEnds(file, error, None if digest is None or error is not None else digest.hexdigest())


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    characters = 0
    for item in items:
        chunk.append(item)
        if isinstance(record := _bare(item), Record):
            characters += sum(len(document.text) for document in record.documents)
        if len(chunk) >= CHUNK_ITEMS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _bare(item: Item) -> FileBegins | FileEnds | Record | BadRecord:
    return item.item if isinstance(item, _Kept) else item


def _are_kept(chunk: Sequence[Item]) -> list[bool]:
    """Tells of those records of a chunk that have texts whether they are kept."""
    return [
        isinstance(item, _Kept)
        for item in chunk
        if isinstance(record := _bare(item), Record) and record.documents
    ]


def _texts(chunk: Sequence[Item]) -> list[Texts]:
    """The texts of those records of a chunk that have any; none where all records are kept."""
    if all(_are_kept(chunk)):
        return []
    return [
        Texts(
            texts=tuple(document.text for document in item.documents),
            known=item.known,
            known_only=tuple(document.known_only for document in item.documents) if item.known else (),
            subject=item.subject,
        )
        for item in map(_bare, chunk)
        if isinstance(item, Record) and item.documents
    ]


class _Done(NamedTuple):
    """A chunk with the results of those of its records that have texts."""

    chunk: list[Item]
    results: list[RecordRedaction]


def _verified(done: Iterable[_Done], engine: Engine, *, withhold: bool) -> Iterator[_Done]:
    """Has the outputs searched, too."""
    for (chunk, results), found in engine.run(done, _outputs):
        yield _Done(
            chunk,
            [
                replace(
                    record,
                    results=tuple(
                        second_look(result, findings, withhold=withhold)
                        for result, findings in zip(record.results, again, strict=True)
                    ),
                )
                for record, again in zip(results, found, strict=True)
            ],
        )


def _outputs(done: _Done) -> list[Texts]:
    """The output texts of the records; one that is withheld already has none, and nothing is found in it."""
    return [
        Texts(
            tuple(result.output.text for result in record.results),
            written=tuple(result.output.written() for result in record.results),
        )
        for record in done.results
    ]


def _finished(chunk: Sequence[Item], results: Sequence[RecordRedaction]) -> Iterator[Event]:
    remaining = iter(results)
    for item in chunk:
        if isinstance(item, Record) and item.documents:
            done = next(remaining)
            yield RecordDone(item, done.results, done.collisions)
        elif isinstance(item, Record | BadRecord):
            yield RecordDone(item, ())
        elif isinstance(item, _Kept):
            if isinstance(item.item, FileEnds):
                yield FileKept(item.item.file)
        else:
            yield item
