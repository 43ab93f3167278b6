"""Instructions of fields that are made of Word's own words, such as `PAGE` or `TOC`.

There is nothing of a user in them, and detectors, which know no such language, take them for names: a page
would have no number any more.
"""

from __future__ import annotations

import re

_KINDS = """
    AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BIBLIOGRAPHY COMMENTS CREATEDATE DATE EDITTIME FILENAME
    FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT HYPERLINK INDEX KEYWORDS LASTSAVEDBY NOTEREF NUMCHARS
    NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SUBJECT TEMPLATE
    TIME TITLE TOC USERADDRESS USERINITIALS USERNAME
"""
_FORMATS = """
    ALPHABETIC alphabetic ARABIC Arabic CardText Caps CHARFORMAT FirstCap Hex Lower MERGEFORMAT Ordinal
    OrdText ROMAN roman Upper
"""
_OWN = re.compile(
    rf"""
    \s*(?:{"|".join(_KINDS.split())})
    (?:\s+(?:
        \\[a-z*@\#!](?:\s+("?)\d{{1,2}}(?:-\d{{1,2}})?\1(?!\S))?
        |{"|".join(_FORMATS.split())}
        |("?)(?:_(?:Toc|Ref|Hlk)\d{{1,12}}|bookmark\d{{1,6}})\2
    ))*\s*
    """,
    re.VERBOSE | re.ASCII,
)


def is_own(instruction: str) -> bool:
    """Tells whether all words of an instruction are Word's own: the kind of field, switches, bookmarks."""
    return _OWN.fullmatch(instruction) is not None
