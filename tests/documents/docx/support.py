"""Small DOCX files, made in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.docx import record

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = f"{WORD}.document.main+xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def document(body: str) -> str:
    """Gives the main part, with a paragraph at its end."""
    names = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in {
            "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "v": "urn:schemas-microsoft-com:vml",
            "o": "urn:schemas-microsoft-com:office:office",
            "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        }.items()
    )
    return f"<w:document {W} {R} {A} {names}><w:body>{body}<w:p/></w:body></w:document>"


def relationships(*targets: tuple[str, str], external: tuple[tuple[str, str], ...] = ()) -> str:
    """Gives a part of relationships, called `rId1` and so on; kinds without a URI are Office's."""
    entries = [(kind, target, "") for kind, target in targets]
    entries += [(kind, target, ' TargetMode="External"') for kind, target in external]
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else f"{OFFICE}/{kind}"}"'
        f' Target="{target}"{mode}/>'
        for number, (kind, target, mode) in enumerate(entries, start=1)
    ]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def docx(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    *,
    types: Mapping[str, str] | None = None,
    main: str = MAIN,
    **settings: Any,
) -> bytes:
    """Gives a DOCX.

    Args:
        body: of its main part, `word/document.xml`.
        parts: further members, or others for the ones that are there anyhow.
        types: content types by the names of parts.
        main: the content type of the main part.
        settings: `comment` of the zip.
    """
    overrides = {"word/document.xml": main, **(types or {})}
    content_types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{content_types}</Types>',
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": document(body),
        **(parts or {}),
    }
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.comment = settings.get("comment", b"")
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def with_part(kind: str, name: str, content: str, body: str = "", *, type_: str | None = None) -> bytes:
    """Gives a DOCX whose main part has a relationship, `rId1`, to a part under `word/`."""
    return docx(
        body,
        {f"word/{name}": content, "word/_rels/document.xml.rels": relationships((kind, name))},
        types={f"word/{name}": type_ or f"{WORD}.{kind}+xml"},
    )


def run(text: str, properties: str = "") -> str:
    """Gives a run with a text."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """Gives a paragraph of runs."""
    return f"<w:p>{''.join(content)}</w:p>"


def read(data: bytes, **options: Any) -> Record | BadRecord:
    """Reads `data` as a DOCX called `t.docx`."""
    [found] = record.read(io.BytesIO(data), "t.docx", ReadOptions(**options))
    return found


def members(data: bytes) -> dict[str, bytes]:
    """Gives the members of a DOCX by name."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main_part(data: bytes) -> str:
    """Gives what stands in the body of a DOCX."""
    body = re.search("<w:body>(.*)<w:p/></w:body>", members(data)["word/document.xml"].decode(), re.DOTALL)
    assert body is not None
    return body[1]
