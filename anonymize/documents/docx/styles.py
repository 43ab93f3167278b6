"""Names of styles: which are Word's own, and new ids for the others.

The id of a style is made of its name, so that it can name a person, too. It is seen by nobody, and replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

STYLE_REFERENCES = frozenset(
    {"basedOn", "clickAndTypeStyle", "defaultTableStyle", "link", "next", "numStyleLink", "pStyle", "rStyle"}
    | {"style", "styleLink", "tblStyle"}
)
"""Elements whose value is the id of a style."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]")
_NAMES = """
    a accent acronym address and annotation authorities b balloon bibliography block body book
    bottom bullet caption char cite classic closing code colorful columns comment contemporary
    continue dark date default definition document effects elegant emphasis endnote envelope figures
    first followed font footer footnote form grid hashtag header heading html hyperlink indent index
    intense keyboard light line link list macro map medium mention message no normal note number of
    outline page paragraph placeholder plain preformatted professional quote reference return
    revision salutation sample shading signature simple smart spacing standard strong style subject
    subtitle subtle table text theme title toa toc top typewriter unresolved variable web z
"""
"""The words in the names of Word's own styles (ISO/IEC 29500-1, 17.7.4.9, and those that came later)."""
_BUILT_IN = frozenset(_NAMES.split())


def is_built_in(name: str) -> bool:
    """Tells whether the name or id of a style is made of words of Word's own, and says nothing of anybody."""
    return name.isascii() and all(word.lower() in _BUILT_IN for word in _WORD.findall(name))


def new_ids(used: Iterable[str]) -> dict[str, str]:
    """Gives new ids for those that are not Word's own, in order."""
    ids = dict.fromkeys(used)
    given: dict[str, str] = {}
    number = 0
    for old in ids:
        if not is_built_in(old):
            number += 1
            while f"Style{number}" in ids:
                number += 1
            given[old] = f"Style{number}"
    return given
