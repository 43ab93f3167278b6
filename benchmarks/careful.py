"""What the checks cost that nothing slips through: views, coverage, second mentions and the leak check.

    python -m benchmarks.careful --write

Documents made by code, and the gold set's own, whose five languages are full of names, are redacted by the
bundled tagger and the patterns. Correctness first: a second mention that is hidden with a character that
cannot be seen is found. Then the time spent in each check is measured within the job, by a clock around its
functions, and given as a share of the whole.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from anonymize import Config, Redactor
from anonymize import finder as finder_module
from anonymize import redactor as redactor_module
from anonymize.detectors.tagger import detector as tagger_module
from anonymize.text import View
from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

GOLD = Path(__file__).parents[1] / "datasets_custom" / "gold"
CHECKS: dict[str, list[tuple[object, str]]] = {
    "views": [(View, "of")],
    "coverage": [(finder_module, "unseen"), (tagger_module, "_seen"), (View, "bounds")],
    "scripts": [(finder_module, "unread")],
    "second mentions": [(finder_module, "second_mentions")],
    "leak check": [(redactor_module, "find_leaks")],
}
"""The functions that each check consists of, by where they are looked up."""
BOUND = ("coverage", "second mentions", "leak check")
MOST = 0.10
"""Share of the job's time that those may take together."""


def gold(times: int) -> list[str]:
    """Gives the texts of the gold set, several times over."""
    lines = [line for path in sorted(GOLD.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    return [orjson.loads(line)["text"] for line in lines] * times


def check() -> None:
    """Makes sure that what is measured does what it is for."""
    text = "Dr. Anna Okafor saw the patient on Monday. In the evening Oka\u200bfor came again."
    done = Redactor.from_config(Config(labels=("person",))).redact(text)
    assert done.status == "redacted", done.reason
    assert done.text is not None
    assert "for came" not in done.text, "the second mention was left"


def clocked(spent: dict[str, float]) -> Callable[[], None]:
    """Puts a clock around the checks; gives what takes it away again."""
    undo: list[tuple[object, str, Any]] = []
    for name, functions in CHECKS.items():
        for place, attribute in functions:
            original = vars(place)[attribute]
            call = original.__func__ if isinstance(original, classmethod) else original

            def timed(*args: Any, _call: Any = call, _name: str = name, **kwargs: Any) -> Any:  # noqa: ANN401
                started = time.perf_counter()
                try:
                    return _call(*args, **kwargs)
                finally:
                    spent[_name] += time.perf_counter() - started

            setattr(place, attribute, classmethod(timed) if isinstance(original, classmethod) else timed)
            undo.append((place, attribute, original))

    def restore() -> None:
        for place, attribute, original in undo:
            setattr(place, attribute, original)

    return restore


def measure(redactor: Redactor, texts: Sequence[str]) -> dict[str, float]:
    """Redacts the texts; gives the seconds of each check, and of the whole."""
    spent: dict[str, float] = defaultdict(float)
    restore = clocked(spent)
    try:
        started = time.perf_counter()
        redactor.redact_all(texts)
        whole = time.perf_counter() - started
    finally:
        restore()
    # A leak check makes a view of its own, which counts as its own.
    return {**{name: spent[name] for name in CHECKS}, "whole": whole}


def fresh() -> Redactor:
    """A redactor with its model loaded, that has seen none of the texts: what repeats is inferred once."""
    redactor = Redactor.from_config()
    redactor.redact_all(["Anna Schmidt came by on Monday."])
    return redactor


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200, help="documents of 2,000 characters")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    check()
    rows = []
    for name, texts in (("made by code", documents(options.count, 2_000)), ("gold set", gold(2))):
        rounds = [measure(fresh(), texts) for _ in range(options.rounds)]
        shares = {check: median(one[check] / one["whole"] for one in rounds) for check in CHECKS}
        together = median(sum(one[check] for check in BOUND) / one["whole"] for one in rounds)
        print(name, {check: f"{share:.4f}" for check, share in shares.items()}, f"{together:.4f}", flush=True)
        assert together <= MOST, f"the checks take {together:.1%} of the time"
        seconds = median(one["whole"] for one in rounds)
        rows.append(
            [name, f"{seconds:.1f}", *(f"{share:.2%}" for share in shares.values()), f"{together:.2%}"]
        )
    table = markdown(["texts", "job, s", *CHECKS, f"{', '.join(BOUND)} together"], rows)
    publish(
        "Checks",
        f"{options.count} documents of 2,000 characters made by code, and the gold set twice; shares of the"
        f" time of the job, medians of {options.rounds} rounds. The leak check's views count as views, too."
        f"\n\n{table}",
        write=options.write,
    )


if __name__ == "__main__":
    main()
