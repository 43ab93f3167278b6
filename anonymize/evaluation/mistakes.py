"""What was missed and what was found wrongly, in its context, worst first. It holds text of the documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from anonymize.evaluation.counting import Bools, Document
from anonymize.evaluation.labelled import Labelled, LabelledSpan, Marked

CONTEXT = 80
"""Code points that are shown on each side."""
Kind = Literal["text", "left", "hidden", "found"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A marked span of which something is left, or a stretch that was removed and that nobody marked.

    Attributes:
        document: its id.
        start: first code point.
        end: one past the last code point.
        label: of the span; of a stretch, under which it was removed, be that scored or not.
        identifier: of a marked span, where the data tells.
        characters: visible ones that are left, or that were removed in vain.
        whole: whether nothing of the marked span was found, or the stretch is all of a found span.
        score: of the found span, where it has one.
        pieces: the context in pieces: `text` around it, and of the span what is `left`, `hidden`, or `found`.
    """

    document: str
    start: int
    end: int
    label: str
    identifier: str | None
    characters: int
    whole: bool
    score: float | None
    pieces: tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Those of a set of documents.

    Attributes:
        missed: what was not found at all first, of that direct identifiers, then what leaves most.
        false: all that `over_redaction` counts; what touches nothing marked first, of that the surest, then
            what takes most.
    """

    missed: tuple[Mistake, ...]
    false: tuple[Mistake, ...]


def find_mistakes(
    documents: Sequence[Labelled], found: Sequence[Iterable[Marked]], labels: Collection[str]
) -> Mistakes:
    """Finds what was missed and what was found wrongly; the parameters are those of `measure`."""
    missed: list[Mistake] = []
    false: list[Mistake] = []
    for document, each in zip(documents, found, strict=True):
        spans = tuple(each)
        counted = Document(document, spans, labels)
        missed += _missed(document, counted)
        false += _false(document, counted, spans)
    return Mistakes(
        tuple(sorted(missed, key=lambda one: (not one.whole, one.identifier != "direct", -one.characters))),
        tuple(sorted(false, key=lambda one: (not one.whole, -(one.score or 0.0), -one.characters))),
    )


def _missed(document: Labelled, counted: Document) -> Iterator[Mistake]:
    unique = {(span.start, span.end, span.label): span for span in counted.needed}
    for span in unique.values():
        left = counted.left.within(span)
        if left:
            yield Mistake(
                document.id,
                span.start,
                span.end,
                span.label,
                span.identifier,
                left,
                whole=not counted.removed.within(span),
                score=None,
                pieces=_context(document.text, span, tuple(_parts(document.text, span, counted))),
            )


def _false(document: Labelled, counted: Document, found: Iterable[Marked]) -> Iterator[Mistake]:
    """What was removed and nobody marked, each character once: under the surest span that holds it."""
    untold = counted.excess.copy()
    unique = {(span.start, span.end, span.label): span for span in found}.values()
    for span in sorted(unique, key=lambda one: (-_score(one), one.start - one.end)):
        visible = int(counted.visible[span.start : span.end].sum())
        for start, end in _stretches(untold, counted, span):
            characters = int(untold[start:end].sum())
            stretch = LabelledSpan(start, end, span.label)
            yield Mistake(
                document.id,
                start,
                end,
                span.label,
                None,
                characters,
                whole=characters == visible,
                score=getattr(span, "score", None),
                pieces=_context(document.text, stretch, (("found", document.text[start:end]),)),
            )
        untold[span.start : span.end] = False


def _stretches(wanted: Bools, counted: Document, span: Marked) -> list[tuple[int, int]]:
    """Where wanted characters stand in a span, with nothing but white space between those of one stretch."""
    places = np.flatnonzero(wanted[span.start : span.end]) + span.start
    if not len(places):
        return []
    # Visible characters before each: between neighbours of a stretch there are none.
    rank = np.cumsum(counted.visible[span.start : span.end])[places - span.start]
    breaks = np.flatnonzero(np.diff(rank) > 1)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [len(places) - 1]))] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _score(span: Marked) -> float:
    return getattr(span, "score", None) or 0.0


def _parts(text: str, span: LabelledSpan, counted: Document) -> Iterator[tuple[Kind, str]]:
    """The span in stretches that are left or hidden; white space goes with what is before it."""
    first, kind = span.start, _kind(counted, span.start)
    for place in range(span.start + 1, span.end):
        now = _kind(counted, place) if counted.visible[place] else kind
        if now != kind:
            yield kind, text[first:place]
            first, kind = place, now
    yield kind, text[first : span.end]


def _kind(counted: Document, place: int) -> Kind:
    return "hidden" if counted.removed.at[place] else "left"


def _context(text: str, span: Marked, inner: tuple[tuple[Kind, str], ...]) -> tuple[tuple[Kind, str], ...]:
    before = text[max(0, span.start - CONTEXT) : span.start]
    after = text[span.end : span.end + CONTEXT]
    return (
        ("text", ("…" if span.start > CONTEXT else "") + before),
        *inner,
        ("text", after + ("…" if span.end + CONTEXT < len(text) else "")),
    )
