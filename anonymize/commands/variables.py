"""The environment variables behind options: which gave a value, and which are likely misspelt."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import click
from click.core import ParameterSource

from anonymize.cli import VARIABLES
from anonymize.errors import UsageError
from anonymize.keys import ENVIRONMENT_VARIABLE
from anonymize.spelling import is_near

PREFIX = "ANON_"


class VariableOption(click.Option):
    """An option that says so when its value came from its environment variable, as one easily forgets."""

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        """See `click.Option`; notes the variable that gave the value.

        Raises:
            UsageError: it is not set, and one is that nobody reads and that is likely a misspelling of it.
        """
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.ENVIRONMENT:
            ctx.meta.setdefault(VARIABLES, []).append(self.envvar)
        elif isinstance(self.envvar, str) and self.envvar not in os.environ and not ctx.resilient_parsing:
            _check_misspelt(self.envvar, ctx)
        return value, source

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """See `click.Option`; names the variable where it is to blame."""
        if ctx is not None and ctx.get_parameter_source(self.name) is ParameterSource.ENVIRONMENT:
            return f"the environment variable {self.envvar}"
        return super().get_error_hint(ctx)


def _check_misspelt(variable: str, ctx: click.Context) -> None:
    wanted = variable.removeprefix(PREFIX).lower()
    for name in os.environ:
        if name.upper().startswith(PREFIX) and is_near(name[len(PREFIX) :].lower(), wanted):
            known = {ENVIRONMENT_VARIABLE, *_variables(ctx.find_root().command, ctx)}
            if name not in known:
                raise UsageError(
                    f"the environment variable {name} is none that anon reads; did you mean {variable}?"
                )


def _variables(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """The variables of a command and of those below it; imports them all."""
    yield from (one.envvar for one in command.params if isinstance(one.envvar, str))
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            yield from _variables(below, ctx) if below is not None else ()
