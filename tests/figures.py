"""Figures of the README and of the tagger's card: those that benchmarks/RESULTS.md has, as measured last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "benchmarks" / "RESULTS.md"
SETS = {
    "presidio": "made-up English sentences (presidio-research)",
    "tab": "English court cases (TAB)",
    "meddocan": "Spanish clinical cases (MEDDOCAN)",
    "gold:en": "gold set, English",
    "gold:es": "gold set, Spanish",
    "gold:de": "gold set, German",
    "gold:fr": "gold set, French",
    "gold:it": "gold set, Italian",
    "wnut17": "tweets and the like (WNUT-17)",
    "conll2003": "news (CoNLL-2003)",
}
SYSTEMS = {
    "ours": "**tagger and patterns**",
    "gliner": "GLiNER",
    "presidio": "Presidio",
    "rampart": "Rampart",
}
TEXTS = {"tickets": "tickets of 20 words", "pages": "pages of 500 words"}
OTHERS = {
    "`transformers.pipeline` loop": "`transformers.pipeline`",
    "`predict_entities` loop": "GLiNER's loop",
    "Presidio": "Presidio",
}


def accuracy(results: str, sets: Mapping[str, str] = SETS) -> str:
    """What is hidden, left and removed in vain, by sets of texts and systems."""
    part = _section(results, "## Accuracy")
    lines = [
        "| texts | | names hidden | exact F1 | characters left | removed in vain |",
        "|---|---|---|---|---|---|",
    ]
    for name, spelled in sets.items():
        rows = {row["system"]: row for row in _rows(_section(part, rf"### {name}, \d+ texts"), "system")}
        for system, called in SYSTEMS.items():
            if system in rows:
                row = rows[system]
                parts = [_number(row[key], 1) for key in ("leak rate", "over-redaction")]
                cells = (spelled, called, _with_interval(row["person"]), _number(row["exact F1"], 0), *parts)
                lines.append(f"| {' | '.join(cells)} |")
    missed = re.search(r"^\d+ of \d+ missed", part, re.MULTILINE)
    return "\n".join(
        (*lines, "", f"{missed[0] if missed else 'none missed'}: the bars that we set ourselves.")
    )


def card(results: str) -> str:
    """What the bundled tagger covers of each label, in its card."""
    part = _section(results, "## Accuracy")
    labels = ("person", "location", "address", "organization", "date")
    lines = [
        f"| set | {' | '.join(labels)} | exact F1 | characters left | redacted beyond gold |",
        "|---" * (len(labels) + 4) + "|",
    ]
    for name, spelled in SETS.items():
        (row,) = (
            row
            for row in _rows(_section(part, rf"### {name}, \d+ texts"), "system")
            if row["system"] == "ours"
        )
        cells = [
            _number(row.get(key, "-"), 1) for key in (*labels, "exact F1", "leak rate", "over-redaction")
        ]
        lines.append(f"| {' | '.join((spelled, *cells))} |")
    return "\n".join(lines)


def speed(results: str, texts: Mapping[str, str] = TEXTS, others: Mapping[str, str] = OTHERS) -> str:
    """How many times as fast a job is as others that read the same texts, on all cores."""
    rows = _rows(_section(results, "## Speed"), "texts")
    times = {(row["texts"], row[""]): row["times as fast is ours"] for row in rows if row["cores"] != "1"}
    lines = [f"| | {' | '.join(others.values())} |", "|---" * (len(others) + 1) + "|"]
    for name, spelled in texts.items():
        cells = (f"{float(times[name, other]):.1f}" for other in others)
        lines.append(f"| {spelled} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _section(text: str, heading: str) -> str:
    """What stands between a heading, given as an expression, and the next one of its level or above."""
    found = re.search(rf"^{heading}\n", text, re.MULTILINE)
    assert found is not None, heading
    level = len(heading) - len(heading.lstrip("#"))
    following = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, found.end())
    return text[found.end() : following.start() if following else len(text)]


def _rows(text: str, first: str) -> Iterator[dict[str, str]]:
    """The rows of the table whose first column is called so, by the words above them."""
    table = re.search(rf"^\| {first} \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    assert table is not None, first
    header, _, *rows = (
        [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        for line in table[0].splitlines()
    )
    for row in rows:
        yield dict(zip(header, row, strict=True))


def _with_interval(cell: str) -> str:
    """A share and its 95 % interval, in whole per cent."""
    figures = [f"{float(number):.0f}" for number in re.findall(r"[\d.]+", cell)]
    return f"{figures[0]} ({figures[1]} to {figures[2]})" if len(figures) == 3 else _number(cell, 0)


def _number(cell: str, digits: int) -> str:
    return "–" if cell == "-" else f"{float(cell.split()[0]):.{digits}f}"
