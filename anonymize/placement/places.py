"""Where a job writes to, and how places on this machine are told apart."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from anonymize.documents.inputs import InputFile
from anonymize.documents.remote import RemotePath, spell_place

DEFAULT_DIRECTORY = "redacted"
MANIFEST_SUFFIX = ".manifest.jsonl"
STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a job writes to.

    Attributes:
        directory: the root of the mirrored tree, or the folder of the one output file; None for standard
            output.
        file_name: name of the one output file in `directory`; None for a mirrored tree.
        manifest: the manifest's path; None for none.
        vault: the vault's path; None for none.
        review: the review page's path; None for none.
    """

    directory: Path | RemotePath | None
    file_name: str | None
    manifest: Path | None
    vault: Path | None = None
    review: Path | None = None

    def relative(self, file: InputFile) -> PurePath | None:
        """Place of an input's output, relative to `directory`; None for standard output."""
        if self.directory is None:
            return None
        return PurePath(self.file_name) if self.file_name is not None else file.output

    @property
    def local_directory(self) -> Path | None:
        """The directory, where it is none that is remote."""
        return None if isinstance(self.directory, RemotePath) else self.directory

    def path(self, file: InputFile) -> Path | RemotePath | None:
        """Place of an input's output; None for standard output."""
        relative = self.relative(file)
        return None if self.directory is None or relative is None else self.directory / relative

    @property
    def shown(self) -> str:
        """The output as the user named it, for messages."""
        if self.directory is None:
            return "standard output"
        return spell_place(self.directory / (self.file_name or ""))


def nearest_directory(path: Path) -> Path:
    """Gives a directory, or the nearest one above it where it is not made yet."""
    return next((folder for folder in (path, *path.parents) if is_directory(folder)), Path())


def longest_name(directory: Path) -> int:
    """Gives how many bytes a name in a directory may have."""
    return os.pathconf(nearest_directory(directory), "PC_NAME_MAX")


def is_directory(path: Path) -> bool:
    """Tells whether a directory is there; none is where that cannot be told."""
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long
        return False


def real_path(path: Path) -> Path:
    """Gives a path without links, whether or not something is there."""
    # `Path.resolve` raises for a link that leads to itself, until Python 3.13.
    return Path(os.path.realpath(path))
