"""A Markdown file cut into text, code, signs and targets of links.

Lines are gathered to paragraphs, in which signs are found with one expression; nothing recurses, and nothing
is looked at more than a few times. Where CommonMark needs all of a file to tell code from text, this may err:
then an escape is read as two signs, or a replacement in code is spelled with references.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from anonymize.documents.html.vocabulary import INLINE
from anonymize.documents.markdown.spellings import Spelling
from anonymize.documents.stretches import Stretch

_FRONT_MATTER = re.compile(
    r"\ufeff?(?P<rule>---|\+\+\+)[ \t]*\r?\n(?:.*\n)*?(?:(?P=rule)|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_TICKS = re.compile("`+")
_INLINE = "|".join(sorted(INLINE))
_SIGN = re.compile(
    rf"""
    \\[!-/:-@\[-`{{-~] | (?P<ticks>`+) | (?P<marks>\*+|~{{2,}}) | (?P<line>_+) | (?P<open>!?\[)
    | (?P<tag></?(?:{_INLINE})[ \t]*/?>) | (?P<break>\\?\r?\n(?:[ \t]{{0,3}}>[ \t]?)*)
    | \](?:\((?P<target>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)?+)\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Cut:
    """What a file is made of.

    Attributes:
        file: the file.
        body: the text as people read it, in order.
        targets: where links lead to.
        marks: signs around words, which stand in pairs; in order.
    """

    file: str

    body: list[Stretch] = field(default_factory=list)
    targets: list[Stretch] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def text(self, start: int, end: int) -> str:
        """Gives a stretch of the file as it is spelled."""
        return self.file[start:end]


def cut(text: str) -> Cut:
    """Cuts a file."""
    found = Cut(text)
    front = _FRONT_MATTER.match(text)
    position = 0 if front is None else front.end()
    if position:
        found.body.append(Stretch(0, position, Spelling.CODE))
    for start, end, is_code in _parts(text, position):
        if is_code:
            _code(text, start, end, found)
        else:
            _Paragraph(text, start, end, found).cut()
    if not found.body:
        found.body.append(Stretch(len(text), len(text), Spelling.TEXT))
    return found


def _parts(text: str, position: int) -> Iterator[tuple[int, int, bool]]:
    """Gives the paragraphs and the blocks of code: start, end, and whether it is code."""
    start = position
    fence: str | None = None
    depth = 0
    code = in_list = False
    after_blank = True
    while position < len(text):
        end = text.find("\n", position) + 1 or len(text)
        line = text[position:end].rstrip("\r\n")
        quote = _QUOTE.match(line)
        content = line[quote.end() :] if quote else line
        level = 0 if quote is None else quote[0].count(">")
        if fence is not None and level < depth:
            fence = None
        opening = _FENCE.match(content)
        blank = not content.strip()
        if fence is not None:
            is_code, ends = True, False
            if opening is not None and _closes(content.strip(), fence):
                fence = None
        elif opening is not None:
            fence, depth = opening["fence"], level
            is_code, ends = True, True
        else:
            in_list = _ITEM.match(content) is not None or (in_list and (blank or content[:1] in (" ", "\t")))
            indented = _INDENTED.match(content) is not None and (after_blank or code) and not in_list
            is_code = indented and not blank
            ends = blank or is_code is not code
        if (ends or is_code is not code) and start < position:
            yield start, position, code
            start = position
        code, after_blank = is_code, blank
        position = end
    if start < position:
        yield start, position, code


def _closes(line: str, fence: str) -> bool:
    return line.startswith(fence) and not line.strip(fence[0])


def _code(text: str, start: int, end: int, found: Cut) -> None:
    """Takes code as it stands, marks of quotes aside."""
    position = start
    while position < end:
        following = text.find("\n", position, end) + 1 or end
        quote = _QUOTE.match(text, position, following)
        content = position if quote is None else quote.end()
        if quote is not None and found.body and found.body[-1].end == position:
            _with_break(text, found, content)
        if content < following:
            found.body.append(Stretch(content, following, Spelling.CODE))
        position = following


def _with_break(text: str, found: Cut, end: int) -> None:
    """Has the line end before a quote mark go with the mark."""
    last = found.body[-1]
    size = 2 if text.endswith("\r\n", last.start, last.end) else 1
    if last.spelling is not Spelling.BREAK and text.endswith("\n", last.start, last.end):
        found.body.pop()
        if last.start < last.end - size:
            found.body.append(Stretch(last.start, last.end - size, last.spelling))
        found.body.append(Stretch(last.end - size, end, Spelling.BREAK))


class _Paragraph:
    def __init__(self, text: str, start: int, end: int, found: Cut) -> None:
        self._text = text
        self._start = start
        self._end = end
        self._found = found
        self._skipped: list[tuple[int, int, Spelling | None]] = []
        self._open: list[tuple[int, int]] = []
        self._ticks: dict[int, list[int]] = {}
        for ticks in _TICKS.finditer(text, start, end):
            self._ticks.setdefault(len(ticks[0]), []).append(ticks.start())

    def cut(self) -> None:
        """Puts down the stretches of the paragraph."""
        position = self._start
        quote = _QUOTE.match(self._text, position, self._end)
        if quote is not None:
            position = quote.end()
            if self._found.body and self._found.body[-1].end == self._start:
                _with_break(self._text, self._found, position)
            self._start = position
        while (sign := _SIGN.search(self._text, position, self._end)) is not None:
            position = self._take(sign)
        marks = []
        place = self._start
        for start, end, spelling in sorted(self._skipped, key=lambda skipped: skipped[0]):
            self._add(place, start, Spelling.TEXT)
            if spelling is None:
                marks.append((start, end))
            else:
                self._add(start, end, spelling)
            place = end
        self._add(place, self._end, Spelling.TEXT)
        self._found.marks += marks

    def _add(self, start: int, end: int, spelling: Spelling) -> None:
        if start < end:
            (self._found.targets if spelling is Spelling.TARGET else self._found.body).append(
                Stretch(start, end, spelling)
            )

    def _take(self, sign: re.Match[str]) -> int:
        start, end = sign.span()
        if sign["ticks"]:
            return self._code(start, end)
        if sign["marks"] or sign["tag"] or (sign["line"] and self._parts_words(start, end)):
            self._skipped.append((start, end, None))
        elif sign["break"] and (sign["break"].strip("\r\n")):
            self._skipped.append((start, end, Spelling.BREAK))
        elif sign["open"]:
            self._open.append((start, end))
        elif self._text.startswith("]", start) and self._open:
            opening = self._open.pop()
            if sign["target"] is not None:
                low, high = sign.span("target")
                self._skipped += [
                    (*opening, None),
                    (start, low, None),
                    (low, high, Spelling.TARGET),
                    (high, end, None),
                ]
            else:
                return start + 1
        return end

    def _code(self, start: int, end: int) -> int:
        """Takes code between backticks; those that are not closed are left out, too."""
        self._skipped.append((start, end, None))
        others = self._ticks.get(end - start, [])
        after = bisect_right(others, start)
        if after == len(others):
            return end
        close = others[after]
        spelling = Spelling.TICKED if end - start == 1 else Spelling.CODE
        position = end
        for line in re.finditer(r"\r?\n(?:[ \t]{0,3}>[ \t]?)+", self._text[end:close]):
            self._skipped.append((position, end + line.start(), spelling))
            self._skipped.append((end + line.start(), end + line.end(), Spelling.BREAK))
            position = end + line.end()
        self._skipped += [(position, close, spelling), (close, close + end - start, None)]
        return close + end - start

    def _parts_words(self, start: int, end: int) -> bool:
        """Tells whether a line stands at the bound of a word; within one it is a letter of it."""
        return not (
            self._start < start
            and self._text[start - 1].isalnum()
            and end < self._end
            and self._text[end].isalnum()
        )
