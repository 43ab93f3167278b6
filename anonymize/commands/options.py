"""Options that several commands share; `settings` reads what was given.

Each reads its default from the environment (`--labels` from `ANON_LABELS`, `--with-text` from
`ANON_WITH_TEXT`; what may be repeated, with white space between) and from `--config`; what stands on the
command line wins over the environment, and that over the configuration file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from anonymize.cli import VERBOSE
from anonymize.commands.variables import VariableOption
from anonymize.config import DEVICES, PRECISIONS
from anonymize.policy import ON_LEAK, THRESHOLD, UNFAMILIAR, VERIFY

Command = TypeVar("Command", bound=Callable[..., Any])

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class FilePath(click.Path):
    """A path on this machine. An empty one is what a variable leaves that is not set, and no directory."""

    def __init__(self, **settings: bool) -> None:
        super().__init__(path_type=Path, **settings)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """See `click.Path`; refuses an empty name."""
        if value == "":
            self.fail("the name is empty, as that of a variable that is not set; name a path", param, ctx)
        return super().convert(value, param, ctx)


def option(*names: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - Click's own
    """Declares an option as `click.option` does, with the environment variable that goes by its name."""
    flag = next(name for name in names if name.startswith("--"))
    variable = "ANON_" + flag.removeprefix("--").partition("/")[0].replace("-", "_").upper()
    return click.option(*names, cls=VariableOption, envvar=variable, **settings)


def detection_options(command: Command) -> Command:
    """What to find, and with what."""
    return _with(
        command,
        option(
            "--labels", metavar="LABEL,…", help="What to find, as in person,address. Default: all labels."
        ),
        option(
            "--detector",
            "detectors",
            metavar="NAME,…",
            help="tagger, patterns, gliner, or auto: GLiNER for labels that the others lack. Default: auto.",
        ),
        option("--model", metavar="PATH_OR_ID", help="A tagger or a GLiNER. Default: the bundled ones."),
        option(
            "--threshold",
            "thresholds",
            multiple=True,
            metavar="NUMBER|LABEL=NUMBER",
            help="How sure a model must be, above 0 and below 1; for all labels or for one; repeatable."
            f" Default: {THRESHOLD}, and {UNFAMILIAR} for labels that a GLiNER was not trained on.",
        ),
        option("--region", metavar="CODE", help="Country of numbers without a country code. Default: US."),
        option(
            "--config",
            type=FilePath(dir_okay=False),
            help="A YAML file with labels, thresholds, operators and more.",
        ),
        option("--device", type=click.Choice(DEVICES), help="Where the model runs. Default: auto."),
        option(
            "--precision",
            type=click.Choice(PRECISIONS),
            help="Run the torch weights, in this precision. Default: the fastest weights there are.",
        ),
        option(
            "--batch-size",
            type=click.IntRange(min=1),
            metavar="TOKENS",
            help="Most tokens a model batch; a GLiNER in ONNX, as the bundled one is, runs each window "
            "alone. Default: what is fastest on the device.",
        ),
    )


def care_options(command: Command) -> Command:
    """What is done so that nothing slips through while searching."""
    return _with(
        command,
        option(
            "--propagate/--no-propagate",
            default=None,
            help="Look for a value found once in all of its record. Default: --propagate.",
        ),
        option(
            "--allow-script",
            is_flag=True,
            default=None,
            help="Do not withhold texts in scripts that the model was not trained on.",
        ),
    )


def leak_options(command: Command) -> Command:
    """What is done about an output in which something may have been left."""
    return _with(
        command,
        option(
            "--on-leak",
            type=click.Choice(ON_LEAK),
            help="What to do with a document in which a removed value still stands. Default: withhold.",
        ),
        option(
            "--verify",
            is_flag=False,
            flag_value="report",
            type=click.Choice(VERIFY),
            help="Search the output, too, and report what is found; with --verify=strict, withhold it.",
        ),
    )


def operator_options(command: Command) -> Command:
    """What to put in the place of what is found."""
    return _with(
        command,
        option(
            "--operator",
            "operators",
            multiple=True,
            metavar="NAME|LABEL=NAME",
            help="replace, mask, pseudonym, tag …, for all labels or for one; see anon operators. Default:"
            " replace.",
        ),
        option(
            "--operators",
            "operators_file",
            type=FilePath(dir_okay=False),
            help="A file with operators by label, in YAML or in Presidio's JSON.",
        ),
        option(
            "--key-file",
            type=FilePath(dir_okay=False),
            help="The key behind all that is keyed, made by anon key new. Or ANON_KEY holds the key itself.",
        ),
        custom_option,
    )


def custom_option(command: Command) -> Command:
    """Whether functions may run that settings name."""
    declare = (
        click.option(  # only on the command line: a variable may be set by who is not the one to allow it
            "--allow-custom",
            is_flag=True,
            default=None,
            help="Let the configuration name functions to run (custom, validator).",
        )
    )
    return declare(command)


def input_options(command: Command) -> Command:
    """What to read, and how."""
    return _with(
        command,
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
        option("--glob", metavar="PATTERN", help="In directories, only files whose path or name matches."),
        option(
            "--format",
            "format_",
            type=click.Choice(
                (
                    "auto",
                    "text",
                    "lines",
                    "markdown",
                    "html",
                    "eml",
                    "jsonl",
                    "json",
                    "csv",
                    "tsv",
                    "parquet",
                    "docx",
                    "pdf",
                )
            ),
            default="auto",
            show_default=True,
            help="Format of the inputs; auto goes by the suffix.",
        ),
        option(
            "--field",
            "fields",
            multiple=True,
            metavar="PATH",
            help="Field of JSON or Parquet to work on, as in user.bio or messages[].content, or a column of a"
            " table: its name, or its number where the first row holds no names; repeatable. Default: text.",
        ),
        option("--all-strings", is_flag=True, help="JSON, tables and Parquet: work on every string or cell."),
        option(
            "--missing",
            type=click.Choice(("fail", "skip")),
            default="fail",
            show_default=True,
            help="JSON and tables: what to do with a record that lacks a field.",
        ),
        option("--encoding", default="utf-8", show_default=True, help="Encoding of the inputs."),
    )


def message_options(command: Command) -> Command:
    """How much to say."""
    return _with(
        command,
        option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        verbose_option,
    )


def verbose_option(command: Command) -> Command:
    """Whether to show where an error was raised."""
    declare = option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_set_verbose,
        help="Show where an error was raised. What is shown may hold text of a document.",
    )
    return declare(command)


def _set_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[VERBOSE] = value


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for declare in reversed(options):
        command = declare(command)
    return command
