"""A review page made afterwards: from a manifest, the inputs of its job and its outputs.

The manifest holds no text, so inputs and outputs are read again, and nothing is believed: a text that does
not fit what the manifest says of it is named and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.compression import compression_of
from anonymize.documents.edits import Document
from anonymize.documents.inputs import InputFile
from anonymize.documents.opening import open_input
from anonymize.errors import AnonError, DocumentError, UsageError
from anonymize.keys import Key
from anonymize.report.manifest import FINGERPRINT_PURPOSE
from anonymize.report.reading import Entry, ManifestFile
from anonymize.report.review import Reviewed, ReviewPage
from anonymize.spans import Span


@dataclass(slots=True)
class Rebuilding:
    """Puts the documents of a job on a review page.

    Attributes:
        manifest: of the job.
        options: how its inputs were read.
        output: its output: a file, or the root of a tree; None where there is none to read.
        key: of the job, to check the fingerprints by; None checks that offsets fit.
        page: where to.
        notify: is told, in a line, of everything that cannot be shown.
        troubles: how much that was.
        shown: documents on the page.
    """

    manifest: ManifestFile
    options: ReadOptions
    output: Path | None
    key: Key | None
    page: ReviewPage
    notify: Callable[[str], None]
    troubles: int = 0
    shown: int = 0
    _met: set[str] = field(default_factory=set)
    _broken: set[str] = field(default_factory=set)
    _taken_back: set[str] = field(default_factory=set)

    def run(self, files: Sequence[InputFile]) -> None:
        """Reads the files, in order."""
        for name, skipped in self.manifest.files.items():
            if skipped.status == "withheld" and skipped.reason is not None:
                self.page.lost(name, status="withheld", reason=skipped.reason, detail="it was not read")
        for file in files:
            entry = self.manifest.files.get(file.id)
            failed = entry is not None and entry.status == "failed"
            try:
                self._file(file)
            except DocumentError as error:
                self._broken.add(file.id)
                if not failed:
                    self._trouble(str(error))
            if entry is not None and failed:
                self._broken.add(file.id)
                self.page.lost(
                    file.id,
                    status="failed",
                    reason=entry.reason or "unknown",
                    detail="it could not be read to its end",
                    taken_back=file.id in self._taken_back,
                )
        self._tell_of_missing({file.id for file in files})

    def _tell_of_missing(self, files: set[str]) -> None:
        absent = {
            name
            for name, entry in self.manifest.files.items()
            if name not in files and (entry.status != "withheld" or entry.reason is None)
        }
        for entry in self.manifest.entries():
            if entry.input_id not in files:
                absent.add(entry.input_id)
            elif entry.id not in self._met and entry.input_id not in self._broken:
                self._trouble(f"{entry.id}: it is not in the input any more, so it is left out")
        for name in sorted(absent):
            self._trouble(f"{name}: it is not among the inputs any more; name where it is with --input")

    def _file(self, file: InputFile) -> None:
        with closing(self._written(file)) as written, open_input(file) as stream:
            for record in file.format.read(stream, file.id, self.options):
                failed = self.manifest.find(record.id)
                if failed is not None and failed.kind == "record":
                    self._met.add(record.id)
                    reason = failed.reason or "unknown"
                    self.page.lost(record.id, status="failed", reason=reason, detail="it is in no output")
                elif isinstance(record, BadRecord):
                    self._trouble(record.message)
                else:
                    self._record(file, record, written)

    def _record(self, file: InputFile, record: Record, written: Iterator[Record | None]) -> None:
        entries = [self.manifest.find(document.id) for document in record.documents]
        passed = all(entry is None or entry.status == "redacted" for entry in entries)
        after = next(written, None) if passed else None
        redacted = after.documents if after and len(after.documents) == len(entries) else ()
        for place, (document, entry) in enumerate(zip(record.documents, entries, strict=True)):
            if entry is not None:
                self._met.add(entry.id)
                self._document(file, document, entry, redacted[place].text if redacted else None)
            elif not document.known_only:
                self._trouble(f"{document.id}: the manifest does not know it; it is newer than the job")

    def _document(self, file: InputFile, document: Document, entry: Entry, redacted: str | None) -> None:
        text = document.text
        if not self._fits(text, entry):
            self._trouble(f"{document.id}: its text changed since the job, so it is left out")
            return
        replacements, detail = None, None
        if self.manifest.in_no_output(entry):
            self._taken_back.add(file.id)
        elif entry.status == "redacted":
            replacements, detail = self._replaced(text, redacted, entry)
        self.page.document(
            Reviewed(
                id=entry.id,
                input_id=file.id,
                text=text,
                status=entry.status,
                spans=[
                    Span(item.start, item.end, item.label, item.score, item.source) for item in entry.spans
                ],
                replacements=replacements,
                reason=entry.reason,
                detail=detail,
                leaks=entry.leaks,
            )
        )
        self.shown += 1

    def _replaced(self, text: str, redacted: str | None, entry: Entry) -> tuple[list[str] | None, str | None]:
        """Gives the replacements, or why there are none to show."""
        if self.output is None:
            where = "the manifest does not say where" if entry.output else "it went to standard output"
            return None, f"no redacted text to show: {where}; name a file that holds it with --output"
        replacements = None if redacted is None else self._replacements(text, redacted, entry)
        if replacements is not None:
            return replacements, None
        detail = "its output is not there, or changed since the job"
        self._trouble(f"{entry.id}: {detail}; name the output with --output, or run the job again")
        return None, detail

    def _fits(self, text: str, entry: Entry) -> bool:
        if self.key is not None:
            return self._fingerprint(text) == entry.given.get("input_fingerprint")
        characters: object = entry.given.get("characters", len(text))
        position = 0
        for span in entry.spans:
            if span.start < position:
                return False
            position = span.end
        if any(leak.end > len(text) for leak in entry.leaks):
            return False
        return position <= len(text) and len(text) == characters

    def _replacements(self, text: str, redacted: str, entry: Entry) -> list[str] | None:
        """Cuts the replacements out of a redacted text; None where the rest of it is not that of the text."""
        if self.key is not None and self._fingerprint(redacted) != entry.given.get("output_fingerprint"):
            return None
        found: list[str] = []
        position = there = 0
        for span in entry.spans:
            if span.output_start is None or span.output_end is None:
                return None
            if text[position : span.start] != redacted[there : span.output_start]:
                return None
            found.append(redacted[span.output_start : span.output_end])
            position, there = span.end, span.output_end
        return found if text[position:] == redacted[there:] else None

    def _fingerprint(self, text: str) -> str:
        assert self.key is not None  # noqa: S101 - who calls asks first
        return self.key.mac(FINGERPRINT_PURPOSE, text.encode("utf-8", "surrogatepass")).hex()

    def _written(self, file: InputFile) -> Generator[Record | None, None, None]:
        """Gives the records of a file's output in order; those that are not in it are passed over there."""
        if self.output is None:
            return
        path = self.output if not self.output.is_dir() else self.output / file.output
        if not path.is_file():
            return
        form = file.format.written_as or file.format
        options = self.options if form is file.format else replace(self.options, encoding="utf-8")
        output = InputFile(path, file.id, form, file.output, compression_of(path.name))
        with ExitStack() as opened:
            try:
                stream = opened.enter_context(open_input(output))
                for record in form.read(stream, output.id, options):
                    yield record if isinstance(record, Record) else None
            except AnonError:
                return  # whoever asks for more is told that it is not there

    def _trouble(self, message: str) -> None:
        self.troubles += 1
        self.notify(message)


def operators_of(job: Mapping[str, object]) -> dict[str, str]:
    """Gives the operator of each label that a job looked for."""
    given = job.get("operators")
    return {str(label): str(name) for label, name in given.items()} if isinstance(given, dict) else {}


def check_key(manifest: ManifestFile, key: Key | None) -> None:
    """Checks that a key is that of a job.

    Raises:
        UsageError: it is another one, by which no text would fit.
    """
    if key is not None and manifest.job.get("key") != key.fingerprint():
        raise UsageError("the manifest was made with another key; name that one with --key-file, or none")
