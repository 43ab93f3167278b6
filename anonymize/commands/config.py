"""`anon config`: checks a configuration file, and shows what is in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import (
    CONTEXT,
    FilePath,
    care_options,
    detection_options,
    leak_options,
    operator_options,
    verbose_option,
)
from anonymize.commands.settings import build_config, read_options


@click.group(context_settings=CONTEXT)
def config() -> None:
    """Check a configuration file; show what is in force.

    \b
    Examples:
      anon config check anon.yaml
      anon config show --config anon.yaml --labels person
    """


@config.command(cls=OnceCommand, context_settings=CONTEXT)
@click.argument("file", type=FilePath(dir_okay=False))
@click.option("--allow-custom", is_flag=True, help="Let it name functions to run, as anon redact would.")
@verbose_option
def check(file: Path, allow_custom: bool) -> None:
    """Check all that FILE says.

    That is its keys, labels, models, expressions, operators, files of terms, and the key.

    What is wrong is told with its line, and the exit status is then 2. Nothing is read or written.

    \b
    Examples:
      anon config check anon.yaml && anon redact docs/ --config anon.yaml
    """
    from dataclasses import replace

    from anonymize.commands.messages import say, say_all
    from anonymize.config.file import load_config
    from anonymize.idle import idle_replacements, idle_settings
    from anonymize.keys import Key, load_key
    from anonymize.redactor import Redactor

    given = replace(load_config(file), allow_custom=allow_custom)
    key = load_key(None if given.key_file is None else Path(given.key_file))
    redactor = Redactor.from_config(given, key=key or Key.random())
    read_options((), all_strings=False, missing="fail", encoding="utf-8", config=given)
    say_all((*idle_settings(given, redactor), *idle_replacements(given, redactor)))
    names = ", ".join(sorted({redactor.operators.name(label) for label in redactor.labels}))
    say(f"{file} is right: it looks for {', '.join(sorted(redactor.labels))}; operators: {names}")


@config.command(cls=OnceCommand, context_settings=CONTEXT)
@detection_options
@care_options
@leak_options
@operator_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@verbose_option
def show(as_json: bool, **settings: Any) -> None:  # noqa: ANN401 - options, passed on whole
    """Show the settings that are in force, and where each came from.

    That is the default, a file, the environment or an option.

    Takes the options that `anon redact` takes. Secrets are not shown.

    \b
    Examples:
      anon config show --config anon.yaml
      ANON_LABELS=person anon config show --threshold 0.4 --json
    """
    import orjson

    from anonymize.config.file import keys_of
    from anonymize.config.sources import in_force
    from anonymize.documents.names import spell_message

    path: Path | None = settings["config"]
    made = build_config(**settings)
    file = frozenset[str]() if path is None else keys_of(path)
    found = list(in_force(made, file=file, given=_given(settings)))
    if as_json:
        entries = [{"setting": one.name, "value": one.value, "source": one.source} for one in found]
        click.echo(orjson.dumps(entries))
        return
    for one in found:
        value = "-" if one.value is None else orjson.dumps(one.value).decode()
        click.echo(spell_message(f"{one.name:<24} {one.source:<12} {value}"))


def _given(settings: dict[str, Any]) -> dict[str, str]:
    """Settings that came from an option or from its environment variable, each with which of them."""
    from anonymize.config import parse_operators, parse_thresholds
    from anonymize.config.file import load_operators

    ctx = click.get_current_context()
    found: dict[str, str] = {}
    for name in settings:
        source = ctx.get_parameter_source(name)
        if source not in {click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT}:
            continue
        said = "option" if source is click.core.ParameterSource.COMMANDLINE else "environment"
        if name == "thresholds":
            overall, by_label = parse_thresholds(settings[name])
            found |= {f"thresholds.{label}": said for label in by_label}
            found |= {} if overall is None else {"threshold": said}
        elif name in {"operators", "operators_file"}:
            given = parse_operators(settings[name]) if name == "operators" else load_operators(settings[name])
            found |= {f"operators.{label}": said for label in given}
        else:
            found[name] = said
    return found
