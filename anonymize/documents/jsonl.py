"""JSON lines: one line, one record; chosen strings of it are its documents.

A line is read as text, and only the part of a string literal that belongs to an edit is written anew. Key
order, white space, the spelling of numbers and escapes, duplicate keys, line ends and empty lines stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from anonymize.documents.base import BadRecord, Document, Edit, Format, ReadOptions, Record, check_edits
from anonymize.documents.encodings import decode, encode, line_codec
from anonymize.documents.fields import FieldPath
from anonymize.documents.json_strings import NotJsonError, Value, raw_offsets, scan
from anonymize.documents.limits import read_lines, too_large
from anonymize.documents.selection import EVERYTHING, Selection, Selector, string_fields
from anonymize.errors import DocumentError, UsageError

DEFAULT_FIELD = FieldPath(("text",))
_SHOWN_FIELDS = 20
"""Fields that a message lists at most."""


@dataclass(frozen=True, slots=True)
class JsonLine(Record):
    """A line of a JSONL file.

    Attributes:
        line: the whole line, with its end.
        literals: for each document the start and the end of its string literal in the line.
        codec: what the line was decoded with.
    """

    line: str
    literals: tuple[tuple[int, int], ...]
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. Replacements are written in ASCII, so that every encoding can hold them."""
        check_edits(self.documents, edits)
        pieces: list[str] = []
        position = 0
        for (start, end), changes in zip(self.literals, edits, strict=True):
            bounds = (bound for edit in changes for bound in (edit.start, edit.end))
            raw = raw_offsets(self.line[start:end], bounds)
            for edit, low, high in zip(changes, raw, raw, strict=True):
                pieces += self.line[position : start + low], json.dumps(edit.replacement)[1:-1]
                position = start + high
        pieces.append(self.line[position:])
        return encode("".join(pieces), self.codec, self.id)


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
    selector = Selector.of(options, DEFAULT_FIELD)
    known_fields = [(Selector.at(path), label) for path, label in options.known]
    guessed = options.fields is None and not options.all_strings
    for number, line in enumerate(read_lines(stream, options.largest), start=1):
        record_id = f"{name}:{number}"
        try:
            if line is None:
                raise too_large(record_id, options.largest)
            text = decode(line, codec, record_id)
            start = 1 if number == 1 and text.startswith("\ufeff") else 0
            if not text[start:].strip(" \t\r\n"):
                yield JsonLine(record_id, (), frozenset(), text, (), codec)
                continue
            value = _scan(text, start, record_id)
            if guessed:
                _check_default_field(value, record_id)
                guessed = False
            selection = selector.select(value, record_id)
            known = _known(value, known_fields, record_id)
            subject = _subject(text[start:], options.subject, record_id)
        except DocumentError as error:
            yield BadRecord(record_id, error.reason, str(error))
        else:
            everything = EVERYTHING.select(value, record_id) if known else selection
            yield _record(record_id, selection, everything, text, codec, known=known, subject=subject)


def _scan(text: str, start: int, record_id: str) -> Value:
    try:
        return scan(text, start)
    except NotJsonError as error:
        column = error.position - start + 1
        message = f"{record_id}:{column}: not JSON: expected {error.expected}; correct the line, or remove it"
        raise DocumentError("not_json", message) from None


def _known(
    value: Value, fields: Iterable[tuple[Selector, str]], record_id: str
) -> tuple[tuple[str, str], ...]:
    """Label and value of the fields whose value is known; blank ones say nothing."""
    return tuple(
        (label, string.text)
        for selector, label in fields
        for _, string in selector.select(value, record_id).chosen
        if string.text.strip()
    )


def _subject(text: str, path: FieldPath | None, record_id: str) -> str | None:
    """The value that says whom a record is about, a number as it is spelled; None where there is none."""
    if path is None:
        return None
    try:
        value: object = json.loads(text, parse_int=str, parse_float=str)
    except RecursionError:
        message = f"{record_id}: nested too deep to look for the field '{path}'"
        raise DocumentError("subject_unreadable", message) from None
    for step in path.steps:
        if step is None or not isinstance(value, dict):
            return None
        value = value.get(step)
    return value if isinstance(value, str) or value is None else json.dumps(value, sort_keys=True)


def _record(
    record_id: str,
    selection: Selection,
    everything: Selection,
    text: str,
    codec: str,
    *,
    known: tuple[tuple[str, str], ...],
    subject: str | None,
) -> JsonLine:
    """Makes a record of the chosen strings, and of all others in `everything` as known-only documents."""
    chosen = {string.start for _, string in selection.chosen}
    ids = _unique(f"{record_id}:{path}" if path else record_id for path, _ in everything.chosen)
    documents = tuple(
        Document(document_id, string.text, known_only=string.start not in chosen)
        for document_id, (_, string) in zip(ids, everything.chosen, strict=True)
    )
    literals = tuple((string.start, string.end) for _, string in everything.chosen)
    return JsonLine(
        record_id, documents, selection.passed_through, text, literals, codec, known=known, subject=subject
    )


def _unique(ids: Iterable[str]) -> Iterator[str]:
    """Marks the second value of a duplicate key with `#2`, the third with `#3`."""
    counts: dict[str, int] = {}
    given: set[str] = set()
    for name in ids:
        unique = name
        while unique in given:
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name}#{counts[name]}"
        given.add(unique)
        yield unique


def _check_default_field(value: Value, record_id: str) -> None:
    """Checks that the default field is there, before a whole file fails for want of a `--field`."""
    try:
        Selector.of(ReadOptions(), DEFAULT_FIELD).select(value, record_id)
    except DocumentError:
        fields = string_fields(value)
        shown = ", ".join(fields[:_SHOWN_FIELDS]) or "none"
        more = f" and {len(fields) - _SHOWN_FIELDS} more" if len(fields) > _SHOWN_FIELDS else ""
        raise UsageError(
            f"{record_id}: no string in the field '{DEFAULT_FIELD}'; choose fields with --field, or all with"
            f" --all-strings (string fields of this record: {shown}{more})"
        ) from None


JSONL = Format("jsonl", (".jsonl", ".ndjson"), read)
