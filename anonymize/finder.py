"""The finder: all detectors over the texts of records, their spans resolved, what was not seen told.

It does no input or output and can be pickled, so that it works the same in any process. Replacing what it
finds is left to `redactor`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Literal

from anonymize.allow import Allow
from anonymize.detectors.base import Detection, Detector
from anonymize.detectors.terms import SOURCE as DENY
from anonymize.errors import AnonError, DocumentError
from anonymize.mentions import Mentions
from anonymize.spans import Span, resolve, snap
from anonymize.splitting import smaller
from anonymize.text import detection_view

KNOWN_FIELD = "known_field"
"""Source of spans that a record's own field names."""
OUT_OF_MEMORY = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one record, which share what is known of it, its numbers and its shift of dates.

    Attributes:
        texts: in the order in which they stand.
        known: label and value of what the record says itself, such as the name in its field `patient`.
        known_only: for each text whether only what is known is looked for in it; none for nowhere.
        subject: whom the record is about, None where it does not say.
    """

    texts: tuple[str, ...]
    known: tuple[tuple[str, str], ...] = ()
    known_only: tuple[bool, ...] = ()
    subject: str | None = None

    def flagged(self) -> Iterator[tuple[str, bool]]:
        """Gives each text, and whether only what is known is looked for in it."""
        return zip(self.texts, self.known_only or repeat(False), strict=False)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one text.

    Attributes:
        spans: sorted, without overlaps.
        status: `seen`, `withheld` (a detector did not see all of it) or `failed` (it could not be searched).
        reason: a stable code such as `not_covered`; None when it was seen.
        detail: the reason in words, without any of the text.
    """

    spans: tuple[Span, ...]
    status: Literal["seen", "withheld", "failed"] = "seen"
    reason: str | None = None
    detail: str | None = None


RecordFindings = tuple[Findings, ...]
"""What was found in the texts of a record, one for each."""


class Finder:
    """Finds spans in texts.

    Args:
        detectors: each sees every text.
        known_labels: labels of what records say themselves.
        exposed: labels whose operator leaves characters of a value standing; see `resolve`.
        allow: values that are none of a detector's business.

    Raises:
        ValueError: there is no detector, so that every text would come back as it is.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        known_labels: Iterable[str] = (),
        exposed: Collection[str] = (),
        allow: Allow | None = None,
    ) -> None:
        if not detectors:
            raise ValueError("a finder needs a detector")
        self.detectors = tuple(detectors)
        self.labels = frozenset(label for detector in detectors for label in detector.labels).union(
            known_labels
        )
        self._exposed = frozenset(exposed)
        self._allow = allow

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        found: dict[str, object] = {
            "detectors": [detector.describe() for detector in self.detectors],
            "labels": sorted(self.labels),
        }
        return found if self._allow is None else found | {"allow": self._allow.describe()}

    def find(self, records: Sequence[Texts]) -> list[RecordFindings]:
        """Searches records.

        Returns:
            For each record what was found in each of its texts. Nothing that goes wrong with a text raises:
            it is in its result. What does not fit into the memory together is searched in smaller pieces.
        """
        with suppress(MemoryError):
            return self._find(records)
        # From here on nothing holds what the attempt took.
        if len(records) == 1:
            return [(_failed(MemoryError()),) * len(records[0].texts)]
        return [found for piece in smaller(records) for found in self.find(piece)]

    def _find(self, records: Sequence[Texts]) -> list[RecordFindings]:
        views = [
            [(detection_view(text), known_only) for text, known_only in record.flagged()]
            for record in records
        ]
        searched = iter(
            self._search([view for texts in views for view, known_only in texts if not known_only])
        )
        results: list[RecordFindings] = []
        for record, texts in zip(records, views, strict=True):
            known = Mentions(record.known) if record.known else None
            results.append(
                tuple(
                    self._joined(view, Findings(()) if known_only else next(searched), known)
                    for view, known_only in texts
                )
            )
        return results

    def _search(self, views: Sequence[str]) -> list[Findings]:
        """Lets the detectors search, all texts at once, or in smaller pieces where that fails."""
        if not views:
            return []
        try:
            by_detector = [detector.detect(views) for detector in self.detectors]
            return [
                self._checked(view, detections)
                for view, detections in zip(views, zip(*by_detector, strict=True), strict=True)
            ]
        except Exception as error:
            if isinstance(error, AnonError) and not isinstance(error, DocumentError):
                raise  # a missing model or a wrong setting concerns the whole job
            # Whatever else a library raises: one text must not stop the others.
            if len(views) == 1:
                return [_failed(error)]
        # Outside of the handler, where nothing holds what the attempt took of the memory any more.
        return [found for piece in smaller(views) for found in self._search(piece)]

    def _checked(self, view: str, detections: Iterable[Detection]) -> Findings:
        """The spans of all detectors, grown to word bounds, and the verdict on what was not seen."""
        detections = tuple(detections)
        found = [span for detection in detections for span in detection.spans]
        if any(span.end > len(view) or span.label not in self.labels for span in found):
            raise ValueError("a detector gave a span outside the text, or a label that it does not claim")
        spans = tuple(snap(found, view))
        if self._allow is not None:
            spans = tuple(
                span
                for span in spans
                if span.source == DENY or not self._allow.permits(view[span.start : span.end])
            )
        if unseen := [stretch for detection in detections for stretch in detection.unseen]:
            start, end = min(unseen)
            detail = f"{len(unseen)} stretch(es) not seen with enough context, the first at {start}:{end}"
            return Findings(spans, "withheld", "not_covered", detail)
        return Findings(spans)

    def _joined(self, view: str, found: Findings, known: Mentions | None) -> Findings:
        """Adds what is known, parts of names that are common words included, and resolves overlaps."""
        spans = list(found.spans)
        if known is not None:
            again = known.find(view)
            spans += snap([Span(at.start, at.end, at.label, 1.0, KNOWN_FIELD) for at in again], view)
        return replace(found, spans=tuple(resolve(spans, exposed=self._exposed)))


def nothing_found(records: Sequence[Texts]) -> list[RecordFindings]:
    """Finds nothing: for jobs that know where to look themselves."""
    return [tuple(Findings(()) for _ in record.texts) for record in records]


def _failed(error: Exception) -> Findings:
    if isinstance(error, DocumentError):
        return Findings((), "failed", error.reason, str(error))
    if isinstance(error, MemoryError):
        return Findings((), "failed", OUT_OF_MEMORY, "the memory did not suffice, even for this alone")
    # The type only: a library's message may quote the text.
    return Findings((), "failed", "detector_failed", f"{type(error).__name__} was raised")
