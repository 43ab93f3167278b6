"""Fields that nobody chose, and names of fields: whether what was removed stands there, whole or in part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import orjson

from anonymize.documents.base import Piece, Record
from anonymize.documents.cells import QUOTE
from anonymize.documents.json_records import JsonRecord
from anonymize.documents.json_strings import NotJsonError, scan
from anonymize.documents.selection import EVERYTHING
from anonymize.documents.table_rows import TableRow
from anonymize.leaks import Output, find_leaks
from anonymize.matching.accents import bare
from anonymize.mentions.accents import bare_spellings
from anonymize.mentions.parts import SHORTEST_PART
from anonymize.mentions.roles import means_people
from anonymize.mentions.split_names import split_names
from anonymize.redaction import Redaction
from anonymize.spans import WORD
from anonymize.text import View

_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w+;")
"""What letters may be written as in addresses and in HTML."""
_SIGNS = re.compile(r"[\W_]+")
"""White space, punctuation, what cannot be seen, and marks that are not composed with their letter."""


def holds_removed(
    record: Record, results: Sequence[Redaction], written: bytes | Piece, encoding: str
) -> bool:
    """Tells whether a removed value, or part of a name, stands in a field that was passed through.

    Or in the name of a field, where all of them were searched: those of JSON never are.

    Args:
        record: of JSON or a table; no other is looked into.
        results: of its documents.
        written: how it goes to the output.
        encoding: of the output.
    """
    looked_into = isinstance(record, JsonRecord) or (isinstance(record, TableRow) and record.passed_through)
    if not looked_into or not isinstance(written, bytes):
        return False
    texts = [
        # What is given back has no spans.
        (one.text, [span for span, kept in zip(its.spans, its.kept(one.text), strict=False) if not kept])
        for one, its in zip(record.documents, results, strict=True)
    ]
    removed = {
        (span.label, view.text)
        for text, spans in texts
        for span in spans
        for view in View.readings(text[span.start : span.end])
    }
    if not removed:
        return False
    line = written.decode(encoding, "replace")
    text = _unescaped(line, record) if record.passed_through else _names_of_fields(line)
    removed |= split_names([*texts, (text, [])]).keys()
    # Next to none holds any, so that most need no more than a look.
    there = _letters(View.of(text).text if _ESCAPED.search(text) else text)
    near = [(label, value) for label, value in removed if any(part in there for part in _seeds(label, value))]
    return bool(near) and bool(find_leaks([Output(text, [])], near, parts=True)[0])


@lru_cache(maxsize=4_096)
def _seeds(label: str, value: str) -> tuple[str, ...]:
    """Gives what has to stand among the letters of a text where a value or a part of a name does."""
    words = [word for word in WORD.findall(value) if len(word) >= SHORTEST_PART and means_people(label)]
    spellings = {_letters(one) for part in (value, *words) for one in (part, *bare_spellings(part))}
    return tuple(sorted(filter(None, spellings)))


def _letters(text: str) -> str:
    """Gives the letters and figures of a text, in small letters without marks, whatever is between them."""
    return _SIGNS.sub("", bare(unicodedata.normalize("NFKC", text).casefold()))


def _names_of_fields(line: str) -> str:
    """Gives the names of the fields of a JSON text, a line each; of what cannot be read, all of it."""
    try:
        return "\n".join(dict.fromkeys(_keys(orjson.loads(line))))
    except orjson.JSONDecodeError:
        return line


def _keys(content: object) -> Iterator[str]:
    within = [content]
    while within:
        one = within.pop()
        if isinstance(one, dict):
            yield from one
            within.extend(one.values())
        elif isinstance(one, list):
            within.extend(one)


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
