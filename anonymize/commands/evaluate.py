"""`anon evaluate`: how well detectors do on labelled documents, and which thresholds they need."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.evaluate_checks import check_apart, check_calibration, check_scored, mapping_of
from anonymize.commands.messages import announce, say
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import (
    CONTEXT,
    FilePath,
    care_options,
    custom_option,
    detection_options,
    message_options,
    option,
)
from anonymize.commands.progress import progress_bar
from anonymize.commands.settings import build_config
from anonymize.documents.names import spell_file_name
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK

if TYPE_CHECKING:
    from anonymize.config import Config
    from anonymize.evaluation import Labelled, Measures
    from anonymize.evaluation.calibrated import Calibrated
    from anonymize.evaluation.calibration import Goal
    from anonymize.evaluation.labelled import Marked
    from anonymize.finder import Finder
    from anonymize.findings import Findings

SCHEMA_VERSION = 2
BATCH = 64
"""Documents that are given to the detectors at once."""
FORMATS = ("auto", "jsonl", "brat", "conll", "tab", "presidio")


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@option(
    "--data",
    required=True,
    type=FilePath(),
    help="Labelled documents: a file, or a directory of files.",
)
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="Format of the data; auto looks at it.",
)
@option(
    "--map",
    "maps",
    multiple=True,
    metavar="GOLD=OURS",
    help="A label of the data, and ours for it; GOLD= leaves it out; repeatable. Default: as in anon labels.",
)
@detection_options
@care_options
@custom_option
@option(
    "--html",
    type=FilePath(dir_okay=False),
    metavar="PATH",
    help="Write a page with the misses and false hits in their context, worst first. It shows text.",
)
@option(
    "--calibrate",
    type=FilePath(dir_okay=False),
    metavar="PATH",
    help="Find a threshold for each label, and write them as a configuration.",
)
@option(
    "--goal",
    metavar="recall=NUMBER|f=BETA",
    help="What --calibrate is to reach: a recall, or the best F-beta. Default: recall=0.95.",
)
@option("--overwrite", is_flag=True, help="Let --html and --calibrate write over other files.")
@option("--json", "as_json", is_flag=True, help="The scores as JSON.")
@message_options
def evaluate(
    data: Path,
    format_: str,
    maps: tuple[str, ...],
    html: Path | None,
    calibrate: Path | None,
    goal: str | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
    **detection: Any,  # noqa: ANN401 - the detection options, passed on whole
) -> int:
    """Score detectors on labelled documents: what they find, what is left, what is removed in vain.

    Labels that are not looked for are not scored; without --labels, neither are those that nobody marked.
    Intervals are from 1,000 samples of the documents. A document that was not seen whole is named, and the
    exit status is then 1.

    \b
    Examples:
      anon evaluate --data datasets_custom/gold
      anon evaluate --data mine.jsonl --labels person,address --threshold 0.3 --html mistakes.html
      anon evaluate --data tab/ --map LOC=address --map MISC= --json
      anon evaluate --data mine.jsonl --calibrate thresholds.yaml --goal recall=0.98
    """
    from anonymize.evaluation import measure
    from anonymize.evaluation.calibration import Goal
    from anonymize.evaluation.mistakes import find_mistakes
    from anonymize.keys import Key
    from anonymize.redactor import Redactor
    from anonymize.report.mistakes_page import write_mistakes_page
    from anonymize.report.page import check_replaceable

    config = build_config(**detection)
    wanted = Goal() if goal is None else Goal.parse(goal)
    check_apart(data, detection["config"], html, calibrate)
    check_replaceable(html, "--html", overwrite=overwrite)
    check_calibration(config, calibrate, goal, overwrite=overwrite)
    mapping = mapping_of(maps)
    documents = _read(data, None if format_ == "auto" else format_, mapping)
    redactor = Redactor.from_config(config, key=Key.random())  # nothing is replaced
    if not quiet:
        say(f"{len(documents):,} document(s) in {spell_file_name(str(data))}")
        announce(redactor)
    marked = {span.label for document in documents for span in document.spans if span.label}
    labels = redactor.labels & marked if config.labels is None else redactor.labels
    check_scored(mapping, marked, redactor.labels, labels)
    _tell_kept(redactor.kept)
    found = _search(redactor.finder, documents, quiet=quiet)
    spans: list[Sequence[Marked]] = [one.spans for one in found]
    measures = measure(documents, spans, labels=labels)
    calibrated = None
    if calibrate is not None:
        calibrated, spans = _calibrate(config, documents, labels, wanted, measures, quiet=quiet)
        calibrated.write(calibrate)
    if html is not None:
        name, shown = spell_file_name(str(data)), measures
        if calibrated is not None:
            name += f", with the thresholds of {spell_file_name(str(calibrate))}"
            shown = calibrated.after
        write_mistakes_page(html, shown, find_mistakes(documents, spans, labels), name)
    unseen = [(document.id, one.reason) for document, one in zip(documents, found, strict=True) if one.reason]
    left_out = sorted(marked - redactor.labels)
    if as_json:
        _tell_json(measures, calibrated, unseen, left_out)
    else:
        _tell(measures, calibrated)
    if left_out and not quiet:
        say(f"not looked for, and not scored: {', '.join(left_out)}")
    if html is not None and not quiet:
        name = spell_file_name(str(html))
        if calibrated is not None:
            say(f"{name} shows the mistakes with the new thresholds")
        say(f"{name} shows texts of the documents; keep it as safe as they are")
    for name, reason in unseen:
        say(f"{name}: {reason}")
    return EXIT_INCOMPLETE if unseen else EXIT_OK


def _read(data: Path, format_: str | None, mapping: Mapping[str, str | None]) -> list[Labelled]:
    from anonymize.evaluation import read_labelled
    from finetune.datasets.notes import Notes

    notes = Notes()
    documents = read_labelled(data, format_, mapping, notes)
    # What was left out is said in any case: without it the numbers tell of other data.
    for note in notes.sentences():
        say(note)
    return documents


def _search(finder: Finder, documents: Sequence[Labelled], *, quiet: bool) -> list[Findings]:
    from anonymize.findings import Texts

    found: list[Findings] = []
    with progress_bar(quiet=quiet) as progress:
        for start in range(0, len(documents), BATCH):
            group = documents[start : start + BATCH]
            found += [one for (one,) in finder.find([Texts((document.text,)) for document in group])]
            progress.update(len(group))
    return found


def _calibrate(
    config: Config,
    documents: Sequence[Labelled],
    labels: frozenset[str],
    goal: Goal,
    before: Measures,
    *,
    quiet: bool,
) -> tuple[Calibrated, list[Sequence[Marked]]]:
    """Finds thresholds, and searches again with them as any job would; gives what is then found, too."""
    from anonymize.config import merge
    from anonymize.config.writing import settings_of
    from anonymize.evaluation import measure
    from anonymize.evaluation.calibrated import Calibrated
    from anonymize.evaluation.calibration import GRID, calibrate
    from anonymize.evaluation.replay import Replay
    from anonymize.keys import Key
    from anonymize.redactor import Redactor

    replay = Replay(Redactor.from_config(config, key=Key.random()).finder, lowest=GRID[0])
    texts = [document.text for document in documents]
    if not quiet:
        say(f"trying out thresholds from {GRID[0]} to {GRID[-1]}")
    choices = calibrate(
        documents,
        lambda thresholds: [one.spans for one in replay.find(texts, thresholds)],
        labels=labels,
        adjustable=replay.adjustable,
        goal=goal,
        start=replay.start,
    )
    chosen = {choice.label: choice.threshold for choice in choices if choice.is_new}
    final = Redactor.from_config(merge(config, thresholds=chosen), key=Key.random())
    found = _search(final.finder, documents, quiet=quiet)
    spans: list[Sequence[Marked]] = [one.spans for one in found]
    after = measure(documents, spans, labels=labels)
    given = settings_of(config, without=("threshold", "thresholds"))
    return Calibrated(goal, choices, replay.start, before, after, given), spans


def _tell_kept(labels: Collection[str]) -> None:
    """Says in any case what stands in the output of a job: the numbers are better than that."""
    if labels:
        kept = ", ".join(sorted(labels))
        say(f"a job keeps these labels by their operator, and here they count as removed: {kept}")


def _tell(measures: Measures, calibrated: Calibrated | None) -> None:
    from anonymize.evaluation.tables import as_text

    click.echo(as_text(measures))
    if calibrated is not None:
        click.echo(f"\n{calibrated.as_text()}")


def _tell_json(
    measures: Measures,
    calibrated: Calibrated | None,
    unseen: Sequence[tuple[str, str]],
    left_out: Sequence[str],
) -> None:
    import orjson

    report = {
        "schema_version": SCHEMA_VERSION,
        **measures.as_dict(),
        "unseen": [{"id": name, "reason": reason} for name, reason in unseen],
        "not_looked_for": left_out,
        "calibration": None if calibrated is None else calibrated.as_dict(),
    }
    click.echo(orjson.dumps(report))
