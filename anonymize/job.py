"""A job: a redactor applied to inputs, in input order and with bounded memory.

`process` reads records, has their documents worked on in chunks, and gives everything back in input order;
`run` writes what comes back to the outputs and the manifest.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.inputs import Discovery, InputFile, open_input
from anonymize.documents.outputs import AtomicOutput, StandardOutput
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK, AnonError, DocumentError
from anonymize.placement import Placement
from anonymize.redactor import Redaction, Redactor
from anonymize.report.manifest import Manifest

CHUNK_CHARACTERS = 200_000
"""Text in work at a time: enough windows to keep all cores busy, a few MB of memory."""
CHUNK_RECORDS = 1_000
PASSED_THROUGH_KEPT = 1_000
"""Paths of fields kept for the summary at most; records used as maps could have any number of them."""


@dataclass(frozen=True, slots=True)
class FileBegins:
    """The next records are of this file."""

    file: InputFile


@dataclass(frozen=True, slots=True)
class RecordDone:
    """A record with the result of each of its documents; a bad record has none."""

    record: Record | BadRecord
    results: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True)
class FileEnds:
    """The file is at its end, or could not be read further."""

    file: InputFile
    error: DocumentError | None


Work = Callable[[Sequence[str]], list[Redaction]]
Event = FileBegins | RecordDone | FileEnds


def process(files: Sequence[InputFile], options: ReadOptions, work: Work) -> Iterator[Event]:
    """Reads files and has their documents worked on.

    Chunks are formed from input order alone.

    Args:
        files: what to read.
        options: how to read it.
        work: texts in, one result a text out.

    Yields:
        For each file its beginning, its records in order, and its end.
    """
    chunk: list[FileBegins | FileEnds | Record | BadRecord] = []
    records = characters = 0
    for item in _read(files, options):
        chunk.append(item)
        if isinstance(item, Record):
            records += 1
            characters += sum(len(document.text) for document in item.documents)
        if records >= CHUNK_RECORDS or characters >= CHUNK_CHARACTERS:
            yield from _worked(chunk, work)
            chunk = []
            records = characters = 0
    yield from _worked(chunk, work)


def _read(
    files: Sequence[InputFile], options: ReadOptions
) -> Iterator[FileBegins | FileEnds | Record | BadRecord]:
    for file in files:
        yield FileBegins(file)
        error: DocumentError | None = None
        try:
            with open_input(file) as stream:
                yield from file.format.read(stream, file.id, options)
        except DocumentError as caught:
            error = caught
        yield FileEnds(file, error)


def _worked(chunk: Sequence[FileBegins | FileEnds | Record | BadRecord], work: Work) -> Iterator[Event]:
    texts = [document.text for item in chunk if isinstance(item, Record) for document in item.documents]
    results = iter(work(texts) if texts else [])
    for item in chunk:
        if isinstance(item, Record):
            yield RecordDone(item, tuple(next(results) for _ in item.documents))
        elif isinstance(item, BadRecord):
            yield RecordDone(item, ())
        else:
            yield item


@dataclass(slots=True)
class Summary:
    """What a job did."""

    files: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    passed_through: set[str] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether everything that was read is in the output."""
        return not self.reasons

    @property
    def exit_code(self) -> int:
        """Exit status of the job."""
        return EXIT_OK if self.complete else EXIT_INCOMPLETE

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "schema_version": 1,
            "files": self.files,
            "documents": {status: self.documents[status] for status in ("redacted", "withheld", "failed")},
            "labels": dict(sorted(self.labels.items())),
            "reasons": dict(sorted(self.reasons.items())),
            "skipped": self.skipped,
            "passed_through": sorted(self.passed_through),
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
        }


class StoppedAtFirstError(AnonError):
    """`--fail-fast` ended the job."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a job needs.

    Attributes:
        redactor: what is applied.
        discovery: what is read.
        options: how it is read.
        placement: where the outputs go.
        manifest: the journal, entered by the caller.
        notify: is told, in a line, of everything that is not in the output.
        advance: is told of each record that is done.
        dry_run: find and count, write nothing.
        fail_fast: stop at the first document that is withheld or failed.
        skip_unknown: files of an unknown format do not count as withheld.
    """

    redactor: Redactor
    discovery: Discovery
    options: ReadOptions
    placement: Placement
    manifest: Manifest
    notify: Callable[[str], None]
    advance: Callable[[int], object] = lambda _: None
    dry_run: bool = False
    fail_fast: bool = False
    skip_unknown: bool = False

    def run(self) -> Summary:
        """Does it.

        Raises:
            AnonError: an output cannot be written, or `fail_fast` stopped the job.
            UsageError: the first record of a JSONL file has no such field; nothing of that file was written.
        """
        started = time.monotonic()
        summary = Summary(files=len(self.discovery.files))
        self._report_skipped(summary)
        work = self.redactor.detect_all if self.dry_run else self.redactor.redact_all
        with ExitStack() as output:
            for event in process(self.discovery.files, self.options, work):
                match event:
                    case FileBegins(file):
                        stream = None if self.dry_run else output.enter_context(self._open(file))
                    case RecordDone(record, results):
                        written = self._settle(file, record, results, summary)
                        if stream is not None and written is not None:
                            stream.write(written)
                        self.advance(1)
                    case FileEnds(_, None):
                        output.close()
                        self.manifest.flush()
                    case FileEnds(_, DocumentError() as error):
                        # Leaving the output with an error takes back what was written of the file.
                        output.pop_all().__exit__(type(error), error, error.__traceback__)
                        self._fail(file, file.id, error.reason, str(error), summary)
        summary.seconds = time.monotonic() - started
        return summary

    def _open(self, file: InputFile) -> AtomicOutput | StandardOutput:
        path = self.placement.path(file)
        return StandardOutput() if path is None else AtomicOutput(path, gzip=path.suffix == ".gz")

    def _settle(
        self, file: InputFile, record: Record | BadRecord, results: Sequence[Redaction], summary: Summary
    ) -> bytes | None:
        """Books a record; gives the bytes to write, or None where nothing of it may be written."""
        if isinstance(record, BadRecord):
            self._fail(file, record.id, record.reason, record.message, summary)
            return None
        if len(summary.passed_through) < PASSED_THROUGH_KEPT:
            summary.passed_through |= record.passed_through
        written = None
        if all(result.status == "redacted" for result in results):
            try:
                written = record.render([result.edits for result in results])
            except DocumentError as error:
                self._fail(file, record.id, error.reason, str(error), summary)
                return None
        else:
            results = [_with_record(result) for result in results]
        for document, result in zip(record.documents, results, strict=True):
            summary.documents[result.status] += 1
            summary.labels.update(result.counts)
            self.manifest.document(
                document.id,
                input_id=file.id,
                output=self.placement.relative(file),
                text=document.text,
                result=result,
            )
            if result.reason is not None:
                summary.reasons[result.reason] += 1
                self._tell(f"{document.id}: {result.status} ({result.reason}): {result.detail}")
        return written

    def _report_skipped(self, summary: Summary) -> None:
        summary.skipped = len(self.discovery.skipped)
        for skipped in self.discovery.skipped:
            counts = not (self.skip_unknown and skipped.reason == "unknown_format")
            self.manifest.skipped(skipped.id, reason=skipped.reason)
            if counts:
                summary.reasons[skipped.reason] += 1
                self._tell(f"{skipped.id}: skipped ({skipped.reason}): {skipped.message}")

    def _fail(self, file: InputFile, name: str, reason: str, message: str, summary: Summary) -> None:
        summary.documents["failed"] += 1
        summary.reasons[reason] += 1
        self.manifest.failure(name, input_id=file.id, reason=reason)
        self._tell(message)

    def _tell(self, message: str) -> None:
        if self.fail_fast:
            raise StoppedAtFirstError(f"{message} (stopped, as --fail-fast asks)")
        self.notify(message)


def _with_record(result: Redaction) -> Redaction:
    """A document that could be redacted goes with its record, of which another document could not."""
    if result.status != "redacted":
        return result
    detail = "another field of this record was withheld or failed"
    return Redaction("withheld", None, result.spans, reason="record_withheld", detail=detail)
