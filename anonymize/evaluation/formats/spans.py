"""What the readers share: files of a directory, JSON, and spans in the order of their text."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from anonymize.errors import DatasetError
from anonymize.evaluation.labelled import LabelledSpan
from finetune.datasets.opening import ending, open_data


def files(path: Path, *suffixes: str) -> list[Path]:
    """Gives a file as it is, and the files of a directory that have one of some suffixes, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if ending(file) in suffixes and file.is_file())


def content(path: Path) -> bytes:
    """Reads a file, without a byte-order mark.

    Raises:
        DatasetError: it cannot be read.
    """
    with open_data(path) as file:
        return file.read().removeprefix(codecs.BOM_UTF8)


def json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Gives the values of a JSONL file, each with its file and line.

    Raises:
        DatasetError: a line is not JSON.
    """
    for number, line in enumerate(content(path).splitlines(), 1):
        if line.strip():
            yield (place := f"{path}, line {number}"), _parsed(line, place)


def json_list(path: Path) -> Iterator[tuple[str, Any]]:
    """Gives the items of a JSON file that holds a list, each with its file and number, from 1.

    Raises:
        DatasetError: the file is not JSON, or is no list.
    """
    value = _parsed(content(path), str(path))
    if not isinstance(value, list):
        raise DatasetError(f"{path}: expected a list of documents")
    yield from ((f"{path}, item {number}", item) for number, item in enumerate(value, 1))


def _parsed(data: bytes, place: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        where = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        # Not chained: the exception holds the text.
        raise DatasetError(f"{place}: not JSON, at {where}") from None


def in_order(spans: Iterable[LabelledSpan], text: str, place: str) -> tuple[LabelledSpan, ...]:
    """Sorts spans, and checks that they lie in their text.

    Raises:
        DatasetError: one does not.
    """
    found = sorted(spans, key=lambda span: (span.start, span.end))
    for span in found:
        if not 0 <= span.start < span.end <= len(text):
            raise DatasetError(
                f"{place}: a span from {span.start} to {span.end} in a text of {len(text)} code points"
            )
    return tuple(found)
