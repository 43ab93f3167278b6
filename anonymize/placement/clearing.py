"""What stands where a job is going to write: what may go, and what must stay.

An earlier run's outputs go before the new ones come, so that no stale file passes for a clean one. Anything
else is refused, unless the user allows it to be written over.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from anonymize.documents.beneath import directory_beneath
from anonymize.documents.inputs import InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote import RemotePath, spell_place
from anonymize.documents.remote_names import is_remote
from anonymize.documents.remote_walking import walk_remote
from anonymize.errors import AnonError, UsageError
from anonymize.placement.places import Placement
from anonymize.report.journal import is_manifest, output_name, output_of, owned_outputs

UNFINISHED = ".anon-*.tmp"
"""Names that outputs in the making have; a job that was killed leaves them behind."""


def earlier_outputs(
    placement: Placement, files: Collection[InputFile], *, overwrite: bool
) -> list[Path | RemotePath]:
    """Lists what has to go before the job writes. Changes nothing.

    Args:
        placement: where the job writes to.
        files: what it reads.
        overwrite: files that the job did not write before may be written over. Those that stand in the place
            of an output go, whatever becomes of that output.

    Raises:
        UsageError: there are files at the output that the manifest does not name, or there is something else
            than a manifest of this output in the place of the manifest; or an output's place is a pipe's or
            a device's.
    """
    manifest = placement.manifest
    of_another = manifest is not None and _is_of_another(manifest, placement)
    if manifest is not None and not overwrite:
        _check_manifest(manifest)
        if of_another:
            raise _not_to_write_over(manifest, f"is the manifest of another output than {placement.shown}")
    if placement.directory is None:
        return []
    root = placement.directory
    owned = frozenset[str]() if manifest is None or of_another else owned_outputs(manifest)
    places = {placement.path(file) for file in files}
    _refuse_links(placement, files)
    mine: list[Path | RemotePath] = []
    foreign: list[Path | RemotePath] = []
    for path, relative in _standing(placement, root):
        known = output_name(relative) in owned or is_unfinished(relative)
        if known or path in places:
            _refuse_special(path)
        (mine if known or (overwrite and path in places) else foreign).append(path)
    if foreign and not overwrite:
        raise UsageError(
            f"{placement.shown} holds {len(foreign)} file(s) that no earlier run of this job wrote, such as"
            f" {spell_place(foreign[0])}; name another --output, or allow it with --overwrite"
        )
    return mine


def strangers(
    placement: Placement, stale: Collection[Path | RemotePath], files: Collection[InputFile]
) -> list[Path | RemotePath]:
    """Lists what stands at the output, and is neither removed nor written over: nobody searched it here."""
    if placement.directory is None:
        return []
    going = {*stale, *map(placement.path, files)}
    return [path for path, _ in _standing(placement, placement.directory) if path not in going]


def check_not_emptied(stale: Iterable[Path | RemotePath], files: Collection[InputFile]) -> None:
    """Checks that there is an input where outputs of an earlier run would go.

    Raises:
        UsageError: there is none, as when a disk is not mounted or a glob is misspelt.
    """
    if outputs := [] if files else finished(stale):
        raise UsageError(
            f"there is nothing to read, and {len(outputs)} output(s) of an earlier run would be removed, such"
            f" as {spell_place(outputs[0])}; look at the inputs, or remove these yourself"
        )


def finished(paths: Iterable[Path | RemotePath]) -> list[Path | RemotePath]:
    """Gives the outputs among what has to go, without what a job that was killed left in the making."""
    return [path for path in paths if not is_unfinished(PurePath(*path.parts))]


def is_unfinished(path: PurePath) -> bool:
    """Tells whether a path leads to something in the making, which a job that was killed left behind."""
    return any(fnmatchcase(part, UNFINISHED) for part in path.parts)


def clear(paths: Iterable[Path | RemotePath], root: Path | RemotePath | None) -> None:
    """Removes files, and the local directories under `root` that are empty then. Follows no link under it.

    Raises:
        AnonError: one cannot be removed.
    """
    for path in paths:
        with _reported(path):
            if isinstance(path, RemotePath):
                path.remove()
            elif isinstance(root, Path):
                _remove(root, path.relative_to(root))


def _remove(root: Path, relative: PurePath) -> None:
    with suppress(FileNotFoundError), directory_beneath(root, relative.parent) as directory:
        os.unlink(relative.name, dir_fd=directory)
    for folder in list(relative.parents)[:-1]:
        try:
            with directory_beneath(root, folder.parent) as directory:
                os.rmdir(folder.name, dir_fd=directory)
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return
            raise


def _refuse_links(placement: Placement, files: Iterable[InputFile]) -> None:
    """Checks that no directory of the output is a link: what is written there would lie elsewhere."""
    if placement.local_directory is None:
        return
    places = filter(None, map(placement.relative, files))
    folders = {folder for place in places for folder in place.parents if folder.name}
    for folder in sorted(folders):
        path = placement.local_directory / folder
        if os.path.islink(path):  # noqa: PTH114 - `Path.is_symlink` raises for a path that is too long
            raise UsageError(
                f"{spell_file_name(str(path))} is a link, and inside the output none is written through;"
                " remove it, or name another --output"
            )


def _refuse_special(path: Path | RemotePath) -> None:
    """Checks that an output takes the place of a file, not of a pipe or a device, or a link to one.

    What writes to `/dev/null` or `/dev/stdout` would else write to a file from then on.
    """
    if isinstance(path, RemotePath):
        return
    folder = Path(os.path.realpath(path.parent))
    special = folder == Path("/dev") or folder.is_relative_to("/proc")
    with _reported(path):
        special |= path.exists() and not (path.is_file() or path.is_dir())
    if special:
        raise UsageError(
            f"{spell_file_name(str(path))} is a pipe or a device, and no file can take its place; name"
            " another --output, or - for standard output"
        )


def _check_manifest(path: Path) -> None:
    with _reported(path):
        if not path.is_file() or is_manifest(path):
            return
    raise _not_to_write_over(path, "exists and is no manifest")


def _not_to_write_over(path: Path, what: str) -> UsageError:
    return UsageError(
        f"{spell_file_name(str(path))} {what}; name another --manifest, or allow it to be"
        " written over with --overwrite"
    )


def _is_of_another(manifest: Path, placement: Placement) -> bool:
    """Tells whether a manifest is that of a job with another output, where one of the two is remote.

    That of a remote output lies in the current directory, so that two may come to have one name; that of a
    local one lies beside it.
    """
    with _reported(manifest):
        other = output_of(manifest)
    remote = isinstance(placement.directory, RemotePath) or is_remote(other or "")
    return other is not None and remote and other != placement.shown


def _standing(placement: Placement, root: Path | RemotePath) -> Iterator[tuple[Path | RemotePath, PurePath]]:
    """What stands at the output, with its place under `root`."""
    if isinstance(root, RemotePath):
        yield from _standing_remote(placement, root)
        return
    for path in _present(placement, root):
        yield path, path.relative_to(root)


def _standing_remote(placement: Placement, root: RemotePath) -> Iterator[tuple[RemotePath, PurePath]]:
    """The same of a remote place, which has to be reachable: it is too late for that when all is searched."""
    with _reported(root):
        if root.in_store and not root.exists() and not root.bucket.exists():
            raise UsageError(f"{root.shown}: there is no such bucket; make it, or name another --output")
        if placement.file_name is not None:
            path = root / placement.file_name
            if path.exists():
                yield path, PurePath(placement.file_name)
            return
        if not root.exists():
            return
    for entry in walk_remote(root, None):
        if entry.obstacle is not None and entry.obstacle.reason == "unreadable":
            raise AnonError(f"{root / entry.relative}: {entry.obstacle.message}")
        yield root / entry.relative, entry.relative


def _present(placement: Placement, root: Path) -> Iterator[Path]:
    """What stands at the output: files, and links, which are not followed."""
    if placement.file_name is not None:
        path = root / placement.file_name
        if os.path.lexists(path):
            yield path
        return
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in sorted([*names, *links]))


@contextmanager
def _reported(path: Path | RemotePath) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnonError(f"{spell_place(path)}: {error.strerror}; choose another place") from error
