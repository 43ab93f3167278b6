"""The row of a table that holds the names of its columns, told from the columns that the user named.

It is the first row. A comment right above that row is it where the row does not hold them, as in `#id,text`;
a remark that mentions them is not. Where two delimiters would do, there is no choice between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anonymize.documents.cells import NotARowError, RowScanner
from anonymize.documents.fields import FieldPath
from anonymize.errors import DocumentError

COMMENT = "#"


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the names.

    Attributes:
        delimiter: what stands between them.
        line: index of the line in which it starts.
        values: its cells, without white space around.
        chosen: indices of the columns that are documents.
        is_comment: it starts as comments do.
    """

    delimiter: str
    line: int
    values: tuple[str, ...]
    chosen: frozenset[int]
    is_comment: bool


def header_of(
    lines: Sequence[str], delimiters: str, paths: Sequence[FieldPath], where: str, *, some_missing: bool
) -> Header | None:
    """Looks for the row that holds names of columns.

    Args:
        lines: with their ends, without a byte-order mark; at least one is no comment and not blank.
        delimiters: those that may stand between cells.
        paths: the names.
        where: the id that a message begins with.
        some_missing: one of the names is enough. A comment needs them all, as it may hold one by chance.

    Returns:
        It; None where there is none.

    Raises:
        DocumentError: with the reason `unclear_delimiter`.
    """
    first = _first_row(lines)
    headers = [_header(lines, first, delimiter, paths, some_missing=some_missing) for delimiter in delimiters]
    if not any(headers):
        headers = [_comment_header(lines, first, delimiter, paths) for delimiter in delimiters]
    found = [header for header in headers if header is not None]
    # A name that stands alone in its line is a cell of one's own for every delimiter.
    cut = [header for header in found if len(header.values) > 1]
    if len(cut) > 1:
        message = f"{where}: the columns that were named are in the first row under more than one delimiter"
        raise DocumentError(
            "unclear_delimiter", f"{message}; give that row other names, or use --all-strings"
        )
    return next(iter(cut or found), None)


def first_values(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Gives the values of the first row that is no comment; nothing where it is not cut by a delimiter."""
    return _values(lines, _first_row(lines), delimiter)


def named(path: FieldPath, values: Sequence[str]) -> frozenset[int]:
    """Indices of the columns with a name; `user.bio` is one, too, as there is nothing inside of a cell."""
    names = {str(path), *(step for step in path.steps if step and len(path.steps) == 1)}
    return frozenset(index for index, value in enumerate(values) if value in names)


def is_blank(line: str) -> bool:
    """Tells whether there is no cell in a line."""
    return not line.strip(" \r\n")


def is_data(line: str) -> bool:
    """Tells whether a line that starts a row is sure to be one, and no comment."""
    return not is_blank(line) and not line.startswith(COMMENT)


def _first_row(lines: Sequence[str]) -> int:
    return next(index for index, line in enumerate(lines) if is_data(line))


def _header(
    lines: Sequence[str], line: int, delimiter: str, paths: Sequence[FieldPath], *, some_missing: bool
) -> Header | None:
    values = _values(lines, line, delimiter)
    found = [named(path, values) for path in paths]
    if all(found) or (some_missing and any(found)):
        return Header(
            delimiter, line, values, frozenset().union(*found), is_comment=lines[line].startswith(COMMENT)
        )
    return None


def _comment_header(
    lines: Sequence[str], first: int, delimiter: str, paths: Sequence[FieldPath]
) -> Header | None:
    """The comment above the first row, if it has as many cells, and its sign stands right before a name."""
    line = next((index for index in reversed(range(first)) if not is_blank(lines[index])), None)
    if line is None or (lines[line][1:2].isspace() and not lines[line].startswith(COMMENT + delimiter)):
        return None
    header = _header(lines[: line + 1], line, delimiter, paths, some_missing=False)
    same_width = header is not None and len(header.values) == len(_values(lines, first, delimiter))
    return header if same_width else None


def _values(lines: Sequence[str], start: int, delimiter: str) -> tuple[str, ...]:
    """The cells of the row that starts in a line, without white space; nothing where it is no row."""
    scanner = RowScanner(delimiter)
    try:
        for end, line in enumerate(lines[start:], start=start + 1):
            if (cells := scanner.feed(line)) is not None:
                row = "".join(lines[start:end])
                return tuple(cell.text(row).strip() for cell in cells)
    except NotARowError:
        pass
    return ()
