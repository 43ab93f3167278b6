"""What becomes of each file, record and document, booked and told: manifest, summary, review page, messages.

Nothing is written to an output here, and nothing leaves without having been booked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from anonymize.documents.base import BadRecord, Piece, Record
from anonymize.documents.edits import Document
from anonymize.documents.inputs import InputFile, Skipped
from anonymize.errors import AnonError, DocumentError
from anonymize.field_names import FieldNames
from anonymize.passed_through import holds_removed
from anonymize.placement import Placement
from anonymize.redaction import Redaction
from anonymize.report.manifest import Manifest
from anonymize.report.review import ReviewPage
from anonymize.report.summary import Summary

UNKNOWN_FORMAT = "unknown_format"
RECORD_WITHHELD = "record_withheld"
MANY_NAMES = 1_000
"""Names of fields that are searched before a file is at its end; it may have any number."""


class StoppedAtFirstError(AnonError):
    """`--fail-fast` ended the job."""


@dataclass(frozen=True, slots=True)
class Books:
    """Where a job's results are booked.

    Attributes:
        manifest: the journal.
        placement: where the outputs go.
        names: searches the names of fields.
        encoding: of the inputs.
        notify: is told, in a line, of everything that is not in the output.
        fail_fast: stop at the first document that is withheld or failed.
        skip_unknown: files of an unknown format do not count as withheld.
        review: shows every document with what became of it; None for no such page.
    """

    manifest: Manifest
    placement: Placement
    names: FieldNames
    encoding: str
    notify: Callable[[str], None]
    fail_fast: bool
    skip_unknown: bool
    review: ReviewPage | None

    def settle(
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
            summary.field_names |= record.field_names
            if len(summary.field_names) > MANY_NAMES:
                self.search_names(summary)
            summary.in_passed_through += holds_removed(record, results, written, self.encoding)
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

    def search_names(self, summary: Summary) -> None:
        """Searches the names of fields that are still to be searched."""
        for name, labels in self.names.labels(summary.field_names).items():
            summary.field_labels += labels
            summary.name_field(name)
        summary.field_names.clear()

    def _book(self, file: InputFile, document: Document, result: Redaction, summary: Summary) -> None:
        if document.known_only and not result.spans and result.reason in (None, RECORD_WITHHELD):
            return  # a field that was not chosen, and in which there was nothing
        summary.count(result.status, result.reason)
        output = None
        if result.status == "redacted":
            summary.leaks += len(result.leaks)
            summary.labels.update(result.counts)
            kept = compress(result.spans, result.kept(document.text))
            summary.kept.update(span.label for span in kept)
            output = self.placement.relative(file)
        self.manifest.document(
            document.id, input_id=file.id, output=output, text=document.text, result=result
        )
        if self.review is not None:
            self.review.result(document.id, input_id=file.id, text=document.text, result=result)

    def skip(self, files: Iterable[Skipped], kept: Container[str], summary: Summary) -> None:
        """Books files that are not read; an earlier run has journaled those that are kept."""
        for skipped in files:
            summary.skipped += 1
            if skipped.id not in kept:
                self.manifest.file(skipped.id, output=None, status="withheld", reason=skipped.reason)
            self._show_lost(skipped.id, "withheld", skipped.reason, skipped.message)
            if not (self.skip_unknown and skipped.reason == UNKNOWN_FORMAT):
                summary.count("withheld", skipped.reason)
                self._tell(f"skipped {skipped.message}")

    def finish(
        self,
        file: InputFile,
        part: Summary,
        *,
        written: bool,
        digests: tuple[str | None, str | None],
    ) -> None:
        """Journals a file before its output appears: every output there is, is in the manifest.

        Names of its fields are searched before.

        Args:
            file: which one.
            part: what became of its documents.
            written: whether something of it is to appear.
            digests: of all bytes of its input and of its output, where they are asked for.
        """
        self.search_names(part)
        self.manifest.file(
            file.id,
            output=self.placement.relative(file) if written else None,
            status="redacted" if not part.lost else "incomplete" if written else "withheld",
            reason=None,
            input_digest=digests[0],
            output_digest=digests[1],
            documents=part.documents,
            collisions=part.collisions,
            passed_through=part.passed_through,
            in_passed_through=part.in_passed_through,
            field_labels=part.field_labels,
            named_fields=part.named_fields,
            taken_out=part.taken_out,
        )
        if written:
            self.manifest.sync()

    def fail(self, file: InputFile, error: DocumentError, summary: Summary) -> None:
        """Books a file that could not be read to its end."""
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
