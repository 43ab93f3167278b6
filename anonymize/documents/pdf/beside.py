"""What a file holds beside its pages. None of it goes to the output; it is counted. Runs in the worker."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pypdfium2.raw as pdfium

from anonymize.documents.pdf.strings import string_of

PROPERTIES = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")
_MOST_BOOKMARKS = 100_000
"""Those that are counted; they can be made to lead in a circle."""
_XMP = b"<?xpacket begin"


def beside_pages(document: Any, data: bytes) -> Counter[str]:  # noqa: ANN401 - the library has no types
    """Counts what is left out of an open document.

    Args:
        document: the document.
        data: the file.
    """
    return Counter(
        {
            "document properties": sum(_has_property(document, name) for name in PROPERTIES),
            "metadata (XMP)": data.count(_XMP),
            "bookmarks": _bookmarks(document),
            "attachments": max(pdfium.FPDFDoc_GetAttachmentCount(document), 0),
            "scripts": max(pdfium.FPDFDoc_GetJavaScriptActionCount(document), 0),
            "signatures": max(pdfium.FPDF_GetSignatureCount(document), 0),
            "parts of an XFA form": max(pdfium.FPDF_GetXFAPacketCount(document), 0),
            "names of places": max(pdfium.FPDF_CountNamedDests(document), 0),
        }
    )


def _has_property(document: Any, name: str) -> bool:  # noqa: ANN401
    return bool(string_of(lambda to, size: pdfium.FPDF_GetMetaText(document, name.encode(), to, size)))


def _bookmarks(document: Any) -> int:  # noqa: ANN401
    count = 0
    pending = [pdfium.FPDFBookmark_GetFirstChild(document, None)]
    while pending and count < _MOST_BOOKMARKS:
        if found := pending.pop():
            count += 1
            pending.append(pdfium.FPDFBookmark_GetNextSibling(document, found))
            pending.append(pdfium.FPDFBookmark_GetFirstChild(document, found))
    return count
