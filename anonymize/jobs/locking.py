"""One job at a time writes to an output: a second one would take the first one's files for an old job's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from anonymize.documents.beneath import make_directories
from anonymize.documents.names import spell_file_name
from anonymize.documents.outputs import PRIVATE, directory_mode
from anonymize.errors import UsageError
from anonymize.placement import MANIFEST_SUFFIX, Placement

LOCK_SUFFIX = ".anon-lock"


@contextmanager
def sole_writer(placement: Placement, *, mode: int) -> Iterator[None]:
    """Keeps other jobs of this machine from an output while one looks at what is there and writes to it.

    The lock is a file beside the manifest, which goes at the end. It is free again when its holder ends,
    however it does; a file that a killed job leaves keeps nobody out. Without a manifest nothing is kept from
    anybody: such an output is a single stream.

    Args:
        placement: where the job writes to.
        mode: of its files.

    Raises:
        UsageError: another job is writing there, or the file cannot be made, and so neither the manifest.
    """
    manifest = placement.manifest
    # A pipe or a device is no file that another job could lose. `Path` raises for names that are too long.
    if manifest is None or (os.path.exists(manifest) and not os.path.isfile(manifest)):  # noqa: PTH110, PTH113
        yield
        return
    from filelock import FileLock, Timeout

    path = Path(f"{manifest}{LOCK_SUFFIX}")
    lock = FileLock(path, mode=PRIVATE)
    try:
        make_directories(path.parent, directory_mode(mode))
        # The library takes a file that cannot be made for one that is held. The system says which it is.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE))
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            f"another job is writing to {placement.shown}; wait for its end, or name another --output"
        ) from error
    except OSError as error:
        raise UsageError(_unwritable(placement, manifest, error.strerror)) from error
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()  # before it is free: afterwards it may be somebody else's
        lock.release()


def _unwritable(placement: Placement, manifest: Path, cause: str | None) -> str:
    """Says what cannot be written, by the name that the user gave it: the lock's own is nobody's."""
    output = placement.local_directory
    whole = None if output is None else os.path.realpath(output / (placement.file_name or ""))
    if whole is None or os.path.realpath(manifest) != f"{whole}{MANIFEST_SUFFIX}":
        shown = spell_file_name(str(manifest))
        return f"the manifest {shown} cannot be written: {cause}; choose another --manifest"
    if placement.file_name is None and os.access(whole, os.W_OK):
        return f"no manifest can be written beside {placement.shown}: {cause}; name one with --manifest"
    return f"{placement.shown} cannot be written: {cause}; choose another --output"
