"""Files that a job needs for itself: none is written over, and no key is copied among the outputs.

Files are told by what they are, not by how they are called: a link to the key is the key. What is written
beside what else is written, and inputs that are outputs, are left to `refusing`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from anonymize.documents.inputs import InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote import RemotePath
from anonymize.errors import UsageError
from anonymize.placement.places import Placement

_Identity = tuple[int, int]
"""Device and inode."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that a job reads for itself.

    Attributes:
        what: `key file`, for messages.
        path: where it is; it need not be there.
        readable: whether it may be an input, too.
    """

    what: str
    path: Path
    readable: bool = False


def own_files(named: Iterable[tuple[str, Path | None]]) -> list[OwnFile]:
    """Gives the files that the user named: what each is, and where, None for one that was not named."""
    return [OwnFile(what, path) for what, path in named if path is not None]


def configuration_files(config: Path | None, operators: Path | None) -> Iterator[OwnFile]:
    """Gives the configuration file, and all that it names.

    Args:
        config: what the user gave as `--config`.
        operators: what the user gave as `--operators`.
    """
    from anonymize.config.file import files_named_in

    if operators is not None:
        yield OwnFile("file of operators", operators)
    if config is not None:
        yield OwnFile("configuration", config)
        # A pipe was read once, and has nothing more to say.
        for path in files_named_in(config) if config.is_file() else ():
            yield OwnFile("file", path, readable=True)


def check_own_files(own: Iterable[OwnFile], placement: Placement, files: Collection[InputFile]) -> None:
    """Checks that no file of the job's own is written over, or read as a document.

    Raises:
        UsageError: one is.
    """
    held: dict[_Identity, OwnFile] = {}
    for one in own:
        if (identity := _identity(one.path)) is not None:
            held.setdefault(identity, one)
    for file in files if held else ():
        found = _held(held, file.path)
        if found is not None and not found.readable:
            raise UsageError(f"the input {file.id} is {_named(found)}; move it out of what is read")
    for what, path in _written(placement, files) if held else ():
        if (found := _held(held, path)) is not None:
            raise UsageError(
                f"{what} {spell_file_name(str(path))} is {_named(found)}, which is never written over; choose"
                " another place"
            )
    if placement.directory is None:
        with suppress(AttributeError, OSError, ValueError):  # closed, or none of the operating system's
            out = os.fstat(sys.stdout.fileno())
            if (found := held.get((out.st_dev, out.st_ino))) is not None:
                raise UsageError(f"standard output goes to {_named(found)}; choose another place")


def _written(placement: Placement, files: Iterable[InputFile]) -> Iterator[tuple[str, Path | RemotePath]]:
    for file in files:
        if (path := placement.path(file)) is not None:
            yield "the output", path
    if placement.manifest is not None:
        yield "the manifest", placement.manifest
    if placement.review is not None:
        yield "the review page", placement.review


def _held(held: dict[_Identity, OwnFile], path: Path | RemotePath | None) -> OwnFile | None:
    identity = None if path is None or isinstance(path, RemotePath) else _identity(path)
    return None if identity is None else held.get(identity)


def _identity(path: Path) -> _Identity | None:
    """Tells a file from all others, whatever links lead to it; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _named(file: OwnFile) -> str:
    return f"the {file.what} {spell_file_name(str(file.path))}"
