"""Thresholds for a wanted recall, or for the best F-beta, found on labelled documents, a label at a time.

Recall is here the share of a label's marked spans of which no character is left, whatever label hid them.
Precision is the share of the characters found under the label that somebody marked: a span that grows as its
threshold falls costs what it takes along.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from anonymize.detectors.tagger import Thresholds
from anonymize.errors import UsageError
from anonymize.evaluation.labelled import Labelled, Marked
from anonymize.evaluation.measures import measure
from anonymize.evaluation.resampling import Estimate

GRID = (0.02, 0.04, 0.06, 0.08, *(round(0.05 * step, 2) for step in range(2, 20)))
"""Thresholds that are tried. What has less than one chance in fifty is left alone."""
FEWEST = 20
"""Examples of a label below which a threshold would be chance: at 19 of 20, recall may as well be 0.75."""
WANTED = 0.95
"""The recall that is aimed at where nothing else is said."""
RECALL, PRECISION = "covered", "character_precision"
"""Measures that are meant by the two."""
_FORM = re.compile(r"\s*(recall|f)=([0-9]*\.?[0-9]+)\s*")
_MOST_BETA = 100
Outcome = Literal["reached", "best", "short", "unfound", "few", "fixed"]
Find = Callable[[Thresholds], Sequence[Iterable[Marked]]]


@dataclass(frozen=True, slots=True)
class Goal:
    """What thresholds are to reach.

    Attributes:
        kind: a recall, and at that the highest precision; or the best F-beta.
        value: the recall, or beta.
    """

    kind: Literal["recall", "f"] = "recall"
    value: float = WANTED

    @classmethod
    def parse(cls, text: str) -> Goal:
        """Reads `recall=0.95` or `f=2`.

        Raises:
            UsageError: it is of neither form, or out of range.
        """
        match _FORM.fullmatch(text):
            case re.Match() as found if found[1] == "recall" and 0 < float(found[2]) <= 1:
                return cls("recall", float(found[2]))
            case re.Match() as found if found[1] == "f" and 0 < float(found[2]) <= _MOST_BETA:
                return cls("f", float(found[2]))
        raise UsageError(
            f"--goal is recall=NUMBER, above 0 and at most 1, or f=BETA, above 0 and at most {_MOST_BETA},"
            f" not {text[:40]!r}"
        )

    def __str__(self) -> str:
        return f"{self.kind}={self.value:g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The threshold of one label.

    Attributes:
        label: canonical.
        examples: marked spans of it that have to be hidden, in different texts.
        threshold: what holds for it now.
        outcome: `reached`, `best` (of an F-beta), `unfound` (at no threshold: as it was),
            `short` (no threshold reaches the recall; this comes nearest),
            `few` (too few examples: as it was), `fixed` (no model looks for it, so that no threshold holds).
    """

    label: str
    examples: int
    threshold: float
    outcome: Outcome

    @property
    def is_new(self) -> bool:
        """Whether the threshold was chosen, and not only left as it was."""
        return self.outcome in ("reached", "best", "short")


@dataclass(frozen=True, slots=True)
class _Point:
    """What a label with something to hide comes to at one threshold.

    Where nothing is found under it, its precision is 0: no threshold is chosen for that.
    """

    recall: float
    precision: float

    @classmethod
    def of(cls, measured: Mapping[str, Estimate]) -> _Point:
        recall = measured[RECALL].value
        if recall is None:
            raise ValueError("a label without anything to hide has no recall")
        return cls(recall, measured[PRECISION].value or 0.0)

    def f(self, beta: float) -> float:
        total = beta**2 * self.precision + self.recall
        return (1 + beta**2) * self.precision * self.recall / total if total else 0.0


Points = Callable[[Mapping[str, float]], Mapping[str, _Point]]
"""What each label comes to at some thresholds."""


def calibrate(
    documents: Sequence[Labelled],
    find: Find,
    *,
    labels: Collection[str],
    adjustable: Collection[str],
    goal: Goal,
    start: Thresholds,
) -> list[Choice]:
    """Chooses a threshold for each marked label.

    All labels get the same threshold first, each one of `GRID` in turn, as labels help each other: a word is
    hidden by the sum of its labels. Of each label the best is taken. With these, labels that fall short of a
    recall go down step by step; those that are low in the end go up again as far as it costs them none of
    their recall, and no other the goal.

    Args:
        documents: with what is marked in them.
        find: what is found in each at some thresholds.
        labels: that are looked for.
        adjustable: those of them that thresholds hold for.
        goal: what is to be reached.
        start: thresholds as they are.

    Returns:
        The labels that are marked, sorted.
    """
    marked = {span.label for document in documents for span in document.spans}
    examples = _examples(documents)
    known = {label: examples[label] for label in sorted(marked & set(labels))}
    free = {label for label, count in known.items() if label in adjustable and count >= FEWEST}

    def points(thresholds: Mapping[str, float]) -> dict[str, _Point]:
        found = find(replace(start, by_label={**start.by_label, **thresholds}))
        measured = measure(documents, found, labels=labels, resamples=0).labels
        return {label: _Point.of(measured[label]) for label in free}

    chosen, short = _choose(points, {label: start.of(label) for label in free}, goal)

    def outcome(label: str) -> Outcome:
        if label not in adjustable:
            return "fixed"
        if label not in free:
            return "few"
        if label not in chosen:
            return "unfound"
        if goal.kind == "f":
            return "best"
        return "short" if label in short else "reached"

    return [
        Choice(label, count, chosen.get(label, start.of(label)), outcome(label))
        for label, count in known.items()
    ]


def _examples(documents: Iterable[Labelled]) -> Counter[str]:
    """Counts what has to be hidden by its label; in copies of a text, as several people marked it, once."""
    copies: dict[str, Counter[str]] = {}
    for document in documents:
        places = {
            (span.start, span.end, span.label)
            for span in document.spans
            if span.has_to_be_hidden and document.text[span.start : span.end].strip()
        }
        copies[document.text] = copies.get(document.text, Counter()) | Counter(label for *_, label in places)
    return sum(copies.values(), Counter())


def _choose(points: Points, start: Mapping[str, float], goal: Goal) -> tuple[dict[str, float], set[str]]:
    """Gives thresholds for some labels, and those of them that fall short of the recall all the same.

    A label of which nothing is hidden at any threshold gets none.
    """
    labels = start.keys()
    if not labels:
        return {}, set()
    levels = {level: points(dict.fromkeys(labels, level)) for level in GRID}
    curves = {label: {level: found[label] for level, found in levels.items()} for label in labels}
    found_at_all = {label for label, curve in curves.items() if any(point.recall for point in curve.values())}
    if goal.kind == "f":
        scores = {
            label: {level: point.f(goal.value) for level, point in curve.items()}
            for label, curve in curves.items()
            if label in found_at_all
        }
        return {label: _best(score, start[label]) for label, score in scores.items()}, set()
    wanted = {
        label: min(goal.value, max(point.recall for point in curve.values()))
        for label, curve in curves.items()
    }
    precision = {
        label: {level: point.precision for level, point in curve.items() if point.recall >= wanted[label]}
        for label, curve in curves.items()
        if label in found_at_all
    }
    chosen = {label: _best(found, start[label]) for label, found in precision.items()}
    now = _lower(points, chosen, wanted)
    reached = {label for label, point in now.items() if point.recall >= goal.value}
    for label in sorted(found_at_all):
        if chosen[label] < start[label]:
            least = dict.fromkeys(reached, goal.value) | {label: min(goal.value, now[label].recall)}
            chosen[label] = _raised(points, chosen, label, least)
    return chosen, set(labels) - reached


def _lower(points: Points, chosen: dict[str, float], wanted: Mapping[str, float]) -> Mapping[str, _Point]:
    """Lowers thresholds until all labels have the recall that is wanted, or none is left; gives theirs."""
    while True:
        now = points(chosen)
        lower = {
            label: max(level for level in GRID if level < chosen[label])
            for label, point in now.items()
            if point.recall < wanted[label] and chosen[label] > GRID[0]
        }
        if not lower:
            return now
        chosen |= lower


def _raised(points: Points, chosen: Mapping[str, float], label: str, least: Mapping[str, float]) -> float:
    """The highest threshold of one label at which those named have at least that recall.

    A label that cannot get to the goal is as low as can be by now, though a higher one may give the same.
    """
    low, high = GRID.index(chosen[label]), len(GRID)
    while high - low > 1:
        middle = (low + high) // 2
        now = points({**chosen, label: GRID[middle]})
        if all(now[other].recall >= recall for other, recall in least.items()):
            low = middle
        else:
            high = middle
    return GRID[low]


def _best(scores: Mapping[float, float], start: float) -> float:
    """The threshold of the highest score; of several the nearest to what held, so as to change little."""
    return max(scores, key=lambda level: (scores[level], -abs(level - start), -level))
