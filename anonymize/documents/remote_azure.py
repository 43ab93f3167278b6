"""What lies below a prefix in Azure, asked of its own library.

The listing of `adlfs` leaves things out in silence: all that lies beside an empty blob `docs/` which
stands for the directory `docs`, keys with an empty part, names that begin or end with a space.
"""

from __future__ import annotations

from typing import Any


def list_blobs(fs: Any, path: str) -> list[dict[str, Any]]:  # noqa: ANN401 - adlfs need not be there
    """Lists a directory as `ls` of fsspec does with details, and whole.

    Args:
        fs: a file system of `adlfs`.
        path: `container` or `container/prefix`, without a `/` at its end.

    Returns:
        A dictionary (`name`, `size`, `type`) for each blob, and for each prefix, whose name ends with `/`.
        An empty blob that is marked as a directory is left out: what lies in it has its prefix.

    Raises:
        Exception: whatever the library raises.
    """
    from fsspec.asyn import sync

    container, _, prefix = path.partition("/")
    found: list[dict[str, Any]] = sync(fs.loop, _walked, fs, container, f"{prefix}/" if prefix else "")
    return found


async def _walked(fs: Any, container: str, prefix: str) -> list[dict[str, Any]]:  # noqa: ANN401
    listed: list[dict[str, Any]] = []
    async with fs.service_client.get_container_client(container=container) as client:
        async for blob in client.walk_blobs(name_starts_with=prefix or None, include=["metadata"]):
            size = getattr(blob, "size", None)
            kind = "directory" if size is None else "file"
            if size is None or not _stands_for_directory(blob):
                listed.append({"name": f"{container}/{blob.name}", "size": size, "type": kind})
    return listed


def _stands_for_directory(blob: Any) -> bool:  # noqa: ANN401
    """Tells whether a blob is a directory itself: some accounts have these, and `adlfs` makes them."""
    marks = {name.lower(): value for name, value in (blob.metadata or {}).items()}
    return not blob.size and "true" in (marks.get("hdi_isfolder"), marks.get("is_directory"))
