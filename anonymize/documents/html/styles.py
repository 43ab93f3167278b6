"""Styles (CSS): which parts of them are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
