"""`anon dataset`: what is in a data set, before a tagger is trained on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anonymize.commands.messages import say
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, option, verbose_option
from anonymize.documents.names import spell_file_name
from finetune.datasets.registry import SOURCES, load_dataset

if TYPE_CHECKING:
    from finetune.datasets.statistics import Statistics

LIMIT = 128
"""Sub-words a sentence may have in most published recipes."""
_SHOWN = 20
"""Labels that are named."""
_UNREAD_SHOWN = 3
"""Lines of a file that are named where they are no document: of a file that is no JSONL, no line is."""
_SOURCES = "\n".join(f"  {source.usage:<20}{source.description}" for source in SOURCES)
STATS_HELP = f"""Count what is in a data set.

Its sentences, labels and sub-words, and the test sentences that stand in train.

\b
SPEC is one of:
{_SOURCES}

\b
Examples:
  anon dataset stats synthetic:es
  anon dataset stats wikiann:es --data-dir wikiann --json
  anon dataset stats jsonl:my.jsonl --tokenizer runs/mine --limit 256
"""


@click.group(context_settings=CONTEXT)
def dataset() -> None:
    """Look into data sets for fine-tuning.

    \b
    Examples:
        anon dataset stats jsonl:mine.jsonl
        anon dataset check mine.jsonl
    """


@dataset.command("stats", cls=OnceCommand, help=STATS_HELP)
@click.argument("spec", metavar="SPEC")
@option(
    "--data-dir",
    type=FilePath(exists=True, file_okay=False),
    help="Where the files of wikiann, conll2003, wnut17 or polyglot-ner lie.",
)
@option(
    "--tokenizer",
    default="bundled",
    metavar="DIR",
    help="Model directory whose sub-words are counted, or bundled. Default: bundled.",
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
@verbose_option
def stats(spec: str, data_dir: Path | None, tokenizer: str, limit: int, as_json: bool) -> None:
    """Counts a data set; `STATS_HELP` is what users read."""
    import orjson

    from finetune.base_models import bundled_directory
    from finetune.datasets.statistics import describe, subword_measure

    measure = subword_measure(bundled_directory(tokenizer) or Path(tokenizer).expanduser())
    found = describe(load_dataset(spec, data_dir=data_dir), measure=measure, limit=limit)
    click.echo(orjson.dumps(found.as_dict()) if as_json else _table(found))
    for note in found.notes:
        say(note)
    for warning in _repeated(found):
        say(warning)


@dataset.command("check", cls=OnceCommand)
@click.argument("paths", nargs=-1, required=True, type=FilePath(exists=True), metavar="PATH...")
@option("--json", "as_json", is_flag=True, help="A JSON object a problem.")
@verbose_option
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check labelled JSONL.

    Looks at the form of each line; at offsets, white space at edges of spans, starts within words,
    overlaps and words that announce a span; at empty texts, and texts and ids that stand there twice;
    and at the names of labels, of splits and of what else training reads.

    PATH is a file, or a directory with .jsonl files. A line holds `text` and `spans` (`start`, `end`,
    `label`), perhaps `id`. Problems are printed, a line each, without text; of a file's lines that are no
    such document, the first few. The exit status is 1 if there are any.

    \b
    Examples:
      anon dataset check datasets_custom/gold
      anon dataset check mine.jsonl --json
    """
    import orjson

    from anonymize.errors import EXIT_INCOMPLETE
    from anonymize.labels import TABLE_NAMES, canonical
    from datasets_custom.check import Checker, check_file

    checker, problems = Checker(), 0
    for path in [file for given in paths for file in _jsonl_files(given)]:
        place = spell_file_name(str(path))
        unread = 0
        for problem in check_file(path, checker):
            problems += 1
            unread += problem.unread
            if as_json:
                click.echo(
                    orjson.dumps(
                        {"file": place, "line": problem.line, "id": problem.id, "problem": problem.what}
                    )
                )
            elif not problem.unread or unread <= _UNREAD_SHOWN:
                name = "" if problem.id is None else f", {problem.id}"
                click.echo(f"{place}, line {problem.line}{name}: {problem.what}")
        if unread > _UNREAD_SHOWN and not as_json:
            more = f"{unread - _UNREAD_SHOWN:,} more line(s) that are no document with `text` and `spans`"
            click.echo(f"{place}: and {more}")
    count = f"{problems:,}" if problems else "no"
    say(f"{checker.documents:,} document(s), {checker.spans:,} span(s): {count} problem(s)")
    own = sorted(label for label in checker.labels if canonical(label) not in TABLE_NAMES)
    if own:
        say(
            f"labels that anon has no name for: {', '.join(own[:_SHOWN])}{', …' if len(own) > _SHOWN else ''}"
        )
    if problems:
        click.get_current_context().exit(EXIT_INCOMPLETE)


def _jsonl_files(path: Path) -> list[Path]:
    from anonymize.errors import DatasetError
    from finetune.datasets.opening import ending

    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if ending(file) == ".jsonl" and file.is_file())
    if not found:
        raise DatasetError(f"{path}: no .jsonl file in it")
    return found


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
