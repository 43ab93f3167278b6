"""Names within a word: set apart by capitals, as in `JaneOkaforResume`, or by figures, as in `okafor80`.

Programs, file names and account names write names so, and so does a text that lost its spaces or has the
figures of footnotes behind the names of its authors.
"""

from __future__ import annotations

import regex

SHORTEST_BEFORE_FIGURES = 4
"""Characters of a name that is found before figures."""
SHORTEST_WITHIN = 5
"""The same behind them, and beside the capital of another word. Shorter ones are parts of other names, as
`Book`, and stand by chance in hashes and other codes, as `abad`."""
_OTHER_NAME = regex.compile(
    r"(?r)(?:Mc|Mac|Fitz|De|Del|Della|Des|Di|Du|Da|Dos|La|Le|Van|Von|Al|El|San|Saint|Sankt|St)"
)
"""With what another name begins that ends in one: `McDonald` is no Donald."""
_DOCUMENT = regex.compile(r"(?r)(?<![A-Z0-9<])[PVIAC][A-Z<][A-Z]{3}")
"""The kind of a travel document and its state, before a name in lines for machines (ICAO 9303): `P<GBR`."""


def is_set_apart(text: str, start: int, end: int, *, begins: bool, ends: bool) -> bool:
    """Tells whether a stretch of a text is a name within a word.

    Args:
        text: the text.
        start: first code point.
        end: one past the last one.
        begins: whether a word begins at the start.
        ends: whether one ends at the end.
    """
    if end - start < SHORTEST_WITHIN:
        return end - start >= SHORTEST_BEFORE_FIGURES and begins and (ends or text[end].isdigit())
    return (begins or _begins_there(text, start, end)) and (ends or _ends_there(text, end))


def _begins_there(text: str, start: int, end: int) -> bool:
    if text[start - 1].isdigit() or (text[end : end + 1] == "<" and _DOCUMENT.match(text, 0, start)):
        return True
    return (
        text[start].isupper()
        and text[start - 1].isalpha()
        and (text[start - 1].islower() or text[start + 1].islower())
        and not _OTHER_NAME.match(text, 0, start)
    )


def _ends_there(text: str, end: int) -> bool:
    if text[end].isdigit():
        return True
    return text[end].isupper() and (text[end - 1].islower() or text[end + 1 : end + 2].islower())
