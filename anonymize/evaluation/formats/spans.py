"""What the readers share: files of a directory, JSON, and spans that are checked against their text."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from anonymize.errors import DatasetError
from anonymize.evaluation.labelled import LabelledSpan, Marked

REFUSED = "document(s) answered with reject or ignore, left out"
_OTHER_NAMES = ("entities", "annotations", "labels", "label", "ner")
"""Where doccano, spaCy, Label Studio and others put their spans."""


def elsewhere(record: object) -> str:
    """Gives what a message says of a record that has its spans under another name; else nothing."""
    names = [name for name in _OTHER_NAMES if isinstance(record, dict) and isinstance(record.get(name), list)]
    if not names:
        return ""
    return f"; make `spans` of its `{names[0]}`: a list of objects with `start`, `end` and `label`, as JSONL"


def is_refused(record: Mapping[str, Any]) -> bool:
    """Whether an annotator refused a document, as Prodigy puts it down: its marks do not hold."""
    return record.get("answer") in ("reject", "ignore")


def files(path: Path, *suffixes: str) -> list[Path]:
    """Gives a file as it is, and the files of a directory that have one of some suffixes, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in suffixes and file.is_file())


def content(path: Path) -> bytes:
    """Reads a file, without a byte-order mark.

    Raises:
        DatasetError: it cannot be read.
    """
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror or type(error).__name__}") from error


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


def lies_on(value: object, span: Marked, text: str) -> bool:
    """Whether a span lies on the value that the data give for it, if they give one."""
    return not isinstance(value, str) or text[span.start : span.end].split() == value.split()


def check_value(value: object, span: Marked, text: str, place: str) -> None:
    """Checks that a span lies on the value that the data give for it, if they give one.

    Raises:
        DatasetError: something else stands there.
    """
    if not lies_on(value, span, text):
        raise DatasetError(
            f"{place}: what stands at {span.start}:{span.end} is not the value that the span gives; offsets"
            " are code points, were these counted in UTF-16 or in bytes?"
        )


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
