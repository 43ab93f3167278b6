"""The bars that accuracy has to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anonymize.evaluation import Estimate, Measures
from benchmarks.accuracy_scores import COMPARED, OURS, PRESIDIO, Scores, is_compared
from benchmarks.accuracy_tables import NONE, covered, mean, shown
from benchmarks.systems.registry import IN_FP32
from finetune.tables import markdown

EXACT_WEIGHTS = "ours-fp32"
HAND_MADE = ("gold:all", "gold:en", "presidio", "meddocan", "tab")
COVERED = {"person": 0.98, "address": 0.98, "location": 0.95, "organization": 0.88}
"""Least share of gold spans covered, on each of those sets."""
PERSON_ABROAD = 0.97
"""Least share of persons covered, on each of the sets that follow."""
ABROAD = ("gold:es", "gold:de", "gold:fr", "wikiann:es", "wikiann:de", "wikiann:fr")
IDENTIFIERS = {
    **dict.fromkeys(("email", "url", "ip_address", "credit_card", "bank_account"), 0.995),
    "phone_number": 0.99,
    "id_number": 0.97,
    "date": 0.97,
}
EXACT = {"presidio": 0.88, "meddocan": 0.96, "tab": 0.75}
"""Least micro F1."""
BEYOND, BEYOND_NOTHING = 0.01, 0.003
"""Most over-redaction where gold is complete, and where there is nothing to find."""
SUMS = ("gold:all", "nothing:all")
"""Sets whose parts are held against the same bar one by one."""
ALONE, COPIES, INT8 = 0.01, 0.02, 0.01
"""Most that coverage may lose when a label is asked for alone, on a copy, and by int8 weights."""
AHEAD, LEAKED = 0.25, 0.25
"""Least that coverage is ahead of Presidio's, and the share of its leak rate that ours may have."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the figure that is held against it.

    Attributes:
        about: what is measured, and on what.
        figure: with its interval where it has one; without a value it was not measured.
        bound: least or most that it may be; None where it follows from a figure that was not measured.
        least: which of the two.
    """

    about: str
    figure: Estimate
    bound: float | None
    least: bool = True

    @property
    def reached(self) -> bool | None:
        """Whether it is reached, the interval is not asked; None where it was not measured."""
        value = self.figure.value
        if value is None or self.bound is None:
            return None
        return value >= self.bound if self.least else value <= self.bound

    def as_dict(self) -> dict[str, object]:
        """The numbers as plain values."""
        return {
            "about": self.about,
            **self.figure.as_dict(),
            "bound": self.bound,
            "least": self.least,
            "reached": self.reached,
        }


def bars(scores: Scores) -> list[Bar]:
    """Holds the scores against all bars on their sets; one without a figure was not measured, and stays."""
    return [*_coverage(scores), *_exact(scores), *_beyond(scores), *_losses(scores), *_presidio(scores)]


def as_table(found: list[Bar]) -> str:
    """The bars as Markdown, those that are missed first."""
    told = {False: "**missed**", None: "**not measured**", True: "reached"}
    order = list(told)
    rows = [
        [
            bar.about,
            shown(bar.figure, 2),
            "-" if bar.bound is None else f"{'≥' if bar.least else '≤'} {100 * bar.bound:.2f}",
            told[bar.reached],
        ]
        for bar in sorted(found, key=lambda bar: order.index(bar.reached))
    ]
    missed, unknown = (sum(bar.reached is one for bar in found) for one in (False, None))
    counts = f"{missed} of {len(found)} missed, {unknown} not measured. Intervals are not held against bars."
    return f"{counts}\n\n" + markdown(["", "figure, %", "bar, %", ""], rows)


def _overall(scores: Scores, name: str, measure: str, system: str = OURS) -> Estimate:
    found = scores.measures.get(name, {}).get(system)
    return NONE if found is None else found.overall[measure]


def _label(scores: Scores, name: str, label: str) -> Estimate:
    found = scores.measures.get(name, {}).get(OURS)
    return NONE if found is None else covered(found, label)


def _coverage(scores: Scores) -> Iterator[Bar]:
    bounds = [(name, label, bound) for name in HAND_MADE for label, bound in COVERED.items()]
    for name, label, bound in (*bounds, *((name, "person", PERSON_ABROAD) for name in ABROAD)):
        if name in scores.sets and label in scores.sets[name].labels:
            yield Bar(f"{label} covered, {name}", _label(scores, name, label), bound)
    for label, bound in IDENTIFIERS.items():
        name = f"identifiers:{label}"
        if name in scores.sets:
            yield Bar(f"{label} covered, identifiers", _label(scores, name, label), bound)


def _exact(scores: Scores) -> Iterator[Bar]:
    for name, bound in EXACT.items():
        if name in scores.sets:
            yield Bar(f"exact F1, {name}", _overall(scores, name, "f1"), bound)


def _beyond(scores: Scores) -> Iterator[Bar]:
    for name, one in scores.sets.items():
        if one.complete and one.family != "copies" and name not in SUMS:
            bound = BEYOND_NOTHING if one.family == "nothing" else BEYOND
            yield Bar(f"over-redaction, {name}", _overall(scores, name, "over_redaction"), bound, least=False)


def _losses(scores: Scores) -> Iterator[Bar]:
    for label, (together, alone) in scores.alone.items():
        about = f"{label} alone, coverage lost in {together.counts[label]['gold']} spans"
        yield _loss(about, covered(together, label), covered(alone, label), ALONE)
    for name, one in scores.sets.items():
        if one.family == "copies":
            before = _overall(scores, name.split(":", 2)[2], "covered")
            yield _loss(f"{name}, coverage lost", before, _overall(scores, name, "covered"), COPIES)
    for name in IN_FP32:
        for measure in ("covered", "f1") if name in scores.sets else ():
            before = _overall(scores, name, measure, EXACT_WEIGHTS)
            after = _overall(scores, name, measure)
            yield _loss(f"int8 against fp32, {measure} lost, {name}", before, after, INT8)


def _loss(about: str, before: Estimate, after: Estimate, bound: float) -> Bar:
    lost = None if before.value is None or after.value is None else before.value - after.value
    return Bar(about, Estimate(lost, None, None), bound, least=False)


def _presidio(scores: Scores) -> Iterator[Bar]:
    """Ours and Presidio's, both with the labels that both know; over-redaction where all is marked."""
    for name, one in scores.sets.items():
        if not is_compared(one):
            continue
        found = scores.shared.get(name, {})
        ours, theirs = found.get(OURS), found.get(PRESIDIO)
        own, other = _mean(ours), _mean(theirs)
        ahead = None if own is None or other is None else own - other
        yield Bar(f"coverage ahead of Presidio's, {name}", Estimate(ahead, None, None), AHEAD)
        bounds = [("leak rate, at most a quarter of", "leak_rate", LEAKED)]
        if one.complete:
            bounds.append(("over-redaction, at most", "over_redaction", 1.0))
        for about, measure, share in bounds:
            most = None if theirs is None else theirs.overall[measure].value
            bound = None if most is None else share * most
            figure = NONE if ours is None else ours.overall[measure]
            yield Bar(f"{about} Presidio's, {name}", figure, bound, least=False)


def _mean(found: Measures | None) -> float | None:
    return None if found is None else mean(covered(found, label).value for label in COMPARED)
