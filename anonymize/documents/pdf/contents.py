"""What a page holds: its text, its notes and fields, and what of it nobody can search.

Runs in the worker. PDFium is called through its C interface, whose functions give zero, or nothing, for what
is not there or broken.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from anonymize.documents.pdf.glyphs import Glyph, Reading, read_glyphs, read_string
from anonymize.documents.pdf.notes import APPEARANCES, CAPTIONS, read_notes
from anonymize.documents.pdf.strings import string_of
from anonymize.documents.pdf.turned import between

WHOLE_PAGE = 0.5
"""Share of a page from which on a picture may be what the page says."""
_RETURN = 13
_DEEPEST = 32
"""Of forms within forms, and of elements of the structure; honest files stay below ten."""


@dataclass(slots=True)
class Page:
    """What is told of a page.

    Attributes:
        text: its text, with its notes and fields behind it.
        state: `text`, `empty` (nothing is on it), `drawn` (there is something on it, and none of it is text),
            `unreadable` (glyphs in its text stand for no characters) or `broken`.
        taken_out: what else is on it, by kind; see `Record`.
    """

    text: str = ""
    state: str = "empty"
    taken_out: Counter[str] = field(default_factory=Counter)


def read_page(document: Any, form: Any, number: int) -> Page:  # noqa: ANN401 - the library has no types
    """Reads a page of an open document; `number` counts from 0, `form` is the document's form environment."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return Page(state="broken")
    # From here on PDFium knows the fields, too, that the form does not list.
    pdfium.FORM_OnAfterLoadPage(page, form)
    try:
        found = Page()
        readings = [_text(page), *read_notes(page, form, found.taken_out), *_descriptions(page)]
        drawn = _objects(page, found.taken_out)
        only_shown = any(found.taken_out[what] for what in (APPEARANCES, CAPTIONS))
        said = [reading.text.strip("\n") for reading in readings if reading.text.strip()]
        if not all(reading.readable for reading in readings):
            return Page(state="unreadable")
        if (drawn and not readings[0].text.strip()) or (only_shown and not said):
            return Page(state="drawn")
        if unknown := sum(reading.unknown for reading in readings):
            found.taken_out["glyphs without a character"] += unknown
        if pdfium.FPDFPage_GetRawThumbnailData(page, None, 0):
            found.taken_out["thumbnails"] += 1
        if said:
            found.text, found.state = "\n\n".join(said) + "\n", "text"
        return found
    finally:
        pdfium.FORM_OnBeforeClosePage(page, form)
        pdfium.FPDF_ClosePage(page)


def _text(page: Any) -> Reading:  # noqa: ANN401
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return Reading("", 0, readable=True)
    try:
        return read_glyphs(_glyphs(text))
    finally:
        pdfium.FPDFText_ClosePage(text)


def _glyphs(text: Any) -> Iterator[Glyph]:  # noqa: ANN401
    code_at, unmapped, is_hyphen, is_made_up = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_HasUnicodeMapError,
        pdfium.FPDFText_IsHyphen,
        pdfium.FPDFText_IsGenerated,
    )
    count = pdfium.FPDFText_CountChars(text)
    place = 0
    while place < count:
        code = code_at(text, place)
        if code == _RETURN and 0 < place < count - 2 and is_made_up(text, place) == 1:
            # PDFium makes up a return and a line feed.
            read = between(text, place - 1, place + 2)
            if read is not None:
                yield from (Glyph(ord(character)) for character in read)
                place += 2
                continue
        mapped = unmapped(text, place) == 0
        yield Glyph(code, mapped, mapped and code < ord(" ") and is_hyphen(text, place) == 1)
        place += 1


def _descriptions(page: Any) -> Iterator[Reading]:  # noqa: ANN401
    """Gives what the structure of a page says in place of its pictures."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        pending = [
            (pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), 0)
            for place in reversed(range(max(pdfium.FPDF_StructTree_CountChildren(tree), 0)))
        ]
        while pending:
            element, depth = pending.pop()
            if not element or depth > _DEEPEST:
                continue
            yield read_string(_alternative(element))
            pending += (
                (pdfium.FPDF_StructElement_GetChildAtIndex(element, place), depth + 1)
                for place in reversed(range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)))
            )
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _alternative(element: Any) -> str:  # noqa: ANN401
    def written(to: Any, size: int) -> int:  # noqa: ANN401
        given: int = pdfium.FPDF_StructElement_GetAltText(element, to, size)
        return given

    return string_of(written)


def _objects(page: Any, taken_out: Counter[str]) -> bool:  # noqa: ANN401
    """Counts the pictures of a page, and tells whether anything but text is drawn on it."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    drawn = False
    pending: list[tuple[Callable[[Any, int], Any], Any, int, int]] = [
        (pdfium.FPDFPage_GetObject, page, pdfium.FPDFPage_CountObjects(page), 0)
    ]
    while pending:
        get, holder, count, depth = pending.pop()
        for place in range(max(count, 0)):
            found = get(holder, place)
            kind = pdfium.FPDFPageObj_GetType(found)
            drawn = drawn or kind not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                whole = _area(found) >= WHOLE_PAGE * width * height
                taken_out["pictures of whole pages" if whole else "pictures"] += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inside = pdfium.FPDFFormObj_CountObjects(found)
                pending.append((pdfium.FPDFFormObj_GetObject, found, inside, depth + 1))
    return drawn


def _area(found: Any) -> float:  # noqa: ANN401
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(found, left, bottom, right, top):
        return 0.0
    return float((right.value - left.value) * (top.value - bottom.value))
