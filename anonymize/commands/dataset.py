"""`anon dataset`: what is in a data set, before a tagger is trained on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anonymize.commands.messages import say
from anonymize.commands.options import CONTEXT, option

if TYPE_CHECKING:
    from finetune.datasets.statistics import Statistics

LIMIT = 128
"""Sub-words a sentence may have in most published recipes."""


@click.group(context_settings=CONTEXT)
def dataset() -> None:
    """Look into data sets for fine-tuning."""


@dataset.command("stats")
@click.argument("spec", metavar="SPEC")
@option(
    "--data-dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the files of wikiann, conll2003, wnut17 or polyglot-ner lie.",
)
@option(
    "--tokenizer",
    default="pii-small",
    metavar="DIR",
    help="Model directory whose sub-words are counted. Default: the bundled model's.",
)
@option(
    "--limit",
    type=click.IntRange(min=3),
    default=LIMIT,
    show_default=True,
    metavar="N",
    help="Count sentences of more than N sub-words.",
)
@option("--json", "as_json", is_flag=True, help="As JSON.")
def stats(spec: str, data_dir: Path | None, tokenizer: str, limit: int, as_json: bool) -> None:
    """Count the sentences, labels and sub-words of a data set, and test sentences that stand in train.

    SPEC is one of synthetic:LANG, wikiann:LANG, conll2003, wnut17, polyglot-ner:LANG, conll:DIR,
    jsonl:PATH, brat:DIR.

    \b
    Examples:
      anon dataset stats synthetic:es
      anon dataset stats wikiann:es --data-dir wikiann --json
      anon dataset stats jsonl:my.jsonl --tokenizer runs/mine --limit 256
    """
    import orjson

    from anonymize.detectors.tagger.files import BUNDLED, open_model
    from finetune.datasets.registry import load_dataset
    from finetune.datasets.statistics import describe, subword_measure

    directory = open_model(BUNDLED).directory if tokenizer == BUNDLED else Path(tokenizer).expanduser()
    measure = subword_measure(directory)
    found = describe(load_dataset(spec, data_dir=data_dir), measure=measure, limit=limit)
    click.echo(orjson.dumps(found.as_dict()) if as_json else _table(found))
    for note in found.notes:
        say(note)
    for warning in _repeated(found):
        say(warning)


def _table(found: Statistics) -> str:
    rows = [("", *found.splits)]
    rows += [
        (title, *(f"{getattr(split, attribute):,}" for split in found.splits.values()))
        for title, attribute in (
            ("sentences", "sentences"),
            ("without entity", "without_entity"),
            ("words", "words"),
            ("mean sub-words", "mean_subwords"),
            ("most sub-words", "max_subwords"),
            (f"over {found.limit} sub-words", "over_limit"),
        )
    ]
    rows += [
        (label, *(f"{split.entities[label]:,}" for split in found.splits.values())) for label in found.labels
    ]
    first = max(len(row[0]) for row in rows)
    width = max(len(cell) for row in rows for cell in row[1:])
    return "\n".join(
        f"{row[0]:<{first}}{''.join(f'  {cell:>{width}}' for cell in row[1:])}".rstrip() for row in rows
    )


def _repeated(found: Statistics) -> list[str]:
    return [
        f"{split.in_train:,} of {split.sentences:,} {name} sentences also stand in train, so scores on them "
        "measure memory"
        for name, split in found.splits.items()
        if split.in_train
    ]
