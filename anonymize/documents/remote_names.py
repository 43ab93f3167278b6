"""Names of remote files: which names are some, what is shown of them, and what is refused.

Nothing here opens a connection or imports fsspec. What is shown of a name holds no password and no signature,
so that it can go to messages, ids and the manifest.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from anonymize.documents.names import spell_file_name
from anonymize.errors import UsageError
from anonymize.percent import unescaped

WEB = frozenset({"http", "https"})
"""Where a name is one page, the part behind `?` is none of its path, and nothing can be listed or written."""
AZURE = frozenset({"az", "abfs", "abfss"})
"""Schemes of Azure, whose file system is that of `adlfs`."""
_REMOTE = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)(?:::[A-Za-z0-9+.\-]+)*://(.*)", re.DOTALL)
_KEYS_WITH_MARKS = frozenset({"s3", "s3a", "gs", "gcs"})
"""Stores of which nothing is set behind a `?`, so that it is a part of a key; but for a version."""
_SETTINGS = re.compile(r"\?[^/]*=")
_VERSION = re.compile(r"\?(?:versionId|generation)=[^/]*$")
_LOCAL_OR_WRAPPED = frozenset((
    "file", "local", "asynclocal", "async_wrapper", "asyncwrapper", "generic", "reference", "data", "dir",
    "zip", "tar", "libarchive", "cached", "blockcache", "filecache", "simplecache",
))  # fmt: skip
"""What leads to local files past the checks that these need, or is of use only in a chain."""
_COLLAPSED = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:/")
"""A remote name after it was taken for a local path, which has no `//`."""
_HOST = re.compile(r"[^:\[\]]*(?::\d*)?|\[[0-9A-Fa-f:.%]+\](?::\d*)?|arn:[^@]*")


@dataclass(frozen=True, slots=True)
class RemoteName:
    """A remote name, taken apart.

    Attributes:
        scheme: in small letters.
        shown: the name without its secrets, spelled for messages.
        path: what stands behind the scheme, without secrets; for the web without what follows `?`.
        ends_as_directory: it has a `/` at its end.
    """

    scheme: str
    shown: str
    path: str
    ends_as_directory: bool

    @property
    def base(self) -> str:
        """The last part of the path; empty where there is none."""
        host, _, rest = self.path.partition("/")
        if last := rest.rstrip("/").rpartition("/")[2]:
            return unescaped(last) if self.scheme in WEB else last
        if self.scheme in WEB:
            return ""
        # A container of Azure stands before the account that it belongs to: `abfs://container@account/`.
        return host.partition("@")[0] if self.scheme in AZURE else host.rpartition("@")[2]


def is_remote(name: str) -> bool:
    """Tells whether the name of an input or an output is that of a remote file: `scheme://…`."""
    return _REMOTE.match(name) is not None


def is_remote_path(path: str) -> bool:
    """Tells the same of a name that went through `Path`, which makes `s3:/…` of it."""
    return _COLLAPSED.match(path) is not None


def check_slashes(name: str) -> None:
    """Checks that a local name is no remote one that lacks a slash; such a name may hold a password.

    Raises:
        UsageError: it is one, and no local directory has that name. The message tells the scheme alone.
    """
    scheme, colon, _ = name.partition(":")
    if is_remote_path(name) and not is_remote(name) and not os.path.lexists(scheme + colon):
        raise UsageError(f"{scheme}:/… has one slash behind its scheme; write it as {scheme}://place/path")


def shown_name(name: str) -> str:
    """Gives the name of an input or an output for messages and the manifest: spelled, without secrets."""
    return parse(name).shown if is_remote(name) else spell_file_name(name)


def parse(name: str) -> RemoteName:
    """Takes a remote name apart.

    Raises:
        UsageError: it is none that can be read or written here. The message holds none of its secrets.
    """
    found = _REMOTE.match(name)
    if found is None:
        raise UsageError(f"{spell_file_name(name)} is no remote name; write it as scheme://place/path")
    scheme, rest = found[1].lower(), found[2]
    if "::" in name:
        raise UsageError(
            f"{scheme}://…: a chain of file systems (::) is not read or written, for its caches leave"
            " originals on the disk; name the file itself"
        )
    if scheme in _LOCAL_OR_WRAPPED:
        raise UsageError(f"{scheme}://…: names no remote place; name local files by their path")
    if scheme in WEB:
        rest = re.split("[?#]", rest, maxsplit=1)[0]
    elif scheme in _KEYS_WITH_MARKS:
        rest = _VERSION.sub("", rest)
    elif _SETTINGS.search(rest):
        # Such as a token, not a part of a key.
        rest = rest.partition("?")[0]
    host, slash, path = rest.partition("/")
    user, at, place = host.rpartition("@")
    # Of `user:12/3@host` the password is cut at its `/`, and the rest looks like a host with a port.
    is_cut = not at and ":" in place and "@" in path and scheme not in WEB
    if is_cut or not _HOST.fullmatch(place):
        raise UsageError(
            f"{scheme}://…: what stands between // and the next / is no place; in a password, write / as %2F,"
            " @ as %40 and : as %3A"
        )
    if scheme in WEB or ":" in user:
        user = at = ""
    clean = user + at + place + slash + path
    if {".", ".."} & set(path.split("/")):
        raise UsageError(f"{scheme}://{spell_file_name(clean)} has . or .. in it; name the path without")
    return RemoteName(scheme, f"{scheme}://{spell_file_name(clean)}", clean, rest.endswith("/"))
