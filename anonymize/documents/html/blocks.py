"""Text of a page gathered into blocks: which tags part it, and what stands aside of it and parts nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count

from anonymize.documents.html.references import Spelling
from anonymize.documents.html.tokens import Kind, Token
from anonymize.documents.html.vocabulary import ASIDES, NOTES, is_inline
from anonymize.documents.stretches import Place, Stretch

_NOTE = re.compile(r"\s*[\d*\[(\u2020\u2021\u00a7]")
"""What is raised behind a name, and is no part of it."""


class Blocks:
    """The text of a page on its way into blocks.

    Args:
        page: the page.
    """

    def __init__(self, page: str) -> None:
        self._page = page
        self._numbers = count(1)
        self._block: list[Stretch] = []
        self._raised = False
        self._outer: list[tuple[str, list[Stretch]]] = []
        """Elements aside of text that are open, and the text that goes on behind each."""
        self._open: Counter[str] = Counter()

    def add(self, token: Token, spelling: Spelling) -> None:
        """Adds what is text, or is read as such."""
        self._block.append(Stretch(token.start, token.end, spelling))

    def pass_tag(self, token: Token, *, drawn: bool) -> Iterator[tuple[str, Place]]:
        """Passes what is no text, and gives the blocks that end there."""
        name, kind = token.name, token.kind
        if kind is Kind.START and name == "sup":
            self._raised = _NOTE.match(self._page, token.end) is not None
        parts = not is_inline(name, drawn=drawn) or (name == "sup" and self._raised)
        if name in NOTES or name in ("rb", "ruby") or parts:
            while self._outer and self._outer[-1][0] in NOTES and (kind is Kind.START or name not in NOTES):
                yield from self._back()
        if kind is Kind.START and name in ASIDES:
            self._outer.append((name, self._block))
            self._open[name] += 1
            self._block = []
        elif kind is Kind.END and self._open[name]:
            while self._open[name]:
                closed = self._outer[-1][0]
                yield from self._back()
                if closed == name:
                    break
        elif parts:
            yield from self._ended()

    def end(self) -> Iterator[tuple[str, Place]]:
        """Gives the blocks that end with the page."""
        while self._outer:
            yield from self._back()
        yield from self._ended()

    def _back(self) -> Iterator[tuple[str, Place]]:
        yield from self._ended()
        name, self._block = self._outer.pop()
        self._open[name] -= 1

    def _ended(self) -> Iterator[tuple[str, Place]]:
        block, self._block = self._block, []
        number = next(self._numbers)
        place = Place(self._page, tuple(block))
        if any(not stretch.spelling.is_sign for stretch in block) and place.text.strip("\ufeff \t\r\n"):
            yield f"p{number}", place
