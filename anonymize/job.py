"""A job: a redactor applied to inputs, writing outputs and a manifest.

What `pipeline` gives back is written to the outputs and the manifest. An output appears when its whole file
is done, and only if some of the file may be in it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from anonymize.chunks import FileBegins, FileEnds
from anonymize.digests import Digest
from anonymize.documents.base import BadRecord, Piece, ReadOptions, Record, RecordWriter
from anonymize.documents.beneath import make_directories
from anonymize.documents.compression import compression_of
from anonymize.documents.edits import Document
from anonymize.documents.inputs import Discovery, InputFile
from anonymize.documents.outputs import PRIVATE, AtomicOutput, StandardOutput, directory_mode, set_mode
from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_output import RemoteOutput
from anonymize.documents.streams import unwritable
from anonymize.engines.local import Engine
from anonymize.errors import AnonError, DocumentError
from anonymize.passed_through import holds_removed
from anonymize.pipeline import FileKept, Finish, Paused, RecordDone, process
from anonymize.placement import Placement
from anonymize.policy import Verify
from anonymize.redaction import Redaction
from anonymize.report.manifest import Manifest
from anonymize.report.review import ReviewPage
from anonymize.report.summary import Summary
from anonymize.resuming import Kept

UNKNOWN_FORMAT = "unknown_format"
RECORD_WITHHELD = "record_withheld"


class StoppedAtFirstError(AnonError):
    """`--fail-fast` ended the job."""


@dataclass(frozen=True, slots=True)
class _Output:
    """The output of a file, what to write to it with, and the digest of what is written."""

    file: AtomicOutput | RemoteOutput | StandardOutput
    writer: RecordWriter
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a job needs.

    Attributes:
        engine: has the texts searched.
        finish: makes results of what was found; see `finishing`.
        discovery: what is read.
        options: how it is read.
        placement: where the outputs go.
        manifest: the journal, entered by the caller.
        notify: is told, in a line, of everything that is not in the output.
        advance: is told of each record that is done.
        dry_run: write nothing.
        verify: see `Policy`.
        fail_fast: stop at the first document that is withheld or failed.
        skip_unknown: files of an unknown format do not count as withheld.
        review: shows every document with what became of it; entered by the caller. None for no such page.
        mode: of the files that are written.
        kept: files that an earlier run has done, which are left as they are.
    """

    engine: Engine
    finish: Finish
    discovery: Discovery
    options: ReadOptions
    placement: Placement
    manifest: Manifest
    notify: Callable[[str], None]
    advance: Callable[[int], object] = lambda _: None
    dry_run: bool = False
    verify: Verify = "none"
    fail_fast: bool = False
    skip_unknown: bool = False
    review: ReviewPage | None = None
    mode: int = PRIVATE
    kept: Kept = field(default_factory=Kept)

    def run(self) -> Summary:
        """Does it.

        Raises:
            AnonError: an output cannot be written, or `fail_fast` stopped the job.
            UsageError: see `check_first_records`; raised here when it could not look.
        """
        started = time.monotonic()
        summary = Summary(files=len(self.discovery.files))
        self._report_skipped(summary)
        with ExitStack() as opened:
            for event in process(
                self.discovery.files,
                self.options,
                self.engine,
                self.finish,
                verify=self.verify,
                kept=self.kept,
                new_digest=self.manifest.new_input_digest,
            ):
                match event:
                    case FileBegins(file):
                        part = Summary()
                        output: _Output | None = None
                    case RecordDone(record, results, collisions):
                        part.collisions += collisions
                        written = self._settle(file, record, results, part)
                        if written is not None and not self.dry_run:
                            output = output or self._open(file, opened)
                            output.writer.write(written)
                        self.advance(1)
                    case FileEnds(_, None, digest):
                        if output is None and not part.lost and not self.dry_run:
                            output = self._open(file, opened)  # of an empty file, an empty one
                        self._finish(file, part, output, digest)
                        opened.close()
                        summary.add(part)
                    case FileEnds(_, DocumentError() as error):
                        self._break_off(opened, error, part, summary)
                        self._fail_file(file, error, summary)
                    case FileKept(file):
                        self._keep(file, summary)
                    case Paused():
                        _flush(output)
        self._end(summary)
        summary.seconds = time.monotonic() - started
        return summary

    def _end(self, summary: Summary) -> None:
        self.manifest.arrange(self.discovery.ids)
        self._make_directory()
        if self.review is not None:
            self.review.unsearched(summary.passed_through, summary.taken_out)

    def _make_directory(self) -> None:
        """Makes the output directory where nothing came into it: whatever reads it then finds it empty."""
        root = self.placement.local_directory
        if root is None or self.placement.file_name is not None or self.dry_run:
            return
        try:
            make_directories(root, directory_mode(self.mode))
        except OSError as error:
            raise unwritable(self.placement.shown, error) from error

    def _keep(self, file: InputFile, summary: Summary) -> None:
        path = self.placement.path(file)
        if path is not None and not isinstance(path, RemotePath):
            set_mode(path, self.mode)
        summary.add(self.kept.summary(file.id))

    def _open(self, file: InputFile, opened: ExitStack) -> _Output:
        path = self.placement.path(file)
        if path is None:
            standard = StandardOutput()
            return _Output(standard, file.format.writer(opened.enter_context(standard)), None)
        new_digest = self.manifest.new_output_digest
        digest = None if new_digest is None else new_digest()
        compression = compression_of(path.name)
        output: AtomicOutput | RemoteOutput
        if isinstance(path, RemotePath):
            output = RemoteOutput(path, compression=compression, digest=digest)
        else:
            output = AtomicOutput(
                path,
                compression=compression,
                root=self.placement.local_directory,
                mode=self.mode,
                digest=digest,
            )
        return _Output(output, file.format.writer(opened.enter_context(output)), digest)

    def _settle(
        self, file: InputFile, record: Record | BadRecord, results: Sequence[Redaction], summary: Summary
    ) -> bytes | Piece | None:
        """Books a record; gives what is to be written, or None where nothing of it may be written."""
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
            summary.in_passed_through += holds_removed(record, results, written, self.options.encoding)
            summary.taken_out.update(dict(record.taken_out))
        else:
            results = [_with_record(result) for result in results]
        for document, result in zip(record.documents, results, strict=True):
            self._book(file, document, result, summary)
        # The cause first: it is what `fail_fast` should stop with.
        for cause in (True, False):
            for document, result in zip(record.documents, results, strict=True):
                if cause and result.reason is None and result.leaks:
                    self.notify(f"{document.id}: in the output there is {_what_leaks(result)}")
                if result.reason is not None and (result.reason != RECORD_WITHHELD) is cause:
                    self._tell(f"{document.id}: {result.status} ({result.reason}): {result.detail}")
        return written

    def _book(self, file: InputFile, document: Document, result: Redaction, summary: Summary) -> None:
        if document.known_only and not result.spans and result.reason in (None, RECORD_WITHHELD):
            return  # a field that was not chosen, and in which there was nothing
        summary.count(result.status, result.reason)
        output = None
        if result.status == "redacted":
            summary.leaks += len(result.leaks)
            summary.labels.update(result.counts)
            output = self.placement.relative(file)
        self.manifest.document(
            document.id, input_id=file.id, output=output, text=document.text, result=result
        )
        if self.review is not None:
            self.review.result(document.id, input_id=file.id, text=document.text, result=result)

    def _report_skipped(self, summary: Summary) -> None:
        summary.skipped = len(self.discovery.skipped)
        for skipped in self.discovery.skipped:
            if skipped.id not in self.kept:
                self.manifest.file(skipped.id, output=None, status="withheld", reason=skipped.reason)
            self._show_lost(skipped.id, "withheld", skipped.reason, skipped.message)
            if not (self.skip_unknown and skipped.reason == UNKNOWN_FORMAT):
                summary.count("withheld", skipped.reason)
                self._tell(f"skipped {skipped.message}")

    def _finish(self, file: InputFile, part: Summary, output: _Output | None, digest: str | None) -> None:
        """Journals a file before its output appears: every output there is, is in the manifest."""
        if output is not None:
            output.writer.close()
            output.file.seal()  # only then all its bytes are known
        self.manifest.file(
            file.id,
            output=None if output is None else self.placement.relative(file),
            status="redacted" if not part.lost else "withheld" if output is None else "incomplete",
            reason=None,
            input_digest=digest,
            output_digest=None if output is None or output.digest is None else output.digest.hexdigest(),
            documents=part.documents,
            collisions=part.collisions,
            passed_through=part.passed_through,
            in_passed_through=part.in_passed_through,
            taken_out=part.taken_out,
        )
        if output is not None:
            self.manifest.sync()

    def _break_off(self, opened: ExitStack, error: DocumentError, part: Summary, summary: Summary) -> None:
        """Ends the output of a file that could not be read to its end."""
        if self.placement.directory is None:
            opened.close()  # what went out stays out
            summary.add(part)
        else:
            # Leaving the output with an error takes back what was written of the file.
            opened.pop_all().__exit__(type(error), error, error.__traceback__)

    def _fail_file(self, file: InputFile, error: DocumentError, summary: Summary) -> None:
        summary.count("failed", error.reason)
        self.manifest.file(file.id, output=None, status="failed", reason=error.reason)
        taken_back = self.placement.directory is not None
        self._show_lost(file.id, "failed", error.reason, str(error), taken_back=taken_back)
        self._tell(str(error))

    def _fail_record(self, file: InputFile, name: str, reason: str, message: str, summary: Summary) -> None:
        summary.count("failed", reason)
        self.manifest.record(name, input_id=file.id, reason=reason)
        self._show_lost(name, "failed", reason, message)
        self._tell(message)

    def _show_lost(
        self, name: str, status: str, reason: str, detail: str, *, taken_back: bool = False
    ) -> None:
        if self.review is not None:
            self.review.lost(name, status=status, reason=reason, detail=detail, taken_back=taken_back)

    def _tell(self, message: str) -> None:
        if self.fail_fast:
            raise StoppedAtFirstError(f"{message} (stopped, as --fail-fast asks)")
        self.notify(message)


def _flush(output: _Output | None) -> None:
    """Sees that what was written to standard output has gone out; a file appears when it is whole."""
    if output is not None and isinstance(output.file, StandardOutput):
        output.file.flush()


def _what_leaks(result: Redaction) -> str:
    """Says what may have been left in an output, which the policy let pass."""
    counts = Counter((leak.check, leak.label) for leak in result.leaks)
    values = [f"{label} {count}" for (check, label), count in counts.items() if check == "value"]
    found = [f"{label} {count}" for (check, label), count in counts.items() if check == "detectors"]
    said = [f"a value that was removed elsewhere ({', '.join(values)})"] if values else []
    said += [f"what the detectors find when they search it ({', '.join(found)})"] if found else []
    return " and ".join(said)


def _with_record(result: Redaction) -> Redaction:
    """A document that could be redacted goes with its record, of which another document could not."""
    if result.status != "redacted":
        return result
    detail = "another field of this record was withheld or failed"
    return result.withheld(RECORD_WITHHELD, detail)
