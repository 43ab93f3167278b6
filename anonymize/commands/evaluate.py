"""`anon evaluate`: how well detectors do on labelled documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.messages import announce, say
from anonymize.commands.options import CONTEXT, build_config, detection_options, message_options, option
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK

if TYPE_CHECKING:
    from anonymize.evaluation import Labelled

SCHEMA_VERSION = 2
BATCH = 64
"""Documents that are given to the detectors at once."""


@click.command(context_settings=CONTEXT)
@option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled documents: a file, or a directory of files.",
)
@detection_options
@option("--json", "as_json", is_flag=True, help="The scores as JSON.")
@message_options
def evaluate(data: Path, as_json: bool, quiet: bool, **detection: Any) -> int:  # noqa: ANN401 - detection options
    """Score detectors on labelled documents.

    A document that was not seen whole is named, and the exit status is then 1.

    \b
    Examples:
      anon evaluate --data datasets_custom/gold
      anon evaluate --data mine.jsonl --labels person,address --threshold 0.3
      anon evaluate --detector gliner --data mine.jsonl --labels "person,project codename" --json
    """
    import orjson

    from anonymize.evaluation import measure, read_labelled
    from anonymize.evaluation.tables import as_text
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
    measures = measure(documents, [result.spans for result in results], labels=redactor.labels)
    left_out = _left_out(documents, redactor.labels)
    unseen = [
        (document.id, result.reason)
        for document, result in zip(documents, results, strict=True)
        if result.status != "redacted"
    ]
    if as_json:
        report = {
            "schema_version": SCHEMA_VERSION,
            "unseen": [{"id": ident, "reason": reason} for ident, reason in unseen],
            "not_looked_for": left_out,
            **measures.as_dict(),
        }
        click.echo(orjson.dumps(report))
    else:
        click.echo(as_text(measures))
    if left_out and not quiet:
        say(f"not looked for, and not scored: {', '.join(left_out)}")
    for ident, reason in unseen:
        say(f"{ident}: {reason}")
    return EXIT_INCOMPLETE if unseen else EXIT_OK


def _left_out(documents: list[Labelled], looked_for: frozenset[str]) -> list[str]:
    labels = {span.label for document in documents for span in document.spans}
    return sorted(labels - looked_for)
