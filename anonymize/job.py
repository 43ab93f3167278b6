"""A job: a redactor applied to inputs, writing outputs and a manifest.

What `pipeline` gives back is written to the outputs and the manifest. An output appears when its whole file
is done, and only if some of the file may be in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from anonymize.documents.base import BadRecord, Document, ReadOptions, Record
from anonymize.documents.inputs import Discovery, InputFile
from anonymize.documents.outputs import AtomicOutput, StandardOutput
from anonymize.documents.registry import is_gzip
from anonymize.documents.streams import ByteWriter
from anonymize.errors import AnonError, DocumentError
from anonymize.pipeline import FileBegins, FileEnds, RecordDone, process
from anonymize.placement import Placement
from anonymize.redactor import Redaction, Redactor
from anonymize.report.manifest import Manifest
from anonymize.report.summary import Summary

UNKNOWN_FORMAT = "unknown_format"
RECORD_WITHHELD = "record_withheld"


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
            UsageError: see `check_first_records`; raised here when it could not look.
        """
        started = time.monotonic()
        summary = Summary(files=len(self.discovery.files))
        self._report_skipped(summary)
        work = self.redactor.detect_all if self.dry_run else self.redactor.redact_all
        with ExitStack() as opened:
            for event in process(self.discovery.files, self.options, work):
                match event:
                    case FileBegins(file):
                        before, lost_before = summary.counts(), summary.lost
                        stream: ByteWriter | None = None
                    case RecordDone(record, results):
                        written = self._settle(file, record, results, summary)
                        if written is not None and not self.dry_run:
                            stream = stream or opened.enter_context(self._open(file))
                            stream.write(written)
                        self.advance(1)
                    case FileEnds(_, None):
                        lost = summary.lost - lost_before
                        if stream is None and not lost and not self.dry_run:
                            stream = opened.enter_context(self._open(file))  # of an empty file, an empty one
                        self._finish(file, lost=lost, written=stream is not None)
                        opened.close()
                    case FileEnds(_, DocumentError() as error):
                        if self.placement.directory is None:
                            opened.close()  # what went out stays out
                        else:
                            # Leaving the output with an error takes back what was written of the file.
                            opened.pop_all().__exit__(type(error), error, error.__traceback__)
                            summary.restore(before)
                        self._fail_file(file, error, summary)
        summary.seconds = time.monotonic() - started
        return summary

    def _open(self, file: InputFile) -> AtomicOutput | StandardOutput:
        path = self.placement.path(file)
        return StandardOutput() if path is None else AtomicOutput(path, gzip=is_gzip(path.name))

    def _settle(
        self, file: InputFile, record: Record | BadRecord, results: Sequence[Redaction], summary: Summary
    ) -> bytes | None:
        """Books a record; gives the bytes to write, or None where nothing of it may be written."""
        if isinstance(record, BadRecord):
            self._fail_record(file, record.id, record.reason, record.message, summary)
            return None
        written = None
        if all(result.status == "redacted" for result in results):
            try:
                written = record.render([result.edits for result in results])
            except DocumentError as error:
                self._fail_record(file, record.id, error.reason, str(error), summary)
                return None
            summary.pass_through(record.passed_through)
        else:
            results = [_with_record(result) for result in results]
        for document, result in zip(record.documents, results, strict=True):
            self._book(file, document, result, summary)
        # The cause first: it is what `fail_fast` should stop with.
        for cause in (True, False):
            for document, result in zip(record.documents, results, strict=True):
                if result.reason is not None and (result.reason != RECORD_WITHHELD) is cause:
                    self._tell(f"{document.id}: {result.status} ({result.reason}): {result.detail}")
        return written

    def _book(self, file: InputFile, document: Document, result: Redaction, summary: Summary) -> None:
        summary.count(result.status, result.reason)
        output = None
        if result.status == "redacted":
            summary.labels.update(result.counts)
            output = self.placement.relative(file)
        self.manifest.document(
            document.id, input_id=file.id, output=output, text=document.text, result=result
        )

    def _report_skipped(self, summary: Summary) -> None:
        summary.skipped = len(self.discovery.skipped)
        for skipped in self.discovery.skipped:
            self.manifest.file(skipped.id, output=None, status="withheld", reason=skipped.reason)
            if not (self.skip_unknown and skipped.reason == UNKNOWN_FORMAT):
                summary.count("withheld", skipped.reason)
                self._tell(f"skipped {skipped.message}")

    def _finish(self, file: InputFile, *, lost: int, written: bool) -> None:
        """Journals a file before its output appears: every output there is, is in the manifest."""
        status = "redacted" if not lost else "incomplete" if written else "withheld"
        output = self.placement.relative(file) if written else None
        self.manifest.file(file.id, output=output, status=status, reason=None)
        self.manifest.flush()

    def _fail_file(self, file: InputFile, error: DocumentError, summary: Summary) -> None:
        summary.count("failed", error.reason)
        self.manifest.file(file.id, output=None, status="failed", reason=error.reason)
        self._tell(str(error))

    def _fail_record(self, file: InputFile, name: str, reason: str, message: str, summary: Summary) -> None:
        summary.count("failed", reason)
        self.manifest.record(name, input_id=file.id, reason=reason)
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
    return Redaction("withheld", None, result.spans, reason=RECORD_WITHHELD, detail=detail)
