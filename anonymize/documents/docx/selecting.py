"""Which parts of a DOCX stay, and under which names.

A part stays when a relationship of a known kind leads to it from the main document, and it is XML. Pictures
become empty ones. All else goes: nothing in it could be searched. Parts get names that are Word's own, as
others could name a person.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from anonymize.documents.docx.archive import Archive, not_docx
from anonymize.documents.docx.parts import (
    BLANK,
    CONTENT_TYPES,
    HYPERLINK,
    KNOWN_TYPES,
    PNG,
    Package,
    Part,
    Relationship,
    place_of_relationships,
)
from anonymize.documents.docx.targets import escaped
from anonymize.documents.docx.xml import Element, corrupt, local, parse
from anonymize.errors import DocumentError

CORE = "core-properties"
_MAIN, _IMAGE = "officeDocument", "image"
_STEMS = {
    _MAIN: "word/document",
    CORE: "docProps/core",
    "glossaryDocument": "word/glossary/document",
    **{
        kind: f"word/{kind}"
        for kind in (
            *("comments", "commentsExtended", "commentsIds", "endnotes", "fontTable", "footer", "footnotes"),
            *("header", "numbering", "settings", "styles", "webSettings"),
        )
    },
    "theme": "word/theme/theme",
    "themeOverride": "word/theme/themeOverride",
    "chart": "word/charts/chart",
    "chartEx": "word/charts/chartEx",
    "chartStyle": "word/charts/style",
    "chartColorStyle": "word/charts/colors",
    "chartUserShapes": "word/drawings/drawing",
    "diagramData": "word/diagrams/data",
    "diagramLayout": "word/diagrams/layout",
    "diagramQuickStyle": "word/diagrams/quickStyle",
    "diagramColors": "word/diagrams/colors",
    "diagramDrawing": "word/diagrams/drawing",
}
"""The kinds of parts that stay, and how their names begin."""
_TOLD = {
    "aFChunk": "imported documents",
    "control": "embedded objects",
    "custom-properties": "document properties",
    "customXml": "custom XML",
    "extended-properties": "document properties",
    "font": "embedded fonts",
    "oleObject": "embedded objects",
    "package": "embedded objects",
    "people": "names of authors",
    "thumbnail": "thumbnails",
}
_TYPE = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/(?:officeDocument|package)/2006/relationships(?:/metadata)?"
    r"|purl\.oclc\.org/ooxml/officeDocument/relationships(?:/metadata)?"
    r"|schemas\.microsoft\.com/office/\d{4}(?:/\d\d)?/relationships(?:/ui)?)/([A-Za-z-]+)"
)
_DOCUMENT = ".wordprocessingml.document.main+xml"
_ID = re.compile(r"rId\d+|R[0-9a-f]{6,40}")


def read_package(archive: Archive, name: str) -> tuple[Package, Counter[str]]:
    """Reads what stays of a DOCX.

    Args:
        archive: its zip.
        name: its display id.

    Returns:
        The package, and how much of what kind is not in it.

    Raises:
        DocumentError: as of `Archive` and `parse`, with the reason `macros` too.
    """
    return _Selection(archive, name).package()


@dataclass(slots=True)
class _Selection:
    archive: Archive
    name: str
    dropped: Counter[str] = field(default_factory=Counter)
    _types: dict[str, str] = field(default_factory=dict)
    _defaults: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    _pending: list[str] = field(default_factory=list)

    def package(self) -> tuple[Package, Counter[str]]:
        self._read_content_types()
        root, _ = self._relationships("", {_MAIN, CORE})
        if not any(to.kind == _MAIN for to in root):
            raise not_docx(self.name)
        parts = []
        while self._pending:
            original = self._pending.pop(0)
            data = self.archive.read(original)
            kinds = _STEMS.keys() - {_MAIN, CORE}
            relationships, renamed = self._relationships(original, kinds)
            parts.append(
                Part(self._names[original], self._content_type(original), data, relationships, renamed)
            )
        unused = self.archive.members - len(self._met)
        self.dropped += Counter({"other members of the zip": unused})
        return Package(root, tuple(parts)), self.dropped

    def _read_content_types(self) -> None:
        if CONTENT_TYPES not in self.archive:
            raise not_docx(self.name)
        self._met.add(CONTENT_TYPES.lower())
        for entry in parse(self.archive.read(CONTENT_TYPES), f"{self.name}#{CONTENT_TYPES}"):
            kind = entry.get("ContentType", "")
            if "macroEnabled" in kind or "vbaProject" in kind:
                self._refuse_macros()
            if local(entry.tag) == "Override":
                self._types[entry.get("PartName", "").lstrip("/").lower()] = kind
            else:
                self._defaults[entry.get("Extension", "").lower()] = kind

    def _content_type(self, part: str) -> str:
        return self._types.get(part, self._defaults.get(part.rpartition(".")[2], ""))

    def _relationships(
        self, source: str, kinds: set[str]
    ) -> tuple[tuple[Relationship, ...], tuple[tuple[str, str], ...]]:
        """Gives those relationships of a part that stay, and which of their ids are new."""
        place = place_of_relationships(source)
        if place not in self.archive:
            return (), ()
        self._met.add(place)
        shown = f"{self.name}#{place_of_relationships(self._names.get(source, ''))}"
        entries = [
            entry for entry in parse(self.archive.read(place), shown) if local(entry.tag) == "Relationship"
        ]
        ids = [entry.get("Id", "") for entry in entries]
        if len(set(ids)) < len(ids):
            raise corrupt(shown, "two relationships have one id")
        taken = set(ids)
        numbers = count(1)
        kept: list[Relationship] = []
        renamed: list[tuple[str, str]] = []
        for entry, old in zip(entries, ids, strict=True):
            new = old
            if not _ID.fullmatch(old):
                number = next(number for number in numbers if f"rId{number}" not in taken)
                new = f"rId{number}"
            found = self._kept(entry, source, kinds, new)
            if found is not None:
                kept.append(found)
                renamed += [(old, new)] if old != new else []
        return tuple(kept), tuple(renamed)

    def _kept(self, entry: Element, source: str, kinds: set[str], new_id: str) -> Relationship | None:
        uri, target = entry.get("Type", ""), entry.get("Target", "")
        known = _TYPE.fullmatch(uri)
        kind = known[1] if known else ""
        if kind == "vbaProject":
            self._refuse_macros()
        if entry.get("TargetMode") == "External":
            if kind == HYPERLINK:
                return Relationship(new_id, uri, escaped(target), external=True)
            self.dropped["external links"] += 1
            return None
        original = (
            posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/").lower()
        )
        if original not in self.archive:
            return None
        is_new = original not in self._met
        self._met.add(original)
        if kind == _IMAGE and self._content_type(original) != "image/svg+xml":
            # Those of an output are empty already.
            is_empty = self.archive.size(original) == len(PNG) and self.archive.read(original) == PNG
            self.dropped["pictures"] += is_new and not is_empty
            return Relationship(new_id, uri, BLANK, external=False)
        if kind not in kinds:
            self.dropped[_TOLD.get(kind, "other parts")] += is_new
            return None
        if original not in self._names:
            self._check(original, kind)
            self._names[original] = self._name(original, kind, entry)
            self._pending.append(original)
        return Relationship(new_id, uri, self._names[original], external=False)

    def _check(self, original: str, kind: str) -> None:
        content_type = self._content_type(original)
        if kind == _MAIN and not content_type.endswith(_DOCUMENT):
            raise not_docx(self.name)
        if content_type not in KNOWN_TYPES:
            raise corrupt(self.name, "a part is of a type that is none of Word's")

    def _name(self, original: str, kind: str, entry: Element) -> str:
        """Keeps the name that Word would give; parts of a glossary lie in a folder of their own."""
        stem = _STEMS[kind]
        spelled = stem.lower()
        beneath = spelled.replace("word/", "word/glossary/", 1)
        number = original.removesuffix(".xml")
        for start, kept in ((spelled, stem), (beneath, stem.replace("word/", "word/glossary/", 1))):
            rest = number.removeprefix(start)
            if number.startswith(start) and (not rest or (rest.isdecimal() and rest.isascii())):
                name = f"{kept}{rest}.xml"
                if name not in self._names.values():
                    return name
        return _free(stem, ".xml", set(self._names.values()))

    def _refuse_macros(self) -> None:
        message = f"{self.name}: it holds macros, whose text cannot be searched"
        raise DocumentError("macros", f"{message}; save it as .docx without them")


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}{number}{suffix}" in taken:
        number += 1
    return f"{stem}{number}{suffix}"
