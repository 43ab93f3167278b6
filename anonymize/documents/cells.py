"""Cells of a table's row, and where each stands in it.

`csv` of the standard library gives values and forgets how they were spelled. Here a row is cut into cells as
RFC 4180 says, with any delimiter, and one cell can be changed while all else stays as it was. What is not cut
in one way by everybody (text behind a closing quote) is an error and not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anonymize.documents.edits import Edit

QUOTE = '"'
_OPENING = re.compile(' *+"')
_INSIDE = re.compile('(?:[^"]++|"")*+')
_DOUBLED = re.compile('""')


class NotARowError(Exception):
    """A line is no row, nor part of one.

    Attributes:
        position: code point in the line.
        problem: what stands there, in words.
    """

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands in its row.

    Attributes:
        start: code point at which its spelling starts, the opening quote if it has one.
        end: one past its last one.
        quoted: it stands in quotes, inside of which a quote is written twice.
    """

    start: int
    end: int
    quoted: bool

    def text(self, row: str) -> str:
        """Gives its value."""
        spelled = row[self.start : self.end]
        return spelled[1:-1].replace('""', QUOTE) if self.quoted else spelled


class RowScanner:
    """Cuts rows into cells, a line at a time; a line break in quotes does not end a row.

    Args:
        delimiter: the one character that stands between cells.
    """

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self._plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")
        self._clear()

    def _clear(self) -> None:
        self._cells: list[Cell] = []
        self._length = 0
        self._quote: int | None = None

    @property
    def inside(self) -> bool:
        """A row has begun and goes on in the next line."""
        return self._quote is not None

    def feed(self, line: str, start: int = 0) -> list[Cell] | None:
        """Takes in the next line.

        Args:
            line: with its end; the last line of a file may have none.
            start: where to start in it; only for the first line of a row.

        Returns:
            The cells of the row, with their places in all of its lines together; None when it goes on.

        Raises:
            NotARowError: what comes after it cannot be told apart into rows any more.
        """
        position = start
        while True:
            if self._quote is not None:
                position = _end_of(_INSIDE, line, position)
                if position == len(line):
                    self._length += len(line)
                    return None
                position += 1
                self._cells.append(Cell(self._quote, self._length + position, quoted=True))
                self._quote = None
            elif opening := _OPENING.match(line, position):
                position = opening.end()
                self._quote = self._length + position - 1
                continue
            else:
                first, position = position, _end_of(self._plain, line, position)
                self._cells.append(Cell(self._length + first, self._length + position, quoted=False))
            if not line.startswith(self.delimiter, position):
                return self._ended(line, position)
            position += 1

    def _ended(self, line: str, position: int) -> list[Cell]:
        cells = self._cells
        self._clear()
        if line[position:] in ("", "\n", "\r\n"):
            return cells
        if line[position] == "\r":
            raise NotARowError(position, "a carriage return that is no part of a line end")
        raise NotARowError(position, "text behind the closing quote of a cell")


def respelled(
    row: str, cell: Cell, edits: Sequence[Edit], delimiter: str, *, alone: bool, first: bool
) -> str:
    """Gives a cell as it is written after edits, in quotes only where it was, or where it needs them.

    Args:
        row: the row that it stands in.
        cell: which one.
        edits: of its value, in order.
        delimiter: what stands between cells.
        alone: there is no other cell in the row.
        first: it is the first one.
    """
    bounds = (bound for edit in edits for bound in (edit.start, edit.end))
    raw = _raw_offsets(row[cell.start : cell.end], bounds) if cell.quoted else bounds
    pieces: list[str] = []
    position = cell.start
    for edit, low, high in zip(edits, raw, raw, strict=True):
        replacement = edit.replacement.replace(QUOTE, '""') if cell.quoted else edit.replacement
        pieces += row[position : cell.start + low], replacement
        position = cell.start + high
    value = "".join((*pieces, row[position : cell.end]))
    needs_quotes = (
        any(mark in value for mark in (delimiter, "\r", "\n"))
        or any(QUOTE in edit.replacement for edit in edits)
        or value.lstrip(" ").startswith(QUOTE)
        or (first and value.startswith("#"))  # it would be a comment
        or (alone and not value.strip())  # it would be an empty line
    )
    if cell.quoted or not edits or not needs_quotes:
        return value
    return QUOTE + value.replace(QUOTE, '""') + QUOTE


def _raw_offsets(spelled: str, offsets: Iterable[int]) -> Iterator[int]:
    """Maps offsets in the value of a quoted cell, ascending, to offsets in its spelling."""
    doubled = _DOUBLED.finditer(spelled[:-1], 1)
    quote = next(doubled, None)
    shift = 1
    for offset in offsets:
        while quote is not None and quote.start() - shift < offset:
            shift += 1
            quote = next(doubled, None)
        yield offset + shift


def _end_of(pattern: re.Pattern[str], line: str, position: int) -> int:
    """Where a pattern that matches everywhere ends."""
    match = pattern.match(line, position)
    return position if match is None else match.end()
