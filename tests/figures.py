"""Figures of the README and of the tagger's card: those that benchmarks/RESULTS.md has, as measured last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from finetune.tables import markdown

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


SHOWN = (("person", 0), ("leak rate", 1), ("over-redaction", 1))
"""Measures of a system, and their decimals."""


def accuracy(results: str, sets: Mapping[str, str] = SETS) -> str:
    """What is hidden, left and removed in vain: a row for each set of texts, a column for each system."""
    part = _section(results, "## Accuracy")
    rows = []
    for name, spelled in sets.items():
        systems = _systems(part, name)
        cells = (
            " · ".join(_number(systems[system][key], digits) for key, digits in SHOWN)
            if system in systems
            else ""
            for system in SYSTEMS
        )
        rows.append((spelled, *cells))
    table = markdown(("texts", *SYSTEMS.values()), rows)
    missed = re.search(r"^(\d+) of (\d+) missed, (\d+) not measured", part, re.MULTILINE)
    assert missed is not None, "no count of bars"
    unknown = "" if missed[3] == "0" else f", and {missed[3]} not measured"
    bars = f"{missed[1]} of the {missed[2]} bars that we set ourselves were missed{unknown}."
    return f"{table}\n\n{_texts(part, sets)} {bars}"


def _texts(part: str, sets: Mapping[str, str]) -> str:
    counts = [int(re.findall(rf"^### {name}, (\d+) texts$", part, re.MULTILINE)[0]) for name in sets]
    return f"{min(counts)} to {max(counts)} texts a set."


PROCESSORS = {"## Speed": "", "## Speed without VNNI": ", without VNNI"}
"""Headings of the tables of speed, and what they say of the processor."""


def card(results: str) -> str:
    """What the bundled tagger covers of each label, in its card."""
    part = _section(results, "## Accuracy")
    labels = ("person", "location", "address", "organization", "date")
    rows = []
    for name, spelled in SETS.items():
        row = _systems(part, name)["ours"]
        figures = (row.get(key, "-") for key in (*labels, "exact F1", "leak rate", "over-redaction"))
        rows.append((spelled, *(_number(figure, 1) for figure in figures)))
    return markdown(("set", *labels, "exact F1", "characters left", "redacted beyond gold"), rows)


def speed(results: str, texts: Mapping[str, str] = TEXTS, others: Mapping[str, str] = OTHERS) -> str:
    """How many times as fast a job is as others that read the same texts, on all cores."""
    rows = []
    for heading, on in PROCESSORS.items():
        if f"\n{heading}\n" not in f"\n{results}":
            continue
        measured = [row for row in _rows(_section(results, heading), "texts") if row["cores"] != "1"]
        times = {(row["texts"], row[""]): float(row["times as fast is ours"]) for row in measured}
        for name, spelled in texts.items():
            rows.append((f"{spelled}{on}", *(f"{times[name, other]:.1f}" for other in others)))
    return markdown(("", *others.values()), rows)


def _systems(part: str, name: str) -> dict[str, dict[str, str]]:
    """What each system reached on a set."""
    return {row["system"]: row for row in _rows(_section(part, rf"### {name}, \d+ texts"), "system")}


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


def _number(cell: str, digits: int) -> str:
    return "–" if cell == "-" else f"{float(cell.split()[0]):.{digits}f}"
