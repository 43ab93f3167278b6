"""Opening what lies beneath a directory, without following a link on the way.

A path that was looked at can lead elsewhere by the time it is opened: somebody may have put a link in the
place of a directory on it. Here each part of the path is opened from the one before it, and a link is an
error (`ELOOP` or `ENOTDIR`), wherever it leads. The directory itself is the user's own choice, and may be a
link.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_LINK_REFUSED = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def directory_beneath(root: Path, relative: PurePath, *, make: int | None = None) -> Iterator[int]:
    """Opens a directory, for use as `dir_fd`.

    Args:
        root: where to start.
        relative: the way from there, without `..`.
        make: the mode of directories that are made where there are none, `root` and those above it included;
            None makes none. Those that are there keep theirs.

    Raises:
        OSError: one cannot be opened or made, or there is something else in its place.
    """
    if make is not None:
        make_directories(root, make)
    descriptor = os.open(root, _DIRECTORY)
    try:
        for part in relative.parts:
            made = make is not None and _made(part, descriptor)
            inner = os.open(part, _DIRECTORY | _LINK_REFUSED, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
            if made and make is not None:
                os.fchmod(descriptor, make)
        yield descriptor
    finally:
        os.close(descriptor)


def open_beneath(root: Path, relative: PurePath, flags: int) -> int:
    """Opens a file that is no link; gives its descriptor.

    Raises:
        OSError: as of `directory_beneath`, or the file cannot be opened.
    """
    with directory_beneath(root, relative.parent) as directory:
        return os.open(relative.name, flags | _LINK_REFUSED, dir_fd=directory)


def make_directories(path: Path, mode: int) -> None:
    """Makes a directory, and those above it, where there are none; whatever the umask, they have `mode`.

    Raises:
        OSError: one cannot be made, or there is something else in its place.
    """
    missing = []
    while not path.is_dir():
        missing.append(path)
        if path.parent == path:
            break
        path = path.parent
    for directory in reversed(missing):
        if _made(directory, None):
            directory.chmod(mode)


def _made(path: str | Path, within: int | None) -> bool:
    """Makes a directory that nobody else may look into yet; tells whether there was nothing before."""
    try:
        os.mkdir(path, 0o700, dir_fd=within)
    except FileExistsError:
        return False  # if it is no directory, opening it will tell
    return True
