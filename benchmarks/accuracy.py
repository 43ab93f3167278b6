"""What is found, covered and redacted too much: ours and the alternatives, on the same texts, scored alike.

    python -m benchmarks.accuracy --data PATH/TO/data --write

A gold span is covered when no character of it is left, under whatever label. Exact F1 asks for bounds and
label. The leak rate is the share of gold characters that are left; over-redaction is the share of a text that
is redacted and that nobody marked, where all that is personal is marked. All in percent, with 95 % intervals
from 1,000 samples of the documents.

Each system runs in a process of its own; those that must not share this environment get one under
`--environments`, made from the package index on first use. To judge a model under training within minutes:

    python -m benchmarks.accuracy --data PATH/TO/data --system ours --model DIR --limit 60
"""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from anonymize.errors import AnonError
from benchmarks.accuracy_bars import Bar, as_table, bars
from benchmarks.accuracy_scores import ALONE, OURS, Scores, score
from benchmarks.accuracy_sets import FAMILIES, load_sets
from benchmarks.accuracy_tables import tables
from benchmarks.results import machine, publish
from benchmarks.systems.registry import systems

SINGLE = "alone"
"""As the name of a set: labels asked for one by one."""
NEEDED = {SINGLE: tuple(ALONE), "copies": ("gold:all", "presidio")}
"""What is measured of sets, with the sets that it is measured of or against."""


def main() -> None:
    """Measures and prints."""
    parser = _parser()
    options = parser.parse_args()
    if options.write and (options.set or options.system or options.model):
        parser.error("--write replaces all figures: leave out --set, --system and --model with it")
    known = systems(options.model)
    chosen = {name: known[name] for name in options.system or known}
    given = options.set or ()
    needed = [one for name in given for one in NEEDED.get(name, ())]
    names = list(dict.fromkeys([*needed, *(name for name in given if name != SINGLE)]))
    try:
        sets = load_sets(options.data, names, options.limit)
    except AnonError as error:
        parser.error(str(error))
    alone = OURS in chosen and (not given or SINGLE in given)
    scores = score(sets, chosen, options.environments, alone=alone)
    held = bars(scores)
    about = f"At most {options.limit} texts of each set." if options.limit else "All texts of each set."
    systems_told = ", ".join(f"{name}: {system.about}" for name, system in chosen.items())
    body = [about, f"Systems: {systems_told}."]
    if held:
        body.append(f"### Bars\n\n{as_table(held)}")
    publish("Accuracy", "\n\n".join([*body, tables(scores)]), write=options.write)
    if options.json:
        options.json.write_bytes(orjson.dumps(_plain(scores, held), option=orjson.OPT_INDENT_2))


def _plain(scores: Scores, held: list[Bar]) -> dict[str, object]:
    """All numbers, for JSON."""
    return {
        "machine": machine(),
        "sets": {
            name: {
                "documents": len(one.documents),
                "labels": one.labels,
                "complete": one.complete,
                "systems": {system: found.as_dict() for system, found in scores.measures[name].items()},
                "shared": {system: found.as_dict() for system, found in scores.shared.get(name, {}).items()},
            }
            for name, one in scores.sets.items()
        },
        "alone": {
            label: {"together": together.as_dict(), "alone": single.as_dict()}
            for label, (together, single) in scores.alone.items()
        },
        "bars": [bar.as_dict() for bar in held],
        "unavailable": scores.unavailable,
        "withheld": scores.withheld,
        "seconds": scores.seconds,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="directory of the public data sets")
    parser.add_argument(
        "--set",
        action="append",
        metavar="NAME",
        help=f"a family or one of its sets, as wikiann:de; all by default: {', '.join(FAMILIES)}, {SINGLE}",
    )
    parser.add_argument("--system", action="append", choices=list(systems()), help="all by default")
    parser.add_argument("--model", help="directory of a tagger that is run as ours")
    parser.add_argument("--limit", type=int, help="texts of each set at most")
    parser.add_argument("--environments", type=Path, default=Path("runs/environments"))
    parser.add_argument("--json", type=Path, help="file for all numbers")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    return parser


if __name__ == "__main__":
    main()
