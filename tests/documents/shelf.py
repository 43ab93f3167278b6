"""A store of objects in memory, for tests: what is put is there whole, and nothing is renamed or added to.

It is registered with fsspec under the name of a real one. What goes wrong with such stores can be asked
of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

LITTLE = 64
"""Bytes that are read at once."""


class DeniedError(Exception):
    """What a library may raise: no error of the operating system, with a secret in its text."""


class Shelf(AbstractFileSystem):
    """Objects by their keys, `bucket/key`.

    Attributes:
        objects: what there is.
        buckets: those that were made.
        vanishing: keys that are listed, and are gone then.
        broken: keys of which only the first bytes can be read.
        closed: directories that may not be listed.
        shortened: an upload loses its last byte, and does not tell.
        full: no upload succeeds.
        changing: keys that have another content after each reading.
    """

    protocol = ("s3", "s3a")
    cachable = False
    objects: ClassVar[dict[str, bytes]] = {}
    buckets: ClassVar[set[str]] = set()
    vanishing: ClassVar[set[str]] = set()
    broken: ClassVar[set[str]] = set()
    closed: ClassVar[set[str]] = set()
    changing: ClassVar[set[str]] = set()
    shortened: ClassVar[bool] = False
    full: ClassVar[bool] = False

    @classmethod
    def empty(cls) -> None:
        """Takes everything out of it."""
        for kept in (cls.objects, cls.buckets, cls.vanishing, cls.broken, cls.closed, cls.changing):
            kept.clear()
        cls.shortened = cls.full = False

    @classmethod
    def put_all(cls, bucket: str, files: dict[str, bytes]) -> None:
        """Makes a bucket with objects in it."""
        cls.buckets.add(bucket)
        cls.objects.update({f"{bucket}/{key}": content for key, content in files.items()})

    @classmethod
    def under(cls, prefix: str) -> dict[str, bytes]:
        """Gives the objects below a prefix."""
        return {key[len(prefix) :]: cls.objects[key] for key in sorted(cls.objects) if key.startswith(prefix)}

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> list[Any]:
        """See fsspec; in an order that no one would expect."""
        path = self._strip_protocol(path).rstrip("/")
        if path in self.closed:
            raise DeniedError("https://user:SECRET@store")
        above = f"{path}/"
        found: dict[str, dict[str, Any]] = {}
        for key in sorted([*self.objects, *self.vanishing], reverse=True):
            if key.startswith(above):
                part, slash, _ = key[len(above) :].partition("/")
                # As s3fs does, which cuts one slash from a common prefix.
                name = above + part if slash else key
                found[name + slash] = (
                    {"name": name, "size": 0, "type": "directory"}
                    if slash and key != above
                    else self._file(key)
                )
        if not found and path not in self.buckets:
            raise FileNotFoundError(path)
        return list(found.values()) if detail else [entry["name"] for entry in found.values()]

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """See fsspec."""
        path = self._strip_protocol(path)
        if path in self.objects:
            return self._file(path)
        if path in self.buckets or any(key.startswith(f"{path}/") for key in self.objects):
            return {"name": path, "size": 0, "type": "directory"}
        raise FileNotFoundError(path)

    def _file(self, key: str) -> dict[str, Any]:
        content = self.objects.get(key, b"")
        return {"name": key, "size": len(content), "type": "file", "ETag": str(hash(content))}

    def _open(self, path: str, mode: str = "rb", block_size: Any = None, **kwargs: Any) -> Any:
        if mode != "rb":
            raise NotImplementedError(mode)
        return _Object(
            self, path, mode, block_size=LITTLE, cache_type="readahead", size=self.info(path)["size"]
        )

    def put_file(self, lpath: str, rpath: str, callback: Any = None, mode: str = "", **kwargs: Any) -> None:
        """See fsspec."""
        if rpath.split("/", maxsplit=1)[0] not in self.buckets:
            raise FileNotFoundError(rpath)
        if self.full:
            raise DeniedError("https://user:SECRET@store")
        content = Path(lpath).read_bytes()
        self.objects[rpath] = content[:-1] if self.shortened else content

    def rm_file(self, path: str) -> None:
        """See fsspec."""
        if path not in self.objects:
            raise FileNotFoundError(path)
        del self.objects[path]


class _Object(AbstractBufferedFile):
    def read(self, length: int = -1) -> bytes:
        """Reads little at once, as over a slow line, so that an error comes in the middle."""
        content: bytes = super().read(length if 0 <= length < LITTLE else LITTLE)
        return content

    def _fetch_range(self, start: int, end: int) -> bytes:
        if self.path in self.fs.broken and start:
            raise DeniedError("https://user:SECRET@store")
        content: bytes = self.fs.objects[self.path][start:end]
        if self.path in self.fs.changing:
            self.fs.objects[self.path] += b"."
        return content
