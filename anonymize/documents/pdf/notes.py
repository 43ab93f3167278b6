"""What the notes of a page and the fields of its form say. Runs in the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from anonymize.documents.pdf.glyphs import Reading, read_string
from anonymize.documents.pdf.strings import string_of

CAPTIONS = "captions of buttons"
APPEARANCES = "appearances of fields without a value"
"""What fields show that is not in the output."""
_OFF = "Off"
"""What a box says that is not ticked."""
_TICKED = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_FILES = (pdfium.FPDF_ANNOT_FILEATTACHMENT, pdfium.FPDF_ANNOT_SOUND, pdfium.FPDF_ANNOT_MOVIE)
_MORE_THAN_LINES = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)


def read_notes(page: Any, form: Any, taken_out: Counter[str]) -> Iterator[Reading]:  # noqa: ANN401
    """Gives what notes and fields of a page say, and counts what else they hold."""
    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, place)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        try:
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                said = _field(note, form, taken_out)
            else:
                said = _key(note, b"Contents")
                if kind == pdfium.FPDF_ANNOT_LINK:
                    taken_out["targets of links"] += 1
                elif kind in _FILES:
                    taken_out["attachments"] += 1
                elif kind != pdfium.FPDF_ANNOT_POPUP and not said:
                    taken_out["notes without text"] += 1
                for key, what in ((b"T", "authors of notes"), (b"Subj", "subjects of notes")):
                    taken_out[what] += bool(_key(note, key))
            taken_out["rich text"] += bool(pdfium.FPDFAnnot_HasKey(note, b"RC"))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
        yield read_string(said)


def _field(note: Any, form: Any, taken_out: Counter[str]) -> str:  # noqa: ANN401
    """Gives what a field of a form says: its value, and of a list all that is chosen in it."""
    taken_out["names of fields"] += bool(
        string_of(lambda to, size: pdfium.FPDFAnnot_GetFormFieldName(form, note, to, size))
    )
    taken_out["rich text"] += bool(pdfium.FPDFAnnot_HasKey(note, b"RV"))
    value = string_of(lambda to, size: pdfium.FPDFAnnot_GetFormFieldValue(form, note, to, size))
    choices = max(pdfium.FPDFAnnot_GetOptionCount(form, note), 0)
    taken_out["choices of fields"] += choices
    chosen = [
        _choice(note, form, place)
        for place in range(choices)
        if pdfium.FPDFAnnot_IsOptionSelected(form, note, place)
    ]
    said = "\n".join(dict.fromkeys(filter(None, (value, *chosen))))
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, note)
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        taken_out[CAPTIONS] += _shows_something(note)
    elif not said and not choices and kind not in _TICKED:
        taken_out[APPEARANCES] += _shows_something(note)
    return "" if value == _OFF else said


def _choice(note: Any, form: Any, place: int) -> str:  # noqa: ANN401
    return string_of(lambda to, size: pdfium.FPDFAnnot_GetOptionLabel(form, note, place, to, size))


def _shows_something(note: Any) -> bool:  # noqa: ANN401
    """Tells whether there is more to see of a note than its frame."""
    return any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFAnnot_GetObject(note, place)) in _MORE_THAN_LINES
        for place in range(max(pdfium.FPDFAnnot_GetObjectCount(note), 0))
    )


def _key(note: Any, key: bytes) -> str:  # noqa: ANN401
    return string_of(lambda to, size: pdfium.FPDFAnnot_GetStringValue(note, key, to, size))
