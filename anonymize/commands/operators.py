"""`anon operators`: what can stand in the place of what is found."""

from __future__ import annotations

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, verbose_option


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@verbose_option
def operators(as_json: bool) -> None:
    """List the operators, their parameters, and what each makes of a value.

    Those that other packages add (entry points `anon.operators`) are listed, too. Keyed ones are shown with a
    key of no use to anybody.

    \b
    Examples:
      anon operators
      anon redact letter.txt --operator mask --operator person=pseudonym
    """
    import orjson

    from anonymize.operators.registry import all_definitions
    from anonymize.operators.showing import show

    shown = [show(definition) for definition in all_definitions()]
    if as_json:
        click.echo(orjson.dumps(shown))
        return
    for entry in shown:
        click.echo(f"{entry['operator']:<12} {entry['summary']}")
        for parameter in entry["parameters"]:
            click.echo(f"{'':12} {parameter['name']}: {parameter['expected']}")
        click.echo(f"{'':12} {entry['value']} -> {entry['replacement']}\n")
