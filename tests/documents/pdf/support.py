"""Small PDF files, made in memory."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.pdf import record

CATALOG, PAGES, FONT, INFO = 1, 2, 3, 4
"""Numbers of objects; pages and their contents come next, and from 1,000 on those that a test adds."""


def stream(content: str | bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """Gives a stream object."""
    data = content.encode("latin-1") if isinstance(content, str) else content
    if packed:
        data = zlib.compress(data, 9)
        entries += " /Filter /FlateDecode"
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode("latin-1") + data + b"\nendstream"


def shown(*lines: str, font: str = "F", before: str = "") -> str:
    """Gives the content of a page that shows lines of text, one under the other."""
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    texts = " ".join(f"({line}) Tj T*" for line in escaped)
    return f"BT {before} /{font} 12 Tf 14 TL 72 720 Td {texts} ET"


def pdf(
    *pages: str | bytes,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    info: str | None = None,
    trailer: str = "",
    objects: Mapping[int, str | bytes] | None = None,
) -> bytes:
    """Gives a PDF.

    Args:
        pages: the content of each page.
        page: further entries of each page.
        resources: further resources of each page, beside the font `F`, Helvetica.
        catalog: further entries of the catalog.
        info: entries of the information dictionary; None for none.
        trailer: further entries of the trailer.
        objects: further objects, or others for those that are there anyhow.
    """
    numbers = [10 + 2 * place for place in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    made: dict[int, str | bytes] = {
        CATALOG: f"<< /Type /Catalog /Pages {PAGES} 0 R {catalog} >>",
        PAGES: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        FONT: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    if info is not None:
        made[INFO] = f"<< {info} >>"
        trailer += f" /Info {INFO} 0 R"
    for number, content in zip(numbers, pages, strict=True):
        made[number] = (
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R"
            f" /Resources << /Font << /F {FONT} 0 R >> {resources} >> {page} >>"
        )
        made[number + 1] = stream(content)
    return assembled({**made, **(objects or {})}, trailer)


def form(field: str, further: str = "null") -> bytes:
    """Gives a PDF with a page and a field, with entries, on it; `further` is another object, 1001."""
    field = f"<< /Type /Annot /Subtype /Widget /Rect [9 9 90 30] {field} >>"
    above = 1001 if "/Parent" in field else 1000
    return pdf(
        shown("A page."),
        page="/Annots [1000 0 R]",
        catalog=f"/AcroForm << /Fields [{above} 0 R] /SigFlags 1 >>",
        objects={1000: field, 1001: further},
    )


def structured(element: str) -> bytes:
    """Gives a PDF whose page has a structure with one element, of which the entries are given."""
    return pdf(
        f"/Figure << /MCID 0 >> BDC {shown('A page.')} EMC",
        page="/StructParents 0",
        catalog="/MarkInfo << /Marked true >> /StructTreeRoot 1000 0 R",
        objects={
            1000: "<< /Type /StructTreeRoot /K [1001 0 R] /ParentTree << /Nums [0 [1001 0 R]] >> >>",
            1001: f"<< /Type /StructElem /P 1000 0 R /Pg 10 0 R /K 0 {element} >>",
        },
    )


def assembled(objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """Gives a file of objects by their numbers, with its table."""
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(data)
        body = content.encode("latin-1") if isinstance(content, str) else content
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        data += f"{number} 1\n{place:010} 00000 n \n".encode()
    size = max(places) + 1
    data += f"trailer\n<< /Size {size} /Root {CATALOG} 0 R {trailer} >>\n".encode("latin-1")
    return bytes(data) + f"startxref\n{start}\n%%EOF\n".encode()


def read(data: bytes, **options: Any) -> Sequence[Record | BadRecord]:
    """Reads `data` as a PDF called `t.pdf`."""
    return list(record.read(io.BytesIO(data), "t.pdf", ReadOptions(**options)))
