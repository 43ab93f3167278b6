"""Records made of a JSON value: what lines of JSONL and JSON files have in common.

The spelling is read as text, and only the part of a string literal that belongs to an edit is written anew.
Key order, white space, the spelling of numbers and escapes, and duplicate keys stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anonymize.documents.base import ReadOptions, Record
from anonymize.documents.edits import Document, Edit, check_edits
from anonymize.documents.encodings import encode
from anonymize.documents.fields import FieldPath
from anonymize.documents.json_strings import NotJsonError, Value, raw_offsets
from anonymize.documents.selection import EVERYTHING, Selection, Selector, string_fields
from anonymize.errors import DocumentError, UsageError

DEFAULT_FIELD = FieldPath(("text",))
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
_SHOWN_FIELDS = 20
"""Fields that a message lists at most."""


@dataclass(frozen=True, slots=True)
class JsonRecord(Record):
    """A line of JSONL, or a JSON file.

    Attributes:
        spelled: all of its text, with the white space around it.
        literals: for each document the start and the end of its string literal there.
        codec: what it was decoded with.
    """

    spelled: str
    literals: tuple[tuple[int, int], ...]
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. Replacements are written in ASCII, so that every encoding can hold them."""
        check_edits(self.documents, edits)
        pieces: list[str] = []
        position = 0
        for (start, end), changes in zip(self.literals, edits, strict=True):
            bounds = (bound for edit in changes for bound in (edit.start, edit.end))
            raw = raw_offsets(self.spelled[start:end], bounds)
            for edit, low, high in zip(changes, raw, raw, strict=True):
                pieces += self.spelled[position : start + low], json.dumps(edit.replacement)[1:-1]
                position = start + high
        pieces.append(self.spelled[position:])
        return encode("".join(pieces), self.codec, self.id)


@dataclass(frozen=True, slots=True)
class JsonReading:
    """What is taken from one JSON value after the other.

    Attributes:
        selector: takes the documents.
        known: take what is known, with its label.
        known_fields: their paths.
        subject: the field that says whom a record is about.
        guessed: no field was chosen, so that it must be shown that the default one is there.
    """

    selector: Selector
    known: tuple[tuple[Selector, str], ...]
    known_fields: frozenset[str]
    subject: FieldPath | None
    guessed: bool

    @classmethod
    def of(cls, options: ReadOptions) -> JsonReading:
        """Gives the reading that the options ask for."""
        return cls(
            Selector.of(options, DEFAULT_FIELD),
            tuple((Selector.at(path), label) for path, label in options.known),
            frozenset(str(path) for path, _ in options.known),
            options.subject,
            options.fields is None and not options.all_strings,
        )

    def record(self, value: Value, spelled: str, start: int, record_id: str, codec: str) -> JsonRecord:
        """Makes a record.

        Args:
            value: what `scan` read.
            spelled: the text that it read it from.
            start: where in it.
            record_id: the id of the record.
            codec: what the text was decoded with.

        Raises:
            DocumentError: with the reason `field_missing`, `field_not_string` or `subject_unreadable`.
        """
        selection = self.selector.select(value, record_id)
        known = known_values(value, self.known, record_id)
        subject = _subject(spelled[start:], self.subject, record_id)
        everything = EVERYTHING.select(value, record_id) if known else selection
        return JsonRecord(
            record_id,
            documents_of(selection, everything, record_id),
            (selection.passed_through | selection.numbers) - self.known_fields,
            spelled,
            tuple((string.start, string.end) for _, string in everything.chosen),
            codec,
            field_names=selection.names,
            known=known,
            subject=subject,
        )


def not_json(place: str, error: NotJsonError) -> DocumentError:
    """Gives the error for a text that stops being JSON at a place."""
    return DocumentError(
        "not_json", f"{place}: not JSON: expected {error.expected}; correct it, or remove it"
    )


def unique(ids: Iterable[str]) -> Iterator[str]:
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


def known_values(
    value: Value, fields: Iterable[tuple[Selector, str]], record_id: str
) -> tuple[tuple[str, str], ...]:
    """Gives label and value of the fields whose value is known; blank ones say nothing.

    Raises:
        DocumentError: with the reason `field_not_string`.
    """
    return tuple(
        (label, string.text)
        for selector, label in fields
        for _, string in selector.select(value, record_id).chosen
        if string.text.strip()
    )


def documents_of(selection: Selection, everything: Selection, record_id: str) -> tuple[Document, ...]:
    """Makes documents of the chosen strings, and of all others in `everything` known-only ones."""
    chosen = {string.start for _, string in selection.chosen}
    ids = unique(f"{record_id}:{path}" if path else record_id for path, _ in everything.chosen)
    return tuple(
        Document(document_id, string.text, known_only=string.start not in chosen)
        for document_id, (_, string) in zip(ids, everything.chosen, strict=True)
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
    return subject_of(value if isinstance(value, str | None) else json.dumps(value, sort_keys=True))


def subject_of(value: str | None) -> str | None:
    """Gives whom a record is about, in one spelling for all formats; None where the field is empty.

    A column of numbers with gaps has 17 as `17.0` in many exports, and one of fixed width as `17  `. Records
    that say of nobody whom they are about are not all about the same person.
    """
    if value is None:
        return None
    bare = value.strip()
    whole = _WHOLE_NUMBER.fullmatch(bare)
    return (whole[1] if whole else bare) or None


def check_default_field(value: Value, record_id: str) -> None:
    """Checks that the default field is there, before a whole file fails for want of a `--field`."""
    try:
        Selector.of(ReadOptions(), DEFAULT_FIELD).select(value, record_id)
    except DocumentError:
        raise UsageError(
            f"{record_id}: no string in the field '{DEFAULT_FIELD}'; choose fields with --field, or all with"
            f" --all-strings (string fields of this record: {fields_shown(value)})"
        ) from None


def fields_shown(value: Value) -> str:
    """Names the string fields of a record for a message, those beyond the first ones as their number."""
    fields = string_fields(value)
    more = f" and {len(fields) - _SHOWN_FIELDS} more" if len(fields) > _SHOWN_FIELDS else ""
    return (", ".join(fields[:_SHOWN_FIELDS]) or "none") + more
