"""Text that is shown from right to left by force, by U+202E RIGHT-TO-LEFT OVERRIDE.

Of the Unicode Bidirectional Algorithm (Unicode Standard Annex 9) what concerns such stretches: the stack of
embeddings, overrides and isolates (X1 to X8) and the order of levels (L2). Letters that no override turns
are read in the order in which they are stored, in whichever direction they are shown: that is the order in
which words are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import regex

from anonymize.text.rewrite import Rewrite

OVERRIDE = "\u202e"
Turn = Literal["shown", "stored"]
"""Whether what an override turns is read as it is shown, or in the order in which the text is stored."""
_LINES = regex.compile(r"[\u202a-\u202e\u2066-\u2069]|[\n\r\x1c-\x1e\x85\u2029]|\Z")
_ODD = {"\u202a": 0, "\u202b": 1, "\u202d": 0, OVERRIDE: 1, "\u2066": 0, "\u2067": 1, "\u2068": 0}
"""What begins an embedding, an override or an isolate, and whether its level is an odd one."""
_OVERRIDES = frozenset("\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_END, _END_OF_ISOLATE = "\u202c", "\u2069"
_DEEPEST = 125
"""Levels, as the annex has it."""


class _Open(NamedTuple):
    """An embedding, an override or an isolate that has not ended yet."""

    level: int
    is_override: bool
    is_isolate: bool


class _Stretch:
    """One that is turned: its pieces, by how often they are turned."""

    def __init__(self, start: int, depth: int) -> None:
        self.start = start
        self.depth = depth
        self._levels: list[list[str]] = [[]]

    def add(self, text: str, level: int) -> None:
        """Adds a piece; what lies deeper than it is turned."""
        while len(self._levels) - 1 > level:
            self._levels[-2].append("".join(self._levels.pop())[::-1])
        while len(self._levels) - 1 < level:
            self._levels.append([])
        self._levels[-1].append(text)

    def shown(self) -> str:
        """Gives the stretch as it is shown."""
        self.add("", 0)
        return "".join(self._levels[0])


def turned(text: str, unseen: regex.Pattern[str]) -> Iterator[Rewrite]:
    """Gives the outermost stretches that an override turns, as they are shown.

    Args:
        text: the text.
        unseen: what is left out of them.
    """
    stack: list[_Open] = []
    isolates = 0
    stretch: _Stretch | None = None
    place = 0
    for match in _LINES.finditer(text):
        sign = match[0]
        if stretch is not None and match.start() > place:
            level, is_override, _ = stack[-1]
            read = unseen.sub("", text[place : match.start()])
            stretch.add(read, level if is_override or level % 2 == 0 else level + 1)
        place = match.end()
        if sign in _ODD:
            if stretch is None and sign == OVERRIDE:
                stretch = _Stretch(match.start(), len(stack))
                level = 0
            else:
                level = stack[-1].level if stretch is not None else 0
            level += 1 if (level + 1) % 2 == _ODD[sign] else 2
            deepest = _DEEPEST - 1 + _ODD[sign]
            stack.append(_Open(min(level, deepest), sign in _OVERRIDES, sign in _ISOLATES))
            isolates += sign in _ISOLATES
        elif sign == _END:
            if stack and not stack[-1].is_isolate:
                stack.pop()
        elif sign == _END_OF_ISOLATE:
            while isolates and not stack.pop().is_isolate:
                pass
            isolates = max(isolates - 1, 0)
        else:
            stack.clear()
            isolates = 0
        if stretch is not None and len(stack) <= stretch.depth:
            yield Rewrite(stretch.start, match.end() if sign == _END else match.start(), stretch.shown())
            stretch = None
