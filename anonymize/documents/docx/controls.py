"""Words of Word's own in content controls and fields: pictures of dates, names of galleries."""

from __future__ import annotations

import re

_PART = r"(?:d{1,4}|M{1,4}|y{2,4}|[hH]{1,2}|m{1,2}|s{1,2}|AM/PM|am/pm)"
PICTURE = rf"(?:{_PART}(?![A-Za-z])[\s.,:/-]*)+"
"""How a date or a time is written: `dd.MM.yyyy`, `h:mm AM/PM`. Words in quotes are a user's."""
_PICTURE = re.compile(PICTURE, re.ASCII)
_DATES = frozenset({"dateFormat", "format"})
_GALLERIES = frozenset(
    f"{custom}{gallery}"
    for custom in ("", "Custom ")
    for gallery in (
        *("Any", "AutoText", "Bibliographies", "Cover Pages", "Equations", "Footers", "Headers"),
        *("Page Numbers", "Page Numbers (Bottom of Page)", "Page Numbers (Margins)"),
        *("Page Numbers (Top of Page)", "Quick Parts", "Table of Contents", "Tables", "Text Boxes"),
        "Watermarks",
    )
)


def is_of_control(tag: str, value: str) -> bool:
    """Tells whether the value of an element is a picture of a date, or a gallery, where such is expected."""
    if tag in _DATES:
        return _PICTURE.fullmatch(value) is not None
    return tag == "docPartGallery" and value in _GALLERIES
