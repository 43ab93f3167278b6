"""PDF: the whole file is one record, and its text with that of its notes and fields one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Document
from anonymize.documents.limits import read_whole
from anonymize.documents.pdf.extracting import Extract, extract
from anonymize.documents.text import TextRecord
from anonymize.errors import DocumentError

PAGE_END = "\f"
_WITHHELD = {
    "drawn": ("no_text_layer", "has no text layer, so what is on it cannot be searched"),
    "unreadable": (
        "unreadable_glyphs",
        "has glyphs of which the file does not say what they mean, so it cannot be searched",
    ),
    "broken": ("corrupt_pdf", "is damaged"),
}
"""Reason and what is the matter, by the state of a page."""
_OCR = "run OCR over the file"
_WHAT_TO_DO = {"drawn": _OCR, "unreadable": _OCR, "broken": "fetch the file again"}


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a PDF.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record and of the document.
        options: only the largest size matters here, of the file and of its text.

    Yields:
        A bad record, `name#pageN`, for each page that cannot be searched, whose place in the text stays
        empty; and a record with the text of the others. One bad record where there is no text at all, or no
        PDF that could be read.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    try:
        found = extract(data, name, options.largest)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))
    else:
        yield from _records(found, name)


def _records(found: Extract, name: str) -> Iterator[Record | BadRecord]:
    text = PAGE_END.join(page.text for page in found.pages)
    states = Counter(page.state for page in found.pages)
    if not states["text"]:
        state = next((state for state in ("broken", "unreadable") if states[state]), "drawn")
        reason, _ = _WITHHELD[state]
        message = f"{name}: none of its {len(found.pages)} page(s) has a text that can be read"
        yield BadRecord(name, reason, f"{message}; {_WHAT_TO_DO[state]}")
        return
    for number, page in enumerate(found.pages, start=1):
        if page.state in _WITHHELD:
            reason, problem = _WITHHELD[page.state]
            message = f"{name}: page {number} {problem}; {_WHAT_TO_DO[page.state]}"
            yield BadRecord(f"{name}#page{number}", reason, message)
    taken_out = +(found.taken_out + Counter({"empty pages": states["empty"]}))
    yield TextRecord(
        name, (Document(name, text),), frozenset(), "utf-8", taken_out=tuple(sorted(taken_out.items()))
    )
