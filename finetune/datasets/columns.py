"""Files with one word a line and a blank line between sentences: the word first, its tag last.

Tabs or spaces between columns, Windows line ends, a byte-order mark and a missing last line end are fine.
What the tags mean is left to `tagging`.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path

from anonymize.errors import DatasetError
from finetune.datasets.base import OUTSIDE, RawSentence
from finetune.datasets.opening import open_data

DOCUMENT_START = "-DOCSTART-"
"""First column of the line that CoNLL files put before each document; not a word of the text."""

_REMARK = "#"
"""Begins a remark in some files, and is a word in others."""


def read_columns(path: Path, *, columns: tuple[str, ...]) -> list[RawSentence]:
    """Reads a column file.

    Args:
        path: the file, in UTF-8.
        columns: what the columns are, the word first and the tag last; their number is checked, their names
            go into messages.

    Raises:
        DatasetError: with file and line: no such file, not UTF-8, a wrong number of columns, an empty
            sentence (two blank lines in a row between sentences).
    """
    sentences = []
    for start, block in _blocks(path):
        rows = [_fields(line) for line in block]
        for number, fields in enumerate(rows, start):
            _check(path, number, fields, columns)
        tokens = tuple(sys.intern(fields[0]) for fields in rows)
        tags = tuple(sys.intern(fields[-1]) for fields in rows)
        sentences.append(RawSentence(tokens, tags, str(path), range(start, start + len(rows))))
    _check_tags(path, sentences)
    return sentences


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Gives each run of lines between blank ones with the number of its first line."""
    block: list[str] = []
    number = blanks = 0
    seen_any = False
    for number, line in read_lines(path):
        if line and not line.startswith(DOCUMENT_START):
            if blanks > 1 and seen_any:
                raise DatasetError(
                    f"{path}, line {number - 1}: an empty sentence (blank lines in a row); leave one of them"
                )
            seen_any, blanks = True, 0
            block.append(line)
            continue
        blanks = 0 if line else blanks + 1
        if block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def column_count(path: Path) -> int:
    """Tells how many columns a file has, by the first line that has a word, and that is likely no remark.

    Raises:
        DatasetError: there is no such line, it has no column for the tag, or the file cannot be read.
    """
    remark = 0
    for number, line in read_lines(path):
        if line and not line.startswith(DOCUMENT_START):
            if len(fields := _fields(line)) < len(("word", "tag")):
                raise DatasetError(f"{path}, line {number}: one column; expected a word and its tag")
            if not line.startswith(_REMARK):
                return len(fields)
            remark = remark or len(fields)
    if remark:
        return remark
    raise DatasetError(f"{path}: no sentence in it")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Gives the lines of a UTF-8 file with their numbers, from 1, without white space at their ends.

    Raises:
        DatasetError: it cannot be read, or is not UTF-8, with the line.
    """
    with open_data(path) as file:
        for number, line in enumerate(file, 1):
            yield number, _decoded(path, number, line)


def _decoded(path: Path, number: int, line: bytes) -> str:
    if number == 1:
        line = line.removeprefix(codecs.BOM_UTF8)
    try:
        return line.decode().rstrip(" \t\r\n")
    except UnicodeDecodeError:
        # Not chained: the exception holds the line.
        raise DatasetError(f"{path}, line {number}: not UTF-8; convert the file") from None


def _fields(line: str) -> list[str]:
    """Columns of a line. Where there are tabs they alone separate, so that a word may hold a space."""
    if "\t" in line:
        return [field.strip(" ") for field in line.split("\t")]
    return [field for field in line.split(" ") if field]


def _check(path: Path, number: int, fields: list[str], columns: tuple[str, ...]) -> None:
    if len(fields) != len(columns):
        raise DatasetError(
            f"{path}, line {number}: {len(fields)} column(s) where {len(columns)} are expected "
            f"({', '.join(columns)})"
            + ("; leave out remarks, which a column file has no sign for" if fields[0][:1] == _REMARK else "")
        )
    if not fields[0] or not fields[-1]:
        raise DatasetError(f"{path}, line {number}: an empty word or tag")


def _check_tags(path: Path, sentences: list[RawSentence]) -> None:
    if not sentences:
        raise DatasetError(f"{path}: no sentence in it")
    if not any(OUTSIDE in sentence.tags for sentence in sentences):
        raise DatasetError(f"{path}: no word is tagged O; the tag has to stand in the last column")
