"""What the user named as inputs and outputs, as places."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from anonymize.documents.inputs import STANDARD_INPUT
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote import remote_path
from anonymize.documents.remote_names import WEB, check_slashes, is_remote, parse
from anonymize.errors import UsageError
from anonymize.placement.places import (
    DEFAULT_DIRECTORY,
    MANIFEST_SUFFIX,
    STANDARD_OUTPUT,
    Placement,
    is_directory,
    longest_name,
    real_path,
)
from anonymize.placement.refusing import refuse_overlap, refuse_remote


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
    refuse_remote(manifest, vault, review)
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
    refuse_overlap([name for name in inputs if name], placement)  # whoever reads tells of an empty one
    return placement


def _in_files(output: str, *, many: bool, manifest: str | None) -> Placement:
    root = Path(output)
    into_directory = many or output.endswith(os.sep) or is_directory(root)
    real = real_path(root)
    if not real.name:
        raise UsageError("the output is the root of a file system; name a directory in it with --output")
    if into_directory and os.path.lexists(root) and not is_directory(root):
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
        is_there = root.is_dir()
        into_directory = many or parsed.ends_as_directory or is_there
        if into_directory and not is_there and root.exists():
            raise UsageError(f"{parsed.shown} is no directory; --output must name one here")
    except OSError as error:
        raise UsageError(f"{parsed.shown} cannot be reached: {error.strerror}; check --output") from error
    if not into_directory and root.in_store and len(root.parts) < 2:
        raise UsageError(f"{parsed.shown} names a bucket and no file in it; add one, or a / at its end")
    beside = Path(root.name + MANIFEST_SUFFIX) if manifest is None else Path(manifest)
    if into_directory:
        return Placement(root, None, beside)
    return Placement(root.parent, root.name, beside)


def _names_directory(name: str) -> bool:
    """Tells whether an input is a directory; where it cannot be told, whoever reads it says why."""
    if not is_remote(name):
        return is_directory(Path(name))
    if (parsed := parse(name)).ends_as_directory or parsed.scheme in WEB:
        return parsed.ends_as_directory
    with suppress(OSError):
        return remote_path(name).is_dir()
    return False
