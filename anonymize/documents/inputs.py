"""Inputs: what the user named on the command line, turned into files to read.

Nothing is left out without a word: every entry of a directory is a file to read or is listed as skipped,
apart from what the user's own glob leaves out.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from anonymize.documents.base import Format
from anonymize.documents.binary import remedy_for
from anonymize.documents.compression import Compression, compression_of
from anonymize.documents.names import spell_file_name
from anonymize.documents.registry import FORMATS, format_of
from anonymize.documents.remote import RemotePath, remote_path
from anonymize.documents.remote_names import WEB, check_slashes, is_remote, parse, shown_name
from anonymize.documents.remote_walking import walk_remote
from anonymize.documents.text import TEXT
from anonymize.documents.walking import Obstacle, walk
from anonymize.errors import UsageError

AUTO = "auto"
"""The format that leaves the choice to the file's name."""
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Attributes:
        path: where it is, here or remote; None for standard input.
        id: its path from the input that the user named on; unique among the inputs of a job, and stable.
        format: how to read it.
        relative: its path from the input that the user named on.
        compression: of what kind; None where it is not compressed.
        found_in: the directory in which it was found; None for one that was named itself.
    """

    path: Path | RemotePath | None
    id: str
    format: Format
    relative: PurePath
    compression: Compression | None
    found_in: Path | None = None

    @property
    def output(self) -> PurePath:
        """Its place under an output directory; the name says in which format the output is."""
        written = self.format.written_as
        if written is None:
            return self.relative
        packed = "" if self.compression is None else self.relative.name[-len(self.compression.suffix) :]
        return self.relative.with_name(self.relative.name.removesuffix(packed) + written.suffixes[0] + packed)

    def status(self) -> os.stat_result | None:
        """What the system says of it, on standard input, too; None where nothing, as of remote files."""
        try:
            if self.path is None:
                return os.fstat(sys.stdin.fileno())
            return None if isinstance(self.path, RemotePath) else self.path.stat()
        except (AttributeError, OSError, ValueError):
            return None  # closed, gone, or none of the system's


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something among the inputs that is not read.

    Attributes:
        id: as an `InputFile` would have it.
        reason: `unknown_format`, `symbolic_link`, `not_a_regular_file`, `unreadable` or `unsafe_name`; what
            cannot be stored under its name `output_name_too_long` or `output_name_collision`.
        message: what it is, and what to do to have it read.
    """

    id: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the inputs hold: inputs in the order given, what is in a directory sorted by path.

    Attributes:
        files: the files to read.
        skipped: what is not read.
    """

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]

    @property
    def ids(self) -> list[str]:
        """Ids of what is not read, and then of the files, in the order in which a job comes to them."""
        return [*(skipped.id for skipped in self.skipped), *(file.id for file in self.files)]

    def sorted(self) -> Discovery:
        """Gives the same in the order of ids, for jobs in which the order of inputs must be of no matter."""
        return Discovery(
            tuple(sorted(self.files, key=lambda file: file.id)),
            tuple(sorted(self.skipped, key=lambda skipped: skipped.id)),
        )


def discover(inputs: Sequence[str], *, glob: str | None, format: str) -> Discovery:  # noqa: A002 (option name)
    """Lists the files of the inputs.

    Args:
        inputs: files, directories, or `-` for standard input; remote ones as `scheme://…`. Directories are
            read to any depth; links in them are not followed. A file, a FIFO or a link that is named itself
            is read.
        glob: which files of the directories to take: a shell pattern for a file's name or for its path from
            the directory on, in which `*` matches `/` too. None takes all. Files named themselves are taken.
        format: the name of a format, for all files, or `auto`: each file by its suffix; standard input, and
            FIFOs whose suffix belongs to no format, as text.

    Raises:
        UsageError: for an input that does not exist, two inputs that are the same or have one base name, and
            an unknown format.
    """
    if format != AUTO and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; choose one of {', '.join([AUTO, *FORMATS])}")
    # `*` matches any depth, so `**/` before it would only leave out the files at the top.
    pattern = None if glob is None else glob.removeprefix("**/")
    found = [file for named in _named(inputs) for file in _files(named, pattern, FORMATS.get(format))]
    return Discovery(
        tuple(file for file in found if isinstance(file, InputFile)),
        tuple(file for file in found if isinstance(file, Skipped)),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """An input that exists; `path` is None for standard input, `mode` is its kind as `os.stat` gives it."""

    name: str
    path: Path | RemotePath | None
    base: str
    mode: int

    @property
    def place(self) -> object:
        """The same for two names of one place."""
        return self.path.place if isinstance(self.path, RemotePath) else self.path and self.path.resolve()

    @property
    def shown(self) -> str:
        """Its name for messages."""
        return shown_name(self.name)


def _named(inputs: Sequence[str]) -> list[_Named]:
    """Checks that the inputs exist, and that no two would have the same ids and outputs."""
    found: list[_Named] = []
    places: dict[object, str] = {}
    bases: dict[str, str] = {}
    for name in inputs:
        named = _look_up(name)
        place = named.place
        if place in places:
            raise UsageError(f"the inputs {places[place]!r} and {named.shown!r} are the same; name it once")
        if named.base in bases:
            raise UsageError(
                f"the inputs {bases[named.base]!r} and {named.shown!r} have the same base name, so they would"
                " have the same output; rename one, or run them one by one"
            )
        places[place] = bases[named.base] = named.shown
        found.append(named)
    return found


def _look_up(name: str) -> _Named:
    if name == STANDARD_INPUT:
        return _Named(name, None, name, stat.S_IFIFO)
    if not name:
        raise UsageError("an input has an empty name; name a file, a directory or - for standard input")
    if is_remote(name):
        return _look_up_remote(name)
    check_slashes(name)
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or "not a file name"
        raise UsageError(f"the input {name!r} cannot be found: {cause}; check the path") from error
    # A link keeps the name that the user knows it by; only `.` and `..` have no name of their own.
    base = path.name if path.name not in ("", "..") else path.resolve().name
    if not base:
        raise UsageError(f"the input {name!r} is the root of a file system; name directories in it instead")
    return _Named(name, path, base, mode)


def _look_up_remote(name: str) -> _Named:
    parsed = parse(name)
    path = remote_path(name)
    if parsed.scheme in WEB and parsed.ends_as_directory:
        raise UsageError(
            f"the input {parsed.shown!r} is a page of the web, and these do not list; name files"
        )
    if {"/", "\0"} & set(parsed.base) or parsed.base in (".", ".."):
        raise UsageError(f"the input {parsed.shown!r} has no name that a file can have; copy it to another")
    try:
        info = path.info()
    except OSError as error:
        what = "found" if isinstance(error, FileNotFoundError) else "reached"
        raise UsageError(
            f"the input {parsed.shown!r} cannot be {what}: {error.strerror}; check the name"
        ) from error
    if parsed.ends_as_directory or info["type"] == "directory":
        return _Named(name, path, parsed.base, stat.S_IFDIR)
    size = info.get("size")
    return _Named(
        name, replace(path, size=size if isinstance(size, int) else None), parsed.base, stat.S_IFREG
    )


def _files(named: _Named, pattern: str | None, chosen: Format | None) -> Iterator[InputFile | Skipped]:
    relative = PurePath(named.base)
    if stat.S_ISFIFO(named.mode):
        yield _file(named.path, relative, chosen or format_of(relative.name) or TEXT)
    elif isinstance(named.path, RemotePath) and stat.S_ISDIR(named.mode):
        for found in walk_remote(named.path, pattern):
            if found.obstacle:
                yield _skipped(relative / found.relative, found.obstacle)
            else:
                place = replace(named.path / found.relative, size=found.size)
                yield _file(place, relative / found.relative, chosen)
    elif isinstance(named.path, Path) and stat.S_ISDIR(named.mode):
        for entry in walk(named.path, pattern):
            if entry.obstacle:
                yield _skipped(relative / entry.relative, entry.obstacle)
            else:
                path = named.path / entry.relative
                yield _file(path, relative / entry.relative, chosen, found_in=named.path)
    elif stat.S_ISREG(named.mode):
        yield _file(named.path, relative, chosen)
    else:
        obstacle = Obstacle("not_a_regular_file", "it is a device or a socket; pipe it into - instead")
        yield _skipped(relative, obstacle)


def _file(
    path: Path | RemotePath | None, relative: PurePath, chosen: Format | None, *, found_in: Path | None = None
) -> InputFile | Skipped:
    known = chosen or format_of(relative.name)
    if known is None:
        return _skipped(relative, _unknown(relative.name))
    name = spell_file_name(relative.as_posix())
    return InputFile(path, name, known, relative, compression_of(relative.name), found_in)


def _unknown(file_name: str) -> Obstacle:
    remedy = remedy_for(file_name)
    if remedy is not None:
        return Obstacle("unknown_format", f"its ending belongs to no format that is read; {remedy}")
    return Obstacle(
        "unknown_format",
        "its ending belongs to no format; to read such files as text, take them alone, in a directory by"
        " --glob, with --format text",
    )


def _skipped(relative: PurePath, obstacle: Obstacle) -> Skipped:
    name = spell_file_name(relative.as_posix())
    return Skipped(name, obstacle.reason, f"{name}: {obstacle.message}")
