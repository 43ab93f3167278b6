"""What the tests of the documents share: reading from bytes, and strategies for edits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from anonymize.documents import jsonl, text
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.documents.fields import FieldPath

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
"""Texts with lone surrogates too."""


def read_jsonl(data: bytes, *fields: str, **options: Any) -> list[Record | BadRecord]:
    """Reads `data` as JSON lines called `t.jsonl`."""
    paths = tuple(FieldPath.parse(field) for field in fields) or None
    return list(jsonl.read(io.BytesIO(data), "t.jsonl", ReadOptions(fields=paths, **options)))


def read_text(data: bytes, encoding: str = "utf-8") -> Record | BadRecord:
    """Reads `data` as a text file called `t.txt`."""
    [record] = text.read(io.BytesIO(data), "t.txt", ReadOptions(encoding=encoding))
    return record


def good(record: Record | BadRecord) -> Record:
    """Checks that the record could be read."""
    assert isinstance(record, Record), record
    return record


def bad(record: Record | BadRecord) -> BadRecord:
    """Checks that the record could not be read."""
    assert isinstance(record, BadRecord), record
    return record


def texts(record: Record | BadRecord) -> dict[str, str]:
    """Gives the documents of a record by id."""
    return {document.id: document.text for document in good(record).documents}


def unchanged(record: Record | BadRecord) -> bytes:
    """Renders a record without edits."""
    return good(record).render([[] for _ in good(record).documents])


def apply(edits: Sequence[Edit], value: str) -> str:
    """Applies edits from the last to the first, the simplest way there is."""
    for edit in reversed(edits):
        value = value[: edit.start] + edit.replacement + value[edit.end :]
    return value


@st.composite
def edits_of(draw: st.DrawFn, value: str, replacements: st.SearchStrategy[str] = ANY_TEXT) -> list[Edit]:
    """Draws edits of a text: sorted, not overlapping, some of them insertions."""
    bounds = sorted(draw(st.lists(st.integers(0, len(value)), max_size=8)))
    return [
        Edit(start, end, draw(replacements))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
        if draw(st.booleans())
    ]
