"""The bars that accuracy has to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anonymize.evaluation import Estimate, Measures
from benchmarks.accuracy_scores import COMPARED, OURS, PRESIDIO, Scores
from benchmarks.accuracy_tables import covered, mean, shown
from benchmarks.systems.registry import IN_FP32
from finetune.tables import markdown

EXACT_WEIGHTS = "ours-fp32"
HAND_MADE = ("gold:en", "presidio", "meddocan", "tab")
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
ALONE, COPIES, INT8 = 0.01, 0.02, 0.01
"""Most that coverage may lose when a label is asked for alone, on a copy, and by int8 weights."""
AHEAD, LEAKED = 0.25, 0.25
"""Least that coverage is ahead of Presidio's, and the share of its leak rate that ours may have."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the figure that is held against it.

    Attributes:
        about: what is measured, and on what.
        figure: with its interval where it has one.
        bound: least or most that it may be.
        least: which of the two.
    """

    about: str
    figure: Estimate
    bound: float
    least: bool = True

    @property
    def reached(self) -> bool:
        """Whether it is reached; the interval is not asked."""
        value = self.figure.value
        return value is not None and (value >= self.bound if self.least else value <= self.bound)

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
    """Holds the scores against all bars that they have a figure for."""
    found = [*_coverage(scores), *_exact(scores), *_beyond(scores), *_losses(scores), *_presidio(scores)]
    return [bar for bar in found if bar.figure.value is not None]


def as_table(found: list[Bar]) -> str:
    """The bars as Markdown, those that are missed first."""
    rows = [
        [
            bar.about,
            shown(bar.figure, 2),
            f"{'≥' if bar.least else '≤'} {100 * bar.bound:.2f}",
            "reached" if bar.reached else "**missed**",
        ]
        for bar in sorted(found, key=lambda bar: bar.reached)
    ]
    missed = sum(not bar.reached for bar in found)
    return f"{missed} of {len(found)} missed.\n\n" + markdown(["", "figure, %", "bar, %", ""], rows)


def _ours(scores: Scores) -> dict[str, Measures]:
    return {name: found[OURS] for name, found in scores.measures.items() if OURS in found}


def _coverage(scores: Scores) -> Iterator[Bar]:
    ours = _ours(scores)
    for name in HAND_MADE:
        for label, bound in COVERED.items():
            if name in ours:
                yield Bar(f"{label} covered, {name}", covered(ours[name], label), bound)
    for name in ABROAD:
        if name in ours:
            yield Bar(f"person covered, {name}", covered(ours[name], "person"), PERSON_ABROAD)
    for label, bound in IDENTIFIERS.items():
        name = f"identifiers:{label}"
        if name in ours:
            yield Bar(f"{label} covered, identifiers", covered(ours[name], label), bound)


def _exact(scores: Scores) -> Iterator[Bar]:
    ours = _ours(scores)
    for name, bound in EXACT.items():
        if name in ours:
            yield Bar(f"exact F1, {name}", ours[name].overall["f1"], bound)


def _beyond(scores: Scores) -> Iterator[Bar]:
    for name, found in _ours(scores).items():
        one = scores.sets[name]
        if one.complete and one.family != "copies":
            bound = BEYOND_NOTHING if one.family == "nothing" else BEYOND
            yield Bar(f"over-redaction, {name}", found.overall["over_redaction"], bound, least=False)


def _losses(scores: Scores) -> Iterator[Bar]:
    ours = _ours(scores)
    for label, (together, alone) in scores.alone.items():
        about = f"{label} alone, coverage lost in {together.counts[label]['gold']} spans"
        yield _loss(about, covered(together, label), covered(alone, label), ALONE)
    for name, found in ours.items():
        if scores.sets[name].family == "copies":
            plain = name.split(":", 2)[2]
            if plain in ours:
                before, after = ours[plain].overall["covered"], found.overall["covered"]
                yield _loss(f"{name}, coverage lost", before, after, COPIES)
    for name in IN_FP32:
        exact = scores.measures.get(name, {}).get(EXACT_WEIGHTS)
        if exact is not None and name in ours:
            for measure in ("covered", "f1"):
                before, after = exact.overall[measure], ours[name].overall[measure]
                yield _loss(f"int8 against fp32, {measure} lost, {name}", before, after, INT8)


def _loss(about: str, before: Estimate, after: Estimate, bound: float) -> Bar:
    lost = None if before.value is None or after.value is None else before.value - after.value
    return Bar(about, Estimate(lost, None, None), bound, least=False)


def _presidio(scores: Scores) -> Iterator[Bar]:
    """Ours and Presidio's, both with the labels that both know."""
    for name, found in scores.shared.items():
        if OURS not in found or PRESIDIO not in found or not scores.sets[name].complete:
            continue
        ours, theirs = (
            mean(covered(found[system], label).value for label in COMPARED) for system in (OURS, PRESIDIO)
        )
        if ours is None or theirs is None:
            continue
        yield Bar(f"coverage ahead of Presidio's, {name}", Estimate(ours - theirs, None, None), AHEAD)
        own, other = (found[system].overall["over_redaction"] for system in (OURS, PRESIDIO))
        yield Bar(f"over-redaction, at most Presidio's, {name}", own, other.value or 0.0, least=False)
        own, other = (found[system].overall["leak_rate"] for system in (OURS, PRESIDIO))
        bound = LEAKED * (other.value or 0.0)
        yield Bar(f"leak rate, at most a quarter of Presidio's, {name}", own, bound, least=False)
