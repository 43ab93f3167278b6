"""`python -m tests.engines.stuck PIPE`: a command whose workers say that they are at work, and stay there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anonymize import cli
from tests.support_detectors import Stuck

WORKERS = 2
WORD = "stuck"


@click.command()
@click.argument("pipe", type=click.Path(path_type=Path))
def stuck(pipe: Path) -> None:
    """Has each worker write its number to a pipe, and get stuck."""
    from anonymize.engines.local import open_engine
    from anonymize.finder import Finder
    from anonymize.findings import Texts

    with open_engine(Finder([Stuck(WORD, pipe)]), WORKERS) as engine:
        list(engine.run([[Texts((WORD,))]] * 2 * WORKERS, list))


if __name__ == "__main__":
    cli.COMMANDS["stuck"] = ("tests.engines.stuck:stuck", "")
    sys.exit(cli.run(["stuck", *sys.argv[1:]]))
