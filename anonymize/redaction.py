"""What became of a text: its outcome, and how that is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from anonymize.detectors.base import Stretches
from anonymize.documents.binary import NOT_TEXT
from anonymize.documents.edits import Edit, spliced
from anonymize.errors import DocumentError
from anonymize.findings import Findings, RecordFindings, Texts
from anonymize.leaks import Leak, Output, left_over
from anonymize.spans import Span

Status = Literal["redacted", "withheld", "failed"]


@dataclass(frozen=True, slots=True)
class Redaction:
    """What became of one text.

    Attributes:
        status: `redacted`, `withheld` (it was not seen whole) or `failed` (it could not be processed).
        text: the redacted text; None unless the status is `redacted`.
        spans: what was found, sorted, without overlaps.
        edits: the replacement of each span, in the order of `spans`; empty unless the status is `redacted`.
        reason: a stable code such as `not_covered`; None when the status is `redacted`.
        detail: the reason in words, without any of the text.
        coverage: see `Findings`.
        leaks: what perhaps should not stand in the output, or would have stood there.
    """

    status: Status
    text: str | None
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()
    reason: str | None = None
    detail: str | None = None
    coverage: tuple[tuple[str, Stretches], ...] = ()
    leaks: tuple[Leak, ...] = ()

    @property
    def output(self) -> Output:
        """The redacted text with what operators wrote into it; empty where there is none."""
        return Output(self.text or "", self.edits)

    def kept(self, text: str) -> tuple[bool, ...]:
        """Tells of each span of the text whether its operator gave the value back as it was."""
        return tuple(edit.replacement == text[edit.start : edit.end] for edit in self.edits)

    def withheld(self, reason: str, detail: str) -> Redaction:
        """Gives the same without a redacted text, and with the reason."""
        return replace(self, status="withheld", text=None, edits=(), reason=reason, detail=detail)

    @property
    def counts(self) -> dict[str, int]:
        """How many spans there are of each label."""
        return dict(sorted(Counter(span.label for span in self.spans).items()))


@dataclass(frozen=True, slots=True)
class RecordRedaction:
    """What became of the texts of one record.

    Attributes:
        results: one a text, in order.
        collisions: see `Replacements`.
    """

    results: tuple[Redaction, ...]
    collisions: int = 0

    @property
    def outputs(self) -> Texts:
        """The output texts, to be searched again; of one that is withheld an empty one."""
        return Texts(
            tuple(result.output.text for result in self.results),
            written=tuple(result.output.written() for result in self.results),
        )

    def verified(self, again: RecordFindings, *, withhold: bool) -> RecordRedaction:
        """Judges each output by what was found in it when it was searched again."""
        pairs = zip(self.results, again, strict=True)
        return replace(
            self,
            results=tuple(second_look(result, found, withhold=withhold) for result, found in pairs),
        )


def second_look(result: Redaction, found: Findings, *, withhold: bool) -> Redaction:
    """Judges an output by what the detectors found in it when they searched it, too."""
    if result.text is None:
        return result
    if found.status != "seen":
        detail = f"its output could not be searched again ({found.reason}): {found.detail}"
        return result.withheld("not_verified", detail)
    return with_leaks(result, left_over(result.output, found.spans), withhold=withhold)


def with_leaks(result: Redaction, leaks: Sequence[Leak], *, withhold: bool) -> Redaction:
    """Puts down leaks in a result; it has no text any more where they withhold it."""
    if not leaks or result.status != "redacted":
        return result
    marked = replace(result, leaks=(*result.leaks, *leaks))
    if not withhold:
        return marked
    first = leaks[0]
    what = (
        "removed value(s) would have stood in the output in another place"
        if first.check == "value"
        else "stretch(es) that the detectors find something in would have stood in the output"
    )
    detail = f"{len(leaks)} {what}, the first at {first.start}:{first.end} ({first.label})"
    return marked.withheld("leak", detail)


def verdict(found: Findings) -> Redaction:
    """Gives what was found without replacing it: the result has spans and a status, and no text."""
    status: Status = "redacted" if found.status == "seen" else found.status
    return Redaction(
        status, None, found.spans, reason=found.reason, detail=found.detail, coverage=found.coverage
    )


def no_text(value: object) -> Redaction:
    """Gives the result of what a program passed for a text and is none, such as a gap in a column."""
    detail = f"a text is a str, not {type(value).__name__}"
    return Redaction("failed", None, (), reason=NOT_TEXT, detail=detail)


def with_failure(found: Findings, error: Exception) -> Redaction:
    """Gives what was found where replacing it failed."""
    if found.status != "seen":
        return verdict(found)
    if isinstance(error, DocumentError):
        reason, detail = error.reason, str(error)
    else:
        # The type only: a library's message may quote the text.
        reason, detail = "operator_failed", f"{type(error).__name__} was raised"
    return replace(verdict(found), status="failed", reason=reason, detail=detail)


def with_replacements(text: str, found: Findings, replacements: Iterable[str]) -> Redaction:
    """Gives a text with the replacement of each span that was found in it, in their order."""
    edits = tuple(
        Edit(span.start, span.end, replacement)
        for span, replacement in zip(found.spans, replacements, strict=False)
    )
    return replace(verdict(found), text=spliced(text, edits), edits=edits)
