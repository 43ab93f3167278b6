"""Removed values in attributes that pass as keywords, spelled as programs spell them: `anna_meier`.

No detector knows such a name there. What was removed from the texts is sought in them, and gets another name,
the same for the same, so that ids lead to where they led.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from anonymize.documents.docx.parts import Part
from anonymize.documents.docx.places import is_keyword
from anonymize.documents.docx.xml import Element, local, namespace, parse, serialized
from anonymize.documents.spelled import Sought, is_phrase, sought_in, spells

_NAMES = """
    appName element formatCode id key macro name namespaceuri presName progId ProgID shapeid ShapeID spid src
    tgtFrame uniqueId uri url userId
"""
_NAMING = frozenset(_NAMES.split())
"""Attributes with names that a user or a program made up; the words in others mean something to Word."""
_NAMED_BY_VALUE = frozenset({"docId", "docPart", "docPartGallery", "entryMacro", "exitMacro", "macroName"})
"""Elements of which the value is such a name."""
_BOOKMARKS = frozenset({("bookmarkStart", "name"), ("hyperlink", "anchor")})
"""Names of bookmarks, which are new already."""
_LEAST_FIGURES = 9
"""Figures of a removed number that is looked for: shorter ones are measures and ids."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[-+]?[\d.]+")


def without_keywords(parts: Sequence[Part], removed: Collection[str], name: str) -> tuple[Part, ...]:
    """Gives other names to what spells a removed value in the keywords of parts.

    Values of one word, which can be one of Word's (`black`), are sought only where names are made up; those
    of more, and long numbers, in all keywords.

    Args:
        parts: with their texts as they will be.
        removed: what was replaced in them.
        name: the display id of the file.

    Raises:
        DocumentError: as of `parse`.
    """
    numbers = {value for value in removed if sum(map(str.isdigit, value)) >= _LEAST_FIGURES}
    values = numbers | {value for value in removed if _WORD.search(value)}
    if not values:
        return tuple(parts)
    phrases = numbers | set(filter(is_phrase, values))
    renaming = _Renaming(sought_in(values), sought_in(phrases))
    roots = [parse(part.data, f"{name}#{part.name}") for part in parts]
    renaming.taken = {value for root in roots for _, value in _attributes(root)}
    return tuple(
        replace(part, data=serialized(root)) if renaming.rename(root) else part
        for part, root in zip(parts, roots, strict=True)
    )


def _attributes(root: Element) -> Iterator[tuple[tuple[Element, str], str]]:
    for element in root.iter():
        for attribute, value in element.attrib.items():
            yield (element, attribute), value


@dataclass(slots=True)
class _Renaming:
    names: Sought
    phrases: Sought
    taken: set[str] = field(default_factory=set)
    _given: dict[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, bool], bool] = field(default_factory=dict)

    def rename(self, root: Element) -> bool:
        """Renames in a part; tells whether there was anything to rename."""
        found = [place for place, value in _attributes(root) if self._is_found(*place, value)]
        for element, attribute in found:
            element.set(attribute, self._new(element.get(attribute)))
        return bool(found)

    def _is_found(self, element: Element, attribute: str, value: str) -> bool:
        tag, name = local(element.tag), local(attribute)
        if (tag, name) in _BOOKMARKS or namespace(attribute).endswith("/relationships"):
            return False
        is_name = name in _NAMING or value.startswith("#") or (name == "val" and tag in _NAMED_BY_VALUE)
        key = (value, is_name)
        if key not in self._found:
            self._found[key] = spells(value, self.names if is_name else self.phrases)
        return self._found[key] and is_keyword(element, attribute)

    def _new(self, value: str) -> str:
        if _NUMBER.fullmatch(value):
            return "0"
        key = value.removeprefix("#").casefold()
        if key not in self._given:
            number = len(self._given) + 1
            while f"name{number}" in self.taken:
                number += 1
            self.taken.add(f"name{number}")
            self._given[key] = f"name{number}"
        return f"{'#' if value.startswith('#') else ''}{self._given[key]}"
