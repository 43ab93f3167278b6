"""`anon redact`: its options. `plan` makes of them what will be done, and `redacting` does it."""

from __future__ import annotations

from typing import Any

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import (
    CONTEXT,
    FilePath,
    care_options,
    detection_options,
    input_options,
    leak_options,
    message_options,
    operator_options,
    option,
)
from anonymize.commands.settings import file_mode, worker_count


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@input_options
@detection_options
@care_options
@leak_options
@operator_options
@option(
    "--vault",
    type=FilePath(dir_okay=False),
    help="Keep, encrypted, what tag and pseudonym replaced, for anon restore; needs a key.",
)
@option(
    "--output",
    metavar="PATH",
    help="Where to. Default: standard output (-), or redacted/ for several inputs.",
)
@option("--manifest", metavar="PATH", help="Default: OUTPUT.manifest.jsonl beside the output.")
@option(
    "--resume",
    is_flag=True,
    help="Keep what an earlier run finished, where input and output are as they were; try again what failed,"
    " and do the rest. Needs a key; begins anew where there was no run.",
)
@option(
    "--review",
    type=FilePath(dir_okay=False),
    help="Also write a page that shows the documents, original and redacted, to look through in a browser.",
)
@option("--overwrite", is_flag=True, help="Write over files that this job did not write before.")
@option(
    "--redact-names",
    is_flag=True,
    help="Rename files and directories by the key, in the output and in the manifest; anon names tells which"
    " is which.",
)
@option(
    "--mode",
    callback=file_mode,
    default="600",
    show_default=True,
    metavar="OCTAL",
    help="Who may read and write what is written; directories that are made have x where this has r.",
)
@option(
    "--workers",
    callback=worker_count,
    default="auto",
    show_default=True,
    metavar="NUMBER|auto",
    help="Worker processes; auto: as many as the cores, the memory and the files are good for; for a pipe"
    " 1 until much has come through it. The output is the same for any number.",
)
@option(
    "--engine",
    "where",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="Where the workers are: on this machine, or on a Ray cluster. The output is the same.",
)
@option("--address", metavar="ADDRESS", help="Of the Ray cluster. Default: RAY_ADDRESS, or one of its own.")
@option("--dry-run", is_flag=True, help="Find, replace and count; write nothing but the page of --review.")
@option("--fail-fast", is_flag=True, help="Stop at the first document that is withheld or failed.")
@option("--skip-unknown", is_flag=True, help="Do not count files of an unknown format as withheld.")
@option(
    "--json", "as_json", is_flag=True, help="The summary as JSON (on standard output where that is free)."
)
@message_options
def redact(**given: Any) -> int:  # noqa: ANN401 - options have types of many kinds; `Request` names them
    """Replace what is found in files, directories or standard input (-).

    One file goes to standard output, several go to redacted/. A document that was not seen whole, or in which
    something could not be replaced, is withheld: it is named on standard error, and the exit status is 1.
    Names with :// are remote files (docs/remote.md).

    \b
    Examples:
      anon redact letter.txt --labels person,address
      anon redact docs/ --labels person,address --output clean/
      anon redact mail.txt --threshold 0.4 --threshold person=0.3 --operator mask
      anon redact corpus/ --operator pseudonym --key-file team.key --workers 4
      anon redact corpus/ --operator pseudonym --key-file team.key --resume
      anon redact corpus/ --output clean/ --engine ray --address auto
      anon redact chat.jsonl --operator tag --vault chat.vault --key-file team.key > safe.jsonl
      anon redact docs/ --labels person --output clean/ --review review.html
      anon redact s3://in/docs/ --output s3://out/clean/ --field body
      cat notes.jsonl | anon redact - --format jsonl --field user.bio > clean.jsonl
      tail -f app.log | anon redact - --format lines
    """
    from anonymize.commands.plan import Request
    from anonymize.commands.redacting import run

    return run(Request.of(given))
