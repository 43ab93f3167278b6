"""Reading a manifest as the journal of a job that may have been killed at any moment.

The lines of an input file, with that of the file itself at their end, make a block. What follows the last
whole block is what the job was at when it stopped, and is not read. Where a file was done several times its
last block holds. How a manifest is written is left to `manifest`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import orjson

from anonymize.documents.names import spell_file_name
from anonymize.documents.outputs import PRIVATE, AtomicOutput, set_mode
from anonymize.documents.streams import ByteWriter

SCHEMA_VERSION = 1
LONGEST_FIRST_LINE = 1 << 20
"""Bytes. The line about the job is far shorter; another file's first line could be all of it."""
_COPIED = 1 << 20
"""Bytes copied at once."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a manifest says of an input file.

    Attributes:
        id: of the file.
        status, reason, output, input_fingerprint, output_fingerprint: see `Manifest.file`.
        failed: whether the file, or a document in it, failed, and might not when it is tried again.
        whole: whether all lines of it are there, as the manifest writes them, and about this file.
        start: its first byte in the manifest.
        end: one past its last byte.
    """

    id: str
    status: str
    reason: str | None
    output: str | None
    input_fingerprint: str | None
    output_fingerprint: str | None
    failed: bool
    whole: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Journal:
    """A manifest, as far as it goes.

    Attributes:
        path: where it is.
        first: its first line.
        job: what that says.
        blocks: in the order in which they were written.
    """

    path: Path
    first: bytes
    job: Mapping[str, Any]
    blocks: tuple[Block, ...]

    @classmethod
    def read(cls, path: Path) -> Journal | None:
        """Reads a manifest. Takes some 500 bytes of memory a file, whatever is in it.

        Returns:
            None where there is no file, an empty one, or one that is no manifest.

        Raises:
            OSError: it cannot be read.
        """
        if not path.is_file():
            return None
        with path.open("rb") as lines:
            first = lines.readline(LONGEST_FIRST_LINE)
            job = _entry(first)
            if job.get("kind") != "job":
                return None
            return cls(path, first, job, tuple(_blocks(lines, len(first))))

    @property
    def end(self) -> int:
        """Where the last whole block ends, in bytes."""
        return self.blocks[-1].end if self.blocks else len(self.first)

    @property
    def last(self) -> Mapping[str, Block]:
        """The block that holds, by the id of the file."""
        return {block.id: block for block in self.blocks}

    def entries(self, block: Block) -> Iterator[Mapping[str, Any]]:
        """Reads the lines of a block again."""
        with self.path.open("rb") as lines:
            lines.seek(block.start)
            position = block.start
            while position < block.end:
                line = lines.readline()
                position += len(line)
                yield _entry(line)


def arrange(path: Path, first: bytes, order: Sequence[str], *, mode: int = PRIVATE) -> None:
    """Gives a manifest the form that one undisturbed job would have given it. It is replaced as a whole.

    Args:
        path: of the manifest.
        first: its first line from now on.
        order: ids of files; their last blocks follow in this order, and nothing else does.
        mode: of the file.

    Raises:
        AnonError: it cannot be written, and is as it was.
        OSError: it cannot be read.
    """
    path = Path(os.path.realpath(path))
    journal = Journal.read(path)
    if journal is None:
        return
    blocks = [block for block in map(journal.last.get, order) if block is not None]
    if journal.first == first and list(journal.blocks) == blocks and journal.end == path.stat().st_size:
        set_mode(path, mode)
        return
    with AtomicOutput(path, mode=mode) as new, path.open("rb") as old:
        new.write(first)
        for block in blocks:
            _copy(old, block, new)


def output_name(relative: PurePath) -> str:
    """Gives the place of an output, relative to the output directory, as manifests name it."""
    return spell_file_name(relative.as_posix())


def is_manifest(path: Path) -> bool:
    """Tells whether a file is the manifest of an earlier job, or empty."""
    with path.open("rb") as lines:
        first = lines.readline(LONGEST_FIRST_LINE)
    return not first or _entry(first).get("kind") == "job"


def output_of(path: Path) -> str | None:
    """Gives the output of the job that a manifest is of, as the user named it; None where it does not say."""
    if not path.is_file():
        return None
    with path.open("rb") as lines:
        return _text(_entry(lines.readline(LONGEST_FIRST_LINE)), "output")


def owned_outputs(path: Path) -> frozenset[str]:
    """Outputs, relative to the output directory, that an earlier job's manifest names as its own.

    A line that is torn or of another kind is passed over: what it does not name is not owned.
    """
    if not path.is_file():
        return frozenset()
    owned: dict[str | None, str] = {}
    with path.open("rb") as lines:
        for entry in map(_entry, lines):
            output = _text(entry, "output")
            name = _text(entry, "input") or output
            if output is not None:
                owned[name] = output
            elif entry.get("kind") == "file":
                owned.pop(name, None)  # of this file there is no output any more
    return frozenset(owned.values())


def _blocks(lines: BinaryIO, start: int) -> Iterator[Block]:
    position = start
    names: set[str | None] = set()
    failed, whole, count = False, True, 0
    for line in lines:
        position += len(line)
        entry = _entry(line)
        kind = entry.get("kind") if line.endswith(b"\n") else None
        names.add(_text(entry, "input"))
        whole &= _is_sound(entry)
        failed |= kind in ("document", "file") and entry.get("status") == "failed"
        if kind == "file":
            yield Block(
                id=str(entry.get("id")),
                status=str(entry.get("status")),
                reason=_text(entry, "reason"),
                output=_text(entry, "output"),
                input_fingerprint=_text(entry, "input_fingerprint"),
                output_fingerprint=_text(entry, "output_fingerprint"),
                failed=failed,
                whole=whole and names == {entry.get("id")} and count == sum(entry["documents"].values()),
                start=start,
                end=position,
            )
            start = position
            names, failed, whole, count = set(), False, True, 0
        else:
            count += 1


def _is_sound(entry: Mapping[str, Any]) -> bool:
    """Tells whether a line has all that is counted of it."""
    match entry:
        case {
            "kind": "document",
            "status": str(),
            "reason": str() | None,
            "labels": dict() as counts,
            "leaks": list(),
        }:
            return all(isinstance(count, int) for count in counts.values())
        case {"kind": "record", "status": "failed", "reason": str()}:
            return True
        case {
            "kind": "file",
            "documents": dict() as counts,
            "collisions": int(),
            "passed_through": list() as paths,
            "in_passed_through": int(),
            "taken_out": dict() as taken_out,
        }:
            in_names, names = entry.get("field_labels", {}), entry.get("named_fields", [])
            return (
                isinstance(in_names, dict)
                and isinstance(names, list)
                and all(
                    isinstance(count, int)
                    for count in (*counts.values(), *taken_out.values(), *in_names.values())
                )
                and all(isinstance(path, str) for path in (*paths, *names))
            )
    return False


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) else None


def _copy(source: BinaryIO, block: Block, target: ByteWriter) -> None:
    source.seek(block.start)
    rest = block.end - block.start
    while rest and (piece := source.read(min(rest, _COPIED))):
        target.write(piece)
        rest -= len(piece)


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return entry if isinstance(entry, dict) else {}
