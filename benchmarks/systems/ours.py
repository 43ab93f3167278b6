"""Ours, as `anon redact` runs it. Options are settings of `anonymize.Config`, as `--model DIR`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from anonymize import Config, Redactor

BATCH = 64
"""Texts that are given to the detectors at once."""


def redactor(options: argparse.Namespace, labels: Sequence[str] | None) -> Redactor:
    """Builds what `anon redact` would run with these options."""
    given = {name: value for name, value in vars(options).items() if value is not None}
    detectors = tuple(given.pop("detectors", "auto").split(","))
    return Redactor.from_config(Config(detectors=detectors, **given), labels=labels)


def answers(records: Sequence[dict[str, object]], options: argparse.Namespace) -> Iterator[str]:
    """Gives the answers to the records, in order."""
    asked = {json.dumps(record.get("labels")) for record in records}
    found: dict[int, str] = {}
    for labels in sorted(asked):
        job = redactor(options, json.loads(labels))
        mine = [index for index, record in enumerate(records) if json.dumps(record.get("labels")) == labels]
        for start in range(0, len(mine), BATCH):
            chosen = mine[start : start + BATCH]
            results = job.detect_all([str(records[index]["text"]) for index in chosen])
            for index, result in zip(chosen, results, strict=True):
                spans = [[span.start, span.end, span.label] for span in result.spans]
                found[index] = json.dumps({"spans": spans, "withheld": result.status != "redacted"})
    return (found[index] for index in range(len(records)))


def main() -> None:
    """Answers standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--precision")
    parser.add_argument("--detectors", help="names as for --detector of anon, with commas between")
    options = parser.parse_args()
    for answer in answers([json.loads(line) for line in sys.stdin], options):
        sys.stdout.write(answer + "\n")


if __name__ == "__main__":
    main()
