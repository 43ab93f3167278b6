"""Reads an open remote file as Python reads any: an answer that ends too soon is an error."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from anonymize.documents.remote_errors import cut_short, translated

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class RemoteReader(io.RawIOBase):
    """Reads from an open file of fsspec, which it closes.

    Args:
        source: the file.
        size: the bytes that it has, as its store tells; None where it does not.

    Raises:
        OSError: with a text of ours, when reading fails, or ends before `size`.
    """

    def __init__(self, source: Any, size: int | None) -> None:  # noqa: ANN401 - fsspec has no type for its files
        super().__init__()
        self._source = source
        self._size = size

    def readable(self) -> bool:
        """Tells that this is a stream to read from."""
        return True

    def seekable(self) -> bool:
        """Tells whether it can be read at any place: an answer of the web without a size cannot."""
        return bool(self._source.seekable()) and getattr(self._source, "size", None) is not None

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """See `io.RawIOBase`."""
        with translated():
            return int(self._source.seek(offset, whence))

    def tell(self) -> int:
        """See `io.RawIOBase`."""
        with translated():
            return int(self._source.tell())

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """See `io.RawIOBase`."""
        view = memoryview(buffer).cast("B")
        with translated():
            data = self._source.read(len(view))
        if not data and len(view) and self._size is not None and self.tell() < self._size:
            raise cut_short()
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes the source, too; what fails then is of no matter to who has read."""
        if not self.closed:
            try:
                with translated():
                    self._source.close()
            except OSError:
                pass
        super().close()
