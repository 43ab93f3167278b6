"""Which columns of a table are documents, told from the first rows: its delimiter, its header, its width.

There is no guessing where a guess could leave a name standing. A header is a row in which the columns stand
that the user named (headers.py); numbers are for tables without one, and then the first row is data.
`csv.Sniffer` goes by the frequency of letters, which prose upsets, so a delimiter must cut the rows into
equal numbers of cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from anonymize.documents.base import ReadOptions
from anonymize.documents.cells import NotARowError, RowScanner
from anonymize.documents.column_words import columns_shown
from anonymize.documents.fields import FieldPath, join_key
from anonymize.documents.headers import Header, first_values, header_of, is_data, named
from anonymize.errors import DocumentError

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
    def looked_at(self) -> frozenset[int]:
        """Indices of the columns that are chosen or known."""
        return self.chosen.union(index for index, _ in self.known)

    @property
    def asked_for(self) -> frozenset[int]:
        """Indices of the columns that the user spoke of."""
        return self.looked_at if self.subject is None else self.looked_at | {self.subject}

    @property
    def passed_through(self) -> frozenset[str]:
        """Names of the columns that are neither chosen nor known."""
        looked_at = self.looked_at
        return frozenset(name for index, name in enumerate(self.names) if index not in looked_at)


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
        return _numbered(delimiter, width, range(width), options, first_values(lines, delimiter))
    paths = options.fields or (DEFAULT_COLUMN,)
    some_missing = options.missing == "skip" and options.fields is not None
    numbers = [_number(path) for path in paths]
    # A number is never looked for in the first row: a value there that is the same would make a header of it.
    if None in numbers:
        header = header_of(lines, delimiters, paths, where, some_missing=some_missing)
        if header is not None:
            return _with_header(header, options)
        raise _missing(lines, delimiters, options.fields, where)
    delimiter, width = _delimiter(lines, delimiters, where, may_guess=False)
    chosen = [number - 1 for number in numbers if number is not None]
    if max(chosen) >= width and not (some_missing and min(chosen) < width):
        message = (
            f"{where}: there is no column {max(chosen) + 1}, as rows have {width} cell(s); choose others"
        )
        raise DocumentError("field_missing", f"{message} with --field")
    return _numbered(delimiter, width, chosen, options, first_values(lines, delimiter))


def _with_header(header: Header, options: ReadOptions) -> Columns:
    known = tuple(
        (index, label) for path, label in options.known for index in sorted(named(path, header.values))
    )
    subject = min(named(options.subject, header.values), default=None) if options.subject else None
    width = len(header.values)
    columns = Columns(header.delimiter, width, header.line, (), header.chosen, known, subject)
    names = tuple(
        # What may be a remark is in no message.
        str(index + 1) if header.is_comment and index not in columns.asked_for else join_key("", value)
        for index, value in enumerate(header.values)
    )
    return replace(columns, names=names)


def _numbered(
    delimiter: str, width: int, chosen: Sequence[int], options: ReadOptions, first: tuple[str, ...]
) -> Columns:
    """Columns by number; what is known of a row may be named, where the names are in the first row."""

    def places(path: FieldPath) -> list[int]:
        number = _number(path)
        if number is None:
            return sorted(named(path, first))
        return [number - 1] if number <= width else []

    known = tuple((index, label) for path, label in options.known for index in places(path))
    subject = next(iter(places(options.subject)), None) if options.subject else None
    names = tuple(str(number) for number in range(1, width + 1))
    within = frozenset(index for index in chosen if index < width)
    return Columns(delimiter, width, None, names, within, known, subject)


def _number(path: FieldPath) -> int | None:
    """The number of a column, from 1 on; None for what is a name."""
    text = str(path)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0 else None


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


def _missing(
    lines: Sequence[str], delimiters: str, fields: Sequence[FieldPath] | None, where: str
) -> DocumentError:
    """The error for a table whose first row does not hold the names; it tells what it may of that row."""
    if fields is None:
        problem = f"no --field was given, and the first row has no column '{DEFAULT_COLUMN}'; choose columns"
    else:
        names = ", ".join(f"'{path}'" for path in fields)
        problem = f"not all of the columns {names} are in the first row; choose others"
    shown = columns_shown([first_values(lines, delimiter) for delimiter in delimiters])
    row = f"columns there: {shown}" if shown else "that row is not shown, as it may be data"
    return DocumentError(
        "field_missing",
        f"{where}: {problem} with --field, by number (--field 2) where that row holds no names, or all with"
        f" --all-strings ({row})",
    )
