"""The file of a vault: a header and blocks, read with proof that nothing was changed, and only added to.

Owns how the file is read, made and added to so that it survives a crash. The bytes of a block are left to
`sealing`, what a block says to `contents`.

Why not SQLite: there an extension would have to encrypt and authenticate every byte, and without one a reader
without the key sees how many people there are, and when each was added. Here all bytes are authenticated, an
addition is one write and one sync, and one that was cut short is recognised: a file that ends before its last
block does was cut ("torn"), while a changed byte is always an error. A torn block is that of a job that was
stopped before it wrote any output that the block is about, so nothing is lost with it. Nothing in a file can
show that whole blocks are missing at its end: that is an earlier state of the vault.
"""

from __future__ import annotations

import io
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from anonymize.documents.names import spell_file_name
from anonymize.errors import AnonError, UsageError
from anonymize.keys import Key
from anonymize.vault.files import create_private, reported
from anonymize.vault.sealing import (
    HEAD_BYTES,
    HEADER_BYTES,
    LARGEST_BLOCK,
    TAG_BYTES,
    DamagedError,
    Seal,
    new_header,
)

Take = Callable[[int, bytes], None]
"""Is given the number of a block and what it says."""


class BlockFile:
    """The blocks of a vault. Whoever has one knows that all of them are as they were written.

    Memory is bounded by the largest block.

    Args:
        file: at any place.
        path: for messages.
        key: of the vault.
        take: is given each block, in order. What it was given must not be used before this constructor has
            returned: a later block may be damaged.

    Attributes:
        torn: whether an incomplete block at the end was passed over: a job was stopped, or is writing now.

    Raises:
        UsageError: the file is no vault, of another version, or made with another key.
        AnonError: it is damaged, or cannot be read.
    """

    def __init__(self, file: io.FileIO, path: Path, key: Key, take: Take) -> None:
        self.torn = False
        self._file = file
        self._path = path
        self._starts = array("Q")
        self._end = HEADER_BYTES
        with reported(path, "read"):
            try:
                self._seal = Seal(key, self._read(0, HEADER_BYTES))
            except UsageError as error:
                raise UsageError(f"{spell_file_name(str(path))} {error}") from error
            except DamagedError as error:
                raise self._damaged("in its header") from error
            self._verify(take)

    def __len__(self) -> int:
        """Gives the number of blocks."""
        return len(self._starts)

    @property
    def id(self) -> str:
        """Gives the vault's id, in hexadecimal digits."""
        return self._seal.id

    def content(self, number: int) -> bytes:
        """Gives what a block says, checked again.

        Raises:
            AnonError: the file was damaged since it was opened.
        """
        with reported(self._path, "read"):
            found = self._open(number, self._starts[number], self._end)
        if found is None:
            raise self._damaged(f"at block {number}")
        return found[0]

    def _verify(self, take: Take) -> None:
        size = os.fstat(self._file.fileno()).st_size
        while self._end < size and not self.torn:
            found = self._open(len(self), self._end, size)
            if found is None:
                self.torn = True
                continue
            self._starts.append(self._end)
            content, self._end = found
            take(len(self) - 1, content)

    def _open(self, number: int, start: int, size: int) -> tuple[bytes, int] | None:
        """Gives what a block says, and where it ends; None when the file ends before it does."""
        # The tag before a block is what stands before it: that of the block before, or of the header.
        before = self._read(start - TAG_BYTES, TAG_BYTES + HEAD_BYTES)
        tag_before, head = before[:TAG_BYTES], before[TAG_BYTES:]
        if len(head) < HEAD_BYTES:
            return None
        try:
            length = self._seal.body_length(number, tag_before, head)
            end = start + HEAD_BYTES + length
            body = self._read(start + HEAD_BYTES, length) if end <= size else b""
            return (self._seal.unpack(number, tag_before, head, body), end) if len(body) == length else None
        except DamagedError as error:
            raise self._damaged(f"at block {number}") from error

    def _read(self, start: int, length: int) -> bytes:
        """Reads as much of a stretch as there is."""
        self._file.seek(start)
        data = bytearray()
        while len(data) < length and (piece := self._file.read(length - len(data))):
            data += piece
        return bytes(data)

    def _damaged(self, place: str) -> AnonError:
        return AnonError(
            f"the vault {spell_file_name(str(self._path))} is damaged {place} and nothing is taken from"
            " it; put a copy in its place"
        )


class GrowingBlockFile(BlockFile):
    """The blocks of a vault that nobody else adds to; an incomplete block at the end is cut off."""

    def __init__(self, file: io.FileIO, path: Path, key: Key, take: Take) -> None:
        super().__init__(file, path, key, take)
        with reported(path, "written"):
            self._cut()

    def append(self, contents: Sequence[bytes]) -> None:
        """Adds blocks; they are safe on the disk when this returns, and none is in the file when it raises.

        Raises:
            AnonError: they cannot be written, as on a full disk, or one is larger than `LARGEST_BLOCK`.
        """
        with reported(self._path, "written"):
            try:
                self._cut()  # of an earlier failure there may be something left
                tag_before = self._read(self._end - TAG_BYTES, TAG_BYTES)
                starts, end = [], self._end
                for number, content in enumerate(contents, len(self)):
                    block = self._packed(number, tag_before, content)
                    _write(self._file, block)
                    starts.append(end)
                    end += len(block)
                    tag_before = block[-TAG_BYTES:]
                os.fsync(self._file.fileno())
            except BaseException:
                with suppress(OSError):
                    self._cut()
                raise
        self._starts.extend(starts)
        self._end = end

    def _packed(self, number: int, tag_before: bytes, content: bytes) -> bytes:
        try:
            return self._seal.pack(number, tag_before, content)
        except ValueError as error:
            raise AnonError(
                f"the vault {spell_file_name(str(self._path))} holds values and the spans of a text up to"
                f" {LARGEST_BLOCK} bytes; split the document"
            ) from error

    def _cut(self) -> None:
        """Takes away what stands behind the last block, and goes there."""
        if os.fstat(self._file.fileno()).st_size > self._end:
            self._file.truncate(self._end)
            os.fsync(self._file.fileno())
        self._file.seek(self._end)


@contextmanager
def open_blocks(path: Path, key: Key, take: Take) -> Iterator[BlockFile]:
    """Opens a vault for reading; see `BlockFile`. What others add from now on is not seen."""
    with _opened(path, "rb") as file:
        yield BlockFile(file, path, key, take)


@contextmanager
def open_growing_blocks(path: Path, key: Key, take: Take) -> Iterator[GrowingBlockFile]:
    """Opens a vault that the caller has locked for adding, and makes it when there is none.

    See `GrowingBlockFile`.
    """
    with reported(path, "written"):
        if not path.exists():
            create_private(path, new_header(key))
    with _opened(path, "r+b") as file:
        yield GrowingBlockFile(file, path, key, take)


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[io.FileIO]:
    name = spell_file_name(str(path))
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{name} is no vault, and no file either; name another one")
        # Without a buffer: what one could not write, it would try to write again when it is closed.
        file = io.FileIO(path, mode)
    except OSError as error:
        raise UsageError(
            f"the vault {name} cannot be opened: {error.strerror}; check its name and the rights"
        ) from error
    with file:
        yield file


def _write(file: io.FileIO, data: bytes) -> None:
    """Writes all of `data`, of which a file without a buffer takes as much as it can."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
