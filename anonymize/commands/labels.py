"""`anon labels`: what there is to look for."""

from __future__ import annotations

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, option, verbose_option


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@option("--model", metavar="PATH_OR_ID", help="The tagger's model. Default: the bundled one.")
@option("--json", "as_json", is_flag=True, help="As JSON.")
@verbose_option
def labels(model: str | None, as_json: bool) -> None:
    """List the labels, their other names, and the detectors that find each.

    Any other words are labels, too: a GLiNER is asked for them.

    \b
    Examples:
      anon labels
      anon labels --model runs/mine --json
    """
    import orjson

    from anonymize.config import Config
    from anonymize.detectors.choice import known_labels
    from anonymize.labels import TABLE, Label

    known = known_labels(Config(model=model))
    table = {entry.name: entry for entry in TABLE}
    names = sorted(frozenset[str]().union(*known.values()), key=lambda name: (name not in table, name))
    rows = [
        (
            table.get(name, Label(name, "a label of the model's own", ())),
            [who for who in known if name in known[who]],
        )
        for name in names
    ]
    if as_json:
        entries = [
            {"label": row.name, "detectors": who, "description": row.description, "synonyms": row.synonyms}
            for row, who in rows
        ]
        click.echo(orjson.dumps(entries))
        return
    for row, who in rows:
        click.echo(f"{row.name:<13} {', '.join(who):<17} {row.description}")
        if row.synonyms:
            click.echo(click.wrap_text(f"also: {', '.join(row.synonyms)}", 100, " " * 32, " " * 38))
