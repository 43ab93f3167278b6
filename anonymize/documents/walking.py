"""Walking a directory: every entry under it is found once, in an order that does not depend on the disk.

Owns what counts as a file that can be read, and what stands in the way of the others; which format a file
has is left to `inputs`.
"""

from __future__ import annotations

import errno
import fnmatch
import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from anonymize.documents.beneath import directory_beneath


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something under a directory is not read.

    Attributes:
        reason: a stable machine-readable code.
        message: what is the matter, and what to do to have it read.
    """

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file under a directory, or something else that is not a directory that was walked.

    Attributes:
        relative: its path from the directory on; empty for the directory itself.
        obstacle: why it is not to be read; None for a regular file.
    """

    relative: PurePath
    obstacle: Obstacle | None


_LINK = Obstacle(
    "symbolic_link", "links inside a directory are not followed; name what it leads to as an input of its own"
)
_SPECIAL = Obstacle(
    "not_a_regular_file", "it is no regular file; to read a FIFO, name it as an input of its own"
)
_TOO_LONG = Obstacle(
    "unreadable", "its path is too long for the system; name a directory nearer to it as an input of its own"
)
_LONGEST_PATH = os.pathconf("/", "PC_PATH_MAX") - 1
"""Bytes. Each part could be opened from the one before it, but not by anyone else who is given the path."""


def walk(root: Path, pattern: str | None) -> list[Entry]:
    """Lists what is under `root`, to any depth, sorted by path.

    Args:
        root: a directory.
        pattern: a shell pattern for a file's name or its path from `root` on; `*` matches `/` too. Files that
            it does not match are not listed. What is no file (a directory that cannot be opened, a link to a
            directory) is listed all the same, as there could be matching files behind it. None matches all.
    """
    found: list[Entry] = []
    # A stack instead of recursion: directories can be nested deeper than Python's stack.
    pending = [PurePath()]
    while pending:
        directory = pending.pop()
        room = _LONGEST_PATH - len(os.fsencode(root / directory)) - 1
        try:
            with directory_beneath(root, directory) as descriptor, os.scandir(descriptor) as entries:
                for entry in entries:
                    relative = directory / entry.name
                    if len(os.fsencode(entry.name)) > room:
                        found.append(Entry(relative, _TOO_LONG))
                    elif entry.is_dir(follow_symlinks=False):
                        pending.append(relative)
                    elif matches(relative, pattern) or _leads_to_directory(entry):
                        found.append(Entry(relative, _obstacle(entry)))
        except OSError as error:
            found.append(Entry(directory, _not_opened(error)))
    return sorted(found, key=lambda entry: entry.relative.parts)


def matches(relative: PurePath, pattern: str | None) -> bool:
    """Tells whether a pattern takes a file, by its path from the directory on; see `walk`."""
    return (
        pattern is None
        or fnmatch.fnmatchcase(relative.name, pattern)
        or fnmatch.fnmatchcase(relative.as_posix(), pattern)
    )


def _leads_to_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _obstacle(entry: os.DirEntry[str]) -> Obstacle | None:
    try:
        if entry.is_symlink():
            return _LINK
        return None if entry.is_file(follow_symlinks=False) else _SPECIAL
    except OSError as error:
        return _unreadable(error)


def _not_opened(error: OSError) -> Obstacle:
    # A directory was seen there; by now it may be a link, or a file.
    return _LINK if error.errno in (errno.ELOOP, errno.ENOTDIR) else _unreadable(error)


def _unreadable(error: OSError) -> Obstacle:
    return Obstacle("unreadable", f"it cannot be read ({error.strerror}); check its permissions")
