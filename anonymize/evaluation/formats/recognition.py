"""Which format a file or a directory is in: by the names of the files, and by the first record in JSON."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from anonymize.errors import DatasetError
from anonymize.evaluation.formats.conll import SUFFIXES
from anonymize.evaluation.formats.spans import files, json_lines, json_list
from finetune.datasets.opening import ending

DATA_SUFFIXES = (".jsonl", ".json", ".ann", *SUFFIXES)
"""Endings of the files that are read in a directory, of one format or another."""
KINDS = "--format jsonl, brat, conll, tab or presidio"


def recognise(path: Path) -> str:
    """Tells the format of labelled data.

    Raises:
        DatasetError: it is in none that is known, or cannot be read.
    """
    from finetune.datasets.brat import with_ending

    if path.is_dir():
        if any(file.suffix.lower() == ".ann" for file in path.rglob("*")):
            return "brat"
    elif path.suffix.lower() == ".ann" or (
        path.suffix.lower() == ".txt" and with_ending(path, ".ann").is_file()
    ):
        return "brat"
    for suffix in (".jsonl", ".json"):
        if found := [file for file in files(path, suffix) if ending(file) == suffix]:
            return _by_record(found)
    if files(path, *SUFFIXES):
        # Files of columns have all sorts of suffixes.
        return "conll"
    raise DatasetError(f"{path}: no format is known by such names of files; name one with {KINDS}")


def _by_record(paths: list[Path]) -> str:
    records = chain.from_iterable(
        json_list(path) if ending(path) == ".json" else json_lines(path) for path in paths
    )
    match next(records, None):
        case (_, {"full_text": _}):
            return "presidio"
        case (_, {"entities": [] | [{"identifier_type": _}, *_]} | {"annotations": dict()}):
            return "tab"
    return "presidio" if ending(paths[0]) == ".json" else "jsonl"
