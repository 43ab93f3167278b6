"""The numbers of a job as text, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from anonymize.report.statistics import BINS, KNOWN, LEAKS, UNFINISHED, Statistics
from anonymize.report.summary import STATUSES

IDS_SHOWN = 8
"""Ids named of each reason; `--json` names more."""
BAR = 30
"""Characters of the longest bar."""


def as_text(found: Statistics) -> str:
    """Gives the numbers as aligned text, without a line end behind the last line."""
    return "\n\n".join("\n".join(block) for block in _blocks(found) if block)


def _blocks(found: Statistics) -> Iterator[list[str]]:
    statuses = [*STATUSES, *([UNFINISHED] if found.documents[UNFINISHED] else [])]
    yield _counts("documents", [(status, found.documents[status]) for status in statuses])
    yield _counts("label", _sorted(found.labels), shares=True)
    yield _counts("kept as they were, by their operator", _sorted(found.kept))
    yield _counts("source", _sorted(found.sources), shares=True)
    yield _counts("operator", _sorted(found.operators), shares=True)
    if found.leaks:
        yield ["possible leaks that ARE in the output", *_leaks(found)]
    if found.warnings:
        yield ["also in the output", *(f"  {warning}" for warning in found.warnings)]
    if found.spans:
        yield _histogram(found.scores)
    if found.coverage:
        yield [
            "seen by, of the text that was chosen",
            *(
                f"  {detector:<20} {seen.share:>7.2%} of {seen.characters:,} characters"
                for detector, seen in sorted(found.coverage.items())
            ),
        ]
    if found.passed_through:
        yield [f"not searched, in the output{KNOWN if found.known else ''}", *_fields(found.passed_through)]
    yield _counts("taken out or replaced, as it cannot be searched", _sorted(found.taken_out))
    if found.lost:
        yield ["not in the output", *_lost(found)]


def _counts(title: str, rows: list[tuple[str, int]], *, shares: bool = False) -> list[str]:
    if not rows:
        return []
    total = sum(count for _, count in rows) or 1
    width = max(len(name) for name, _ in rows)
    digits = max(len(f"{count:,}") for _, count in rows)
    return [title] + [
        f"  {name:<{max(width, 20)}} {count:>{digits},}" + (f"  {count / total:>6.1%}" if shares else "")
        for name, count in rows
    ]


def _histogram(scores: list[int]) -> list[str]:
    most, digits = max(scores), max(len(f"{count:,}") for count in scores)
    lines = ["score"]
    for place, count in enumerate(scores):
        bar = "#" * max(1 if count else 0, round(BAR * count / most))
        name = f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}"
        lines.append(f"  {name:<20} {count:>{digits},}  {bar}".rstrip())
    return lines


def _leaks(found: Statistics) -> Iterator[str]:
    for (label, check), leaked in sorted(found.leaks.items(), key=lambda item: (-item[1].count, item[0])):
        yield f"  {leaked.count:,} {label}, {LEAKS[check]}: {_named(leaked.ids)}"


def _fields(paths: Collection[str]) -> Iterator[str]:
    yield f"  {_named(sorted(paths))}"


def _named(names: Sequence[str], count: int = 0) -> str:
    """Some names; of more than are shown, or than were kept of a `count`, it says how many there are."""
    left = max(count, len(names)) - IDS_SHOWN
    return f"{', '.join(names[:IDS_SHOWN])}{f' and {left:,} more' if left > 0 else ''}"


def _lost(found: Statistics) -> Iterator[str]:
    for reason, lost in sorted(found.lost.items(), key=lambda item: (-item[1].count, item[0])):
        yield f"  {lost.count:,} {lost.status}, {reason}: {_named(lost.ids, lost.count)}"


def _sorted(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
