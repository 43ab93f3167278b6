"""Where outputs go, and what is refused before anything is read.

One input file gives standard output or one file; a directory or several inputs give a directory that mirrors
them. Inputs are never written to, and no file that some earlier job did not write is replaced unasked, so
that no stale file passes for a clean one. Outputs may be remote; manifest, vault and review page are local.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path, PurePath

from anonymize.documents.inputs import STANDARD_INPUT, InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.registry import format_of
from anonymize.documents.remote import RemotePath, remote_path, spell_place
from anonymize.documents.remote_names import WEB, check_slashes, is_remote, is_remote_path, parse, shown_name
from anonymize.errors import UsageError

DEFAULT_DIRECTORY = "redacted"
MANIFEST_SUFFIX = ".manifest.jsonl"
STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a job writes to.

    Attributes:
        directory: the root of the mirrored tree, or the folder of the one output file; None for standard
            output.
        file_name: name of the one output file in `directory`; None for a mirrored tree.
        manifest: the manifest's path; None for none.
        vault: the vault's path; None for none.
        review: the review page's path; None for none.
    """

    directory: Path | RemotePath | None
    file_name: str | None
    manifest: Path | None
    vault: Path | None = None
    review: Path | None = None

    def relative(self, file: InputFile) -> PurePath | None:
        """Place of an input's output, relative to `directory`; None for standard output."""
        if self.directory is None:
            return None
        return PurePath(self.file_name) if self.file_name is not None else file.output

    @property
    def local_directory(self) -> Path | None:
        """The directory, where it is none that is remote."""
        return None if isinstance(self.directory, RemotePath) else self.directory

    def path(self, file: InputFile) -> Path | RemotePath | None:
        """Place of an input's output; None for standard output."""
        relative = self.relative(file)
        return None if self.directory is None or relative is None else self.directory / relative

    @property
    def shown(self) -> str:
        """The output as the user named it, for messages."""
        if self.directory is None:
            return "standard output"
        return spell_place(self.directory / (self.file_name or ""))


def place(
    inputs: Sequence[str],
    *,
    output: str | None,
    manifest: str | None,
    vault: Path | None = None,
    review: Path | None = None,
    directory: str = DEFAULT_DIRECTORY,
) -> Placement:
    """Decides where the outputs of `inputs` go.

    Args:
        inputs: what the user named: paths, and `-` for standard input.
        output: what the user gave as `--output`: a path, a remote name, or `-` for standard output.
        manifest: what the user gave as `--manifest`.
        vault: what the user gave as `--vault`.
        review: what the user gave as `--review`.
        directory: where several inputs go that were given no output.

    Raises:
        UsageError: an output equal to an input, inside one or around one; several inputs to one output.
    """
    if output == "" or manifest == "":
        raise UsageError("--output and --manifest need a path, and one of them is empty")
    _refuse_remote(manifest, vault, review)
    many = len(inputs) > 1 or any(name != STANDARD_INPUT and _names_directory(name) for name in inputs)
    if output == STANDARD_OUTPUT or (output is None and not many):
        if many:
            raise UsageError("several inputs cannot go to standard output; name a directory with --output")
        placement = Placement(None, None, None if manifest is None else Path(manifest))
    elif output is not None and is_remote(output):
        placement = _in_remote_files(output, many=many, manifest=manifest)
    else:
        check_slashes(output or directory)
        placement = _in_files(output or directory, many=many, manifest=manifest)
    placement = replace(placement, vault=vault, review=review)
    _refuse_overlap(inputs, placement)
    return placement


def _in_files(output: str, *, many: bool, manifest: str | None) -> Placement:
    root = Path(output)
    into_directory = many or output.endswith(os.sep) or _is_directory(root)
    real = _real(root)
    if not real.name:
        raise UsageError("the output is the root of a file system; name a directory in it with --output")
    if into_directory and os.path.lexists(root) and not _is_directory(root):
        raise UsageError(f"{spell_file_name(output)} is no directory; --output must name one here")
    default = real.with_name(real.name + MANIFEST_SUFFIX)
    longest = longest_name(real.parent)
    if manifest is None and len(os.fsencode(real.name)) <= longest < len(os.fsencode(default.name)):
        raise UsageError("the manifest's name, made of the output's, is too long; name one with --manifest")
    beside = Path(os.path.relpath(default)) if manifest is None else Path(manifest)
    if into_directory:
        return Placement(root, None, beside)
    return Placement(root.parent, root.name, beside)


def _in_remote_files(output: str, *, many: bool, manifest: str | None) -> Placement:
    parsed = parse(output)
    if parsed.scheme in WEB:
        raise UsageError(f"{parsed.shown}: to the web nothing is written; choose another place with --output")
    root = remote_path(output)
    try:
        is_directory = root.is_dir()
        into_directory = many or parsed.ends_as_directory or is_directory
        if into_directory and not is_directory and root.exists():
            raise UsageError(f"{parsed.shown} is no directory; --output must name one here")
    except OSError as error:
        raise UsageError(f"{parsed.shown} cannot be reached: {error.strerror}; check --output") from error
    if not into_directory and root.in_store and len(root.parts) < 2:
        raise UsageError(f"{parsed.shown} names a bucket and no file in it; add one, or a / at its end")
    beside = Path(root.name + MANIFEST_SUFFIX) if manifest is None else Path(manifest)
    if into_directory:
        return Placement(root, None, beside)
    return Placement(root.parent, root.name, beside)


def _refuse_remote(manifest: str | None, vault: Path | None, review: Path | None) -> None:
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


def _refuse_overlap(inputs: Sequence[str], placement: Placement) -> None:
    targets = list(_targets(placement))
    for name in inputs:
        source = remote_path(name) if is_remote(name) else _real(Path(name))
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
        real = whole if isinstance(whole, RemotePath) else _real(whole)
        yield _Target(f"the output {placement.shown}", real, placement.file_name is None)
    if placement.manifest is not None:
        shown = spell_file_name(str(placement.manifest))
        yield _Target(f"the manifest {shown}", _real(placement.manifest), is_tree=False)
    if placement.vault is not None:
        yield _Target(
            f"the vault {spell_file_name(str(placement.vault))}", _real(placement.vault), is_tree=False
        )
    if placement.review is not None:
        shown = spell_file_name(str(placement.review))
        yield _Target(f"the review page {shown}", _real(placement.review), is_tree=False)


def nearest_directory(path: Path) -> Path:
    """Gives a directory, or the nearest one above it where it is not made yet."""
    return next((folder for folder in (path, *path.parents) if _is_directory(folder)), Path())


def longest_name(directory: Path) -> int:
    """Gives how many bytes a name in a directory may have."""
    return os.pathconf(nearest_directory(directory), "PC_NAME_MAX")


def _names_directory(name: str) -> bool:
    """Tells whether an input is a directory; where it cannot be told, whoever reads it says why."""
    if not is_remote(name):
        return _is_directory(Path(name))
    if (parsed := parse(name)).ends_as_directory or parsed.scheme in WEB:
        return parsed.ends_as_directory
    with suppress(OSError):
        return remote_path(name).is_dir()
    return False


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long
        return False


def _real(path: Path) -> Path:
    # `Path.resolve` raises for a link that leads to itself, until Python 3.13.
    return Path(os.path.realpath(path))
