"""What the commands say on standard error: the choice of detectors, progress, troubles and the summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from anonymize.job import Summary
    from anonymize.redactor import Redactor

FIELDS_SHOWN = 8
"""Fields named in the summary; `--json` names more."""


class Progress(Protocol):
    """Progress of a job, and a way to say something beside it."""

    def tell(self, message: str) -> None:
        """Says something, above the bar where there is one."""
        ...

    def update(self, records: int) -> None:
        """Counts records that are done."""
        ...


class _Bar:
    def __init__(self, *, shown: bool) -> None:
        from tqdm import tqdm

        self._bar = tqdm(unit=" records", disable=not shown, leave=False, file=sys.stderr)

    def tell(self, message: str) -> None:
        self._bar.write(f"anon: {message}", file=sys.stderr)

    def update(self, records: int) -> None:
        self._bar.update(records)

    def close(self) -> None:
        self._bar.close()


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Shows a bar while standard error is a terminal; troubles are told in any case."""
    bar = _Bar(shown=not quiet and sys.stderr.isatty())
    try:
        yield bar
    finally:
        bar.close()


def announce(redactor: Redactor) -> None:
    """Says which detector looks for what."""
    chosen = "; ".join(
        f"{detector.name} for {', '.join(sorted(detector.labels))}" for detector in redactor.detectors
    )
    say(chosen)


def summarise(summary: Summary, place: str) -> None:
    """Says what a job did, in a few lines."""
    documents = summary.documents
    counts = (
        ", ".join(f"{count} {label}" for label, count in sorted(summary.labels.items())) or "nothing found"
    )
    say(f"{documents['redacted']} document(s) to {place} in {summary.seconds:.1f} s: {counts}")
    if not summary.complete:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(summary.reasons.items()))
        say(f"NOT in the output: {sum(summary.reasons.values())} ({reasons})")
    if summary.passed_through:
        fields = sorted(summary.passed_through)
        more = f" and {len(fields) - FIELDS_SHOWN} more" if len(fields) > FIELDS_SHOWN else ""
        say(f"string fields passed through as they were: {', '.join(fields[:FIELDS_SHOWN])}{more}")


def warn_of_jsonl(inputs: Sequence[str], format_name: str) -> None:
    """Says that standard input is read as text, which may not be what was meant."""
    if "-" in inputs and format_name == "auto":
        say("standard input is read as text; --format jsonl reads it record by record")


def say(message: str) -> None:
    """Says something on standard error."""
    click.echo(f"anon: {message}", err=True)
