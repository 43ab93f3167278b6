"""Misses and false hits as a page for a browser. It shows text of the documents, and runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from anonymize.documents.outputs import AtomicOutput
from anonymize.evaluation.measures import Measures
from anonymize.evaluation.mistakes import Mistake, Mistakes
from anonymize.evaluation.tables import OF_LABELS, lines_of, shown
from anonymize.report.page import frame

STYLES = ("base.css", "summary.css", "mistakes.css")
SHOWN = 500
"""Of each kind, so that a browser can hold the page."""
COLOURS = 12
"""Classes of colours for labels in the style."""


def write_mistakes_page(path: Path, measures: Measures, mistakes: Mistakes, name: str) -> None:
    """Writes the page, which only its owner can read.

    Args:
        path: where to.
        measures: shown above.
        mistakes: what it is about.
        name: of the data, as it is shown.

    Raises:
        AnonError: it cannot be written.
    """
    beginning, end = frame("anon evaluate", "\n".join(_body(measures, mistakes, name)), styles=STYLES)
    with AtomicOutput(path) as stream:
        stream.write(beginning)
        stream.write(end)


def _body(measures: Measures, mistakes: Mistakes, name: str) -> Iterator[str]:
    yield f'<header class="bar"><h1>anon <span>evaluate</span></h1><p>{escape(name)}</p></header>'
    yield "<main>"
    yield _cards(measures, mistakes)
    yield f'<section class="scores"><h2>Labels</h2>{_labels(measures)}</section>'
    colours = {label: place % COLOURS for place, label in enumerate(sorted(_all_labels(measures, mistakes)))}
    yield from _list("Missed", "missed", mistakes.missed, colours)
    yield from _list("Removed where nothing is marked", "false", mistakes.false, colours)
    yield "</main>"


def _all_labels(measures: Measures, mistakes: Mistakes) -> set[str]:
    return {*measures.labels, *(one.label for one in (*mistakes.missed, *mistakes.false))}


def _cards(measures: Measures, mistakes: Mistakes) -> str:
    shares = {
        "marked spans with nothing left": "covered",
        "marked characters left": "leak_rate",
        "of the texts removed that nobody marked": "over_redaction",
    }
    cards = [
        (f"{len(mistakes.missed):,}", "missed, whole or in part"),
        (f"{len(mistakes.false):,}", "removed in vain"),
        *(
            ("-" if (value := measures.overall[measure].value) is None else f"{value:.1%}", told)
            for told, measure in shares.items()
        ),
        (f"{measures.documents:,}", "documents"),
    ]
    return (
        '<div class="cards">'
        + "".join(f'<div class="card"><b>{number}</b> <span>{told}</span></div>' for number, told in cards)
        + "</div>"
    )


def _labels(measures: Measures) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in ("marked", "found", *OF_LABELS))
    rows = []
    for name, counts, found in lines_of(measures):
        numbers = [f"{counts['gold']:,}", f"{counts['judged']:,}"]
        numbers += [shown(found[column]) for column in OF_LABELS.values()]
        cells = "".join(f"<td>{number}</td>" for number in numbers)
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return f'<div class="wide"><table><thead><tr><th></th>{head}</tr></thead>{"".join(rows)}</table></div>'


def _list(title: str, kind: str, found: Sequence[Mistake], colours: dict[str, int]) -> Iterator[str]:
    yield f'<section class="mistakes {kind}"><h2>{title}: {len(found):,}</h2>'
    if len(found) > SHOWN:
        yield f'<p class="note">The first {SHOWN:,}.</p>'
    yield "<ol>"
    for one in found[:SHOWN]:
        facts = [one.identifier] if one.identifier else []
        facts += [] if one.score is None else [f"score {one.score:.2f}"]
        facts += [] if one.whole else ["in part"]
        told = " · ".join([*facts, f"{one.document} {one.start}:{one.end}"])
        pieces = "".join(
            escape(text) if piece == "text" else f'<mark class="{piece}">{escape(text)}</mark>'
            for piece, text in one.pieces
        )
        yield (
            f'<li><p class="facts"><span class="chip c{colours[one.label]}">{escape(one.label)}</span> '
            f'<span class="where">{escape(told)}</span></p><p class="context">{pieces}</p></li>'
        )
    yield "</ol></section>"
