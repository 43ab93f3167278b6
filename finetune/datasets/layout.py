"""Directories with a file a split: which file is which, by its name, and reading them as one data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, RawSentence, Request
from finetune.datasets.columns import read_columns
from finetune.datasets.notes import PLACES_SHOWN, Notes
from finetune.datasets.tagging import to_iob2

SPLIT_NAMES: dict[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev", "devel", "development"),
    "test": ("test", "testing"),
}
"""What data sets call their splits."""
SUFFIXES = ("", ".conll", ".tsv", ".txt", ".iob", ".iob2", ".bio")
TWO_COLUMNS = ("word", "tag")
UNREAD = "file(s) with the name of a split and a suffix that is not read, left out"


def split_called(name: str) -> str | None:
    """Gives the split (train, validation or test) that a data set's word for it means."""
    return next((split for split, names in SPLIT_NAMES.items() if name.strip().lower() in names), None)


def split_files(directory: Path) -> dict[str, Path]:
    """Finds the column files of a directory, by split.

    Raises:
        DatasetError: two files for one split.
    """
    return _by_split(directory, ((path.stem, path) for path in _files(directory) if _is_read(path)))


def _files(directory: Path) -> list[Path]:
    return [path for path in sorted(directory.iterdir()) if path.is_file()]


def _is_read(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _unread(directory: Path) -> list[str]:
    """Names of files that are called as a split is, but for a suffix that column files do not have."""
    return [
        path.name
        for path in _files(directory)
        if not _is_read(path) and split_called(path.name.partition(".")[0]) is not None
    ]


def split_folders(directory: Path) -> dict[str, Path]:
    """Finds the folders of a directory that hold a split each.

    Raises:
        DatasetError: two folders for one split.
    """
    folders = (path for path in sorted(directory.iterdir()) if path.is_dir())
    return _by_split(directory, ((path.name, path) for path in folders))


def _by_split(directory: Path, named: Iterable[tuple[str, Path]]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for name, path in named:
        split = split_called(name)
        if split is None:
            continue
        if split in found:
            raise DatasetError(
                f"{directory}: {found[split].name} and {path.name} both hold {split}; keep one"
            )
        found[split] = path
    return found


def read_directory(spec: str, directory: Path) -> Dataset:
    """Reads a directory of two-column files.

    Args:
        spec: becomes the data set's name.
        directory: holds a train file, and validation and test files where there are any.

    Raises:
        DatasetError: no such directory, no train file, or something wrong in a file.
    """
    if not directory.is_dir():
        raise DatasetError(f"{directory}: there is no such directory")
    files = split_files(directory)
    unread = _unread(directory)
    if "train" not in files:
        raise DatasetError(
            f"{directory}: no train file; expected train, validation and test with one of the suffixes "
            f"{' '.join(suffix for suffix in SUFFIXES if suffix)}, two columns each: word and tag"
            + (f"; not read: {', '.join(unread[:PLACES_SHOWN])}" if unread else "")
        )
    notes = Notes()
    for name in unread:
        notes.add(UNREAD, name)
    return replace(read_splits(spec, files, columns=TWO_COLUMNS), notes=notes.sentences())


def read_splits(spec: str, files: dict[str, Path], *, columns: tuple[str, ...]) -> Dataset:
    """Reads the column files of a data set, all in one tag scheme.

    Args:
        spec: becomes the data set's name.
        files: by split; train is among them.
        columns: what the columns are.

    Raises:
        DatasetError: something wrong in a file, with the line.
    """
    raw: dict[str, list[RawSentence]] = {
        split: read_columns(path, columns=columns) for split, path in files.items()
    }
    splits = dict(zip(raw, to_iob2(*raw.values()), strict=True))
    return Dataset.of(
        spec, train=splits["train"], validation=splits.get("validation"), test=splits.get("test")
    )


def official_files(request: Request, names: dict[str, str]) -> dict[str, Path]:
    """Finds files of fixed names in `data_dir`.

    Args:
        request: with the directory.
        names: file names by split.

    Raises:
        DatasetError: there is no directory, or a file is missing.
    """
    expected = ", ".join(names.values())
    if request.data_dir is None:
        raise DatasetError(f"{request.spec}: give --data-dir, the directory that holds {expected}")
    files = {split: request.data_dir / name for split, name in names.items()}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        raise DatasetError(
            f"{request.data_dir}: no {', '.join(missing)}; {request.spec} is read from its official files "
            f"({expected})"
        )
    return files
