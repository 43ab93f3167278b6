"""`anon evaluate`: how well detectors do on labelled documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.messages import announce, say
from anonymize.commands.options import CONTEXT, build_config, detection_options, message_options, option
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK

if TYPE_CHECKING:
    from anonymize.evaluation import Exact, Labelled

SCHEMA_VERSION = 1
BATCH = 64
"""Documents that are given to the detectors at once."""


@click.command(context_settings=CONTEXT)
@option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled documents: a JSONL file, or a directory of them.",
)
@detection_options
@option("--json", "as_json", is_flag=True, help="The scores as JSON.")
@message_options
def evaluate(data: Path, as_json: bool, quiet: bool, **detection: Any) -> int:  # noqa: ANN401 - detection options
    """Score detectors on labelled documents: exact precision, recall and F1 of each label.

    An entity is found when its bounds and its label are right. Only the labels that are looked for are
    scored; without --labels, those of the documents that the detectors know. A line of the data holds `text`
    and `spans` (`start` and `end` in code points, `label`). A document that was not seen whole is named, and
    the exit status is then 1.

    \b
    Examples:
      anon evaluate --data datasets_custom/gold
      anon evaluate --data mine.jsonl --labels person,address --threshold 0.3
      anon evaluate --detector gliner --data mine.jsonl --labels "person,project codename" --json
    """
    import orjson

    from anonymize.evaluation import read_labelled, score_exact
    from anonymize.labels import canonical
    from anonymize.redactor import Redactor

    config = build_config(**detection)
    documents = read_labelled(data)
    redactor = Redactor.from_config(config)
    if not quiet:
        announce(redactor)
    results = [
        result
        for start in range(0, len(documents), BATCH)
        for result in redactor.detect_all([document.text for document in documents[start : start + BATCH]])
    ]
    marked = [
        [span for span in document.spans if canonical(span.label) in redactor.labels]
        for document in documents
    ]
    scores = score_exact(marked, [result.spans for result in results], label=canonical)
    left_out = _left_out(documents, redactor.labels)
    unseen = [
        (document.id, result.reason)
        for document, result in zip(documents, results, strict=True)
        if result.status != "redacted"
    ]
    if as_json:
        report = {
            "schema_version": SCHEMA_VERSION,
            "documents": len(documents),
            "unseen": [{"id": ident, "reason": reason} for ident, reason in unseen],
            "not_looked_for": left_out,
            "exact": scores.as_dict(),
        }
        click.echo(orjson.dumps(report))
    else:
        click.echo(_table(scores))
    if left_out and not quiet:
        say(f"not looked for, and not scored: {', '.join(left_out)}")
    for ident, reason in unseen:
        say(f"{ident}: {reason}")
    return EXIT_INCOMPLETE if unseen else EXIT_OK


def _left_out(documents: list[Labelled], looked_for: frozenset[str]) -> list[str]:
    from anonymize.labels import canonical

    labels = {span.label for document in documents for span in document.spans}
    return sorted(label for label in labels if canonical(label) not in looked_for)


def _table(scores: Exact) -> str:
    from finetune.tables import columns

    rows = [
        (label, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", score.gold, score.found)
        for label, score in scores.labels.items()
    ]
    total = scores.micro
    rows.append(
        ("all", f"{total.precision:.3f}", f"{total.recall:.3f}", f"{total.f1:.3f}", total.gold, total.found)
    )
    return columns(("label", "precision", "recall", "F1", "marked", "found"), rows)
