"""The review page: documents as they were and as they are, side by side, for a person to look through.

It shows text, so it is made only on request and only its owner can read it. It is written document by
document as the job goes, and appears when it is whole. How it works in the browser is in `assets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from anonymize.documents.outputs import AtomicOutput
from anonymize.documents.streams import ByteWriter
from anonymize.leaks import Leak
from anonymize.redaction import Redaction
from anonymize.report.page import asset, data_block, frame
from anonymize.spans import Span

STYLES = ("base.css", "review.css")
SCRIPTS = ("model.js", "filters.js", "render.js", "navigation.js", "marks.js", "downloads.js", "start.js")
"""In the order in which they build on each other."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document as the page shows it.

    Attributes:
        id: of the document.
        input_id: of the file that it is in.
        text: as it was.
        status: `redacted`, `withheld` or `failed`.
        spans: sorted, without overlaps.
        replacements: what stands for each span; None where there is no redacted text to show.
        reason: why it is not in the output.
        detail: the reason in words; or why a redacted text is not shown.
        leaks: what may be a leak in the output, or would have been one.
    """

    id: str
    input_id: str
    text: str
    status: str
    spans: Sequence[Span]
    replacements: Sequence[str] | None = None
    reason: str | None = None
    detail: str | None = None
    leaks: Sequence[Leak] = ()


class ReviewPage:
    """Writes a review page; a context manager. Takes memory for one document at a time.

    Args:
        path: where to.
        operators: the name of the operator of each label that was looked for.

    Raises:
        AnonError: it cannot be written.
    """

    def __init__(self, path: Path, operators: Mapping[str, str]) -> None:
        self._output = AtomicOutput(path)
        self._operators = operators
        self._stream: ByteWriter

    def __enter__(self) -> Self:
        beginning, self._end = frame("anon review", asset("review.html"), styles=STYLES, scripts=SCRIPTS)
        self._stream = self._output.__enter__()
        self._stream.write(beginning)
        self._stream.write(data_block("job", {"operators": dict(self._operators)}))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Puts the page in its place, or leaves no trace of it when there was an exception."""
        try:
            if kind is None:
                self._stream.write(self._end)
        except BaseException as failed:
            self._output.__exit__(type(failed), failed, failed.__traceback__)
            raise
        self._output.__exit__(kind, error, traceback)

    def result(self, name: str, *, input_id: str, text: str, result: Redaction) -> None:
        """Adds a document with what became of it; one whose spans were only counted has no redacted text."""
        self.document(
            Reviewed(
                id=name,
                input_id=input_id,
                text=text,
                status=result.status,
                spans=result.spans,
                replacements=None if result.text is None else [edit.replacement for edit in result.edits],
                reason=result.reason,
                detail=result.detail,
                leaks=result.leaks,
            )
        )

    def document(self, document: Reviewed) -> None:
        """Adds a document."""
        spans = [
            [
                span.start,
                span.end,
                span.label,
                round(span.score, 4),
                span.source,
                self._operators.get(span.label, ""),
            ]
            for span in document.spans
        ]
        entry = {
            "id": document.id,
            "input": document.input_id,
            "status": document.status,
            "reason": document.reason,
            "detail": document.detail,
            "length": len(document.text),
            "spans": spans,
            "leaks": [[leak.start, leak.end, leak.label, leak.check] for leak in document.leaks],
        }
        self._stream.write(data_block("document", entry))
        # Apart from the rest, so that the page need not read a text before it is in view.
        replacements = None if document.replacements is None else list(document.replacements)
        self._stream.write(data_block("text", [document.text, replacements]))

    def unsearched(self, fields: Iterable[str], taken_out: Mapping[str, int]) -> None:
        """Adds what was not searched, at the end; the page says so where there is any.

        Args:
            fields: paths of fields that went to the output as they were.
            taken_out: what cannot be searched, and so is not in the output, by kind.
        """
        entry = {"fields": sorted(fields), "taken_out": dict(sorted(taken_out.items()))}
        if any(entry.values()):
            self._stream.write(data_block("unsearched", entry))

    def lost(self, name: str, *, status: str, reason: str, detail: str, taken_back: bool = False) -> None:
        """Adds what could not be read or written, of which there is no text.

        Args:
            name: id of a record or a file.
            status: `withheld` or `failed`.
            reason: a stable code.
            detail: the reason in words.
            taken_back: it is a file, and what was added of it is in no output after all.
        """
        entry = {"id": name, "status": status, "reason": reason, "detail": detail, "taken_back": taken_back}
        self._stream.write(data_block("lost", entry))
