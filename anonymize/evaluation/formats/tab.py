"""The Text Anonymization Benchmark (Pilán et al., 2022), as JSON as it is published, or a document a line.

A document has `text`, and mentions under `entities`, or under `annotations` those of each annotator: such a
document is read once for each of them, so that sums over all are what the benchmark calls a micro-average.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anonymize.errors import DatasetError
from anonymize.evaluation.formats.spans import files, in_order, json_lines, json_list
from anonymize.evaluation.labelled import NEEDLESS, Identifier, Labelled, LabelledSpan
from finetune.datasets.opening import ending
from finetune.datasets.records import check_value

if TYPE_CHECKING:
    from finetune.datasets.notes import Notes

SUFFIXES = (".jsonl", ".json")
UNANNOTATED = "document(s) without an annotation, left out"

_IDENTIFIERS: dict[str, Identifier] = {"DIRECT": "direct", "QUASI": "quasi", "NO_MASK": NEEDLESS}


def read(path: Path, notes: Notes) -> Iterator[Labelled]:
    """Reads a file, or the `.jsonl` and `.json` files of a directory.

    Raises:
        DatasetError: with file and line or item: it cannot be read, or something is not a document of TAB.
    """
    for file in files(path, *SUFFIXES):
        for place, record in json_list(file) if ending(file) == ".json" else json_lines(file):
            yield from _documents(record, place, notes)


def _documents(record: Any, place: str, notes: Notes) -> Iterator[Labelled]:  # noqa: ANN401 - any JSON
    match record:
        case {"text": str(text), "entities": list(mentions)}:
            yield _document(_name(record, place), text, mentions, place)
        case {"text": str(text), "annotations": dict(annotations)}:
            if not annotations:
                notes.add(UNANNOTATED, place)
            for annotator, given in annotations.items():
                match given:
                    case {"entity_mentions": list(mentions)}:
                        name = _name(record, place)
                        several = f"{name}/{annotator}" if len(annotations) > 1 else name
                        yield _document(several, text, mentions, place)
                    case _:
                        raise DatasetError(f"{place}: an annotation without a list `entity_mentions`")
        case _:
            raise DatasetError(
                f"{place}: expected a string `text`, and a list `entities` or an `annotations`"
            )


def _name(record: dict[str, Any], place: str) -> str:
    match record:
        case {"doc_id": str(name)} | {"metadata": {"data_id": str(name)}}:
            return name
    return place


def _document(name: str, text: str, mentions: list[Any], place: str) -> Labelled:
    return Labelled(name, text, in_order([_span(mention, text, place) for mention in mentions], text, place))


def _span(mention: Any, text: str, place: str) -> LabelledSpan:  # noqa: ANN401 - any JSON
    match mention:
        case {"start_offset": bool()} | {"end_offset": bool()}:
            pass  # a number in Python, and none in JSON
        case {
            "start_offset": int(start),
            "end_offset": int(end),
            "entity_type": str(label),
            "identifier_type": str(kind),
        } if label.strip() and kind in _IDENTIFIERS:
            entity = mention.get("entity_id")
            span = LabelledSpan(
                start, end, label.strip(), None if entity is None else str(entity), _IDENTIFIERS[kind]
            )
            check_value(mention.get("span_text"), span, text, place)
            return span
    raise DatasetError(
        f"{place}: a mention needs whole numbers `start_offset` and `end_offset`, an `entity_type`, and an "
        f"`identifier_type` of {', '.join(_IDENTIFIERS)}"
    )
