"""The `anon` group. Commands are loaded on first use, so that `anon --help` is there at once.

Here errors become messages and exit statuses. A message never quotes an exception that is not ours: a
library's may hold text of a document.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

from anonymize import __version__
from anonymize.documents.names import spell_message
from anonymize.errors import (
    EXIT_CLOSED_PIPE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    FAILED_WRITES,
    INTERRUPTED,
    AnonError,
    UsageError,
)

COMMANDS: dict[str, tuple[str, str]] = {
    "redact": (
        "anonymize.commands.redact:redact",
        "Replace what is found in texts, tables, mails and more.",
    ),
    "restore": ("anonymize.commands.restore:restore", "Give back the originals, by the vault or the key."),
    "detect": ("anonymize.commands.detect:detect", "Print the spans found, as JSONL."),
    "report": ("anonymize.commands.report:report", "Tell what became of a job, by its manifest."),
    "operators": ("anonymize.commands.operators:operators", "List what can stand in the place of a value."),
    "config": ("anonymize.commands.config:config", "Check a configuration; show what is in force."),
    "key": ("anonymize.commands.key:key", "Make a key."),
    "names": ("anonymize.commands.names:names", "Print which name is which after --redact-names."),
    "labels": ("anonymize.commands.labels:labels", "List the labels and what finds them."),
    "models": ("anonymize.commands.models:models", "Show, time and export models."),
    "evaluate": ("anonymize.commands.evaluate:evaluate", "Score detectors on labelled documents."),
    "finetune": ("anonymize.commands.finetune:finetune", "Train a tagger of your own."),
    "dataset": ("anonymize.commands.dataset:dataset", "Count and check what is in a data set."),
}
"""Each command's home and its line in `anon --help`, in the order shown there."""
_OF_OUTPUTS = (*FAILED_WRITES, errno.EBADF)
"""What Click meets when standard output cannot be written; our own files have errors of their own."""
VERBOSE = "anonymize.verbose"
"""Set in a context's `meta` by `--verbose`."""
VARIABLES = "anonymize.variables"
"""In a context's `meta`: the environment variables that gave values of options."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and reports what goes wrong in it."""

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

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in the base class
        """Runs a command; gives its result, or the exit status of the error that ended it."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # Click's own, which `run` knows
        except BrokenPipeError:
            # Left to Click, this would be status 1, which says that documents were withheld.
            _forget(sys.stdout)
            return EXIT_CLOSED_PIPE
        except AnonError as error:
            return _report(ctx, str(error), error)
        except MemoryError as error:
            return _report(ctx, "the memory does not suffice; take fewer --workers, or allow it more", error)
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _OF_OUTPUTS and error.filename is None:
                raise  # Click's output, which `run` knows
            message = f"{type(error).__name__} was raised, a fault of this program"
            return _report(ctx, f"{message}; run it again with --verbose to see where", error)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 all done; 1 some documents were withheld or failed, or cannot be restored; 2 wrong"
    " usage or configuration; 130 interrupted; 141 the reader of standard output went away.",
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
    status = run()
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        status = status or _unwritten(error)
        # Python would try once more on its way out, and complain.
        _forget(sys.stdout)
    sys.exit(status)


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes them from `sys.argv`.

    Returns:
        The exit status.
    """
    try:
        status: Any = anon.main(arguments, prog_name="anon", standalone_mode=False)
    except click.ClickException as error:
        with _or_in_silence():
            error.show()
        if isinstance(error, click.UsageError) and error.ctx is not None:
            _tell_variables(error.ctx)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _tell(INTERRUPTED)
        return EXIT_INTERRUPTED
    except OSError as error:  # of Click's own output, such as that of --help
        return _unwritten(error)
    return status if isinstance(status, int) else 0


def _unwritten(error: OSError) -> int:
    """Tells that standard output cannot be written, unless its reader is gone; gives the exit status."""
    if isinstance(error, BrokenPipeError):
        return EXIT_CLOSED_PIPE
    closed = error.errno == errno.EBADF
    _tell(f"anon: standard output{' is closed' if closed else f': cannot be written: {error.strerror}'}")
    return EXIT_INCOMPLETE


def _report(ctx: click.Context, message: str, error: Exception) -> int:
    if ctx.meta.get(VERBOSE):
        _tell("".join(traceback.format_exception(error)).rstrip("\n"))
    _tell(f"anon: {spell_message(message)}")
    if isinstance(error, UsageError):
        _tell_variables(ctx)
    return error.exit_code if isinstance(error, AnonError) else EXIT_INCOMPLETE


def _tell_variables(ctx: click.Context) -> None:
    """Names the options that nobody typed: what is wrong may be one of them."""
    if variables := ctx.meta.get(VARIABLES):
        _tell(f"anon: set by the environment: {', '.join(sorted(variables))}")


def _tell(message: str) -> None:
    with _or_in_silence():
        click.echo(message, err=True)


@contextmanager
def _or_in_silence() -> Iterator[None]:
    """Where standard error cannot be written, the exit status alone tells how it went, and stays."""
    try:
        yield
    except OSError:
        _forget(sys.stderr)


def _forget(stream: TextIO | None) -> None:
    """Keeps Python from flushing a standard stream once more on its way out, and complaining."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
