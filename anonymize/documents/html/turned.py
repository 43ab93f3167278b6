"""Text that is shown from right to left by force (`<bdo>`), made such that it can be read both ways.

Its tags are read as U+202E and U+202C. These reach to the end of a block and of a line, where browsers go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymize.documents.edits import Edit
from anonymize.documents.html.references import Spelling, value_place
from anonymize.documents.html.tokens import Attribute, Kind, Token
from anonymize.documents.html.vocabulary import ASIDES, is_inline, is_keyword
from anonymize.documents.stretches import Place, Stretch

_ENDS = re.compile("[\r\n]+|[\u202a-\u202e]")
_TEXT_TOLD = "turned text"
_ATTRIBUTES_TOLD = "attributes of turned text"


def sign(page: str, token: Token) -> Spelling | None:
    """Gives what a tag around turned text is read as; None for others."""
    if token.name != "bdo":
        return None
    if token.kind is Kind.END:
        return Spelling.TURNED_BACK
    return Spelling.TURNED if _turns(page, token) else None


class Turned:
    """Looks for turned text in a page, from its start to its end.

    Args:
        page: the page.
    """

    def __init__(self, page: str) -> None:
        self._page = page
        self._open = 0
        self._inner = 0
        """Elements within turned text that part it."""
        self._parted = False

    def of(self, token: Token) -> Iterator[tuple[Edit, str | None]]:
        """Gives edits of what could not be read both ways, and what is said of each."""
        kind = token.kind
        if kind in (Kind.START, Kind.END):
            if token.name == "bdo":
                self._pass_turn(token)
            elif self._open and (not is_inline(token.name) or token.name in ASIDES):
                self._pass_parting(token)
            if kind is Kind.START and token.name == "bdo" and _turns(self._page, token):
                yield from self._bare(token)
        elif self._open and kind in (Kind.TEXT, Kind.STRAY):
            if self._parted:
                if self._page[token.start : token.end].strip():
                    yield Edit(token.start, token.end, ""), _TEXT_TOLD
            elif kind is Kind.TEXT:
                place = Place(self._page, (Stretch(token.start, token.end, Spelling.TEXT),))
                edits = [
                    Edit(*match.span(), "" if match[0] > "\x7f" else " ")
                    for match in _ENDS.finditer(place.text)
                ]
                yield from ((change, None) for change in place.changes(edits, str.isascii))

    def _pass_turn(self, token: Token) -> None:
        if token.kind is Kind.END:
            self._open = max(self._open - 1, 0)
            if not self._open:
                self._parted = False
        elif self._open or _turns(self._page, token):
            self._parted = self._open > 0
            self._inner = self._inner if self._open else 0
            self._open += 1

    def _pass_parting(self, token: Token) -> None:
        if token.kind is Kind.START:
            self._parted = True
            self._inner += 1
        elif self._inner:
            self._inner -= 1
        else:  # the end of an element around it
            self._open = 0
            self._parted = False

    def _bare(self, token: Token) -> Iterator[tuple[Edit, str | None]]:
        said = [
            _value(self._page, attribute).lower()
            for attribute in token.attributes
            if not _is_mute(self._page, attribute)
        ]
        if said:
            told = None if said == ["rtl"] else _ATTRIBUTES_TOLD
            yield Edit(token.start, token.end, '<bdo dir="rtl">'), told


def _turns(page: str, token: Token) -> bool:
    """Tells whether text is turned: also where only an element around, or a style, may say so."""
    named = {attribute.name: attribute for attribute in reversed(token.attributes)}
    direction = named.get("dir")
    return "style" in named or direction is None or _value(page, direction).lower() != "ltr"


def _value(page: str, attribute: Attribute) -> str:
    return value_place(page, attribute).text


def _is_mute(page: str, attribute: Attribute) -> bool:
    return attribute.name != "srcdoc" and is_keyword(attribute.name, _value(page, attribute))
