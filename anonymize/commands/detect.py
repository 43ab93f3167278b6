"""`anon detect`: the spans, one JSONL line a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.messages import announce, say_all, tell_of_unsearched, warn_of_inputs
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import (
    CONTEXT,
    care_options,
    custom_option,
    detection_options,
    input_options,
    message_options,
    option,
)
from anonymize.commands.progress import progress_bar
from anonymize.commands.settings import build_config, read_options
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK

if TYPE_CHECKING:
    from anonymize.jobs.pipeline import Event
    from anonymize.spans import Span

SCHEMA_VERSION = 1


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@input_options
@detection_options
@care_options
@custom_option
@option("--with-text", is_flag=True, help="Put the text of each span beside it.")
@message_options
def detect(
    inputs: tuple[str, ...],
    glob: str | None,
    format_: str,
    fields: tuple[str, ...],
    all_strings: bool,
    missing: str,
    encoding: str,
    with_text: bool,
    quiet: bool,
    **detection: Any,  # noqa: ANN401 - the detection options, passed on whole
) -> int:
    """Print the spans found, as JSONL: one line a document, in input order.

    A document that could not be read or was not seen whole has null for its spans, and the reason; the exit
    status is then 1. So has a file that is not read (these come first). Offsets are code points, end
    exclusive.

    \b
    Examples:
      anon detect letter.txt --labels person
      anon detect notes.jsonl --field body --with-text | jq '.spans[].text'
    """
    from anonymize.documents.base import Record
    from anonymize.documents.inputs import discover
    from anonymize.documents.outputs import StandardOutput
    from anonymize.engines.local import InProcess
    from anonymize.first_records import check_first_records, idle_fields
    from anonymize.idle import idle_settings
    from anonymize.jobs.finishing import counting
    from anonymize.jobs.pipeline import Paused, RecordDone, process
    from anonymize.keys import Key
    from anonymize.placement import check_standard_output
    from anonymize.redactor import Redactor
    from anonymize.report.summary import Summary

    config = build_config(**detection)
    options = read_options(fields, all_strings=all_strings, missing=missing, encoding=encoding, config=config)
    discovery = discover(inputs, glob=glob, format=format_)
    redactor = Redactor.from_config(config, key=Key.random())  # nothing is replaced
    check_standard_output(discovery.files)
    check_first_records(discovery.files, options)
    say_all(idle_fields(discovery.files, options))
    if not quiet:
        announce(redactor)
        say_all(idle_settings(config, redactor))
        warn_of_inputs(discovery, glob=glob, format_name=format_)
    complete = not discovery.skipped
    summary = Summary()
    standard = StandardOutput()
    with standard as out, progress_bar(quiet=quiet) as progress:
        for skipped in discovery.skipped:
            out.write(_encoded(_unread(skipped.id, skipped.reason)))
            progress.tell(f"skipped {skipped.message}")
        for event in process(discovery.files, options, InProcess(redactor.finder.find), counting):
            for entry, trouble in _entries(event, with_text=with_text):
                out.write(_encoded(entry))
                if trouble is not None:
                    progress.tell(trouble)
                    complete = False
            if isinstance(event, Paused):
                standard.flush()
            if isinstance(event, RecordDone):
                progress.update(1)
                if isinstance(event.record, Record):
                    summary.pass_through(event.record.passed_through)
                    summary.taken_out.update(dict(event.record.taken_out))
    if not quiet:
        tell_of_unsearched(summary, known=bool(options.known), written=False)
    return EXIT_OK if complete else EXIT_INCOMPLETE


def _entries(event: Event, *, with_text: bool) -> Iterator[tuple[dict[str, object], str | None]]:
    """Output lines that an event of the job makes, each with what is to be told of it."""
    from anonymize.documents.base import BadRecord, Record
    from anonymize.jobs.chunks import FileEnds
    from anonymize.jobs.pipeline import RecordDone

    match event:
        case FileEnds(file, error) if error is not None:
            yield _unread(file.id, error.reason), str(error)
        case RecordDone(BadRecord() as bad, _):
            yield _unread(bad.id, bad.reason), bad.message
        case RecordDone(Record() as record, results):
            for document, result in zip(record.documents, results, strict=True):
                if document.known_only and not result.spans and result.reason is None:
                    continue  # a field that was not chosen, and in which there was nothing
                if result.reason is not None:
                    trouble = f"{document.id}: {result.status} ({result.reason}): {result.detail}"
                    yield _unread(document.id, result.reason), trouble
                else:
                    text = document.text if with_text else None
                    yield _line(document.id, [_span(span, text) for span in result.spans]), None


def _unread(name: str, reason: str) -> dict[str, object]:
    return _line(name, None) | {"reason": reason}


def _line(name: str, spans: list[dict[str, object]] | None) -> dict[str, object]:
    return {"schema_version": SCHEMA_VERSION, "id": name, "spans": spans}


def _span(span: Span, text: str | None) -> dict[str, object]:
    entry: dict[str, object] = {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "score": round(span.score, 4),
        "source": span.source,
    }
    return entry if text is None else entry | {"text": text[span.start : span.end]}


def _encoded(entry: dict[str, object]) -> bytes:
    import orjson

    try:
        return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        # The text of a span holds half of a surrogate pair, which only an escape can spell.
        return json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"
