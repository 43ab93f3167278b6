"""Walking a remote directory, or what lies below a prefix: as `walking` does, with nothing left out.

`find` and `walk` of fsspec pass over directories that cannot be listed, and some join names that a store
keeps apart. So each directory is listed by itself here, and what it says is checked: a key can be `../x` or
`a//b`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_azure import list_blobs
from anonymize.documents.remote_errors import translated
from anonymize.documents.remote_names import AZURE
from anonymize.documents.walking import Entry, Obstacle, matches

_UNSAFE = Obstacle(
    "unsafe_name",
    "a part of its name is empty, . or .., or holds what no file name may; copy it to another name",
)
_SPECIAL = Obstacle(
    "not_a_regular_file", "it is no regular file; name the file itself as an input of its own"
)
_LINK = Obstacle("symbolic_link", "links are not followed; name what it leads to as an input of its own")
_GOOGLE = frozenset({"gs", "gcs"})
_NOT_IN_NAMES = re.compile("[\x00/\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RemoteEntry(Entry):
    """An entry with its size, where the listing told it."""

    size: int | None = None


def walk_remote(root: RemotePath, pattern: str | None) -> list[RemoteEntry]:
    """Lists what is below `root`, to any depth, sorted by path; see `walking.walk`.

    Args:
        root: a directory, or a prefix of keys that ends at a `/`.
        pattern: as there.
    """
    found: list[RemoteEntry] = []
    pending = [PurePath()]
    while pending:
        directory = pending.pop()
        place = root / directory
        try:
            with translated():
                place.fs.invalidate_cache(place.path)
                listed = _listed(place)
        except OSError as error:
            obstacle = Obstacle(
                "unreadable", f"it cannot be listed ({error.strerror}); check your rights to it"
            )
            found.append(RemoteEntry(directory, obstacle))
            continue
        for info in listed:
            last = _last_part(info, place)
            if last is None:
                if not _is_itself(info, place):
                    found.append(RemoteEntry(directory / _spelled(info, place), _UNSAFE))
            elif info.get("type") == "directory":
                pending.append(directory / last)
            elif matches(directory / last, pattern):
                found.append(RemoteEntry(directory / last, _obstacle(info), _size(info)))
    return sorted(found, key=lambda entry: entry.relative.parts)


def _listed(place: RemotePath) -> list[Mapping[str, Any]]:
    if place.scheme in AZURE:
        return list(list_blobs(place.fs, place.path))
    listed: list[Mapping[str, Any]] = list(place.fs.ls(place.path, detail=True))
    if not listed and place.scheme == "ftp":
        _check_is_empty(place)
    return listed


def _check_is_empty(place: RemotePath) -> None:
    """Checks a directory of FTP that is said to be empty: fsspec says so, too, where it was refused.

    Raises:
        PermissionError: it is refused; what fsspec was told, it keeps.
        OSError: there are names, in a list that is not in the form of Unix.
    """
    import ftplib

    if place.path not in place.fs.dircache:
        raise PermissionError
    try:
        names = place.fs.ftp.nlst(place.path)
    except ftplib.error_perm:
        return  # so some servers say that there are none
    if any(name.rpartition("/")[2] not in (".", "..") for name in names):
        raise NotImplementedError


def _last_part(info: Mapping[str, Any], place: RemotePath) -> str | None:
    """The part of an entry's name below the directory that was listed; None where it is not one safe part."""
    name, above = (text.lstrip("/") for text in (str(info["name"]), place.path.rstrip("/") + "/"))
    if not name.startswith(above):
        return None
    last = name[len(above) :]
    if info.get("type") == "directory":
        last = last.removesuffix("/")
    return None if last in ("", ".", "..") or _NOT_IN_NAMES.search(last) else last


def _is_itself(info: Mapping[str, Any], place: RemotePath) -> bool:
    """Tells whether an entry is the listed directory, or the empty object that stands for it in a store."""
    name, own = (text.strip("/") for text in (str(info["name"]), place.path))
    if name != own:
        return False
    if info.get("type") != "directory":
        return info.get("size") == 0
    if str(info["name"]).endswith("/"):
        return False
    return place.scheme not in _GOOGLE or not _holds_an_empty_part(place)


def _holds_an_empty_part(place: RemotePath) -> bool:
    """Tells whether there are keys below `docs//`: gcsfs gives these the name of the object `docs/`."""
    try:
        with translated():
            # What was listed would be given again, whatever is asked for.
            place.fs.invalidate_cache(place.path)
            listed = place.fs.ls(place.path, detail=True, prefix="/")
    except FileNotFoundError:
        return False
    except OSError:
        return True
    # Where nothing is found, an object of the directory's own name is given.
    return any(info["type"] == "directory" or info["name"] != place.path for info in listed)


def _spelled(info: Mapping[str, Any], place: RemotePath) -> str:
    """A name that is one part of a path, for the id of what is not read."""
    name, above = (text.lstrip("/") for text in (str(info["name"]), place.path.rstrip("/") + "/"))
    # Where a store gives the directory's own name, it means an empty part.
    rest = "" if name == above.rstrip("/") else name.removeprefix(above)
    return rest.replace("/", "%2F").replace("..", "%2E%2E") or "%2F"


def _obstacle(info: Mapping[str, Any]) -> Obstacle | None:
    kind = info.get("type", "file")
    if kind == "link" or info.get("islink"):
        return _LINK
    return None if kind == "file" else _SPECIAL


def _size(info: Mapping[str, Any]) -> int | None:
    size = info.get("size")
    return size if isinstance(size, int) else None
