"""Remote outputs: a file that is there whole or not at all, with the interface of `AtomicOutput`.

The output is made in a local temporary file, which is private and goes in any case, and sent when it is
whole: a file of fsspec that is open for writing may appear half-written when the job ends early. A store of
objects shows what it was sent only when all of it is there. Elsewhere it is sent under another name, and
renamed.
"""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from anonymize.digests import Digest
from anonymize.documents.compression import Compression, Compressor
from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_errors import translated
from anonymize.documents.streams import ByteWriter, DigestedWriter, OutputStream, unwritable
from anonymize.errors import AnonError


class RemoteOutput:
    """A remote file that appears under its name only when all of it was written and sent.

    When an exception leaves the `with` block, nothing was sent, and a former file of that name is as it was.

    Args:
        path: the file to write.
        compression: compress it so. The same bytes give the same file.
        digest: takes in the bytes of the file as they are sent.

    Raises:
        AnonError: with the path and the cause, when it cannot be written or sent.
    """

    def __init__(
        self, path: RemotePath, *, compression: Compression | None = None, digest: Digest | None = None
    ) -> None:
        self._path = path
        self._compression = compression
        self._digest = digest
        self._sealed = False

    def __enter__(self) -> ByteWriter:
        """Makes the temporary file, and gives it for writing."""
        with ExitStack() as opened, _reported(f"the temporary file for {self._path}"):
            # A directory of its own, 0700: a library opens the file by its name.
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix=".anon-", suffix=".tmp"))
            self._temporary = Path(folder, "output")
            self._raw = opened.enter_context(self._temporary.open("xb"))
            self._opened = opened.pop_all()
        self._compressor: Compressor | None = None
        sink: ByteWriter = self._raw if self._digest is None else DigestedWriter(self._raw, self._digest)
        if self._compression is not None:
            sink = self._compressor = self._compression.compressor(sink)
        return OutputStream(sink, f"the temporary file for {self._path}")

    def seal(self) -> None:
        """Ends the writing; nothing can be written after. It is sent later; see `AtomicOutput.seal`."""
        if self._sealed:
            return
        with _reported(f"the temporary file for {self._path}"):
            if self._compressor is not None:
                self._compressor.close()
            self._raw.close()
        self._sealed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Sends the file to its place, or removes all trace of it when there was an exception."""
        try:
            if kind is None:
                self.seal()
                with _reported(str(self._path)):
                    self._send()
        finally:
            # Closing writes what is buffered, which fails again where the disk is full.
            with contextlib.suppress(OSError, ValueError):
                if self._compressor is not None:
                    self._compressor.close()
            with contextlib.suppress(OSError):
                self._raw.close()
            with contextlib.suppress(OSError):
                self._opened.close()

    def _send(self) -> None:
        path = self._path
        if path.in_store:
            self._put(path)
            return
        with translated():
            path.fs.makedirs(path.parent.path, exist_ok=True)
        temporary = path.parent / f".anon-{secrets.token_hex(8)}.tmp"
        try:
            self._put(temporary)
            _move(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.remove()
            raise

    def _put(self, place: RemotePath) -> None:
        """Sends the file, and looks whether all of it is there: an upload that was cut short may not tell."""
        with translated():
            place.fs.put_file(str(self._temporary), place.path)
        size, sent = self._temporary.stat().st_size, place.info().get("size")
        if isinstance(sent, int) and sent != size:
            with contextlib.suppress(OSError):
                place.remove()
            raise OSError(None, f"{sent} of {size} bytes arrived")


def _move(source: RemotePath, target: RemotePath) -> None:
    """Renames a file over another. What a name has of a pattern (`[a]`) is a part of the name."""
    from fsspec import AbstractFileSystem
    from fsspec.asyn import sync

    with translated():
        if type(source.fs).mv is not AbstractFileSystem.mv:
            source.fs.mv(source.path, target.path)
        elif rename := getattr(source.fs, "_mv", None):
            # sshfs has it in this form alone, and copies by a command, which many a server does not allow.
            sync(source.fs.loop, rename, source.path, target.path)
        else:
            # It copies and removes, and takes names for patterns.
            source.fs.cp_file(source.path, target.path)
            source.fs.rm_file(source.path)


@contextlib.contextmanager
def _reported(place: str) -> Iterator[None]:
    try:
        yield
    except AnonError:
        raise
    except OSError as error:
        raise unwritable(place, error) from error
