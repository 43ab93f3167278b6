"""Remote files, through fsspec: finding, opening, measuring and removing them.

Owns everything that is asked of fsspec but for the walking of directories (`remote_walking`), the reading of
an open file (`remote_reading`) and the writing of outputs (`remote_output`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from anonymize.documents.names import spell_file_name
from anonymize.documents.remote_errors import check_answer, silence, translated
from anonymize.documents.remote_names import AZURE, WEB, parse
from anonymize.documents.remote_reading import RemoteReader
from anonymize.errors import AnonError, UsageError, install_extra

BUFFER_SIZE = 1 << 18
"""Bytes read at once, as of local files."""
_BLOCK = 1 << 22
"""Bytes that are asked for in one request: little enough for a first line, enough to read on."""
OBJECT_STORES = AZURE | {"s3", "s3a", "gs", "gcs", "oss"}
"""Schemes of stores in which a file appears whole when it was sent, names are keys, and there are buckets."""
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "http": "http", "https": "http"} | dict.fromkeys(
    (*AZURE, "adl"), "azure"
)
"""The extra that brings the package for a scheme."""
_PACKAGES = {"smbclient": "smbprotocol"}
"""The package that brings a module, where there is another one of the module's name."""
_MARKS = frozenset((
    "size", "etag", "lastmodified", "last_modified", "last-modified", "mtime", "modified", "modify",
    "created", "updated", "generation", "md5hash", "content_md5", "checksum", "crc32c", "versionid",
    "version_id", "ino", "modificationtime", "server_modified",
))  # fmt: skip
"""What a file system tells of a file that differs when another one is in its place, in small letters."""


@dataclass(frozen=True, slots=True)
class RemotePath:
    """A place on a file system of fsspec. What `str` gives of it can be shown.

    Attributes:
        scheme: as in its name.
        fs: the file system.
        path: as the file system wants it; may hold secrets.
        shown: for messages.
        size: bytes, as a listing told them; None where none did.
    """

    scheme: str
    fs: Any = field(repr=False)
    path: str = field(repr=False)
    shown: str
    size: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.shown

    def __truediv__(self, relative: PurePath | str) -> RemotePath:
        below = PurePath(relative).as_posix()
        if below == ".":
            return self
        shown = self.shown if self.shown.endswith("/") else f"{self.shown}/"
        return RemotePath(
            self.scheme, self.fs, f"{self.path.rstrip('/')}/{below}", shown + spell_file_name(below)
        )

    @property
    def name(self) -> str:
        """Its last part."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def parts(self) -> tuple[str, ...]:
        """Its path in parts, from the bucket or the root on."""
        return tuple(part for part in self.path.split("/") if part)

    @property
    def parent(self) -> RemotePath:
        """What it lies in."""
        above = self.path.rstrip("/").rpartition("/")[0] or str(self.fs.root_marker)
        start, separator, rest = self.shown.partition("://")
        return RemotePath(self.scheme, self.fs, above, start + separator + rest.rpartition("/")[0])

    @property
    def bucket(self) -> RemotePath:
        """The first part of its path."""
        return RemotePath(self.scheme, self.fs, self.parts[0], f"{self.scheme}://{self.parts[0]}")

    @property
    def place(self) -> tuple[object, ...]:
        """The same for two names of one place, whoever reads it; see `lies_in`."""
        options = getattr(self.fs, "storage_options", {})
        return (type(self.fs), options.get("host") or options.get("account_name"), *self.parts)

    @property
    def in_store(self) -> bool:
        """Whether it lies in a store of objects."""
        return self.scheme in OBJECT_STORES

    def lies_in(self, other: RemotePath) -> bool:
        """Tells whether it is `other` or lies below it."""
        return self.place[: len(other.place)] == other.place

    def is_dir(self) -> bool:
        """Tells whether it is a directory that is there.

        Raises:
            OSError: the file system does not tell.
        """
        try:
            return bool(self.info()["type"] == "directory")
        except FileNotFoundError:
            return False

    def exists(self) -> bool:
        """Tells whether it is there.

        Raises:
            OSError: the file system does not tell.
        """
        try:
            self.info()
        except FileNotFoundError:
            return False
        return True

    def info(self) -> Mapping[str, Any]:
        """Gives what the file system tells of it now.

        Raises:
            OSError: it is not there, or the file system does not tell.
        """
        with translated():
            self._forget()
            return {"type": "file", **self.fs.info(self.path)}

    def state(self) -> tuple[object, ...]:
        """Gives what differs when it was written to. Empty where it cannot be told."""
        try:
            found = self.info()
        except OSError:
            return ()
        return tuple(sorted((name, str(found[name])) for name in found if name.lower() in _MARKS))

    def open(self, *, seeks: bool = False) -> io.BufferedReader:
        """Opens it for reading.

        Args:
            seeks: it is to be read at any place, where that is possible; else from its beginning to its end,
                of the web in one answer.

        Raises:
            OSError: it cannot be opened; reading raises it, too.
        """
        block = 0 if self.scheme in WEB and not seeks else _BLOCK
        with translated():
            self._forget()
            source = self.fs.open(self.path, "rb", block_size=block)
        return io.BufferedReader(RemoteReader(source, self._size_of(source)), BUFFER_SIZE)

    def _forget(self) -> None:
        """Has the file system forget what it told before, of its directory, too: some answer from that."""
        self.fs.invalidate_cache(self.path)
        self.fs.invalidate_cache(self.parent.path)

    def _size_of(self, source: Any) -> int | None:  # noqa: ANN401 - fsspec has no type for its files
        """Gives the bytes that an open file should have, None where nobody tells.

        An answer of the web that comes in one piece has no size here, but another one may tell it.
        """
        size = getattr(source, "size", None)
        answer = getattr(source, "r", None) if self.scheme in WEB else None
        if size is None and answer is not None:
            check_answer(answer)
            # What is packed on its way may have another size than the one that is told.
            if answer.headers.get("Content-Encoding", "identity") in ("", "identity"):
                with translated():
                    size = self.fs.info(self.path).get("size")
        return size if isinstance(size, int) else None

    def remove(self) -> None:
        """Removes the file, if it is there.

        Raises:
            OSError: it cannot be removed.
        """
        try:
            with translated():
                self.fs.rm_file(self.path)
        except FileNotFoundError:
            pass


def spell_place(path: Path | RemotePath) -> str:
    """Spells a place, here or remote, for use in a message."""
    return path.shown if isinstance(path, RemotePath) else spell_file_name(str(path))


def remote_path(name: str) -> RemotePath:
    """Gives the place that a remote name speaks of. Opens no connection where the file system needs none.

    Raises:
        UsageError: the name is refused, its scheme is not known, or a package for it is missing.
        AnonError: the file system cannot be reached.
    """
    parsed = parse(name)
    from fsspec import get_filesystem_class
    from fsspec.core import url_to_fs

    try:
        silence(get_filesystem_class(parsed.scheme).__module__)
    except ImportError as error:
        raise UsageError(f"{parsed.scheme}://: {_what_is_missing(parsed.scheme, error)}") from error
    except ValueError as error:
        raise UsageError(
            f"{parsed.scheme}://: no file system of this name is known; see docs/remote.md"
        ) from error
    try:
        with translated():
            fs, path = url_to_fs(name if name.startswith(parsed.scheme) else _lowered(name))
    except OSError as error:
        raise AnonError(f"{parsed.shown} cannot be reached: {error.strerror}; check the name") from error
    shown = parsed.shown.rstrip("/")
    found = RemotePath(parsed.scheme, fs, path if parsed.scheme in WEB else path.rstrip("/"), shown)
    if not (parsed.base if parsed.scheme in WEB else found.name):
        raise UsageError(f"{parsed.shown} is the root of a file system; name what lies in it instead")
    return found


def _what_is_missing(scheme: str, error: ImportError) -> str:
    if scheme in _EXTRAS:
        return f"a package for it is missing; {install_extra(_EXTRAS[scheme])}"
    name = getattr(error.__cause__, "name", None) or "what fsspec needs for it"
    package = _PACKAGES.get(name, name)
    return f"a package for it is missing; pip install {package}"


def _lowered(name: str) -> str:
    scheme, separator, rest = name.partition("://")
    return scheme.lower() + separator + rest
