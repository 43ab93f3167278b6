"""JSON lines: one line, one record; chosen strings of it are documents. Line ends and empty lines stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.encodings import decode, line_codec
from anonymize.documents.json_records import JsonReading, JsonRecord, check_default_field, not_json
from anonymize.documents.json_strings import NotJsonError, Value, scan
from anonymize.documents.limits import read_lines, too_large
from anonymize.errors import DocumentError


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
            yield BadRecord(record_id, error.reason, str(error))
        else:
            yield record


def _scan(text: str, start: int, record_id: str) -> Value:
    try:
        return scan(text, start)
    except NotJsonError as error:
        raise not_json(f"{record_id}:{error.position - start + 1}", error) from None


JSONL = Format("jsonl", (".jsonl", ".ndjson"), read)
