"""Documents with what a person marked in them, as JSONL: `text`, and `spans` of `start`, `end`, `label`."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from anonymize.errors import DatasetError


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """An entity that a person marked: code points, end exclusive, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and what is marked in it.

    Attributes:
        id: names it in messages and reports.
        text: the document.
        spans: sorted by start.
    """

    id: str
    text: str
    spans: tuple[LabelledSpan, ...]


def read_labelled(path: Path) -> list[Labelled]:
    """Reads labelled documents.

    Args:
        path: a JSONL file, or a directory with `.jsonl` files.

    Raises:
        DatasetError: with file and line: it cannot be read, or a line is not a labelled document.
    """
    if not path.exists():
        raise DatasetError(f"{path}: there is no such file or directory")
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    documents = [document for file in files for document in _read(file)]
    if not documents:
        raise DatasetError(f"{path}: no labelled document in it; a line holds `text` and `spans`")
    return documents


def _read(path: Path) -> Iterator[Labelled]:
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror or type(error).__name__}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _document(line, f"{path}, line {number}")


def _document(line: bytes, place: str) -> Labelled:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DatasetError(f"{place}: not JSON, at column {error.colno}") from None
    match record:
        case {"text": str(text), "spans": list(given)}:
            spans = sorted(_spans(given, len(text), place), key=lambda span: (span.start, span.end))
            return Labelled(str(record.get("id", place)), text, tuple(spans))
    raise DatasetError(f"{place}: expected a string `text` and a list `spans`")


def _spans(given: list[Any], length: int, place: str) -> Iterator[LabelledSpan]:
    for entry in given:
        match entry:
            case {"start": int(start), "end": int(end), "label": str(label)} if label.strip():
                if not 0 <= start < end <= length:
                    raise DatasetError(
                        f"{place}: a span from {start} to {end} in a text of {length} code points"
                    )
                yield LabelledSpan(start, end, label.strip())
            case _:
                raise DatasetError(
                    f"{place}: a span needs whole numbers `start` and `end`, and a `label`; "
                    "anon dataset check shows every such line"
                )
