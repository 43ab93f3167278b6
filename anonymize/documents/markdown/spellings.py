"""Spellings of text in Markdown (CommonMark 0.31): escapes and references, and code, which has none."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from enum import Enum

from anonymize.documents.stretches import Reading

_SPELLED = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_LINE_END = re.compile(r"\r?\n")
_IN_TEXT = re.compile(r"[&<>\\`*~\[\]|]|(?<![^\W_])_|_(?![^\W_])")
_IN_TARGET = re.compile(r"[\s&<>()\[\]\\`\"']")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_OPEN_BEFORE = re.compile(r"(?:_+|\\+|\]|&[#A-Za-z0-9]{0,32})$")
_OPEN_BEHIND = re.compile(r"_+")


class Spelling(Enum):
    """How a stretch of a file is to be read and written; see `stretches.Spelling`."""

    TEXT = "text"
    TARGET = "where a link leads to, and its title"
    CODE = "as it stands"
    TICKED = "as it stands, between single backticks"
    BREAK = "the end of a line, with what does not belong to the text of the next one"

    @property
    def is_sign(self) -> bool:
        """See `stretches.Spelling`."""
        return self is Spelling.BREAK

    @property
    def is_code(self) -> bool:
        """Nothing in it is spelled otherwise."""
        return self in (Spelling.CODE, Spelling.TICKED)

    @property
    def is_whole(self) -> bool:
        """See `stretches.Spelling`."""
        return self is Spelling.BREAK

    def read(self, spelled: str) -> Reading:
        """See `stretches.Spelling`."""
        if self is Spelling.BREAK:
            end = _LINE_END.search(spelled)
            return Reading("" if end is None else end[0])
        if self.is_code:
            return Reading(spelled)
        return Reading.of(
            spelled,
            (
                (match.start(), match.end(), match["sign"] or html.unescape(match[0]))
                for match in _SPELLED.finditer(spelled)
                if match["sign"] or html.unescape(match[0]) not in ("", match[0])
            ),
        )

    def write(self, text: str, can: Callable[[str], bool]) -> str:
        """See `stretches.Spelling`. HTML in Markdown knows references, so that these are preferred."""
        if self is Spelling.TICKED:
            return text.replace("`", "`&#96;`")  # beside the code, which ends before it and begins anew
        if self is Spelling.CODE:
            return text
        if self is Spelling.TARGET:
            spelled = _IN_TARGET.sub(lambda match: _reference(match[0]), text)
        else:
            spelled = _IN_TEXT.sub(lambda match: _REFERENCES.get(match[0], f"\\{match[0]}"), text)
        if can(spelled):
            return spelled
        return "".join(sign if can(sign) else _reference(sign) for sign in spelled)

    def open_before(self, spelled: str) -> int:
        """See `stretches.Spelling`."""
        found = None if self.is_code else _OPEN_BEFORE.search(spelled)
        return 0 if found is None else len(found[0])

    def open_behind(self, spelled: str) -> int:
        """See `stretches.Spelling`."""
        found = _OPEN_BEHIND.match(spelled) if self is Spelling.TEXT else None
        return 0 if found is None else len(found[0])

    def empty(self) -> str:
        """See `stretches.Spelling`."""
        return ""


def _reference(sign: str) -> str:
    return _REFERENCES.get(sign, f"&#{ord(sign)};")
