"""The project's JSONL: a line has `text`, `spans` of `start`, `end` and `label`, and perhaps an `id`.

`labels` says what a text was marked for, where texts differ in that.

A span may have `entity`, a name of whom or what it mentions, `identifier`: `direct`, `quasi`, or `none`
where it need not be hidden, and `text`, what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from anonymize.errors import DatasetError
from anonymize.evaluation.formats.spans import files, in_order, json_lines
from anonymize.evaluation.labelled import Identifier, Labelled, LabelledSpan
from finetune.datasets.records import REFUSED, check_value, elsewhere, is_refused, marked_for

if TYPE_CHECKING:
    from finetune.datasets.notes import Notes

SUFFIXES = (".jsonl",)


def read(path: Path, notes: Notes) -> Iterator[Labelled]:
    """Reads a file, or the `.jsonl` files of a directory.

    Raises:
        DatasetError: with file and line: it cannot be read, or a line is not a labelled document.
    """
    for file in files(path, *SUFFIXES):
        for place, record in json_lines(file):
            if isinstance(record, dict) and is_refused(record):
                notes.add(REFUSED, place)
            else:
                yield _document(record, place)


def _document(record: Any, place: str) -> Labelled:  # noqa: ANN401 - any JSON
    match record:
        case {"text": str(text), "spans": list(given)}:
            spans = in_order((_span(entry, text, place) for entry in given), text, place)
            name = record.get("id")
            annotated = marked_for(record, (span.label for span in spans), place)
            return Labelled(place if name is None else str(name), text, spans, annotated)
    raise DatasetError(f"{place}: expected a string `text` and a list `spans`{elsewhere(record)}")


def _span(entry: Any, text: str, place: str) -> LabelledSpan:  # noqa: ANN401 - any JSON
    match entry:
        case {"start": bool()} | {"end": bool()}:
            pass  # a number in Python, and none in JSON
        case {"start": int(start), "end": int(end), "label": str(label)} if label.strip():
            entity, identifier = entry.get("entity"), entry.get("identifier")
            if identifier not in (None, *get_args(Identifier)):
                raise DatasetError(f"{place}: `identifier` is direct, quasi or none, or is left out")
            span = LabelledSpan(
                start, end, label.strip(), None if entity is None else str(entity), identifier
            )
            check_value(entry.get("text"), span, text, place)
            return span
    raise DatasetError(
        f"{place}: a span needs whole numbers `start` and `end`, and a `label`; "
        "anon dataset check shows every such line"
    )
