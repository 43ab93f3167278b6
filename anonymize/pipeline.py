"""Records in, records with their results out: in input order, with bounded memory.

Owns how the work is cut into chunks; what is done with the results is left to the job and to the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.inputs import InputFile, open_input
from anonymize.documents.jsonl import JSONL
from anonymize.engines.local import Engine
from anonymize.errors import DocumentError
from anonymize.finder import RecordFindings, Texts
from anonymize.leaks import Output
from anonymize.policy import Verify
from anonymize.redactor import RecordRedaction, Redaction, second_look

CHUNK_CHARACTERS = 200_000
"""Text in work at a time: enough windows to keep all cores busy, a few MB of memory."""
CHUNK_ITEMS = 1_000
"""Records and files in work at a time, those that cannot be read included: each holds some memory."""
LINES_LOOKED_AT = 1_000
"""Lines of a JSONL file that may come before the first one with a string in it, to look at beforehand."""


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
    """The file is at its end, or could not be read further."""

    file: InputFile
    error: DocumentError | None


Finish = Callable[[Sequence[tuple[Texts, RecordFindings]]], list[RecordRedaction]]
"""Makes results of what was found in the records of a chunk."""
Event = FileBegins | RecordDone | FileEnds
Item = FileBegins | FileEnds | Record | BadRecord


def process(
    files: Sequence[InputFile],
    options: ReadOptions,
    engine: Engine,
    finish: Finish,
    verify: Verify = "none",
) -> Iterator[Event]:
    """Reads files and has their documents worked on.

    Chunks are formed from input order alone, and finished in that order, so that nothing depends on how many
    workers an engine has.

    Args:
        files: what to read.
        options: how to read it.
        engine: has the texts searched.
        finish: makes results of what was found.
        verify: see `Policy`; the second search goes through the engine as the first one does.

    Yields:
        For each file its beginning, its records in order, and its end.
    """
    done: Iterator[_Done] = (
        _Done(chunk, finish(list(zip(_texts(chunk), found, strict=True))))
        for chunk, found in engine.run(_chunks(_read(files, options)), _texts)
    )
    if verify != "none":
        done = _verified(done, engine, withhold=verify == "strict")
    for chunk, results in done:
        yield from _finished(chunk, results)


def check_first_records(files: Iterable[InputFile], options: ReadOptions) -> None:
    """Looks into JSONL files for what would stop the job at them, so that it stops before it wrote anything.

    Standard input and FIFOs can be read only once, and are not looked into.

    Raises:
        UsageError: the encoding does not suit JSONL, or no field was named and the first record has none of
            the default name.
    """
    guessed = options.fields is None and not options.all_strings
    for file in files:
        if file.format is not JSONL or file.path is None or not file.path.is_file():
            continue
        # What cannot be read is reported when the job comes to it.
        with suppress(DocumentError), open_input(file) as stream:
            records = file.format.read(stream, file.id, options)
            for record in islice(records, LINES_LOOKED_AT if guessed else 0):
                if isinstance(record, Record) and (record.documents or record.passed_through):
                    break


def _read(files: Sequence[InputFile], options: ReadOptions) -> Iterator[Item]:
    for file in files:
        yield FileBegins(file)
        error: DocumentError | None = None
        try:
            with open_input(file) as stream:
                yield from file.format.read(stream, file.id, options)
        except DocumentError as caught:
            error = caught
        yield FileEnds(file, error)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    characters = 0
    for item in items:
        chunk.append(item)
        if isinstance(item, Record):
            characters += sum(len(document.text) for document in item.documents)
        if len(chunk) >= CHUNK_ITEMS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _texts(chunk: Sequence[Item]) -> list[Texts]:
    """The texts of those records of a chunk that have any."""
    return [
        Texts(
            texts=tuple(document.text for document in item.documents),
            known=item.known,
            known_only=tuple(document.known_only for document in item.documents) if item.known else (),
            subject=item.subject,
        )
        for item in chunk
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
            tuple(result.text or "" for result in record.results),
            written=tuple(Output(result.text or "", result.edits).written() for result in record.results),
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
        else:
            yield item
