"""A job: a redactor applied to inputs, writing outputs and a manifest.

What `pipeline` gives back is written to the outputs and the manifest. An output appears when its whole file
is done, and only if some of the file may be in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from anonymize.digests import Digest
from anonymize.documents.base import ReadOptions, RecordWriter
from anonymize.documents.beneath import make_directories
from anonymize.documents.compression import compression_of
from anonymize.documents.inputs import Discovery, InputFile
from anonymize.documents.outputs import PRIVATE, AtomicOutput, StandardOutput, directory_mode, set_mode
from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_output import RemoteOutput
from anonymize.documents.streams import unwritable
from anonymize.engines.local import Engine
from anonymize.errors import DocumentError
from anonymize.field_names import FieldNames
from anonymize.jobs.books import Books
from anonymize.jobs.chunks import FileBegins, FileEnds
from anonymize.jobs.pipeline import FileKept, Finish, Paused, RecordDone, process
from anonymize.jobs.resuming import Kept
from anonymize.placement import Placement
from anonymize.policy import Verify
from anonymize.report.manifest import Manifest
from anonymize.report.review import ReviewPage
from anonymize.report.summary import Summary


@dataclass(frozen=True, slots=True)
class _Output:
    """The output of a file, what to write to it with, and the digest of what is written."""

    file: AtomicOutput | RemoteOutput | StandardOutput
    writer: RecordWriter
    digest: Digest | None

    def seal(self) -> str | None:
        """Ends it, before it appears; gives the digest of all its bytes, which are known only then."""
        self.writer.close()
        self.file.seal()
        return None if self.digest is None else self.digest.hexdigest()

    def flush(self) -> None:
        """Sees that what was written to standard output has gone out; a file appears when it is whole."""
        if isinstance(self.file, StandardOutput):
            self.file.flush()


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
        output: _Output | None = None
        books = self._books()
        books.skip(self.discovery.skipped, self.kept, summary)
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
                        output = None
                    case RecordDone(record, results, collisions):
                        part.collisions += collisions
                        written = books.settle(file, record, results, part)
                        if written is not None and not self.dry_run:
                            output = output or self._open(file, opened)
                            output.writer.write(written)
                        self.advance(1)
                    case FileEnds(_, None, digest):
                        if output is None and not part.lost and not self.dry_run:
                            output = self._open(file, opened)  # of an empty file, an empty one
                        made = None if output is None else output.seal()
                        books.finish(file, part, written=output is not None, digests=(digest, made))
                        opened.close()
                        summary.add(part)
                    case FileEnds(_, DocumentError() as error):
                        books.search_names(part)
                        self._break_off(opened, error, part, summary)
                        books.fail(file, error, summary)
                    case FileKept(file):
                        self._keep(file, summary)
                    case Paused() if output is not None:
                        output.flush()
        self._end(summary)
        summary.seconds = time.monotonic() - started
        return summary

    def _books(self) -> Books:
        return Books(
            self.manifest,
            self.placement,
            FieldNames(self.engine),
            encoding=self.options.encoding,
            notify=self.notify,
            fail_fast=self.fail_fast,
            skip_unknown=self.skip_unknown,
            review=self.review,
        )

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

    def _break_off(self, opened: ExitStack, error: DocumentError, part: Summary, summary: Summary) -> None:
        """Ends the output of a file that could not be read to its end."""
        if self.placement.directory is None:
            opened.close()  # what went out stays out
            summary.add(part)
        else:
            # Leaving the output with an error takes back what was written of the file.
            opened.pop_all().__exit__(type(error), error, error.__traceback__)
