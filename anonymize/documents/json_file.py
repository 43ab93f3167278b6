"""JSON: the whole file is one record; chosen strings of it are its documents. All bytes around them stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.encodings import decode, file_codec
from anonymize.documents.json_records import JsonReading, JsonRecord, check_default_field, not_json
from anonymize.documents.json_strings import NotJsonError, scan
from anonymize.documents.limits import read_whole
from anonymize.errors import DocumentError, UsageError


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a JSON file.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record. Documents are called `name:path`.
        options: which strings are documents. When they name no field, it is `text`.

    Yields:
        One record; an empty file, or one of white space, is a record without documents. A bad record when it
        is not JSON, or the fields are not there.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    try:
        yield _record(data, name, options)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))


def _record(data: bytes, name: str, options: ReadOptions) -> JsonRecord:
    codec = file_codec(options.encoding, data[:4])
    text = decode(data, codec, name)
    start = 1 if text.startswith("\ufeff") else 0
    if not text[start:].strip(" \t\r\n"):
        return JsonRecord(name, (), frozenset(), text, (), codec)
    try:
        value = scan(text, start)
    except NotJsonError as error:
        line = text.count("\n", start, error.position) + 1
        column = error.position - max(text.rfind("\n", start, error.position) + 1, start) + 1
        raise not_json(f"{name}:{line}:{column}", error) from None
    reading = JsonReading.of(options)
    if reading.guessed:
        try:
            check_default_field(value, name)
        except UsageError as error:
            # Other files of the job may well have the field, so it is only this one that is not read.
            raise DocumentError("field_missing", str(error)) from None
    return reading.record(value, text, start, name, codec)


JSON = Format("json", (".json",), read)
