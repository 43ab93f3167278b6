"""Inputs that are somewhere else than when the job ran, under the ids that they had then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from anonymize.documents.inputs import AUTO, STANDARD_INPUT, InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote_names import is_remote, parse
from anonymize.documents.text import TEXT


def rebased(
    files: Sequence[InputFile], *, now: Sequence[str], then: Sequence[str], reading: Mapping[str, Any]
) -> tuple[InputFile, ...]:
    """Gives files the ids that they had in a job.

    Args:
        files: as they are found now.
        now: the inputs that they were found in.
        then: the inputs of the job; the first of `now` is the first of these, and so on. Where there are
            more or fewer, the names of files must tell.
        reading: how the job read, as its manifest says.
    """
    if len(now) != len(then):
        return tuple(files)
    names = {_base(new): old for new, old in zip(now, then, strict=True)}
    return tuple(_moved(file, names[file.relative.parts[0]], reading) for file in files)


def _moved(file: InputFile, old: str, reading: Mapping[str, Any]) -> InputFile:
    if old == STANDARD_INPUT:
        # Standard input is not decompressed, and read as text where nothing else is said.
        guessed = reading.get("format", AUTO) == AUTO
        format_ = TEXT if guessed else file.format
        relative = PurePath(STANDARD_INPUT)
        return replace(file, id=STANDARD_INPUT, relative=relative, format=format_, compression=None)
    relative = PurePath(_base(old), *file.relative.parts[1:])
    return replace(file, id=spell_file_name(relative.as_posix()), relative=relative)


def _base(name: str) -> str:
    if is_remote(name):
        return parse(name).base
    path = Path(name)
    return path.name if path.name not in ("", "..") else path.resolve().name
