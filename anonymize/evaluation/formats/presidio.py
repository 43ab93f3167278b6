"""JSON of presidio-research, such as its synthetic sets: `full_text` with `spans`, in a list or one a line.

A span has `start_position`, `end_position` (code points, end exclusive) and `entity_type`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anonymize.errors import DatasetError
from anonymize.evaluation.formats.spans import files, in_order, json_lines, json_list
from anonymize.evaluation.labelled import Labelled, LabelledSpan
from finetune.datasets.opening import ending
from finetune.datasets.records import check_value, elsewhere

if TYPE_CHECKING:
    from finetune.datasets.notes import Notes

SUFFIXES = (".jsonl", ".json")


def read(path: Path, _: Notes) -> Iterator[Labelled]:
    """Reads a file, or the `.jsonl` and `.json` files of a directory.

    Raises:
        DatasetError: with file and item: it cannot be read, or an item is not such a text.
    """
    for file in files(path, *SUFFIXES):
        for place, record in json_lines(file) if ending(file) == ".jsonl" else json_list(file):
            match record:
                case {"full_text": str(text), "spans": list(given)}:
                    spans = [_span(item, text, place) for item in given]
                    yield Labelled(place, text, in_order(spans, text, place))
                case _:
                    raise DatasetError(
                        f"{place}: expected a string `full_text` and a list `spans`{elsewhere(record)}"
                    )


def _span(given: Any, text: str, place: str) -> LabelledSpan:  # noqa: ANN401 - any JSON
    match given:
        case {"start_position": bool()} | {"end_position": bool()}:
            pass  # a number in Python, and none in JSON
        case {
            "start_position": int(start),
            "end_position": int(end),
            "entity_type": str(label),
        } if label.strip():
            span = LabelledSpan(start, end, label.strip())
            check_value(given.get("entity_value"), span, text, place)
            return span
    raise DatasetError(
        f"{place}: a span needs whole numbers `start_position` and `end_position`, and an `entity_type`"
    )
