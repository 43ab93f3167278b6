"""The redactor: detectors, span resolution and operators; texts in, redacted texts out.

It does no input or output, can be pickled, and fails closed: a text that some detector did not see whole, or
in which some span could not be replaced, comes back without a redacted text and with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from anonymize.config import Config
from anonymize.detectors.base import Detection, Detector
from anonymize.detectors.choice import choose_detectors
from anonymize.documents.base import Edit
from anonymize.errors import AnonError, DocumentError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.spans import Span, resolve, snap
from anonymize.text import detection_view

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
    """

    status: Status
    text: str | None
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()
    reason: str | None = None
    detail: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many spans there are of each label."""
        return dict(sorted(Counter(span.label for span in self.spans).items()))


class Redactor:
    """Redacts texts.

    Args:
        detectors: each sees every text.
        operators: what replaces the spans, by label.

    Raises:
        ValueError: there is no detector, so that every text would come back as it is.
    """

    def __init__(self, detectors: Sequence[Detector], operators: OperatorSet) -> None:
        if not detectors:
            raise ValueError("a redactor needs a detector")
        self.detectors = tuple(detectors)
        self.operators = operators
        self.labels = frozenset(label for detector in self.detectors for label in detector.labels)
        self._exposed = frozenset(label for label in self.labels if operators.exposes(label))

    @classmethod
    def from_config(
        cls, config: Config | None = None, *, labels: Sequence[str] | None = None, key: Key | None = None
    ) -> Redactor:
        """Builds the detectors and operators that a configuration names.

        Args:
            config: as `load_config` gives it; None for the defaults.
            labels: what to look for, in the user's words; overrides the configuration. None for all labels.
            key: the secret behind `hash` and `encrypt`; None draws a fresh one.

        Raises:
            UsageError: an unknown label, model or operator, or a parameter that does not suit it.
        """
        settings = config or Config()
        if labels is not None:
            settings = replace(settings, labels=tuple(labels))
        detectors = choose_detectors(settings)
        found = {label for detector in detectors for label in detector.labels}
        return cls(detectors, OperatorSet.build(settings.operators, labels=found, key=key or Key.random()))

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        return {
            "detectors": [detector.describe() for detector in self.detectors],
            "labels": sorted(self.labels),
            "operators": {label: self.operators.name(label) for label in sorted(self.labels)},
        }

    def redact(self, text: str) -> Redaction:
        """Redacts one text; see `redact_all`."""
        return self.redact_all([text])[0]

    def redact_all(self, texts: Sequence[str]) -> list[Redaction]:
        """Redacts texts.

        Returns:
            One result a text, in order. Nothing that goes wrong with a text raises: it is in its result.
        """
        return [
            found if isinstance(found, Redaction) else self._replace(text, found)
            for text, found in zip(texts, self._find(texts), strict=True)
        ]

    def detect_all(self, texts: Sequence[str]) -> list[Redaction]:
        """Finds spans, replaces nothing: results have spans and a status, and neither text nor edits."""
        return [
            found if isinstance(found, Redaction) else Redaction("redacted", None, found)
            for found in self._find(texts)
        ]

    def _find(self, texts: Sequence[str]) -> list[tuple[Span, ...] | Redaction]:
        """The resolved spans of each text, or the verdict on a text that was not seen whole."""
        views = [detection_view(text) for text in texts]
        try:
            by_detector = [detector.detect(views) for detector in self.detectors]
            return [
                self._joined(view, detections)
                for view, detections in zip(views, zip(*by_detector, strict=True), strict=True)
            ]
        except Exception as error:
            if isinstance(error, AnonError) and not isinstance(error, DocumentError):
                raise  # a missing model or a wrong setting concerns the whole job
            # Whatever else a library raises: one text must not stop the others.
            if len(texts) == 1:
                return [_failed("detector_failed", error)]
            return [found for text in texts for found in self._find([text])]

    def _joined(self, view: str, detections: Iterable[Detection]) -> tuple[Span, ...] | Redaction:
        detections = tuple(detections)
        found = [span for detection in detections for span in detection.spans]
        if any(span.end > len(view) or span.label not in self.labels for span in found):
            raise ValueError("a detector gave a span outside the text, or a label that it does not claim")
        spans = tuple(resolve(snap(found, view), exposed=self._exposed))
        if unseen := [stretch for detection in detections for stretch in detection.unseen]:
            start, end = min(unseen)
            detail = f"{len(unseen)} stretch(es) not seen with enough context, the first at {start}:{end}"
            return Redaction("withheld", None, spans, reason="not_covered", detail=detail)
        return spans

    def _replace(self, text: str, spans: tuple[Span, ...]) -> Redaction:
        try:
            edits = tuple(
                Edit(span.start, span.end, self.operators.replace(span.label, text[span.start : span.end]))
                for span in spans
            )
            return Redaction("redacted", _spliced(text, edits), spans, edits)
        except Exception as error:  # noqa: BLE001 - an operator may be anybody's code
            return replace(_failed("operator_failed", error), spans=spans)


def _spliced(text: str, edits: Iterable[Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += (text[position : edit.start], edit.replacement)
        position = edit.end
    return "".join((*pieces, text[position:]))


def _failed(reason: str, error: Exception) -> Redaction:
    if isinstance(error, DocumentError):
        return Redaction("failed", None, (), reason=error.reason, detail=str(error))
    # The type only: a library's message may quote the text.
    return Redaction("failed", None, (), reason=reason, detail=f"{type(error).__name__} was raised")
