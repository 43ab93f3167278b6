"""What is counted in one document, before it is summed over documents and made into shares.

Two questions are asked of what people marked. *Detection*: are the bounds and the label right (exact), is any
of it found under any label (met)? *Protection*: what of it would still be read in the output? A character is
a visible code point: white space between two found words gives nothing away.

The counts are made here and not by `nervaluate`: it compares each marked with each found span of a document,
in time of their product; it gives each found span to one marked one at most, so that of a name found in two
pieces one is a false hit; and it tells sums over all documents, so that an interval by resampling them would
take a thousand runs. Here a cumulative sum over the text answers for each span what of it is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from anonymize.evaluation.labelled import Labelled, LabelledSpan, Marked

Count = TypeVar("Count")
Bools = NDArray[np.bool_]
PERSON = "person"


class Tally(NamedTuple, Generic[Count]):
    """Counts over one label, or over all that are scored.

    Attributes:
        gold: spans that people marked; equal ones count once, here and below.
        found: spans that were found.
        right: found spans with the bounds and the label of a marked one.
        gold_met: marked spans of which a character was found, under any label.
        judged: found spans, but for those that lie on marked spans of labels that are not scored alone, and
            those on nothing marked of a label that the document was not marked for.
        judged_met: those of them that hold a character of a marked span, of any label that is scored.
        hidden: found characters, but for those in marked spans of labels that are not scored, and unmarked
            ones of a label that the document was not marked for.
        hidden_rightly: those of them that are in a marked span, of any label that is scored.
        needed: marked spans that have to be hidden; what is white space alone need not.
        covered: those of them of which no character is left.
        characters: in what has to be hidden.
        left: those of them that are left.
        documents: with something to hide.
        protected: those of them of which nothing of that is left.
        persons: people with a name that has to be hidden, counted in each document, as far as the data tells
            which mentions are of one.
        safe_persons: those of them of whose names nothing is left.
    """

    gold: Count
    found: Count
    right: Count
    gold_met: Count
    judged: Count
    judged_met: Count
    hidden: Count
    hidden_rightly: Count
    needed: Count
    covered: Count
    characters: Count
    left: Count
    documents: Count
    protected: Count
    persons: Count
    safe_persons: Count


NOTHING = Tally(*(0,) * len(Tally._fields))


class Removal(NamedTuple, Generic[Count]):
    """Counts over a whole text.

    Attributes:
        characters: of the text.
        removed: that were found.
        excess: those of them that no marked span holds, not even one of a label that is not scored.
    """

    characters: Count
    removed: Count
    excess: Count


class Marks:
    """Stretches of a text, as one truth value a code point, with the number of true ones before each."""

    def __init__(self, at: Bools) -> None:
        self.at = at
        self._before = np.concatenate(([0], np.cumsum(at, dtype=np.int64)))

    @classmethod
    def of(cls, spans: Iterable[Marked], length: int) -> Marks:
        """Marks all that lies in one of some spans."""
        at = np.zeros(length, dtype=np.bool_)
        for span in spans:
            at[span.start : span.end] = True
        return cls(at)

    def within(self, span: Marked) -> int:
        """Counts the true ones in a span."""
        return int(self._before[span.end] - self._before[span.start])

    def total(self) -> int:
        """Counts the true ones."""
        return int(self._before[-1])


class Document:
    """One document with what was found in it, ready to be counted.

    Args:
        document: with what is marked.
        found: in any order; they may overlap.
        labels: that are scored, canonical.

    Raises:
        ValueError: a span reaches out of the text.
    """

    def __init__(self, document: Labelled, found: Iterable[Marked], labels: Collection[str]) -> None:
        length = len(document.text)
        spans = tuple(found)
        for span in (*document.spans, *spans):
            if not 0 <= span.start < span.end <= length:
                raise ValueError(
                    f"{document.id}: a span from {span.start} to {span.end} in a text of {length} code points"
                )
        self.is_marked_for = document.is_marked_for
        self.gold = [span for span in document.spans if span.label in labels]
        self.found = list(
            {(span.start, span.end, span.label): span for span in spans if span.label in labels}.values()
        )
        self.visible = np.fromiter((not char.isspace() for char in document.text), np.bool_, length)
        visible = Marks(self.visible)
        self.needed = [span for span in self.gold if span.has_to_be_hidden and visible.within(span)]
        self.removed = Marks.of(spans, length)
        self.left = Marks(self.visible & ~self.removed.at)
        self.scored = Marks.of(self.gold, length)
        self.marked = Marks.of(document.spans, length)
        self.excess = self.visible & self.removed.at & ~self.marked.at

    def removal(self) -> Removal[int]:
        """Counts what was removed of the text."""
        removed = self.visible & self.removed.at
        return Removal(int(self.visible.sum()), int(removed.sum()), int(self.excess.sum()))

    def by_label(self) -> dict[str, Tally[int]]:
        """Counts for each label that is marked or found."""
        return {
            label: self._tally(
                [span for span in self.gold if span.label == label],
                [span for span in self.found if span.label == label],
                [span for span in self.needed if span.label == label],
            )
            for label in {span.label for span in (*self.gold, *self.found)}
        }

    def overall(self) -> Tally[int]:
        """Counts over all labels that are scored."""
        return self._tally(self.gold, self.found, self.needed)

    def _tally(
        self, gold: Sequence[LabelledSpan], found: Sequence[Marked], needed: Sequence[LabelledSpan]
    ) -> Tally[int]:
        wanted = {(span.start, span.end, span.label): span for span in gold}
        hide = {(span.start, span.end, span.label): span for span in needed}.values()
        judged = [
            span
            for span in found
            if self.scored.within(span) or (not self.marked.within(span) and self.is_marked_for(span.label))
        ]
        to_hide = Marks(Marks.of(needed, len(self.visible)).at & self.visible)
        left = int((to_hide.at & self.left.at).sum())
        persons = _persons(needed)
        rightly = Marks.of(found, len(self.visible)).at & self.visible & self.scored.at
        told = Marks.of((span for span in found if self.is_marked_for(span.label)), len(self.visible))
        return Tally(
            gold=len(wanted),
            found=len(found),
            right=sum((span.start, span.end, span.label) in wanted for span in found),
            gold_met=sum(self.removed.within(span) > 0 for span in wanted.values()),
            judged=len(judged),
            judged_met=sum(self.scored.within(span) > 0 for span in judged),
            hidden=int((rightly | told.at & self.visible & ~self.marked.at).sum()),
            hidden_rightly=int(rightly.sum()),
            needed=len(hide),
            covered=sum(not self.left.within(span) for span in hide),
            characters=to_hide.total(),
            left=left,
            documents=int(bool(to_hide.total())),
            protected=int(bool(to_hide.total()) and not left),
            persons=len(persons),
            safe_persons=sum(not any(map(self.left.within, mentions)) for mentions in persons),
        )


def _persons(spans: Iterable[LabelledSpan]) -> list[list[LabelledSpan]]:
    """The mentions of each person."""
    by_person: dict[str, list[LabelledSpan]] = {}
    for span in spans:
        if span.label == PERSON and span.entity is not None:
            by_person.setdefault(span.entity, []).append(span)
    return list(by_person.values())
