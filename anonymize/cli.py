"""The `anon` group. Commands are loaded on first use, so that `anon --help` is there at once."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from anonymize import __version__
from anonymize.errors import EXIT_CLOSED_PIPE, EXIT_INTERRUPTED, AnonError

COMMANDS: dict[str, tuple[str, str]] = {
    "redact": ("anonymize.commands.redact:redact", "Replace what is found in text and JSONL."),
    "detect": ("anonymize.commands.detect:detect", "Print the spans found, as JSONL."),
    "labels": ("anonymize.commands.labels:labels", "List the labels and what finds them."),
    "models": ("anonymize.commands.models:models", "Show the bundled model; export models."),
}
"""Each command's home and its line in `anon --help`, in the order shown there."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong entry of the table above
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 all done; 1 some documents were withheld or failed; 2 wrong usage.",
)
@click.version_option(__version__, prog_name="anon")
def anon() -> None:
    """Anonymize batches of documents, and say so when something was not seen.

    \b
    Examples:
      anon redact docs/ --labels person,address --output clean/
      cat notes.jsonl | anon redact - --format jsonl --field text > clean.jsonl
      anon detect letter.txt --labels person
    """


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes them from `sys.argv`.

    Returns:
        The exit status.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        status: Any = anon.main(given, prog_name="anon", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except AnonError as error:
        if {"-v", "--verbose"} & set(given):
            raise
        click.echo(f"anon: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("anon: interrupted; nothing half-written was left behind", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Python would try to flush standard output once more on its way out, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_CLOSED_PIPE
    return status if isinstance(status, int) else 0
