"""The parts of a DOCX, how they lead to each other, and how they are written."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from anonymize.documents.docx.archive import packed
from anonymize.documents.docx.xml import Element, new_root, serialized

HYPERLINK = "hyperlink"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = "[Content_Types].xml"
_MICROSOFT = "chartcolorstyle chartex chartstyle drawingml.diagramDrawing"
_DRAWN = "chart chartshapes diagramColors diagramData diagramLayout diagramStyle"
_WORD = """
    comments commentsExtended commentsIds document.glossary document.main endnotes fontTable footer footnotes
    header numbering settings styles webSettings
"""
KNOWN_TYPES = frozenset(
    f"application/vnd.{start}.{name}+xml"
    for start, names in (
        ("ms-office", _MICROSOFT),
        ("openxmlformats-officedocument", "theme themeOverride"),
        ("openxmlformats-officedocument.drawingml", _DRAWN),
        ("openxmlformats-officedocument.wordprocessingml", _WORD),
        ("openxmlformats-package", "core-properties"),
    )
    for name in names.split()
)
"""The content types of XML parts that stay."""
BLANK = "word/media/image.png"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b49444154789c636060000000030001b8ad3a630000000049454e44ae426082"
)
"""One pixel that cannot be seen."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """What leads from a part to another one, or to somewhere outside.

    Attributes:
        id: by which the part speaks of it.
        type: a URI; its last part is the kind.
        target: the name of a part, or a URL as it is spelled.
        external: it leads to somewhere outside.
    """

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """What sort of thing it leads to."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """An XML part.

    Attributes:
        name: in the output, one of Word's own.
        content_type: as the input says.
        data: its XML.
        relationships: those that stay.
        renamed: the ids of relationships as they stand in the data, and as they are to be.
    """

    name: str
    content_type: str
    data: bytes
    relationships: tuple[Relationship, ...]
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """What stays of a DOCX.

    Attributes:
        relationships: those of the package itself.
        parts: in the order in which they are come to.
    """

    relationships: tuple[Relationship, ...]
    parts: tuple[Part, ...]

    def packed(self) -> bytes:
        """Gives it as a file."""
        types = new_root("Types", f"{_PACKAGE}/content-types")
        for extension, kind in (
            ("png", "image/png"),
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ):
            _add(types, "Default", Extension=extension, ContentType=kind)
        for part in self.parts:
            _add(types, "Override", PartName=f"/{part.name}", ContentType=part.content_type)
        members = [(CONTENT_TYPES, serialized(types)), ("_rels/.rels", _spelled(self.relationships, ""))]
        for part in self.parts:
            members.append((part.name, part.data))
            if part.relationships:
                members.append((place_of_relationships(part.name), _spelled(part.relationships, part.name)))
        if any(to.target == BLANK for part in self.parts for to in part.relationships):
            members.append((BLANK, PNG))
        return packed(members)


def place_of_relationships(part: str) -> str:
    """Gives the name of the member that holds the relationships of a part, or of the package (empty)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _spelled(relationships: tuple[Relationship, ...], source: str) -> bytes:
    root = new_root("Relationships", f"{_PACKAGE}/relationships")
    for to in relationships:
        mode = {"TargetMode": "External"} if to.external else {}
        target = to.target if to.external else posixpath.relpath(to.target, posixpath.dirname(source) or ".")
        _add(root, "Relationship", Id=to.id, Type=to.type, Target=target, **mode)
    return serialized(root)


def _add(root: Element, name: str, **attributes: str) -> None:
    uri = root.tag.rpartition("}")[0]
    root.append(root.makeelement(f"{uri}}}{name}", attributes))
