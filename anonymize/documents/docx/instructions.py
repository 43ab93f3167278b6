"""Instructions of fields: Word's own words, and what a user gave, as in `PAGE` and `MERGEFIELD Name`.

There is nothing of a user in Word's words, and detectors, which know no such language, take them for names: a
page would have no number any more, and a field would do nothing.
"""

from __future__ import annotations

import re

from anonymize.documents.docx.controls import PICTURE
from anonymize.documents.edits import Edit, spliced

_KINDS = """
    ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST BARCODE BIBLIOGRAPHY
    BIDIOUTLINE CITATION COMMENTS COMPARE CREATEDATE DATABASE DATE DDE DDEAUTO DISPLAYBARCODE DOCPROPERTY
    DOCVARIABLE EDITTIME EMBED EQ FILENAME FILESIZE FILLIN FORMCHECKBOX FORMDROPDOWN FORMTEXT GOTOBUTTON
    GREETINGLINE HYPERLINK IF INCLUDEPICTURE INCLUDETEXT INDEX INFO KEYWORDS LASTSAVEDBY LINK LISTNUM
    MACROBUTTON MERGEBARCODE MERGEFIELD MERGEREC MERGESEQ NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE
    PAGEREF PRINTDATE PRIVATE QUOTE RD REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ SET SKIPIF STYLEREF
    SUBJECT SYMBOL TA TC TEMPLATE TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME XE
"""
_FORMATS = """
    ALPHABETIC alphabetic ARABIC Arabic CardText Caps CHARFORMAT FirstCap Hex Lower MERGEFORMAT Ordinal
    OrdText ROMAN roman Upper
"""
_KIND = re.compile(rf"\s*(?:{'|'.join(_KINDS.split())})(?!\S)")
_WORD = re.compile(
    rf"""
    (?P<own>(?:
        \\\*\s+(?:{"|".join(_FORMATS.split())})
        |\\@\s+"{PICTURE}"
        |\\[a-z*@\#!](?:\s+(?P<open>"?)\d{{1,2}}(?:-\d{{1,2}})?(?P=open)(?!\S))?
        |(?P<quote>"?)(?:_(?:Toc|Ref|Hlk)\d{{1,12}}|bookmark\d{{1,6}})(?P=quote)
    )(?!\S))
    |"[^"]*+"?
    |[^\s"]++
    """,
    re.VERBOSE | re.ASCII,
)
"""The kind aside: switches and formats, also with a number, and bookmarks that Word has made; or a user's."""


def is_own(instruction: str) -> bool:
    """Tells whether all words of an instruction are Word's own: the kind of field, switches, bookmarks."""
    return _KIND.match(instruction) is not None and not given(instruction).strip()


def given(instruction: str) -> str:
    """Gives an instruction with spaces in the place of Word's own words, as long as it was.

    Where no kind of field begins it, all of it is a user's.
    """
    kind = _KIND.match(instruction)
    if kind is None:
        return instruction
    own = [kind, *(word for word in _WORD.finditer(instruction, kind.end()) if word["own"])]
    return spliced(instruction, [Edit(*word.span(), " " * len(word[0])) for word in own])
