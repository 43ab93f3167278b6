"""The numbers of a job as a page for a browser. It shows no text, and runs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from anonymize.documents.outputs import AtomicOutput
from anonymize.report.page import frame
from anonymize.report.statistics import BINS, KNOWN, LEAKS, UNFINISHED, Statistics
from anonymize.report.summary import STATUSES

STYLES = ("base.css", "summary.css")
IDS_SHOWN = 100
"""Ids named of each reason; `--json` names more."""
_HEIGHT = 110
_STEP = 48


def write_summary_page(path: Path, found: Statistics, name: str) -> None:
    """Writes the page.

    Args:
        path: where to.
        found: what it shows.
        name: of the manifest, as it is shown.

    Raises:
        AnonError: it cannot be written.
    """
    beginning, end = frame("anon report", "\n".join(_body(found, name)), styles=STYLES)
    with AtomicOutput(path) as stream:
        stream.write(beginning)
        stream.write(end)


def _body(found: Statistics, name: str) -> Iterator[str]:
    version = f" · anon {escape(found.version)}" if found.version else ""
    yield f'<header class="bar"><h1>anon <span>report</span></h1><p>{escape(name)}{version}</p></header>'
    yield "<main>"
    if found.torn:
        yield '<p class="torn">The job was stopped while it wrote the manifest.</p>'
    if found.unreached:
        yield f'<p class="torn">The job was stopped before it was done with {found.unreached:,} file(s).</p>'
    yield _cards(found)
    if found.leaks:
        yield _section("Possible leaks that are in the output", _leaks(found), kind="alarm")
    if found.warnings:
        yield _section("Also in the output", [_names(found.warnings)], kind="alarm")
    yield '<div class="columns">'
    yield _table("Labels", found.labels)
    yield _table("Sources", found.sources)
    yield _table("Operators", found.operators)
    yield "</div>"
    if found.spans:
        yield _histogram(found.scores)
    if found.coverage:
        yield _section("Seen by, of the text that was chosen", _coverage(found))
    if found.passed_through:
        title = f"Not searched, in the output{KNOWN if found.known else ''}"
        yield _section(title, [_names(sorted(found.passed_through))])
    yield _table("Taken out or replaced, as it cannot be searched", found.taken_out)
    if found.lost:
        yield _section("Not in the output", _lost(found))
    yield "</main>"


def _cards(found: Statistics) -> str:
    counts: Mapping[str, int] = {
        **{status: found.documents[status] for status in STATUSES},
        **({UNFINISHED: found.documents[UNFINISHED]} if found.documents[UNFINISHED] else {}),
    }
    cards = [
        f'<div class="card"><b>{count:,}</b> <span class="status {status}">{status}</span></div>'
        for status, count in counts.items()
    ]
    spans = {"spans replaced": found.spans - found.kept.total()}
    if found.kept:
        spans["kept as they were"] = found.kept.total()
    cards += [
        f'<div class="card"><b>{count:,}</b> <span>{what}</span></div>' for what, count in spans.items()
    ]
    return f'<div class="cards">{"".join(cards)}</div>'


def _table(title: str, counts: Counter[str]) -> str:
    if not counts:
        return ""
    total = counts.total()
    rows = (
        f'<tr><th scope="row">{escape(name)}</th><td>{count:,}</td><td>{count / total:.1%}</td>'
        f"<td>{_bar(count / max(counts.values()))}</td></tr>"
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return _section(title, [f"<table>{''.join(rows)}</table>"])


def _bar(share: float) -> str:
    # Presentation attributes, which the page's policy allows where a style attribute is not.
    return (
        f'<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * share:.1f}" height="8"/></svg>'
    )


def _histogram(scores: list[int]) -> str:
    most = max(scores)
    bars = []
    for place, count in enumerate(scores):
        height = max(2 if count else 0, round(_HEIGHT * count / most))
        left = place * _STEP
        bars.append(
            f'<rect x="{left + 2}" y="{_HEIGHT - height + 16}" width="{_STEP - 4}" height="{height}"/>'
            f'<text x="{left + _STEP / 2}" y="{_HEIGHT - height + 12}">{f"{count:,}" if count else ""}</text>'
            f'<text x="{left + _STEP / 2}" y="{_HEIGHT + 32}">{place / BINS:.1f}</text>'
        )
    told = ", ".join(f"{count:,}" for count in scores)
    return _section(
        "Score",
        [
            f'<svg class="histogram" viewBox="0 0 {BINS * _STEP} {_HEIGHT + 38}" role="img"'
            f' aria-label="Spans by score, in tenths from 0 to 1: {told}">{"".join(bars)}</svg>'
        ],
    )


def _coverage(found: Statistics) -> Iterator[str]:
    yield "<table>"
    for detector, seen in sorted(found.coverage.items()):
        yield (
            f'<tr><th scope="row">{escape(detector)}</th><td>{seen.share:.2%}</td>'
            f"<td>of {seen.characters:,} characters</td></tr>"
        )
    yield "</table>"


def _leaks(found: Statistics) -> Iterator[str]:
    for (label, check), leaked in sorted(found.leaks.items(), key=lambda item: (-item[1].count, item[0])):
        yield (
            f"<details open><summary><b>{leaked.count:,} {escape(label)}</b>, {LEAKS[check]}</summary>"
            f"{_names(leaked.ids)}</details>"
        )


def _lost(found: Statistics) -> Iterator[str]:
    for reason, lost in sorted(found.lost.items(), key=lambda item: (-item[1].count, item[0])):
        yield (
            f'<details open><summary><span class="status {escape(lost.status)}">{escape(lost.status)}</span>'
            f" {escape(reason)}: {lost.count:,}</summary>{_names(lost.ids, lost.count)}</details>"
        )


def _names(names: Sequence[str], count: int = 0) -> str:
    """A list of names; of more than are shown, or than were kept of a `count`, it says how many there are."""
    left = max(count, len(names)) - IDS_SHOWN
    shown = "".join(f"<li>{escape(name)}</li>" for name in names[:IDS_SHOWN])
    return f"<ul>{shown}</ul>{f' and {left:,} more' if left > 0 else ''}"


def _section(title: str, content: Iterable[str], *, kind: str = "") -> str:
    start = f'<section class="{kind}">' if kind else "<section>"
    return f"{start}<h2>{title}</h2>{''.join(content)}</section>"
