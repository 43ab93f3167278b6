"""Which columns of a table are documents, told from the first rows: its delimiter, its header, its width.

There is no guessing where a guess could leave a name standing. A header is the row in which the columns stand
that the user named; numbers are for tables without one, and then the first row is data. `csv.Sniffer` goes
by the frequency of letters, which prose upsets, so a delimiter must cut the rows into equal numbers of cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anonymize.documents.base import ReadOptions
from anonymize.documents.cells import NotARowError, RowScanner
from anonymize.documents.fields import FieldPath, join_key
from anonymize.errors import DocumentError

COMMENT = "#"
DEFAULT_COLUMN = FieldPath(("text",))
_EQUAL_ROWS = 0.9
"""Share of the first rows that a delimiter must cut into one number of cells."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is to be known about a table to read its rows.

    Attributes:
        delimiter: what stands between cells.
        width: cells in a row.
        header: index of the line in which the row with the names starts; None where there is no such row.
        names: the columns as ids and messages call them: by name, or by number from 1 on.
        chosen: indices of the columns that are documents.
        known: indices of columns whose values are known, with the canonical label.
        subject: index of the column that says whom a row is about.
    """

    delimiter: str
    width: int
    header: int | None
    names: tuple[str, ...]
    chosen: frozenset[int]
    known: tuple[tuple[int, str], ...]
    subject: int | None

    @property
    def passed_through(self) -> frozenset[str]:
        """Names of the columns that are neither chosen nor known."""
        looked_at = self.chosen.union(index for index, _ in self.known)
        return frozenset(name for index, name in enumerate(self.names) if index not in looked_at)


@dataclass(frozen=True, slots=True)
class _FirstRow:
    """A row that may hold the names of columns: the index of its line, and its values without white space."""

    line: int
    values: tuple[str, ...]


def columns_of(lines: Sequence[str], delimiters: str, options: ReadOptions, where: str) -> Columns:
    """Tells the columns from the first lines.

    Args:
        lines: with their ends, without a byte-order mark; at least one is no comment and not blank.
        delimiters: those that may stand between cells.
        options: which columns are documents.
        where: the id that a message begins with.

    Raises:
        DocumentError: with the reason `field_missing`, `unclear_delimiter` or `not_a_table`.
    """
    if options.all_strings:
        delimiter, width = _delimiter(lines, delimiters, where, may_guess=True)
        return _numbered(delimiter, width, range(width), options, _first_data(lines, delimiter))
    paths = options.fields or (DEFAULT_COLUMN,)
    some_missing = options.missing == "skip" and options.fields is not None
    numbers = [_number(path) for path in paths]
    # A number is never looked for in the first row: a value there that is the same would make a header of it.
    for delimiter in delimiters if None in numbers else "":
        for row in _first_rows(lines, delimiter):
            found = [_named(path, row.values) for path in paths]
            if all(found) or (some_missing and any(found)):
                return _with_header(delimiter, row, frozenset().union(*found), options)
    if None in numbers:
        raise DocumentError(
            "field_missing",
            f"{where}: not all of the columns {_listed(paths)} are in the first row; name others with"
            " --field, give numbers as in --field 2 where that row holds no names, or choose all with"
            " --all-strings",
        )
    delimiter, width = _delimiter(lines, delimiters, where, may_guess=False)
    chosen = [number - 1 for number in numbers if number is not None]
    if max(chosen) >= width and not (some_missing and min(chosen) < width):
        message = (
            f"{where}: there is no column {max(chosen) + 1}, as rows have {width} cell(s); choose others"
        )
        raise DocumentError("field_missing", f"{message} with --field")
    return _numbered(delimiter, width, chosen, options, _first_data(lines, delimiter))


def is_blank(line: str) -> bool:
    """Tells whether there is no cell in a line."""
    return not line.strip(" \r\n")


def is_data(line: str) -> bool:
    """Tells whether a line that starts a row is sure to be one, and no comment."""
    return not is_blank(line) and not line.startswith(COMMENT)


def _with_header(delimiter: str, row: _FirstRow, chosen: frozenset[int], options: ReadOptions) -> Columns:
    names = tuple(join_key("", value) for value in row.values)
    known = tuple(
        (index, label) for path, label in options.known for index in sorted(_named(path, row.values))
    )
    subject = min(_named(options.subject, row.values), default=None) if options.subject else None
    return Columns(delimiter, len(names), row.line, names, chosen, known, subject)


def _numbered(
    delimiter: str, width: int, chosen: Sequence[int], options: ReadOptions, first: tuple[str, ...]
) -> Columns:
    """Columns by number; what is known of a row may be named, where the names are in the first row."""

    def places(path: FieldPath) -> list[int]:
        number = _number(path)
        if number is None:
            return sorted(_named(path, first))
        return [number - 1] if number <= width else []

    known = tuple((index, label) for path, label in options.known for index in places(path))
    subject = next(iter(places(options.subject)), None) if options.subject else None
    names = tuple(str(number) for number in range(1, width + 1))
    within = frozenset(index for index in chosen if index < width)
    return Columns(delimiter, width, None, names, within, known, subject)


def _named(path: FieldPath, values: Sequence[str]) -> frozenset[int]:
    """Indices of the columns with a name; `user.bio` is one, too, as there is nothing inside of a cell."""
    names = {str(path), *(step for step in path.steps if step and len(path.steps) == 1)}
    return frozenset(index for index, value in enumerate(values) if value in names)


def _number(path: FieldPath) -> int | None:
    """The number of a column, from 1 on; None for what is a name."""
    text = str(path)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0 else None


def _first_rows(lines: Sequence[str], delimiter: str) -> Iterator[_FirstRow]:
    """The rows that may be a header: those that look like comments before the first one, and that one."""
    for index, line in enumerate(lines):
        if is_blank(line):
            continue
        scanner = RowScanner(delimiter)
        try:
            for more, text in enumerate(lines[index:], start=1):
                if (cells := scanner.feed(text)) is not None:
                    row = "".join(lines[index : index + more])
                    yield _FirstRow(index, tuple(cell.text(row).strip() for cell in cells))
                    break
        except NotARowError:
            pass
        if is_data(line):
            return


def _first_data(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """The values of the first row that is no comment."""
    return next((row.values for row in _first_rows(lines, delimiter) if is_data(lines[row.line])), ())


def _delimiter(lines: Sequence[str], delimiters: str, where: str, *, may_guess: bool) -> tuple[str, int]:
    """Gives the delimiter, and how many cells it cuts a row into."""
    widths = {delimiter: _widths(lines, delimiter) for delimiter in delimiters}
    usual = {delimiter: counts.most_common(1)[0] for delimiter, counts in widths.items() if counts}
    if not usual:
        message = f"{where}: its first rows have quotes that are not closed, or text behind closing quotes"
        raise DocumentError("not_a_table", f"{message}; correct them")
    equal = {
        delimiter: width
        for delimiter, (width, count) in usual.items()
        if width > 1 and count >= _EQUAL_ROWS * widths[delimiter].total()
    }
    if len(delimiters) == 1 or not any(width > 1 for counts in widths.values() for width in counts):
        delimiter = next(iter(usual))  # one column
        return delimiter, usual[delimiter][0]
    if len(equal) == 1 or (equal and may_guess):
        return max(equal.items(), key=lambda item: item[1])
    if may_guess:
        delimiter = max(usual, key=lambda mark: (usual[mark][1] / widths[mark].total(), usual[mark][0]))
        return delimiter, usual[delimiter][0]
    raise DocumentError(
        "unclear_delimiter",
        f"{where}: {'more than one' if equal else 'no'} delimiter cuts the rows into equal numbers of cells;"
        " write the names of the columns in the first row and choose by name, or choose all with"
        " --all-strings",
    )


def _widths(lines: Sequence[str], delimiter: str) -> Counter[int]:
    """How many rows have how many cells; nothing where the lines are no rows."""
    scanner = RowScanner(delimiter)
    counts: Counter[int] = Counter()
    try:
        for line in lines:
            if scanner.inside or is_data(line):
                cells = scanner.feed(line)
                counts.update([] if cells is None else [len(cells)])
    except NotARowError:
        return Counter()
    return counts


def _listed(paths: Sequence[FieldPath]) -> str:
    return ", ".join(f"'{path}'" for path in paths)
