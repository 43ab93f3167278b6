"""Which places no output may have: those of inputs and other outputs, and names of another format."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from anonymize.documents.inputs import STANDARD_INPUT, InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.registry import format_of
from anonymize.documents.remote import RemotePath, remote_path
from anonymize.documents.remote_names import is_remote, is_remote_path, shown_name
from anonymize.errors import UsageError
from anonymize.placement.places import Placement, real_path


def refuse_remote(manifest: str | None, vault: Path | None, review: Path | None) -> None:
    """Checks that what is added to and synced while the job runs is local: remote files can be neither."""
    given = (("--manifest", manifest), ("--vault", vault), ("--review", review))
    for option, name in given:
        if name is not None and (is_remote(str(name)) or is_remote_path(str(name))):
            raise UsageError(f"{option} must name a local file, and a remote one was named; name a local one")


def check_standard_output(files: Iterable[InputFile]) -> None:
    """Checks that standard output does not go to one of the files that are read, as `cat` does.

    Raises:
        UsageError: it does. The shell may have emptied the file already.
    """
    try:
        out = os.fstat(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # closed, or none of the operating system's
    if not stat.S_ISREG(out.st_mode):
        return
    for file in files:
        given = file.status()
        if given is not None and os.path.samestat(given, out):
            raise UsageError(f"standard output goes to the input {file.id}; choose another place")


def check_endings(placement: Placement, files: Iterable[InputFile]) -> None:
    """Checks that the name of the one output does not speak of another format than is written.

    Raises:
        UsageError: it does, as in `--output clean.pdf`: no PDF is written.
    """
    for file in files if placement.file_name is not None else ():
        written = file.format.written_as
        if written and format_of(placement.file_name or "") not in (None, written):
            raise UsageError(
                f"{placement.shown} is not what would be written: the output of a {file.format.name} is"
                f" {written.name}; name it with the ending {written.suffixes[0]}"
            )


@dataclass(frozen=True, slots=True)
class _Target:
    """Something that is written: its name for messages, where it really is, whether it is a whole tree."""

    shown: str
    real: Path | RemotePath
    is_tree: bool


def refuse_overlap(inputs: Sequence[str], placement: Placement) -> None:
    """Checks that no output is an input or another output, lies in one or around one.

    Raises:
        UsageError: one does.
    """
    targets = list(_targets(placement))
    for name in inputs:
        source = remote_path(name) if is_remote(name) else real_path(Path(name))
        shown = shown_name(name) if is_remote(name) else name
        for target in targets if name != STANDARD_INPUT else ():
            if _lies_in(target.real, source):
                where = "is" if _lies_in(source, target.real) else "lies inside"
                raise UsageError(f"{target.shown} {where} the input {shown!r}; choose another place")
            if target.is_tree and _lies_in(source, target.real):
                raise UsageError(f"the input {shown!r} lies inside {target.shown}; choose another --output")
    for first, second in combinations(targets, 2):
        if second.real == first.real or (first.is_tree and _lies_in(second.real, first.real)):
            raise UsageError(f"{second.shown} lies inside {first.shown}; choose another place")


def _lies_in(inner: Path | RemotePath, outer: Path | RemotePath) -> bool:
    """Tells whether a place is another one or lies in it."""
    if isinstance(inner, RemotePath) or isinstance(outer, RemotePath):
        return isinstance(inner, RemotePath) and isinstance(outer, RemotePath) and inner.lies_in(outer)
    return inner.is_relative_to(outer)


def _targets(placement: Placement) -> Iterator[_Target]:
    if placement.directory is not None:
        whole = placement.directory / (placement.file_name or "")
        real = whole if isinstance(whole, RemotePath) else real_path(whole)
        yield _Target(f"the output {placement.shown}", real, placement.file_name is None)
    files = {"manifest": placement.manifest, "vault": placement.vault, "review page": placement.review}
    for what, path in files.items():
        if path is not None:
            yield _Target(f"the {what} {spell_file_name(str(path))}", real_path(path), is_tree=False)
