"""Listing in Azure: nothing that is stored there is left out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace, TracebackType

import pytest
from fsspec.asyn import get_loop

from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_walking import walk_remote


@dataclass
class Blob:
    """A blob as the library of Azure describes it; a prefix of some has no size."""

    name: str
    size: int | None = None
    metadata: dict[str, str] | None = field(default=None)


class Container:
    """Lists blobs up to the next slash, as Azure does."""

    def __init__(self, blobs: list[Blob]) -> None:
        self._blobs = blobs

    async def __aenter__(self) -> Container:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Has nothing to close."""

    async def walk_blobs(self, *, name_starts_with: str | None, include: list[str]) -> AsyncIterator[Blob]:
        """Gives the blobs whose names begin so, and the prefixes of others."""
        assert include == ["metadata"]
        start = name_starts_with or ""
        told = set()
        for blob in self._blobs:
            if blob.name.startswith(start):
                part, slash, _ = blob.name[len(start) :].partition("/")
                if slash and part + slash not in told:
                    told.add(part + slash)
                    yield Blob(start + part + slash)
                if not slash:
                    yield blob


def found_below(prefix: str, *blobs: Blob) -> list[tuple[str, str | None]]:
    """Walks blobs, and gives what is found with the reasons to withhold it."""
    client = SimpleNamespace(get_container_client=lambda container: Container(list(blobs)))
    fs = SimpleNamespace(service_client=client, loop=get_loop(), invalidate_cache=lambda path: None)
    root = RemotePath("abfs", fs, f"box{prefix}", f"abfs://box{prefix}")
    return [
        (entry.relative.as_posix(), entry.obstacle and entry.obstacle.reason)
        for entry in walk_remote(root, None)
    ]


@pytest.mark.parametrize("marks", [None, {"is_directory": "true"}, {"Hdi_isfolder": "true"}])
def test_an_empty_blob_that_stands_for_a_directory_hides_nothing(marks: dict[str, str] | None) -> None:
    blobs = [Blob(name, 0, marks) for name in ("docs/", "docs/g/")]
    blobs += [Blob("docs/a.txt", 3), Blob("docs/g/b.txt", 3)]
    assert found_below("/docs", *blobs) == [("a.txt", None), ("g/b.txt", None)]
    assert found_below("", *blobs) == [("docs/a.txt", None), ("docs/g/b.txt", None)]


def test_a_blob_that_is_a_directory_is_walked_once() -> None:
    blobs = (Blob("g", 0, {"hdi_isfolder": "true"}), Blob("g/b.txt", 3))
    assert found_below("", *blobs) == [("g/b.txt", None)]
    assert found_below("", Blob("g", 4, {"hdi_isfolder": "true"})) == [("g", None)]


def test_keys_with_spaces_empty_parts_and_the_names_of_directories_are_all_found() -> None:
    blobs = [Blob(name, 3) for name in ("d", "d/k", "d/k/in.txt", "d /y.txt", "d/ z.txt", "d//x.txt", "/top")]
    assert found_below("", *blobs) == [
        ("%2F", "unsafe_name"),
        ("d", None),
        ("d/ z.txt", None),
        ("d/%2F", "unsafe_name"),
        ("d/k", None),
        ("d/k/in.txt", None),
        ("d /y.txt", None),
    ]
