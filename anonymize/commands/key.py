"""`anon key`: makes the key that hashes, tags, surrogates, vaults and fingerprints hang on."""

from __future__ import annotations

from pathlib import Path

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, verbose_option


@click.group(context_settings=CONTEXT)
def key() -> None:
    """Make a key for whatever must come out equal again.

    \b
    Examples:
      anon key new team.key
      anon redact docs/ --operator pseudonym --key-file team.key
    """


@key.command(cls=OnceCommand, context_settings=CONTEXT)
@click.argument("file", type=FilePath())
@verbose_option
def new(file: Path) -> None:
    """Write a new random key of 256 bits into FILE.

    Only you can read it. Prints its fingerprint. A file that is there is never written over: what was made
    with a lost key cannot be matched or restored.

    \b
    Examples:
      anon key new team.key
    """
    from anonymize.keys import new_key_file

    click.echo(new_key_file(file).fingerprint())
