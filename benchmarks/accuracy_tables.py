"""The scores as Markdown: a table a set, and tables over the sets that have one figure each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from anonymize.evaluation import Estimate, Measures
from benchmarks.accuracy_scores import Scores
from benchmarks.sets.copies import COPIES
from finetune.tables import markdown

MAIN = ("person", "address", "location", "organization", "date")
NONE = Estimate(None, None, None)
APART = ("identifiers", "identifiers-en", "nothing", "copies")
"""Families that have a table of their own, with all of their sets."""


def shown(found: Estimate, digits: int = 1) -> str:
    """A share in percent, with its interval."""
    if found.value is None:
        return "-"
    value = f"{100 * found.value:.{digits}f}"
    if found.low is None or found.high is None:
        return value
    return f"{value} ({100 * found.low:.{digits}f} to {100 * found.high:.{digits}f})"


def covered(measures: Measures, label: str) -> Estimate:
    """The share of a label's gold spans that are fully covered, under whatever label."""
    return measures.labels[label]["covered"] if label in measures.labels else NONE


def tables(scores: Scores) -> str:
    """All tables, each under a heading of its own."""
    blocks = [f"### {title}\n\n{body}" for title, body in _blocks(scores)]
    remarks = [f"{name} could not be run: {reason}" for name, reason in scores.unavailable.items()]
    remarks += [f"{name} withheld {count} text(s)." for name, count in scores.withheld.items() if count]
    seconds = ", ".join(f"{name} {seconds:.0f}" for name, seconds in scores.seconds.items())
    return "\n\n".join([*blocks, *remarks, f"Seconds of each process: {seconds}."])


def _blocks(scores: Scores) -> Iterator[tuple[str, str]]:
    for name, one in scores.sets.items():
        if one.family not in APART and scores.measures[name]:
            yield f"{name}, {len(one.documents)} texts", _set(scores, name)
    for family, title in (
        ("identifiers", "Identifiers put into real sentences, covered"),
        ("identifiers-en", "The English ones of them, covered"),
    ):
        ids = [name for name, one in scores.sets.items() if one.family == family]
        if ids:
            yield title, _beside(scores, ids, lambda name, found: covered(found, name.partition(":")[2]))
    ids = [name for name, one in scores.sets.items() if one.family == "nothing"]
    if ids:
        yield (
            "Texts with nothing to find, redacted",
            _beside(scores, ids, lambda _, found: found.overall["over_redaction"], digits=2),
        )
    if any(one.family == "copies" for one in scores.sets.values()):
        yield "Copies, covered", _copies(scores)
    if scores.alone:
        yield "One label asked for alone, covered", _alone(scores)
    if scores.shared:
        yield "The labels of Presidio alone, addresses as locations, covered", _shared(scores)


def _set(scores: Scores, name: str) -> str:
    one = scores.sets[name]
    labels = [label for label in MAIN if label in one.labels]
    rows = []
    for system, found in scores.measures[name].items():
        beyond = shown(found.overall["over_redaction"] if one.complete else NONE)
        shares = [shown(covered(found, label)) for label in labels]
        exact, leaked = (shown(found.overall[measure]) for measure in ("f1", "leak_rate"))
        rows.append([system, *shares, exact, leaked, beyond])
    return markdown(["system", *labels, "exact F1", "leak rate", "over-redaction"], rows)


def _beside(
    scores: Scores, ids: Sequence[str], figure: Callable[[str, Measures], Estimate], digits: int = 1
) -> str:
    """One figure of each of several sets, side by side; sets that a system was not run on have none."""
    systems = dict.fromkeys(system for name in ids for system in scores.measures[name])
    rows = []
    for system in systems:
        found = {name: scores.measures[name].get(system) for name in ids}
        figures = [NONE if one is None else figure(name, one) for name, one in found.items()]
        rows.append([system, *(shown(one, digits) for one in figures)])
    return markdown(["system", *(name.partition(":")[2] for name in ids)], rows)


def _copies(scores: Scores) -> str:
    names = [name for name, one in scores.sets.items() if one.family == "copies"]
    plain = dict.fromkeys(name.split(":", 2)[2] for name in names)
    rows = []
    for name in plain:
        ids = [name, *(f"copies:{how}:{name}" for how in COPIES)]
        for system in scores.measures[ids[1]]:
            cells = [_overall(scores, one, system) for one in ids]
            rows.append([name, system, *map(shown, cells)])
    return markdown(["set", "system", "as it is", *COPIES], rows)


def _overall(scores: Scores, name: str, system: str) -> Estimate:
    found = scores.measures.get(name, {}).get(system)
    return NONE if found is None else found.overall["covered"]


def _alone(scores: Scores) -> str:
    rows = [
        [label, both[0].counts[label]["gold"], *(shown(covered(found, label)) for found in both)]
        for label, both in scores.alone.items()
    ]
    return markdown(["label", "spans", "all labels asked for", "it alone"], rows)


def _shared(scores: Scores) -> str:
    rows = []
    for name, by_system in scores.shared.items():
        for system, found in by_system.items():
            labels = (covered(found, label) for label in ("person", "location", "organization"))
            beyond = found.overall["over_redaction"] if scores.sets[name].complete else NONE
            rows.append([name, system, *map(shown, (*labels, found.overall["leak_rate"], beyond))])
    header = ["set", "system", "person", "location, address", "organization", "leak rate", "over-redaction"]
    return markdown(header, rows)


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values that there are."""
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None
