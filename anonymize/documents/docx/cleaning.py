"""What is taken out of the parts of a DOCX, or replaced, because no detector could tell what it says.

It is done before texts are taken, so that they say what the output says; and done again to an output, it
changes nothing there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from anonymize.documents.docx.leaves import DELETED, FIELD, SEEN, Leaf
from anonymize.documents.docx.namespaces import OFFICE
from anonymize.documents.docx.paragraphs import Paragraph, attribute, paragraphs
from anonymize.documents.docx.parts import HYPERLINK, Package, Part
from anonymize.documents.docx.places import HASHES, THEMES
from anonymize.documents.docx.styles import STYLE_REFERENCES, new_ids
from anonymize.documents.docx.xml import (
    Element,
    corrupt,
    local,
    namespace,
    parse,
    remove,
    serialized,
    without_foreign,
)

_REMOVED = {
    "attachedSchema": "custom XML",
    "binData": "embedded objects",
    "dataBinding": "custom XML",
    "docVars": "document variables",
    "fldData": "data of fields",
    "latentStyles": None,
    "mailMerge": "mail merges",
    "permEnd": None,
    "permStart": "names of authors",
    "saveThroughXslt": "external links",
    "schemaLibrary": "custom XML",
}
"""Elements that go, and what is said of it."""
_GONE = frozenset({"date", "dateUtc", "fullDate", "gfxdata"})
"""Attributes that say when, or hold a drawing a second time."""
_CORE = frozenset({"category", "coreProperties", "description", "keywords", "subject", "title"})
"""Properties that stay; authors, times and the like do not."""
_OWN_BOOKMARK = re.compile(r"_GoBack|_(?:Toc|Ref|Hlk|PictureBullets)\w?\d+|bookmark\d+", re.ASCII)
_MOST_ATTRIBUTES = 1_000
"""Of an element; Word's have some dozens, and each is looked up among the others."""
_WORD = re.compile(r'[^\s"\\]+')
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,128}")


@dataclass(slots=True)
class Cleaner:
    """Cleans the parts of a package.

    Attributes:
        name: the display id of the file.
        taken_out: how much of what kind.
    """

    name: str
    taken_out: Counter[str] = field(default_factory=Counter)
    _authors: dict[str, int] = field(default_factory=dict)
    _bookmarks: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, str] = field(default_factory=dict)

    def clean(self, package: Package) -> Package:
        """Gives the same with cleaned parts.

        Raises:
            DocumentError: as of `parse`.
        """
        names: dict[str, None] = {}
        styles: dict[str, None] = {}
        for part in package.parts:
            for element in self._parsed(part).iter():
                if len(element.attrib) > _MOST_ATTRIBUTES:
                    raise corrupt(
                        f"{self.name}#{part.name}", f"an element has {len(element.attrib)} attributes"
                    )
                names |= {element.get(key): None for key in _bookmarks(element)}
                styles |= {element.get(key): None for key in _style_ids(element)}
        self._number_bookmarks(names)
        self._styles = new_ids(styles)
        return replace(package, parts=tuple(self._part(part) for part in package.parts))

    def _parsed(self, part: Part) -> Element:
        return parse(part.data, f"{self.name}#{part.name}")

    def _number_bookmarks(self, names: dict[str, None]) -> None:
        taken = {name.casefold() for name in names}
        number = 0
        for name in names:
            if not _OWN_BOOKMARK.fullmatch(name):
                number += 1
                while f"bookmark{number}" in taken:
                    number += 1
                self._bookmarks.setdefault(name.casefold(), f"bookmark{number}")

    def _part(self, part: Part) -> Part:
        root = self._parsed(part)
        if namespace(root.tag) not in OFFICE:
            raise corrupt(f"{self.name}#{part.name}", "it is no XML of Word's")
        self.taken_out["foreign XML"] += without_foreign(root)
        self._lead(root, part)
        for element in list(root.iter()):
            tag = local(element.tag)
            if tag in _REMOVED:
                self._remove(element, _REMOVED[tag])
            elif local(root.tag) == "coreProperties" and tag not in _CORE:
                self._remove(element, "document properties" if (element.text or "").strip() else None)
            else:
                self._element(element, tag)
        for _, paragraph in paragraphs(root):
            self._paragraph(paragraph)
        self._stray(root)
        return replace(part, data=serialized(root), renamed=())

    def _lead(self, root: Element, part: Part) -> None:
        """Has the part speak of its relationships by their new ids, and of none that are gone."""
        renamed = dict(part.renamed)
        known = {to.id for to in part.relationships}
        for element in list(root.iter()):
            for name, old in list(element.attrib.items()):
                if not (namespace(name).endswith("/relationships") or local(name) in ("relid", "relId")):
                    continue
                new = renamed.get(old, old)
                if new in known:
                    element.set(name, new)
                elif local(element.tag) != HYPERLINK and not _says_something(element):
                    remove(element)
                    break
                else:
                    del element.attrib[name]

    def _remove(self, element: Element, told: str | None) -> None:
        if told is not None:
            self.taken_out[told] += 1
        remove(element)

    def _element(self, element: Element, tag: str) -> None:
        """Replaces the values of attributes that say who or when, or that lead somewhere."""
        for key, value in list(element.attrib.items()):
            name = local(key)
            if name == "author":
                number = self._authors.setdefault(value, len(self._authors) + 1)
                self._set(element, key, f"Author {number}", "names of authors")
            elif name in ("date", "dateUtc", "fullDate", "gfxdata") or (
                name in HASHES and not _BASE64.fullmatch(value)
            ):
                del element.attrib[key]
            elif name == "name" and tag in THEMES:
                element.set(key, "Office")
            elif name == "instr":
                element.set(key, self._renamed(value))
        for key in [key for key in element.attrib if local(key) == "initials"]:
            element.set(key, (attribute(element, "author") or "").replace("Author ", "A"))
        for key in list(_bookmarks(element)):
            name = element.get(key)
            self._set(element, key, self._bookmarks.get(name.casefold(), name), "names of bookmarks")
        for key in _style_ids(element):
            self._set(element, key, self._styles.get(element.get(key), element.get(key)), "names of styles")

    def _set(self, element: Element, key: str, value: str, told: str) -> None:
        if element.get(key) != value:
            element.set(key, value)
            self.taken_out[told] += 1

    def _renamed(self, instruction: str) -> str:
        return _WORD.sub(lambda word: self._bookmarks.get(word[0].casefold(), word[0]), instruction)

    def _paragraph(self, paragraph: Paragraph) -> None:
        stretches = [leaves for _, leaves in paragraph.stretches()]
        within = _within_words(paragraph.leaves, stretches)
        for leaves in stretches:
            texts = [leaf for leaf in leaves if leaf.sign is None]
            if leaves[0].kind == FIELD:
                instruction = self._renamed("".join(leaf.text for leaf in texts))
                for leaf in texts:
                    leaf.element.text, instruction = instruction or None, ""
            elif leaves[0].kind == DELETED and not within.isdisjoint(leaves):
                for leaf in leaves:
                    remove(leaf.element)
                self.taken_out["deletions within words"] += 1

    def _stray(self, root: Element) -> None:
        """Takes out text between elements, where the format has none."""
        for element in root.iter():
            if len(element) and (element.text or "").strip():
                element.text = None
                self.taken_out["text between elements"] += 1
            if (element.tail or "").strip():
                element.tail = None
                self.taken_out["text between elements"] += 1


def _style_ids(element: Element) -> Iterator[str]:
    is_reference = local(element.tag) in STYLE_REFERENCES
    for key in element.attrib:
        if local(key) == "styleId" or (is_reference and local(key) == "val"):
            yield key


def _bookmarks(element: Element) -> Iterator[str]:
    """Gives the attributes that hold the name of a bookmark."""
    tag = local(element.tag)
    above = element.getparent()
    is_field = tag == "name" and above is not None and local(above.tag) == "ffData"
    for key in element.attrib:
        if (tag, local(key)) in (("bookmarkStart", "name"), (HYPERLINK, "anchor")) or is_field:
            yield key


def _says_something(element: Element) -> bool:
    return any((inner.text or "").strip() for inner in element.iter())


def _within_words(leaves: Sequence[Leaf], stretches: Sequence[Sequence[Leaf]]) -> set[Leaf]:
    """Gives the leaves that begin or end within a word, as the text was before the changes.

    Where a deletion does, nobody could read what is left of the word.
    """
    stretch = {leaf: number for number, some in enumerate(stretches) for leaf in some}
    before = [leaf for leaf in leaves if leaf.text and not leaf.inserted and leaf.kind in (SEEN, DELETED)]
    return {
        leaf
        for left, right in pairwise(before)
        if stretch.get(left) != stretch.get(right) and left.text[-1].isalnum() and right.text[0].isalnum()
        for leaf in (left, right)
    }
