"""Which outputs the file system can hold under their names, found out before anything is written.

A name can be too long for it, and two names can be one to it, where it takes capitals for small letters or
composed characters for decomposed ones. What an input loses by that is told like any other file that is not
read; no output ever takes the place of another.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePath

from anonymize.documents.inputs import Discovery, InputFile, Skipped
from anonymize.documents.remote import RemotePath, spell_place
from anonymize.placement.places import Placement, longest_name, nearest_directory

_LONGEST_KEY = 1_024
"""Bytes of the name of an object in S3, Google Cloud Storage and Azure (there, characters)."""
_LONGEST_PART = 255
"""Bytes of a file's name on what file systems there are behind SFTP and the like."""
TOO_LONG = "output_name_too_long"
COLLISION = "output_name_collision"
PROBE_PREFIX, PROBE_SUFFIX = ".anon-", ".tmp"
"""As outputs in the making are called, so that the next run takes away what a killed one left."""


def storable(discovery: Discovery, placement: Placement) -> Discovery:
    """Gives the same inputs, those without a possible output among the skipped.

    Writes nothing that stays; it makes files of a doubtful name to see whether they are one, and only where
    two names differ in no more than a file system might pass over.

    Args:
        discovery: what is to be read.
        placement: where the outputs go.
    """
    if placement.directory is None or placement.file_name is not None:
        return discovery
    root = placement.directory
    if isinstance(root, RemotePath):
        lost = _too_long(discovery.files, root, *_remote_bounds(root))
    else:
        lost = _too_long(discovery.files, root, *_local_bounds(root))
    fitting = [file for file in discovery.files if file.id not in lost]
    times = Counter(file.output for file in fitting)
    # In a store of objects, names are what they are: any two that differ are two.
    suspects = [] if isinstance(root, RemotePath) and root.in_store else _suspects(times)
    # An ending may have been put behind one name that another has by itself: `a.pdf`, `a.pdf.txt`.
    colliding = {output for output, count in times.items() if count > 1}
    if suspects:
        # A remote file system cannot be asked without writing to it.
        colliding |= (
            set(suspects) if isinstance(root, RemotePath) else _coinciding(suspects, nearest_directory(root))
        )
    for file in fitting:
        if file.output in colliding:
            message = (
                f"{file.id}: where the output lies, another input's has the same name; rename one, choose"
                " another --output, or rename all with --redact-names"
            )
            lost[file.id] = Skipped(file.id, COLLISION, message)
    if not lost:
        return discovery
    files = tuple(file for file in discovery.files if file.id not in lost)
    return Discovery(files, (*discovery.skipped, *lost.values()))


def _local_bounds(root: Path) -> tuple[int, int]:
    """Bytes that a part of a path under `root` may have, and all of it."""
    existing = nearest_directory(root)
    # The system counts a byte that ends a path, and one goes between the root and the rest.
    return longest_name(existing), os.pathconf(existing, "PC_PATH_MAX") - 1 - len(os.fsencode(root)) - 1


def _remote_bounds(root: RemotePath) -> tuple[int, int]:
    """The same of a remote one: keys of objects are bounded as wholes, elsewhere it is the common bound."""
    if not root.in_store:
        return _LONGEST_PART, _LONGEST_KEY * 4
    room = _LONGEST_KEY - len(os.fsencode("/".join((*root.parts[1:], ""))))
    return room, room


def _too_long(
    files: Iterable[InputFile], root: Path | RemotePath, longest_part: int, room: int
) -> dict[str, Skipped]:
    lost: dict[str, Skipped] = {}
    for file in files:
        path = os.fsencode(file.output)
        if len(path) > room or max(map(len, path.split(b"/"))) > longest_part:
            message = (
                f"{file.id}: its name or path is too long under {spell_place(root)}; shorten it,"
                " choose another --output, or rename all with --redact-names"
            )
            lost[file.id] = Skipped(file.id, TOO_LONG, message)
    return lost


def _suspects(paths: Iterable[PurePath]) -> list[PurePath]:
    """Gives the paths that may be one with another, or with a directory of another."""
    folded = {path: tuple(map(_fold, path.parts)) for path in paths}
    times = Counter(folded.values())
    folders = {parts[:end]: path for path, parts in folded.items() for end in range(1, len(parts))}
    found = {path for path, parts in folded.items() if times[parts] > 1 or parts in folders}
    return sorted(found | {folders[parts] for parts in folded.values() if parts in folders})


@lru_cache(maxsize=100_000)
def _fold(name: str) -> str:
    """Gives the same for all names that some file system takes for one: it is asked later which it does."""
    if name.isascii():
        return name.lower().rstrip(" .")
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in composed if unicodedata.category(char) != "Cf").rstrip(" .")


def _coinciding(suspects: Iterable[PurePath], folder: Path) -> set[PurePath]:
    """Gives those that the file system takes for one with another; all, where it cannot be asked."""
    found: set[PurePath] = set()
    made: dict[tuple[int, int], PurePath] = {}
    try:
        with tempfile.TemporaryDirectory(PROBE_SUFFIX, PROBE_PREFIX, folder) as probe:
            for path in suspects:
                place = Path(probe, path)
                try:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                except (FileExistsError, NotADirectoryError, IsADirectoryError):
                    found.add(path)
                    found.update(_in_the_way(place, Path(probe), made))
                else:
                    status = os.fstat(descriptor)
                    made[status.st_dev, status.st_ino] = path
                    os.close(descriptor)
    except OSError:
        return set(suspects)
    return found


def _in_the_way(place: Path, probe: Path, made: dict[tuple[int, int], PurePath]) -> Iterable[PurePath]:
    for path in (place, *place.parents):
        if path == probe:
            return
        with suppress(OSError):
            status = path.stat()
            if other := made.get((status.st_dev, status.st_ino)):
                yield other
