"""The finder: all detectors over the texts of records, their spans resolved, what was not seen told.

It does no input or output and can be pickled, so that it works the same in any process. Replacing what it
finds is left to `redactor`.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import regex

from anonymize.allow import Allow
from anonymize.detectors.base import Detection, Detector, Stretches
from anonymize.detectors.expressions import SOURCE as EXPRESSIONS
from anonymize.detectors.expressions import Expressions
from anonymize.detectors.terms import SOURCE as DENY
from anonymize.errors import AnonError, DocumentError
from anonymize.findings import KNOWN_FIELD, OUT_OF_MEMORY, Findings, RecordFindings, Texts
from anonymize.mentions import Mentions
from anonymize.mentions.second_mentions import second_mentions
from anonymize.policy import CAREFUL, Policy
from anonymize.reading import Problem, unread, unseen
from anonymize.spans import Span, resolve, snap
from anonymize.splitting import smaller
from anonymize.text import View, between_pairs

_LEFT_OUT = regex.compile(r"[\p{M}\p{Cf}]*+")
_SAID_BY_USERS = frozenset({DENY, EXPRESSIONS})
"""Sources of what is replaced whole, whatever signs are in it."""


class _Reading(NamedTuple):
    """One way to read a text of a record; `as_written` is for the user's expressions alone."""

    place: int
    view: View
    known_only: bool
    as_written: bool = False

    @property
    def by_detectors(self) -> bool:
        """Whether all detectors search it."""
        return not (self.known_only or self.as_written)


class _Searched(NamedTuple):
    """What the detectors found in the view of one text; offsets are those of the view."""

    spans: tuple[Span, ...] = ()
    hints: tuple[Span, ...] = ()
    coverage: tuple[tuple[str, Stretches], ...] = ()
    failure: Findings | None = None
    problem: Problem | None = None


class Finder:
    """Finds spans in texts.

    Args:
        detectors: each sees every text.
        known_labels: labels of what records say themselves.
        exposed: labels whose operator leaves characters of a value standing; see `resolve`.
        kept: labels whose operator leaves values whole; see `second_mentions`.
        allow: values that are none of a detector's business.
        policy: how careful it is.

    Raises:
        ValueError: there is no detector, so that every text would come back as it is.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        known_labels: Iterable[str] = (),
        exposed: Collection[str] = (),
        kept: Collection[str] = (),
        allow: Allow | None = None,
        policy: Policy = CAREFUL,
    ) -> None:
        if not detectors:
            raise ValueError("a finder needs a detector")
        self.detectors = tuple(detectors)
        self.labels = frozenset(label for detector in detectors for label in detector.labels).union(
            known_labels
        )
        self._exposed = frozenset(exposed)
        self._kept = frozenset(kept)
        self._allow = allow
        self._policy = policy

    def with_detectors(self, detectors: Sequence[Detector]) -> Finder:
        """Gives the same with other detectors of the same labels."""
        other = copy.copy(self)
        other.detectors = tuple(detectors)
        return other

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        found: dict[str, object] = {
            "detectors": [detector.describe() for detector in self.detectors],
            "labels": sorted(self.labels),
            **self._policy.describe(),
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
        expressions = [detector for detector in self.detectors if isinstance(detector, Expressions)]
        readings = [tuple(self._readings(record, as_written=bool(expressions))) for record in records]
        searched = iter(
            self._search([one.view for several in readings for one in several if one.by_detectors])
        )

        def found_in(one: _Reading) -> _Searched:
            if one.by_detectors:
                return next(searched)
            return self._searched_as_written(one.view.text, expressions) if one.as_written else _Searched()

        return [
            self._joined(record, several, list(map(found_in, several)))
            for record, several in zip(records, readings, strict=True)
        ]

    def _readings(self, record: Texts, *, as_written: bool) -> Iterator[_Reading]:
        for place, (text, known_only) in enumerate(record.flagged()):
            views = View.readings(text) if self._policy.normalise else (View.plain(text),)
            for view in views:
                yield _Reading(place, view, known_only)
            if as_written and not known_only and not views[0].is_plain:
                yield _Reading(place, View.plain(text), known_only, as_written=True)

    def _searched_as_written(self, text: str, expressions: Iterable[Expressions]) -> _Searched:
        """What the user's expressions find in a text itself: they may name signs that no view has, as №."""
        try:
            found = [span for detector in expressions for span in detector.find(text)]
            return _Searched(tuple(span for span in snap(found, text) if not self._permits(span, text)))
        except DocumentError as error:
            return _Searched(failure=_failed(error))

    def _search(self, views: Sequence[View]) -> list[_Searched]:
        """Lets the detectors search, all texts at once, or in smaller pieces where that fails."""
        if not views:
            return []
        try:
            texts = [view.text for view in views]
            by_detector = [detector.detect(texts) for detector in self.detectors]
            return [
                self._checked(view, detections)
                for view, detections in zip(views, zip(*by_detector, strict=True), strict=True)
            ]
        except Exception as error:
            if isinstance(error, AnonError) and not isinstance(error, DocumentError):
                raise  # a missing model or a wrong setting concerns the whole job
            # Whatever else a library raises: one text must not stop the others.
            if len(views) == 1:
                return [_Searched(failure=_failed(error))]
        # Outside of the handler, where nothing holds what the attempt took of the memory any more.
        return [found for piece in smaller(views) for found in self._search(piece)]

    def _checked(self, view: View, detections: Iterable[Detection]) -> _Searched:
        """The spans of all detectors, grown to word bounds, and the verdict on what was not seen."""
        detections = tuple(detections)
        text = view.text
        found = [span for detection in detections for span in detection.spans]
        if any(span.end > len(text) or span.label not in self.labels for span in found):
            raise ValueError("a detector gave a span outside the text, or a label that it does not claim")
        spans = tuple(
            span for span in snap(found, text) if span.source == DENY or not self._permits(span, text)
        )
        pairs = list(zip(self.detectors, detections, strict=True))
        problem = unseen(text, [detection.seen for detection in detections])
        if problem is None and not self._policy.allow_script:
            problem = unread(text, pairs)
        return _Searched(
            spans,
            tuple(hint for detection in detections for hint in detection.hints),
            tuple(
                (detector.name, tuple(view.bounds(start, end) for start, end in detection.seen))
                for detector, detection in pairs
            ),
            problem=problem,
        )

    def _permits(self, span: Span, text: str) -> bool:
        return self._allow is not None and self._allow.permits(text[span.start : span.end])

    def _joined(
        self, record: Texts, readings: Sequence[_Reading], searched: list[_Searched]
    ) -> RecordFindings:
        """Adds what is known, and what was found in another place, and resolves overlaps."""
        spans = [list(one.spans) for one in searched]
        if record.known:
            known = Mentions(record.known)
            for index, reading in enumerate(readings):
                if reading.as_written:
                    continue
                text = reading.view.text
                spans[index] += snap(
                    [Span(at.start, at.end, at.label, 1.0, KNOWN_FIELD) for at in known.find(text)], text
                )
        if self._policy.propagate and not record.written:
            chosen = [index for index, reading in enumerate(readings) if reading.by_detectors]
            found = [(readings[index].view.text, spans[index], searched[index].hints) for index in chosen]
            for index, again in zip(chosen, second_mentions(found, kept=self._kept), strict=True):
                text = readings[index].view.text
                try:
                    spans[index] += [span for span in again if not self._permits(span, text)]
                except DocumentError as error:  # an expression of the allow list ran too long
                    searched[index] = searched[index]._replace(failure=_failed(error))
        by_place: list[list[tuple[View, _Searched]]] = [[] for _ in record.texts]
        for reading, one, at in zip(readings, searched, spans, strict=True):
            by_place[reading.place].append((reading.view, one._replace(spans=tuple(at))))
        return tuple(self._findings(text, found) for text, found in zip(record.texts, by_place, strict=True))

    def _findings(self, text: str, found: Sequence[tuple[View, _Searched]]) -> Findings:
        """Leads back from the views of a text to it. What went wrong with one of them went wrong with it."""
        spans = [
            part
            for view, one in found
            for span in one.spans
            for part in ((span,) if view.is_plain else _parted(_back(span, view, text), text))
        ]
        resolved = tuple(resolve(spans, exposed=self._exposed))
        every = [one for _, one in found]
        if failure := next(filter(None, (one.failure for one in every)), None):
            return replace(failure, spans=resolved)
        if problem := next(filter(None, (one.problem for one in every)), None):
            return Findings(resolved, "withheld", *problem, coverage=every[0].coverage)
        return Findings(resolved, coverage=every[0].coverage)


def nothing_found(records: Sequence[Texts]) -> list[RecordFindings]:
    """Finds nothing: for jobs that know where to look themselves."""
    return [tuple(Findings(()) for _ in record.texts) for record in records]


def _back(span: Span, view: View, text: str) -> Span:
    """Leads a span back to the text; with marks and the like behind it, which the view left out.

    It was grown to the bounds of words in the view. Those of the text may be others: an escaped line end
    before a name is no letter of it.
    """
    start, end = view.back(span.start, span.end)
    _, following = view.bounds(span.start, span.end)
    left_out = _LEFT_OUT.match(text, end, following)
    return replace(span, start=start, end=left_out.end())


def _parted(span: Span, text: str) -> Iterator[Span]:
    """Parts what a model read as one for it did not see the signs between: `'Ada Okafor', 'Jane Roe'`."""
    start = span.start
    places = () if span.source in _SAID_BY_USERS else between_pairs(text, span.start, span.end)
    for end, following in places:
        yield replace(span, start=start, end=end)
        start = following
    yield replace(span, start=start)


def _failed(error: Exception) -> Findings:
    if isinstance(error, DocumentError):
        return Findings((), "failed", error.reason, str(error))
    if isinstance(error, MemoryError):
        return Findings((), "failed", OUT_OF_MEMORY, "the memory did not suffice, even for this alone")
    # The type only: a library's message may quote the text.
    return Findings((), "failed", "detector_failed", f"{type(error).__name__} was raised")
