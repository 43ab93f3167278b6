"""Records in, records with their results out: in input order, with bounded memory.

How the work is cut is left to `chunks`; what is done with the results to the job and to the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anonymize.digests import NewDigest
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.inputs import InputFile
from anonymize.engines.local import Engine
from anonymize.findings import RecordFindings, Texts
from anonymize.jobs.chunks import Chunk, FileBegins, FileEnds, KeptItem, read_chunks
from anonymize.policy import Verify
from anonymize.redaction import RecordRedaction, Redaction


@dataclass(frozen=True, slots=True)
class RecordDone:
    """A record with the result of each of its documents; a bad record has none.

    For `collisions` see `Replacements`.
    """

    record: Record | BadRecord
    results: tuple[Redaction, ...]
    collisions: int = 0


@dataclass(frozen=True, slots=True)
class FileKept:
    """The file was read only to have the others worked on as if it were new."""

    file: InputFile


@dataclass(frozen=True, slots=True)
class Paused:
    """Whoever writes the input has paused, and all that came so far is done."""


Finish = Callable[[Sequence[tuple[Texts, RecordFindings]]], list[RecordRedaction]]
"""Makes results of what was found in the records of a chunk."""
Event = FileBegins | RecordDone | FileEnds | FileKept | Paused


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

    Chunks are finished in the order of the input, and files that are kept are read to form the same ones, and
    searched where a chunk holds something new: nothing depends on how many workers an engine has, nor on what
    an earlier run did.

    Args:
        files: what to read.
        options: how to read it.
        engine: has the texts searched.
        finish: makes results of what was found.
        verify: see `Policy`; the second search goes through the engine as the first one does.
        kept: ids of files of which nothing is to be made.
        new_digest: makes a digest of the bytes of each other file as it is read.

    Yields:
        For each file its beginning, its records in order, and its end, or that it is kept; and where the
        input pauses, that.
    """
    done = (
        _Done(chunk, finish(_new(chunk, found)))
        for chunk, found in engine.run(
            read_chunks(files, options, kept, new_digest), Chunk.texts, lambda chunk: chunk.urgent
        )
    )
    for chunk, results in done if verify == "none" else _verified(done, engine, withhold=verify == "strict"):
        yield from _finished(chunk, results)


def _new(chunk: Chunk, found: Sequence[RecordFindings]) -> list[tuple[Texts, RecordFindings]]:
    """The texts of those records of a chunk that are not kept, with what was found in them."""
    pairs = zip(chunk.texts(), found, strict=True)
    return [pair for pair, is_kept in zip(pairs, chunk.are_kept(), strict=False) if not is_kept]


class _Done(NamedTuple):
    """A chunk with the results of those of its records that have texts."""

    chunk: Chunk
    results: list[RecordRedaction]


def _verified(done: Iterable[_Done], engine: Engine, *, withhold: bool) -> Iterator[_Done]:
    """Has the outputs searched, too."""
    for (chunk, results), found in engine.run(done, _outputs, lambda done: done.chunk.urgent):
        yield _Done(
            chunk,
            [
                record.verified(findings, withhold=withhold)
                for record, findings in zip(results, found, strict=True)
            ],
        )


def _outputs(done: _Done) -> list[Texts]:
    return [record.outputs for record in done.results]


def _finished(chunk: Chunk, results: Sequence[RecordRedaction]) -> Iterator[Event]:
    remaining = iter(results)
    for item in chunk.items:
        if isinstance(item, Record) and item.documents:
            done = next(remaining)
            yield RecordDone(item, done.results, done.collisions)
        elif isinstance(item, Record | BadRecord):
            yield RecordDone(item, ())
        elif isinstance(item, KeptItem):
            if isinstance(item.item, FileEnds):
                yield FileKept(item.item.file)
        else:
            yield item
    if chunk.urgent:
        yield Paused()
