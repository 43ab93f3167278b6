"""What every set gives: documents with gold spans, and which of the labels its gold is complete for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from anonymize.evaluation import UNSCORED, Labelled, LabelledSpan
from anonymize.labels import canonical
from datasets_custom.kinds import LABELS

MANY = "mul"
"""The language of a set that has several."""
SEED = 20_240


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Documents to measure on.

    Attributes:
        id: a family, and behind colons what of it, such as `wikiann:de`.
        language: two letters, or `MANY`.
        documents: the texts with their gold spans, under labels that are measured or `UNSCORED`.
        labels: those that the gold is complete for; the only ones that are scored.
        complete: whether all that is personal is marked, so that what is redacted beyond counts.
        joined: whether spans of one label side by side are joined, marked and found ones alike.
    """

    id: str
    language: str
    documents: tuple[Labelled, ...]
    labels: tuple[str, ...]
    complete: bool = False
    joined: bool = False

    @property
    def family(self) -> str:
        """The first part of the id."""
        return self.id.partition(":")[0]

    def sampled(self, most: int | None) -> LabelledSet:
        """Gives the same with at most so many documents, drawn alike from sets of one size."""
        if most is None or len(self.documents) <= most:
            return self
        chosen = sorted(random.Random(SEED).sample(range(len(self.documents)), most))  # noqa: S311 - not for secrets
        return replace(self, documents=tuple(self.documents[index] for index in chosen))


def known(label: str, own: Mapping[str, str] | None = None) -> str:
    """Maps a data set's label to one of those that are measured; `UNSCORED` for what is none of them."""
    name = canonical((own or {}).get(label, label))
    return name if name in LABELS else UNSCORED


def renamed(documents: Iterable[Labelled], own: Mapping[str, str] | None = None) -> tuple[Labelled, ...]:
    """Maps the labels of all spans; see `known`."""
    return tuple(
        replace(document, spans=tuple(replace(span, label=known(span.label, own)) for span in document.spans))
        for document in documents
    )


def joined(text: str, spans: Iterable[LabelledSpan]) -> tuple[LabelledSpan, ...]:
    """Joins spans of one label that only white space divides."""
    found: list[LabelledSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        before = found[-1] if found else None
        if before and before.label == span.label and not text[before.end : span.start].strip():
            found[-1] = replace(before, end=max(before.end, span.end))
        else:
            found.append(span)
    return tuple(found)


def labels_of(documents: Iterable[Labelled]) -> tuple[str, ...]:
    """The labels that occur in documents and are measured, in the usual order."""
    occurring = {span.label for document in documents for span in document.spans}
    return tuple(label for label in LABELS if label in occurring)
