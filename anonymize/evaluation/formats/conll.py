"""Columns, the word first and its tag last, a blank line between sentences; read as they are for training.

Words are joined by spaces, as the text they stood in is not known. Sentences between two `-DOCSTART-` lines
are the lines of one document; in a file without such lines each is a document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from anonymize.evaluation.formats.spans import files
from anonymize.evaluation.labelled import Labelled, LabelledSpan

if TYPE_CHECKING:
    from finetune.datasets.base import RawSentence, Sentence
    from finetune.datasets.notes import Notes

SUFFIXES = (".conll", ".tsv", ".iob", ".iob2", ".bio", ".txt")


def read(path: Path, _: Notes) -> Iterator[Labelled]:
    """Reads a file, or the column files of a directory, all in one tag scheme.

    Raises:
        DatasetError: with file and line: it cannot be read, columns or tags are not what they should be.
    """
    from finetune.datasets.tagging import to_iob2

    read_files = [(file, *_columns(file)) for file in files(path, *SUFFIXES)]
    converted = to_iob2(*(raw for _, raw, _ in read_files))
    for (file, raw, starts), sentences in zip(read_files, converted, strict=True):
        lines = [sentence.lines[0] for sentence in raw]
        # With the number of the document that it is in, or else of its own.
        numbered = [(bisect_right(starts, line) if starts else line, line) for line in lines]
        pairs = zip(numbered, sentences, strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[0][0]):
            members = list(group)
            yield _document(f"{file}, line {members[0][0][1]}", [sentence for _, sentence in members])


def _columns(path: Path) -> tuple[list[RawSentence], list[int]]:
    """The sentences of a file, and the lines on which its documents begin."""
    from finetune.datasets.columns import DOCUMENT_START, column_count, read_columns, read_lines

    names = ("word", *("other",) * (column_count(path) - 2), "tag")
    starts = [number for number, line in read_lines(path) if line.startswith(DOCUMENT_START)]
    return read_columns(path, columns=names), starts


def _document(name: str, sentences: list[Sentence]) -> Labelled:
    texts, spans, offset = [], [], 0
    for sentence in sentences:
        text, _ = sentence.written()
        spans += [
            LabelledSpan(offset + start, offset + end, label) for start, end, label in sentence.entities()
        ]
        texts.append(text)
        offset += len(text) + 1
    return Labelled(name, "\n".join(texts), tuple(spans))
