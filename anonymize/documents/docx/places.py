"""Places of text in a part: paragraphs, other elements, attributes.

Nothing is passed over because of where it stands: what is passed over has the form of a number, a keyword or
an id, or is the name of a font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from anonymize.documents.docx.controls import is_of_control
from anonymize.documents.docx.instructions import given, is_own
from anonymize.documents.docx.leaves import FIELD, StretchText
from anonymize.documents.docx.namespaces import OFFICE
from anonymize.documents.docx.paragraphs import UNCOUNTED, paragraphs
from anonymize.documents.docx.shapes import SHAPES, is_shape
from anonymize.documents.docx.styles import STYLE_REFERENCES, is_built_in
from anonymize.documents.docx.xml import Element, local
from anonymize.documents.edits import Edit, spliced

_TEXTS = frozenset(
    {"alt", "descr", "displayText", "docLocation", "instr", "lastValue", "original", "string", "text"}
    | {"title", "tooltip"}
)
"""Attributes that hold text, also where it has the form of a keyword."""
_NAMED = frozenset({"attr", "caption", "cNvPr", "div", "docPr", "docVar", "property"})
"""Elements whose name is the user's."""
_VALUED = frozenset(
    {
        "alias",
        "aliases",
        "attr",
        "category",
        "default",
        "desc",
        "description",
        "docPartCategory",
        "format",
        "helpText",
        "listEntry",
    }
    | {"listItem", "sectionTitle", "statusText", "tag", "tblCaption", "tblDescription", "title"}
)
"""Elements whose value is text, also where it has the form of a keyword."""
_FONTS = frozenset(
    {("font", "name"), ("altName", "val"), ("mathFont", "val"), ("font", "script")}
    | {("checkedState", "font"), ("uncheckedState", "font")}
    | {("rFonts", name) for name in ("ascii", "cs", "eastAsia", "hAnsi")}
    | {(tag, "typeface") for tag in ("buFont", "cs", "ea", "font", "latin", "sym")}
)
"""Attributes that hold the name of a font, or of the script that it is for."""
THEMES = frozenset({"theme", "clrScheme", "fontScheme", "fmtScheme", "themeOverride"})
"""Elements whose name is that of a theme, which is replaced."""
HASHES = frozenset({"hash", "hashValue", "salt", "saltValue"})
"""Attributes that hold the hash of a password."""
_PREFIXES = frozenset({"Ignorable", "MustUnderstand", "ProcessContent", "Requires"})
_SIGN = r"[A-Za-z]?(?:[0-9](?![0-9])|[\W_])*"  # %1.%2.
_NUMBERING = re.compile(_SIGN)
_KEYWORD = re.compile(
    r"[#_]?[a-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_-]+)?"  # justifyLow, _x0000_t75, en-US
    r"|#_x0000_[a-z][0-9]{1,6}"
    r"|[-+]?[0-9.]+[a-z%]{0,3}"  # 12pt
    r"|(?:[0-9A-F]{2})+"
    r"|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
    r"|R[0-9a-f]{6,40}"
    r"|DefaultPlaceholder_-?[0-9]+"
    rf"|{_SIGN}"
)
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?%?", re.ASCII)
_NUMBERS = frozenset({"posOffset", "pctHeight", "pctWidth", "pctPosHOffset", "pctPosVOffset"})
_CACHES = frozenset({"numCache", "numLit"})


class Place(Protocol):
    """A text somewhere in a part, which can be edited."""

    @property
    def text(self) -> str:
        """What it says."""
        ...

    def apply(self, edits: Sequence[Edit]) -> None:
        """Puts edits in.

        Raises:
            ValueError: a replacement holds what XML cannot.
        """
        ...


@dataclass(frozen=True, slots=True)
class ElementText:
    """The text of an element without elements in it."""

    element: Element

    @property
    def text(self) -> str:
        """See `Place`."""
        return self.element.text or ""

    def apply(self, edits: Sequence[Edit]) -> None:
        """See `Place`."""
        self.element.text = spliced(self.text, edits) or None


@dataclass(frozen=True, slots=True)
class AttributeText:
    """The value of an attribute."""

    element: Element
    name: str

    @property
    def text(self) -> str:
        """See `Place`."""
        return str(self.element.get(self.name))

    def apply(self, edits: Sequence[Edit]) -> None:
        """See `Place`."""
        self.element.set(self.name, spliced(self.text, edits))


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a user gave in the instruction of a field; see `given`."""

    whole: StretchText | AttributeText

    @property
    def text(self) -> str:
        """See `Place`."""
        return given(self.whole.text)

    def apply(self, edits: Sequence[Edit]) -> None:
        """See `Place`."""
        self.whole.apply(edits)


def places(root: Element) -> Iterator[tuple[str, Place]]:
    """Gives the places of a part with what their ids end in: `p3` for the third paragraph, and so on.

    Edits in one do not change the ids of the others, nor those that they get when the part is read again.
    """
    taken: set[Element] = set()
    for number, (_, paragraph) in enumerate(paragraphs(root), start=1):
        for end, leaves in paragraph.stretches():
            text = StretchText(leaves)
            if leaves[0].kind != FIELD:
                yield f"p{number}{end}", text
            elif not is_own(text.text):
                yield f"p{number}{end}", Instruction(text)
        taken.update(leaf.element for leaf in paragraph.leaves)
    number = 0
    for element in root.iter():
        number += local(element.tag) not in UNCOUNTED
        if element not in taken and (element.text or "").strip() and not _is_number(element):
            yield f"e{number}", ElementText(element)
        for index, name in enumerate(element.attrib, start=1):
            if _is_text(element, name):
                value = AttributeText(element, name)
                yield f"e{number}@{index}", Instruction(value) if local(name) == "instr" else value


def may_vanish(place: str, text: str) -> bool:
    """Tells whether a place is not taken for one any more when the part is read again with another text."""
    kind = place.rpartition("/")[2]
    if kind.startswith(FIELD):
        return not text.strip()
    if "@" not in kind:
        return kind.startswith("e") and not text.strip()
    return _is_keyword(text) or not text.strip() or any(is_shape(name, text) for name in SHAPES)


def _is_keyword(value: str) -> bool:
    return not value or value in OFFICE or _KEYWORD.fullmatch(value) is not None


def _is_number(element: Element) -> bool:
    if not _NUMBER.fullmatch(element.text.strip()):
        return False
    return local(element.tag) in _NUMBERS or any(
        local(above.tag) in _CACHES for above in element.iterancestors()
    )


def is_keyword(element: Element, attribute: str) -> bool:
    """Tells whether the value of an attribute is passed over for its form alone.

    Neither are names of fonts, ids of styles and the like, nor what a grammar or a list of words lets stand.
    """
    tag, name, value = local(element.tag), local(attribute), element.get(attribute)
    is_listed = (tag, name) in (("name", "val"), ("lvlText", "val")) or name in SHAPES or value in OFFICE
    return not (is_listed or _is_exempt(tag, name) or _is_text(element, attribute))


def _is_exempt(tag: str, name: str) -> bool:
    """Tells whether the value of an attribute is dealt with elsewhere, or is the name of a font."""
    if (tag, name) in _FONTS or name in _PREFIXES | HASHES or name == "styleId":
        return True
    return (name == "name" and tag in THEMES) or (name == "val" and tag in STYLE_REFERENCES)


def _is_text(element: Element, attribute: str) -> bool:
    tag, name, value = local(element.tag), local(attribute), element.get(attribute)
    if (name == "instr" and is_own(value)) or (name == "val" and is_of_control(tag, value)):
        return False
    if name in _TEXTS or (name == "name" and tag in _NAMED) or (name in ("val", "value") and tag in _VALUED):
        return True
    if (tag, name) == ("name", "val"):
        return not is_built_in(value)
    if (tag, name) == ("autoCaption", "caption"):
        return True
    if _is_exempt(tag, name):
        return False
    if (tag, name) == ("lvlText", "val"):
        return not _NUMBERING.fullmatch(value)
    if name in SHAPES:
        return bool(value) and not is_shape(name, value)
    return not _is_keyword(value)
