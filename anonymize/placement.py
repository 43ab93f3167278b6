"""Where outputs go, and what is refused before anything is read.

One input file gives standard output or one file; a directory or several inputs give a directory that mirrors
them. Inputs are never written to, and no file that some earlier job did not write is replaced unasked, so
that no stale file passes for a clean one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from anonymize.documents.inputs import InputFile
from anonymize.errors import UsageError
from anonymize.report.manifest import owned_outputs

DEFAULT_DIRECTORY = Path("redacted")
MANIFEST_SUFFIX = ".manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a job writes to.

    Attributes:
        directory: the root of the mirrored tree, or the folder of the one output file; None for standard
            output.
        file_name: name of the one output file in `directory`; None for a mirrored tree.
        manifest: the manifest's path; None for none.
    """

    directory: Path | None
    file_name: str | None
    manifest: Path | None

    def relative(self, file: InputFile) -> PurePath | None:
        """Place of an input's output, relative to `directory`; None for standard output."""
        if self.directory is None:
            return None
        return PurePath(self.file_name) if self.file_name is not None else file.relative

    def path(self, file: InputFile) -> Path | None:
        """Place of an input's output; None for standard output."""
        relative = self.relative(file)
        return None if self.directory is None or relative is None else self.directory / relative

    @property
    def shown(self) -> str:
        """The output as the user named it, for messages."""
        if self.directory is None:
            return "standard output"
        return str(self.directory / self.file_name) if self.file_name else str(self.directory)


def place(inputs: Sequence[str], *, output: str | None, manifest: str | None) -> Placement:
    """Decides where the outputs of `inputs` go.

    Args:
        inputs: what the user named: paths, and `-` for standard input.
        output: what the user gave as `--output`.
        manifest: what the user gave as `--manifest`.

    Raises:
        UsageError: an output equal to an input, inside one or around one.
    """
    many = len(inputs) > 1 or any(name != "-" and Path(name).is_dir() for name in inputs)
    into_directory = output is not None and (output.endswith(os.sep) or Path(output).is_dir())
    if output is None and not many:
        placement = Placement(None, None, None if manifest is None else Path(manifest))
    else:
        root = DEFAULT_DIRECTORY if output is None else Path(output)
        default = root.resolve().with_name(root.resolve().name + MANIFEST_SUFFIX)
        beside = Path(os.path.relpath(default)) if manifest is None else Path(manifest)
        placement = (
            Placement(root, None, beside)
            if many or into_directory
            else Placement(root.parent, root.name, beside)
        )
    _refuse_overlap(inputs, placement, written=output or str(DEFAULT_DIRECTORY))
    return placement


def prepare(placement: Placement, *, overwrite: bool) -> None:
    """Makes room for the outputs: removes what this job wrote before, refuses what it did not.

    Raises:
        UsageError: there are files at the output that the manifest does not name, and `overwrite` is off.
    """
    if placement.directory is None:
        return
    owned = owned_outputs(placement.manifest) if placement.manifest is not None else frozenset()
    present = list(_present(placement))
    foreign = [path for path in present if path.relative_to(placement.directory).as_posix() not in owned]
    if foreign and not overwrite:
        raise UsageError(
            f"{placement.shown} holds {len(foreign)} file(s) that no earlier run of this job wrote, such as "
            f"{foreign[0]}; name another --output, or allow it with --overwrite"
        )
    for path in present:
        if path not in foreign:
            path.unlink()


def _present(placement: Placement) -> Iterator[Path]:
    if placement.directory is None:
        return
    if placement.file_name is not None:
        path = placement.directory / placement.file_name
        if path.is_symlink() or path.exists():
            yield path
        return
    if placement.directory.exists() and not placement.directory.is_dir():
        raise UsageError(f"{placement.directory} is a file; several inputs need a directory as --output")
    for folder, folders, names in os.walk(placement.directory):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in sorted([*names, *links]))


def _refuse_overlap(inputs: Sequence[str], placement: Placement, *, written: str) -> None:
    sources = [(name, Path(name).resolve()) for name in inputs if name != "-"]
    targets = []
    if placement.directory is not None:
        whole = placement.directory / (placement.file_name or "")
        targets.append((written, whole.resolve(), placement.file_name is None))
    if placement.manifest is not None:
        targets.append((str(placement.manifest), placement.manifest.resolve(), False))
    for name, source in sources:
        for shown, target, holds_files in targets:
            if target == source or target.is_relative_to(source):
                raise UsageError(f"output {shown} lies inside the input {name}; choose another place")
            if holds_files and source.is_relative_to(target):
                raise UsageError(f"input {name} lies inside the output {shown}; choose another --output")
    if len(targets) == 2 and (
        targets[1][1] == targets[0][1] or (targets[0][2] and targets[1][1].is_relative_to(targets[0][1]))
    ):
        raise UsageError(
            f"the manifest {targets[1][0]} lies inside the output {targets[0][0]}, which is handed on"
        )
