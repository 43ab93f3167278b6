"""Fields that nobody chose: whether what was removed beside them stands there, whole or in part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from anonymize.documents.base import Piece, Record
from anonymize.documents.cells import QUOTE
from anonymize.documents.json_records import JsonRecord
from anonymize.documents.json_strings import NotJsonError, scan
from anonymize.documents.selection import EVERYTHING
from anonymize.documents.tables import TableRow
from anonymize.leaks import Output, find_leaks
from anonymize.matching import fold
from anonymize.matching.accents import bare
from anonymize.mentions.accents import bare_spellings
from anonymize.mentions.parts import SHORTEST_PART
from anonymize.mentions.roles import means_people
from anonymize.redaction import Redaction
from anonymize.spans import WORD


def holds_removed(
    record: Record, results: Sequence[Redaction], written: bytes | Piece, encoding: str
) -> bool:
    """Tells whether a removed value, or part of a name, stands in a field that was passed through.

    Args:
        record: of JSON or a table; no other is looked into.
        results: of its documents.
        written: how it goes to the output.
        encoding: of the output.
    """
    if not (
        record.passed_through and isinstance(record, JsonRecord | TableRow) and isinstance(written, bytes)
    ):
        return False
    removed = {
        (span.label, value)
        for document, result in zip(record.documents, results, strict=True)
        for span, edit in zip(result.spans, result.edits, strict=False)  # what is given back has no spans
        if (value := document.text[edit.start : edit.end]) != edit.replacement
    }
    if not removed:
        return False
    text = _unescaped(written.decode(encoding, "replace"), record)
    # Next to none holds any, so that most need no more than a look.
    folded = bare(fold(text))
    near = [
        (label, value) for label, value in removed if any(part in folded for part in _seeds(label, value))
    ]
    return bool(near) and bool(find_leaks([Output(text, ())], near, parts=True)[0])


@lru_cache(maxsize=4_096)
def _seeds(label: str, value: str) -> tuple[str, ...]:
    """Gives what has to stand, in small letters without marks, where a value or a part of a name does."""
    words = [word for word in WORD.findall(value) if len(word) >= SHORTEST_PART and means_people(label)]
    spellings = {fold(one) for word in words for one in (bare(word), *bare_spellings(word))}
    return (bare(fold(value)), *sorted(spellings))


def _unescaped(text: str, record: Record) -> str:
    """Gives what cells or strings say, each behind the other, and numbers."""
    if isinstance(record, TableRow):
        return text.replace(QUOTE * 2, QUOTE)
    if "\\" not in text:
        return text
    try:
        strings = EVERYTHING.select(scan(text), record.id).chosen
        return "\n".join((*(string.text for _, string in strings), text))
    except NotJsonError:
        return text
