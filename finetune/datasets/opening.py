"""Opening files of labelled data: decompressed where their names say so, as inputs of a job are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO

from anonymize.documents.binary import HEAD, kind_of
from anonymize.documents.compression import compression_of
from anonymize.documents.streams import InputStream, empty
from anonymize.errors import DatasetError, DocumentError


def ending(path: PurePath) -> str:
    """Gives the suffix of a file's name in small letters, without that of a compression behind it."""
    compression = compression_of(path.name)
    return (path if compression is None else path.with_suffix("")).suffix.lower()


@contextmanager
def open_data(path: Path) -> Iterator[BinaryIO]:
    """Opens a file for reading.

    Raises:
        DatasetError: it cannot be read, its compressed data is damaged, or it is no text, such as an archive;
            reading raises it, too.
    """
    compression = compression_of(path.name)
    try:
        with path.open("rb") as file:
            stream = file
            if compression is not None:
                if not file.peek(1):
                    raise empty(str(path), f"corrupt_{compression.name}", f"{compression.name} file")
                stream = io.BufferedReader(InputStream(compression.reader(file, str(path)), str(path)))
            if (what := kind_of(stream.peek(HEAD))) is not None:
                message = f"{path}: it is no text but {what}; unpack it, or save it in a format that is read"
                raise DatasetError(message)
            yield stream
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DatasetError(f"{path}: {reason}; name a file that can be read") from error
    except DocumentError as error:
        raise DatasetError(str(error)) from error
