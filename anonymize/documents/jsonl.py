"""JSON lines: one line, one record; chosen strings of it are documents. Line ends and empty lines stay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.encodings import decode, line_codec
from anonymize.documents.json_records import (
    JsonReading,
    JsonRecord,
    check_default_field,
    fields_shown,
    not_json,
)
from anonymize.documents.json_strings import NotJsonError, Value, scan
from anonymize.documents.limits import read_lines, too_large
from anonymize.documents.selection import holds
from anonymize.documents.wide import WideError
from anonymize.errors import DocumentError

MANY_RECORDS = 10
"""Of a file with fewer it is said of each that a named field is missing."""


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads JSON lines, one at a time.

    Args:
        stream: the open input; lines end with a line feed, nothing else.
        name: its display id. Records are called `name:LINE`, documents `name:LINE:path`.
        options: which strings are documents. When they name no field, it is `text`.

    Returns:
        An iterator over one record for each line; a blank line is a record without documents. It raises
        UsageError at the first record when no field was named and that record has no string `text`.

    Raises:
        UsageError: for an encoding in which lines cannot be told apart.
    """
    return _records(stream, name, options, line_codec(options.encoding))


def _records(stream: BinaryIO, name: str, options: ReadOptions, codec: str) -> Iterator[Record | BadRecord]:
    reading = JsonReading.of(options)
    guessed = reading.guessed
    for number, line in enumerate(read_lines(stream, options.largest), start=1):
        record_id = f"{name}:{number}"
        try:
            if line is None:
                raise too_large(record_id, options.largest)
            text = decode(line, codec, record_id)
            start = 1 if number == 1 and text.startswith("\ufeff") else 0
            if not text[start:].strip(" \t\r\n"):
                yield JsonRecord(record_id, (), frozenset(), text, (), codec)
                continue
            value = _scan(text, start, record_id)
            if guessed:
                check_default_field(value, record_id)
                guessed = False
            record = reading.record(value, text, start, record_id, codec)
        except DocumentError as error:
            if number == 1 and isinstance(error, WideError):
                raise
            yield BadRecord(record_id, error.reason, str(error))
        else:
            yield record


def lacking_fields(stream: BinaryIO, options: ReadOptions, lines: int) -> str | None:
    """Looks for the named fields in the first lines of a file.

    Args:
        stream: the open input.
        options: name the fields.
        lines: how many are looked at.

    Returns:
        The string fields of the first record, to be shown; None where a record holds one of the named fields,
        or so few lines are records that the job may say it of each.

    Raises:
        UsageError: see `read`.
        DocumentError: the file cannot be read on.
    """
    codec = line_codec(options.encoding)
    shown: list[str] = []
    for line in islice(read_lines(stream, options.largest), lines):
        try:
            text = "" if line is None else decode(line, codec, "").removeprefix("\ufeff")
            if not text.strip(" \t\r\n"):
                continue
            value = _scan(text, 0, "")
            if any(holds(value, path) for path in options.fields or ()):
                return None
        except DocumentError:
            continue  # the job reports it when it comes to it
        shown.append("" if shown else fields_shown(value))
    return shown[0] if len(shown) >= MANY_RECORDS else None


def _scan(text: str, start: int, record_id: str) -> Value:
    try:
        return scan(text, start)
    except NotJsonError as error:
        raise not_json(f"{record_id}:{error.position - start + 1}", error) from None


JSONL = Format("jsonl", (".jsonl", ".ndjson"), read)
