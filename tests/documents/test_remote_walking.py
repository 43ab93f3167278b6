"""Directories of stores that name what they list in their own ways."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_walking import walk_remote


class Listing:
    """A file system that lists what it is given."""

    def __init__(self, *entries: dict[str, Any]) -> None:
        self._entries = entries
        self.ftp = SimpleNamespace()
        self.dircache: dict[str, list[str]] = {}

    def invalidate_cache(self, path: str) -> None:
        """Has none."""

    def ls(self, path: str, *, detail: bool) -> list[dict[str, Any]]:
        """Gives the entries, whatever is asked for."""
        assert detail
        return list(self._entries)


@pytest.mark.parametrize(
    ("scheme", "entry", "reasons"),
    [
        ("s3", {"name": "box/docs", "type": "directory"}, []),
        ("s3", {"name": "box/docs/", "type": "file", "size": 0}, []),
        ("s3", {"name": "box/docs/", "type": "file", "size": 3}, ["unsafe_name"]),
        ("s3", {"name": "box/docs//", "type": "directory"}, ["unsafe_name"]),
    ],
)
def test_the_directory_itself_is_passed_over_and_an_empty_part_is_not(
    scheme: str, entry: dict[str, Any], reasons: list[str]
) -> None:
    root = RemotePath(scheme, Listing(entry), "box/docs", f"{scheme}://box/docs")
    found = walk_remote(root, None)
    assert [each.obstacle.reason for each in found if each.obstacle] == reasons
    assert len(found) == len(reasons)


class GoogleListing(Listing):
    """Lists as gcsfs does: the object `docs/`, and what lies below `docs//`, are called `docs`."""

    def __init__(self, *below: dict[str, Any]) -> None:
        super().__init__(
            {"name": "box/docs", "type": "directory"}, {"name": "box/docs/a.txt", "type": "file", "size": 1}
        )
        self._below = below

    def ls(self, path: str, *, detail: bool, prefix: str = "") -> list[dict[str, Any]]:
        """Gives what is below `docs/`, or of that what begins with a slash."""
        if not prefix:
            return super().ls(path, detail=detail)
        if not self._below:
            raise FileNotFoundError(path)
        return list(self._below)


@pytest.mark.parametrize(
    ("below", "reasons"),
    [
        ([], [None]),
        ([{"name": "box/docs", "type": "file", "size": 2}], [None]),
        ([{"name": "box/docs//b.txt", "type": "file", "size": 2}], ["unsafe_name", None]),
        ([{"name": "box/docs", "type": "directory"}], ["unsafe_name", None]),
    ],
)
def test_the_empty_object_of_a_directory_in_google_cloud_is_no_key_with_an_empty_part(
    below: list[dict[str, Any]], reasons: list[str | None]
) -> None:
    root = RemotePath("gs", GoogleListing(*below), "box/docs", "gs://box/docs")
    found = walk_remote(root, None)
    assert [each.obstacle and each.obstacle.reason for each in found] == reasons


@pytest.mark.parametrize(
    ("told", "names", "reasons"),
    [
        ({"/docs": []}, [".", "/docs/.."], []),
        ({}, [], ["unreadable"]),
        # In the form of Windows, which fsspec does not understand.
        ({"/docs": []}, ["/docs/a.txt"], ["unreadable"]),
    ],
)
def test_a_directory_that_an_ftp_server_does_not_list_is_withheld(
    told: dict[str, list[str]], names: list[str], reasons: list[str]
) -> None:
    listing = Listing()
    # fsspec lists nothing where it is refused; it keeps what it was told.
    listing.dircache = told
    listing.ftp = SimpleNamespace(nlst=lambda path: names)
    found = walk_remote(RemotePath("ftp", listing, "/docs", "ftp://host/docs"), None)
    assert [each.obstacle and each.obstacle.reason for each in found] == reasons
