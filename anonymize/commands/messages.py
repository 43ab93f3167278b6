"""What the commands say on standard error: the choice of detectors, troubles and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anonymize.documents.names import spell_message
from anonymize.documents.remote import spell_place
from anonymize.labels import TABLE_NAMES, canonical

if TYPE_CHECKING:
    from anonymize.documents.inputs import Discovery, InputFile
    from anonymize.documents.remote import RemotePath
    from anonymize.jobs.resuming import Kept
    from anonymize.keys import Key
    from anonymize.operators import OperatorSet
    from anonymize.placement import Placement
    from anonymize.redactor import Redactor
    from anonymize.report.summary import Summary

FIELDS_SHOWN = 8
"""Fields named in the summary; `--json` names more."""


def announce(redactor: Redactor) -> None:
    """Says which detector looks for what, and for what it may look in vain."""
    chosen = "; ".join(
        f"{detector.name} for {', '.join(sorted(detector.labels))}" for detector in redactor.detectors
    )
    say(chosen)
    for model, words in redactor.unfamiliar_by_model.items():
        say(
            f"{model} was not trained on {', '.join(map(repr, words))} and may miss much of it, or find it in"
            " vain; look at a sample with anon detect --with-text, measure with anon evaluate"
        )


def tell_of_kept(redactor: Redactor) -> None:
    """Says which labels are found only to be left as they are."""
    if redactor.kept:
        say(f"kept as they are, by their operator: {', '.join(sorted(redactor.kept))}")


def tell_of_unrestorable(redactor: Redactor, vault: Path | None) -> None:
    """Says which labels a vault, where there is one, cannot give back, and by what they are replaced."""
    from anonymize.operators.encrypt import ENCRYPT
    from anonymize.operators.registry import KEPT_IN_VAULTS

    by_operator: dict[str, list[str]] = {}
    for label in sorted(redactor.labels - redactor.kept) if vault is not None else ():
        if (name := redactor.operators.name(label)) not in KEPT_IN_VAULTS:
            by_operator.setdefault(name, []).append(label)
    if by_operator:
        told = [
            f"{', '.join(labels)} ({name}{': by the manifest' if name == ENCRYPT.name else ''})"
            for name, labels in sorted(by_operator.items())
        ]
        say(f"cannot be restored from the vault: {', '.join(told)}")


_PIECES = "--format lines reads it line by line, --format jsonl record by record"


def warn_of_inputs(
    discovery: Discovery, *, glob: str | None, format_name: str, skip_unknown: bool = False
) -> None:
    """Says what may not be what was meant: nothing to read, a pipe read as text, files that do not count."""
    from anonymize.documents.registry import format_of
    from anonymize.jobs.books import UNKNOWN_FORMAT

    if not discovery.files and not discovery.skipped:
        say("there is nothing to read: " + (f"no file matches {glob!r}" if glob else "no file in the inputs"))
    for file in discovery.files if format_name == "auto" else ():
        if file.path is None:
            say(f"standard input is read as one text; {_PIECES}")
        elif format_of(file.relative.name) is None:
            say(f"{file.id} is a pipe whose ending belongs to no format, and read as one text; {_PIECES}")
    if skip_unknown:
        for skipped in discovery.skipped:
            if skipped.reason == UNKNOWN_FORMAT:
                say(f"skipped {skipped.message}")


def warn_of_outputs(
    stale: Sequence[Path | RemotePath],
    placement: Placement,
    files: Sequence[InputFile],
    *,
    dry_run: bool,
    overwrite: bool,
) -> None:
    """Says that outputs of an earlier run go without new ones in their place, and what of others stays."""
    from anonymize.placement.clearing import finished, strangers

    places = {placement.path(file) for file in files}
    gone = [path for path in finished(stale) if path not in places]
    if gone:
        verb = "would remove" if dry_run else "removing"
        example = spell_place(gone[0])
        say(f"{verb} {len(gone)} output(s) of an earlier run without an input in this one, such as {example}")
    if overwrite and (others := strangers(placement, stale, files)):
        say(
            f"{len(others)} file(s) in {placement.shown} are none of this job's and stay as they are, such as"
            f" {spell_place(others[0])}"
        )


def tell_of_losses(summary: Summary) -> None:
    """Says what is not in the output, and why."""
    if not summary.complete:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(summary.reasons.items()))
        say(f"NOT in the output: {summary.lost} ({reasons})")


def summarise(
    summary: Summary,
    place: str,
    *,
    dry_run: bool = False,
    review: bool = False,
    known: bool = False,
) -> None:
    """Says what a job did, or would do, in a few lines.

    Args:
        summary: what it did.
        place: where to.
        dry_run: it did not.
        review: a review page was written.
        known: fields were named whose values are known, and looked for in all others.
    """
    found = _counted(summary.labels - summary.kept)
    if left := _counted(summary.kept):
        found = f"{found or 'nothing replaced'}; kept as they were: {left}"
    documents = f"{summary.documents['redacted']} document(s)"
    written = "nothing written but the review page" if review else "nothing written"
    done = f"dry run, {written}: {documents} would go" if dry_run else documents
    searched = found or ("nothing found" if summary.documents["redacted"] else "nothing to search")
    say(f"{done} to {place} in {summary.seconds:.1f} s: {searched}")
    if summary.collisions:
        say(f"{summary.collisions} value(s) had to get another replacement than the one drawn first")
    if summary.leaks:
        are = "would be" if dry_run else "are"
        say(
            f"{summary.leaks} possible leak(s) {are} IN the output; see where by --review or anon report, or"
            " withhold such documents by --on-leak withhold and --verify=strict"
        )
    if summary.in_passed_through:
        say(
            f"in {summary.in_passed_through} record(s) a value that was removed, or part of a name, stands in"
            " a field that was passed through, or in the name of one; choose that field, too, by --field, or"
            " take it out where it is a number or a name"
        )
    if summary.field_labels:
        from anonymize.field_names import told

        say(told(summary.field_labels, summary.named_fields, FIELDS_SHOWN))
    tell_of_losses(summary)
    tell_of_unsearched(summary, known=known)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {label}" for label, count in sorted(counts.items()))


def tell_of_unsearched(summary: Summary, *, known: bool, written: bool = True) -> None:
    """Says what was not searched: fields that were not chosen, and what cannot be.

    Args:
        summary: tells which.
        known: fields were named whose values are known, and looked for in all others.
        written: the fields are in an output, where the rest was taken out.
    """
    if summary.passed_through:
        fields = sorted(summary.passed_through, key=lambda path: (not _is_telling(path), path))
        more = f" and {len(fields) - FIELDS_SHOWN} more" if len(fields) > FIELDS_SHOWN else ""
        if written:
            how = "in which at most known values were replaced" if known else "passed through as they were"
        else:
            how = "in which only known values were looked for" if known else "not searched"
        say(f"fields {how}: {', '.join(fields[:FIELDS_SHOWN])}{more}")
    if summary.taken_out:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(summary.taken_out.items()))
        what = "taken out or replaced, as it cannot be searched" if written else "what cannot be searched"
        say(f"{what}: {kinds}")


def _is_telling(path: str) -> bool:
    """Tells whether a field is called as what is looked for: `name`, `patient.phone[]`."""
    return canonical(path.rpartition(".")[2].removesuffix("[]")) in TABLE_NAMES


def warn_of_key(operators: OperatorSet, key: Key, *, resumable: bool, renamed: bool) -> None:
    """Says what is not possible with a key that was drawn for this run.

    Args:
        operators: of the job.
        key: of the job.
        resumable: the job would write a manifest, so that it could be resumed with a key.
        renamed: files are renamed by the key.
    """
    if key.persistent:
        return
    troubles = ["this job cannot be resumed"] if resumable else []
    if names := operators.unrepeatable:
        troubles.append(f"what {', '.join(names)} writes will not match another run's")
    if renamed:
        troubles.append("names differ in every run, and none tells which is which")
    if troubles:
        say(f"no key was given: {', and '.join(troubles)}; see anon key new")


def warn_of_paths(labels: Mapping[str, Mapping[str, int]], paths: int) -> None:
    """Says what was found in some of a number of paths; see `labels_of_paths`."""
    from anonymize.path_names import told

    if labels:
        say(told(labels, paths))


def tell_of_resuming(kept: Kept, discovery: Discovery, *, asked: bool) -> None:
    """Says how much of the job an earlier run did, where that was asked for."""
    if kept.journal is not None:
        say(f"resuming: {len(kept)} of {len(discovery.files)} file(s) are done, and are as they were left")
    elif asked:
        say("there is no earlier run to resume: beginning anew")


def say_all(messages: Iterable[str]) -> None:
    """Says several things, a line each."""
    for message in messages:
        say(message)


def say(message: str) -> None:
    """Says something on standard error, in one line, whatever the names in it."""
    click.echo(f"anon: {spell_message(message)}", err=True)
