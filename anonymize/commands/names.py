"""`anon names`: which input became which output under `anon redact --redact-names`."""

from __future__ import annotations

from pathlib import Path

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, option, verbose_option
from anonymize.errors import UsageError


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@option("--glob", metavar="PATTERN", help="In directories, only files whose path or name matches.")
@option(
    "--key-file",
    type=FilePath(dir_okay=False),
    help="The key of the job. Or ANON_KEY holds the key itself.",
)
@verbose_option
def names(inputs: tuple[str, ...], glob: str | None, key_file: Path | None) -> None:
    """Print which name each input has under anon redact --redact-names: the new one, a tab, its own.

    Name the inputs and the key as they were for anon redact. A document's id in the manifest begins with the
    new name of its input.

    \b
    Examples:
      anon names docs/ --key-file team.key
      anon names docs/ --key-file team.key | grep 4f1c2a9b07d3e865
    """
    from anonymize.documents.inputs import AUTO, discover
    from anonymize.keys import load_key
    from anonymize.placement.renaming import Renaming

    key = load_key(key_file)
    if key is None:
        raise UsageError("the names hang on the key of the job; name it with --key-file, or set ANON_KEY")
    discovery = discover(inputs, glob=glob, format=AUTO)
    renaming = Renaming(key)
    for name in sorted(discovery.ids):
        click.echo(f"{renaming.id(name)}\t{name}")
