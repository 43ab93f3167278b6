"""Measures of detection and of protection, per label and over all, with confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from anonymize.evaluation.counting import NOTHING, Document, Removal, Tally
from anonymize.evaluation.labelled import UNSCORED, Labelled, Marked
from anonymize.evaluation.resampling import Estimate, Floats, estimate, share, sums
from anonymize.evaluation.tab import NO_IDENTIFIERS, TabTally, tally_tab

RESAMPLES = 1000
Estimates = Mapping[str, Estimate]
Of = TypeVar("Of")


def _harmonic(one: Floats, other: Floats) -> Floats:
    first, second = np.nan_to_num(one), np.nan_to_num(other)
    undefined = np.isnan(one) & np.isnan(other)
    return np.where(undefined, np.nan, np.nan_to_num(share(2 * first * second, first + second)))


def _overlap_precision(count: Tally[Floats]) -> Floats:
    return share(count.judged_met, count.judged)


def _overlap_recall(count: Tally[Floats]) -> Floats:
    return share(count.gold_met, count.gold)


OF_LABELS: Mapping[str, Callable[[Tally[Floats]], Floats]] = {
    "precision": lambda count: share(count.right, count.judged),
    "recall": lambda count: share(count.right, count.gold),
    "f1": lambda count: share(2 * count.right, count.gold + count.judged),
    "overlap_precision": _overlap_precision,
    "overlap_recall": _overlap_recall,
    "overlap_f1": lambda count: _harmonic(_overlap_precision(count), _overlap_recall(count)),
    "character_precision": lambda count: share(count.hidden_rightly, count.hidden),
    "covered": lambda count: share(count.covered, count.needed),
    "leak_rate": lambda count: share(count.left, count.characters),
    "documents_protected": lambda count: share(count.protected, count.documents),
    "persons_protected": lambda count: share(count.safe_persons, count.persons),
}
"""Measures of each label and over all labels; see `Tally` for what is counted."""

OF_TEXTS: Mapping[str, Callable[[Removal[Floats]], Floats]] = {
    "over_redaction": lambda count: share(count.excess, count.characters),
    "over_redaction_of_removed": lambda count: share(count.excess, count.removed),
}
"""Measures over all labels alone."""

OF_IDENTIFIERS: Mapping[str, Callable[[TabTally[Floats]], Floats]] = {
    "direct_recall": lambda count: share(count.direct_masked, count.direct),
    "quasi_recall": lambda count: share(count.quasi_masked, count.quasi),
    "direct_recall_looked_for": lambda count: share(count.known_direct_masked, count.known_direct),
    "quasi_recall_looked_for": lambda count: share(count.known_quasi_masked, count.known_quasi),
    "token_precision": lambda count: share(count.tokens_right, count.tokens),
}
"""Measures of TAB; those of what is looked for leave out entities of other labels."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured.

    Attributes:
        documents: how many.
        characters: visible ones, in all documents.
        overall: by the name of the measure, over all labels that are scored, and over texts.
        labels: by label, sorted, and by the name of the measure.
        counts: by label, `gold`, `needed`, `found`, `judged` and `right` spans; see `Tally`.
        total: the same over all labels that are scored.
        macro_f1: mean of the exact F1 of the labels that are marked.
        tab: by the name of the measure; None where no document tells of identifiers.
    """

    documents: int
    characters: int
    overall: Estimates
    labels: Mapping[str, Estimates]
    counts: Mapping[str, Mapping[str, int]]
    total: Mapping[str, int]
    macro_f1: Estimate
    tab: Estimates | None

    def as_dict(self) -> dict[str, Any]:
        """The numbers as plain values, for JSON; each measure has `value`, `low` and `high`, or None."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "overall": _plain(self.overall) | {"macro_f1": self.macro_f1.as_dict()},
            "labels": {label: _plain(found) for label, found in self.labels.items()},
            "counts": {
                "overall": dict(self.total),
                "labels": {label: dict(found) for label, found in self.counts.items()},
            },
            "tab": None if self.tab is None else _plain(self.tab),
        }


def measure(
    documents: Sequence[Labelled],
    found: Sequence[Iterable[Marked]],
    *,
    labels: Collection[str] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Measures:
    """Measures what was found.

    Args:
        documents: with what is marked in them; the same text may stand there again, marked by somebody else.
        found: what was found in each, in the same order; it may overlap.
        labels: that are scored, canonical; what is marked under another is no miss, and what is found there
            no false hit. None for those that are marked.
        resamples: samples of documents that the intervals rest on; 0 for no intervals.
        seed: of the samples.

    Raises:
        ValueError: the two differ in length, or a span reaches out of its text.
    """
    spans = [tuple(one) for one in found]
    if len(spans) != len(documents):
        raise ValueError(f"{len(documents)} documents, and what was found in {len(spans)}")
    if labels is None:
        labels = {span.label for document in documents for span in document.spans}
    scored = frozenset(labels) - {UNSCORED}
    identifiers = any(span.identifier for document in documents for span in document.spans)
    counted = [Document(document, one, scored) for document, one in zip(documents, spans, strict=True)]
    by_label = [one.by_label() for one in counted]
    names = sorted({name for one in by_label for name in one})
    groups: list[Sequence[tuple[int, ...]]] = [
        [one.overall() for one in counted],
        [one.removal() for one in counted],
        [
            tally_tab(document, one, scored) if identifiers else NO_IDENTIFIERS
            for document, one in zip(documents, spans, strict=True)
        ],
        *([one.get(name, NOTHING) for one in by_label] for name in names),
    ]
    widths = (len(Tally._fields), len(Removal._fields), len(TabTally._fields), *(len(NOTHING) for _ in names))
    table = [
        np.array(group, dtype=np.float64).reshape(-1, width)
        for group, width in zip(groups, widths, strict=True)
    ]
    counts = _by_text(np.concatenate(table, axis=1), documents)
    together = _split(sums(counts, resamples=resamples, seed=seed), names)
    apart = _split(counts, names)
    labelled = dict(zip(names, together.labels, strict=True))
    return Measures(
        documents=len(documents),
        characters=int(together.texts.characters[0]),
        overall=_estimates(OF_LABELS, together.overall, apart.overall)
        | _estimates(OF_TEXTS, together.texts, apart.texts),
        labels={
            name: _estimates(OF_LABELS, count, single)
            for name, count, single in zip(names, together.labels, apart.labels, strict=True)
        },
        counts={label: _counts(count) for label, count in labelled.items()},
        total=_counts(together.overall),
        macro_f1=estimate(_macro_f1(together.labels), _having(_macro_f1(apart.labels))),
        tab=_estimates(OF_IDENTIFIERS, together.tab, apart.tab) if identifiers else None,
    )


def _by_text(counts: Floats, documents: Sequence[Labelled]) -> Floats:
    """Adds up the rows of documents with one text, which are drawn together: copies are no evidence more."""
    rows = {text: row for row, text in enumerate(dict.fromkeys(document.text for document in documents))}
    added = np.zeros((len(rows), counts.shape[1]))
    np.add.at(added, [rows[document.text] for document in documents], counts)
    return added


class _Counts(NamedTuple):
    """Counts by what they are of; each an array over documents, or over sums of them."""

    overall: Tally[Floats]
    texts: Removal[Floats]
    tab: TabTally[Floats]
    labels: Sequence[Tally[Floats]]


def _split(counts: Floats, names: Sequence[str]) -> _Counts:
    """Takes the columns apart in the order in which they were joined."""
    widths = (len(Tally._fields), len(Removal._fields), len(TabTally._fields), *(len(NOTHING) for _ in names))
    parts = np.split(counts.T, np.cumsum(widths)[:-1])
    return _Counts(
        Tally(*parts[0]), Removal(*parts[1]), TabTally(*parts[2]), [Tally(*part) for part in parts[3:]]
    )


def _estimates(
    measures: Mapping[str, Callable[[Of], Floats]], together: Of, apart: Of
) -> dict[str, Estimate]:
    return {name: estimate(of(together), _having(of(apart))) for name, of in measures.items()}


def _having(values: Floats) -> int:
    """How many documents have a share."""
    return int((~np.isnan(values)).sum())


def _macro_f1(labels: Sequence[Tally[Floats]]) -> Floats:
    """Mean F1 of the labels that are marked, in all documents or in a sample."""
    if not labels:
        return np.array([np.nan])
    scores = np.array([OF_LABELS["f1"](count) for count in labels])
    occurs = np.array([count.gold > 0 for count in labels])
    return share(np.where(occurs, scores, 0.0).sum(axis=0), occurs.sum(axis=0).astype(np.float64))


def _counts(count: Tally[Floats]) -> dict[str, int]:
    return {name: int(getattr(count, name)[0]) for name in ("gold", "needed", "found", "judged", "right")}


def _plain(found: Estimates) -> dict[str, dict[str, float | None]]:
    return {name: value.as_dict() for name, value in found.items()}
