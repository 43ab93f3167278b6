"""What options say: single values, the configuration that they make together, and how inputs are read."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from anonymize.config import Config
    from anonymize.documents.base import ReadOptions


def file_mode(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """Gives the mode of files that octal digits spell, as in 640; a callback of an option."""
    digits = value.removeprefix("0o")
    mode = int(digits, 8) if digits and set(digits) <= set("01234567") else -1
    if mode & ~0o666 or not mode & stat.S_IRUSR:
        raise click.BadParameter(f"{value!r} is not the mode of a file, as 600, 640 or 644 are", ctx, param)
    return mode


def worker_count(ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    """Gives a number of worker processes, None for `auto`; a callback of an option."""
    if value == "auto":
        return None
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is neither auto nor a number from 1 on", ctx, param)
    return int(value)


def build_config(
    *,
    config: Path | None,
    labels: str | None,
    detectors: str | None,
    model: str | None,
    thresholds: tuple[str, ...],
    region: str | None,
    device: str | None,
    precision: str | None,
    batch_size: int | None,
    operators: tuple[str, ...] = (),
    operators_file: Path | None = None,
    key_file: Path | None = None,
    allow_custom: bool | None = None,
    propagate: bool | None = None,
    allow_script: bool | None = None,
    on_leak: str | None = None,
    verify: str | None = None,
) -> Config:
    """Makes the configuration from the file and the options; the parameters are named as the options are.

    Raises:
        UsageError: a value that is not of the option's form.
        ConfigError: the file is wrong.
    """
    from anonymize.config import Config, merge, parse_labels, parse_operators, parse_thresholds
    from anonymize.config.file import load_config, load_operators

    threshold, by_label = parse_thresholds(thresholds)
    from_file = {} if operators_file is None else load_operators(operators_file)
    return merge(
        Config() if config is None else load_config(config),
        labels=None if labels is None else parse_labels(labels),
        detectors=None if detectors is None else parse_labels(detectors, "--detector"),
        model=model,
        threshold=threshold,
        thresholds=by_label,
        operators={**from_file, **parse_operators(operators)},
        key_file=None if key_file is None else str(key_file),
        allow_custom=allow_custom,
        propagate=propagate,
        allow_script=allow_script,
        on_leak=on_leak,
        verify=verify,
        region=region,
        device=device,
        precision=precision,
        batch_size=batch_size,
    )


def read_options(
    fields: tuple[str, ...], *, all_strings: bool, missing: str, encoding: str, config: Config | None = None
) -> ReadOptions:
    """Makes the reading options; the parameters are named as the options are.

    Fields whose value is known, and the one that says whom a record is about, come from the configuration.

    Raises:
        UsageError: a path that is not one, an unknown encoding, or both ways to choose fields.
    """
    from anonymize.documents.base import ReadOptions
    from anonymize.documents.fields import FieldPath

    if fields and all_strings:
        raise click.UsageError("--field and --all-strings exclude each other")
    return ReadOptions(
        fields=tuple(map(FieldPath.parse, fields)) or None,
        all_strings=all_strings,
        missing="skip" if missing == "skip" else "fail",
        encoding=encoding,
        known=()
        if config is None
        else tuple((FieldPath.parse(name), label) for name, label in config.known_fields.items()),
        subject=None
        if config is None or config.subject_field is None
        else FieldPath.parse(config.subject_field),
    )
