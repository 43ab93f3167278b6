"""`anon redact`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from anonymize import __version__
from anonymize.commands.messages import announce, progress_bar, summarise, warn_of_inputs, warn_of_removal
from anonymize.commands.options import (
    CONTEXT,
    build_config,
    detection_options,
    input_options,
    message_options,
    option,
    read_options,
)


@click.command(context_settings=CONTEXT)
@input_options
@detection_options
@option(
    "--operator",
    "operators",
    multiple=True,
    metavar="NAME|LABEL=NAME",
    help="replace, redact, mask, hash, encrypt, keep; for all labels or for one. Default: replace.",
)
@option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The key behind hash, encrypt and fingerprints; mode 0600. Or ANON_KEY holds the key itself.",
)
@option(
    "--output",
    metavar="PATH",
    help="Where to. Default: standard output (-), or redacted/ for several inputs.",
)
@option("--manifest", metavar="PATH", help="Default: OUTPUT.manifest.jsonl beside the output.")
@option("--overwrite", is_flag=True, help="Write over files that this job did not write before.")
@option("--dry-run", is_flag=True, help="Find and count; write nothing.")
@option("--fail-fast", is_flag=True, help="Stop at the first document that is withheld or failed.")
@option("--skip-unknown", is_flag=True, help="Do not count files of an unknown format as withheld.")
@option(
    "--json", "as_json", is_flag=True, help="The summary as JSON (on standard output where that is free)."
)
@message_options
def redact(
    inputs: tuple[str, ...],
    glob: str | None,
    format_: str,
    fields: tuple[str, ...],
    all_strings: bool,
    missing: str,
    encoding: str,
    operators: tuple[str, ...],
    key_file: Path | None,
    output: str | None,
    manifest: str | None,
    overwrite: bool,
    dry_run: bool,
    fail_fast: bool,
    skip_unknown: bool,
    as_json: bool,
    quiet: bool,
    **detection: Any,  # noqa: ANN401 - the detection options, passed on whole
) -> int:
    """Replace what is found in files, directories or standard input (-).

    One file goes to standard output, several go to redacted/. A document that was not seen whole, or in which
    something could not be replaced, is withheld: it is named on standard error, and the exit status is 1.

    \b
    Examples:
      anon redact letter.txt --labels person,address
      anon redact docs/ --labels person,address --output clean/
      anon redact mail.txt --threshold 0.4 --threshold person=0.3 --operator mask
      cat notes.jsonl | anon redact - --format jsonl --field user.bio > clean.jsonl
    """
    import orjson

    from anonymize.clearing import clear, earlier_outputs
    from anonymize.documents.inputs import discover
    from anonymize.job import Job
    from anonymize.keys import Key, load_key
    from anonymize.pipeline import check_first_records
    from anonymize.placement import check_standard_output, place
    from anonymize.redactor import Redactor
    from anonymize.report.manifest import Manifest

    config = build_config(operators=operators, **detection)
    key = load_key(key_file) or Key.random()
    options = read_options(fields, all_strings=all_strings, missing=missing, encoding=encoding)
    placement = place(inputs, output=output, manifest=manifest)
    discovery = discover(inputs, glob=glob, format=format_)
    redactor = Redactor.from_config(config, key=key)
    # Everything that can be refused is refused here, before anything is removed or written.
    if placement.directory is None:
        check_standard_output(discovery.files)
    stale = earlier_outputs(placement, discovery.files, overwrite=overwrite)
    check_first_records(discovery.files, options)
    if not quiet:
        announce(redactor)
        warn_of_inputs(discovery, glob=glob, format_name=format_, skip_unknown=skip_unknown)
        warn_of_removal(stale, placement, discovery.files, dry_run=dry_run)
    if not dry_run:
        clear(stale, placement.directory)

    with (
        Manifest(
            None if dry_run else placement.manifest,
            key=key,
            operators=redactor.operators,
            job={"anon": __version__, **redactor.describe()},
        ) as journal,
        progress_bar(quiet=quiet) as progress,
    ):
        summary = Job(
            redactor=redactor,
            discovery=discovery,
            options=options,
            placement=placement,
            manifest=journal,
            notify=progress.tell,
            advance=progress.update,
            dry_run=dry_run,
            fail_fast=fail_fast,
            skip_unknown=skip_unknown,
        ).run()
    if as_json:
        text_on_stdout = placement.directory is None and not dry_run
        click.echo(orjson.dumps(summary.as_dict()), err=text_on_stdout)
    elif not quiet:
        summarise(summary, placement.shown, dry_run=dry_run)
    return summary.exit_code
