"""Styles (CSS): which parts of them are looked at, and escapes written out so that one sees what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from anonymize.documents.edits import Edit

_FONTS = re.compile(r"\b(?:font|(?:mso-[a-z-]{0,20})?font-family)\s*:[^:;{}<>&@]*(?=[;}]|$)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_KNOWN_NAMES = """
    aptos arial black bold book bookman bright calibri cambria candara century charcoal comic condensed
    consolas console courier dejavu emoji font family fantasy franklin garamond georgia gothic grande
    helvetica impact inherit initial inter italic lato light linux liberation lucida math medium menlo
    mono monospace montserrat ms mso neue new noto normal nunito oblique open oxygen palatino poppins
    print pro raleway roboto roman sans segoe semibold serif shruti slab small source symbol system
    tahoma times trebuchet ubuntu ui unset variable verdana wingdings apple blinkmacsystemfont cantarell
    fira droid san francisco display text display antiqua linotype mt geneva monaco schoolbook narrow
    rounded unicode cursive caps px pt em rem important ascii bidi hansi fareast theme latin minor major
"""
_KNOWN = frozenset(_KNOWN_NAMES.split())
_ORDINARY = re.compile(
    r"(?:[a-z0-9#,.;:\-()%!*+<>~=\[\]{}\s/$_|^]"
    r"|@(?:charset|font-face|import|keyframes|layer|media|page|supports|viewport|-ms-viewport|-webkit-keyframes)\b)*"
)
_ESCAPE = re.compile(
    r"""\\(?:(?P<code>[0-9a-fA-F]{1,6})(?P<space>\r\n|[ \t\r\n\f])?|(?P<line>\r\n|[\n\r\f])|(?P<sign>.))
    |(?P<quote>["'])|(?P<broken>[\n\r\f])|/\*.*?(?:\*/|\Z)""",
    re.DOTALL | re.VERBOSE,
)
_NEEDED = frozenset("\"'\\<>(){}[]*")
"""Signs that mean something else without their escape, also in a string."""
_SPELL = frozenset("LMN")
_LAST = 0x10FFFF


def without_fonts(style: str) -> Iterator[tuple[int, int]]:
    """Gives the stretches of a style between lists of well-known fonts."""
    position = 0
    for fonts in _FONTS.finditer(style):
        if all(word.lower() in _KNOWN for word in _WORD.findall(fonts[0])) and fonts[0].isascii():
            yield position, fonts.start()
            position = fonts.end()
    yield position, len(style)


def says_nothing(style: str) -> bool:
    """Tells whether there are only small letters and signs in a style, and no texts."""
    return _ORDINARY.fullmatch(style) is not None


def without_escapes(style: str, can: Callable[[str], bool]) -> Iterator[tuple[Edit, bool]]:
    """Writes out escapes of letters, marks, figures and what has no width (CSS Syntax 3, 4.3.7).

    In strings those of other signs are written out, too, and lines that go on are joined. Outside of strings
    a figure at the start of a name stays escaped: there it would make a number of it.

    Args:
        style: as browsers read it, references undone.
        can: tells whether the encoding of the file has the characters of a text.

    Yields:
        Edits of the style, in order, and whether what was escaped is lost, as the encoding does not have it.
    """
    quote = ""
    ended = 0  # where the last escape ended
    is_open = False  # it stayed, and a figure behind it would be one of its own
    in_address = False
    for match in _ESCAPE.finditer(style):
        start, end = match.span()
        if match["quote"]:
            quote = "" if quote == match["quote"] else quote or match["quote"]
        elif match["broken"]:
            quote = ""  # a string ends with its line
        if style[start] != "\\":
            continue
        follows = start == ended > 0
        in_address = in_address and (follows or _is_name(style[ended:start]))
        said = _said(match)
        if quote:
            written = _in_string(said, style[end : end + 1])
        elif said == "@":
            # `\@` at the start of a name is Tailwind's.
            written = match["sign"] is None or (start > 0 and _is_name(style[start - 1]))
            in_address = in_address or written
        elif said == ".":
            written = in_address
        elif said and unicodedata.category(said)[0] == "N":
            written = follows or not _starts_name(style, start)
        else:
            written = _spells(said)
        if written:
            lost = not can(said)
            yield Edit(start, end, (" " if follows and is_open else "") + ("" if lost else said)), lost
        is_open = (follows and is_open and written and not said) or (
            not written and match["code"] is not None and match["space"] is None
        )
        ended = end


def _said(escape: re.Match[str]) -> str:
    if escape["code"]:
        return chr(min(int(escape["code"], 16), _LAST))
    return escape["sign"] or ""


def _in_string(said: str, following: str) -> bool:
    """Tells whether an escape in a string is written out; that of the end of a line says nothing."""
    if said == "/" and following == "*":
        return False  # it would begin a comment
    return not said or _spells(said) or (said not in _NEEDED and unicodedata.category(said)[0] in "PSZ")


def _spells(said: str) -> bool:
    category = unicodedata.category(said) if said else ""
    return category[:1] in _SPELL or category == "Cf"


def _is_name(text: str) -> bool:
    return all(sign.isalnum() or sign in "-_" or not sign.isascii() for sign in text)


def _starts_name(style: str, place: int) -> bool:
    """Tells whether a name would start at a place, or behind a hyphen before it."""
    before = style[max(place - 2, 0) : place]
    if before.endswith("-"):
        before = before[:-1]
        return not before or not _is_name(before)
    return not before or not _is_name(before[-1])
