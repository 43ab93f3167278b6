"""What `anon redact` is asked for, and what it will do."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from anonymize.commands.checks import check_vault, earlier_run
from anonymize.commands.settings import build_config, read_options
from anonymize.config import Config
from anonymize.documents.base import ReadOptions
from anonymize.documents.inputs import Discovery, discover
from anonymize.documents.remote import RemotePath
from anonymize.first_records import check_first_records
from anonymize.jobs.locking import sole_writer
from anonymize.keys import Key, load_key
from anonymize.operators.tag import over_job
from anonymize.placement import Placement, check_endings, check_standard_output, place
from anonymize.placement.clearing import check_not_emptied, earlier_outputs
from anonymize.placement.own_files import check_own_files, configuration_files, own_files
from anonymize.placement.renaming import Renaming
from anonymize.placement.storable import storable
from anonymize.redactor import Redactor
from anonymize.report.journal import Journal
from anonymize.report.page import check_replaceable


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the options of `anon redact` say; named as they are.

    Attributes:
        settings: those that make the configuration; see `build_config`.
    """

    inputs: tuple[str, ...]
    glob: str | None
    format_: str
    fields: tuple[str, ...]
    all_strings: bool
    missing: str
    encoding: str
    vault: Path | None
    redact_names: bool
    mode: int
    workers: int | None
    where: str
    address: str | None
    output: str | None
    manifest: str | None
    review: Path | None
    resume: bool
    overwrite: bool
    dry_run: bool
    fail_fast: bool
    skip_unknown: bool
    as_json: bool
    quiet: bool
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Request:
        """Makes it of all options, as Click gives them."""
        own = {field.name for field in dataclasses.fields(cls)}
        settings = {name: value for name, value in given.items() if name not in own}
        return cls(settings=settings, **{name: given[name] for name in given if name in own})


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done; nothing has been written yet.

    Attributes:
        earlier: the manifest of the run that goes on, if one does.
        stale: outputs of an earlier run, which will be removed.
    """

    config: Config
    key: Key
    options: ReadOptions
    placement: Placement
    discovery: Discovery
    renaming: Renaming | None
    redactor: Redactor
    earlier: Journal | None
    stale: list[Path | RemotePath]


def planned(request: Request) -> Plan:
    """Makes the plan of a job.

    Raises:
        AnonError: what is asked for cannot be. All that can be refused is refused here, before anything is
            removed or written.
    """
    settings = request.settings
    config = build_config(**settings)
    configured = None if config.key_file is None else Path(config.key_file)
    key = load_key(settings["key_file"], configured=configured) or Key.random()
    if request.vault is not None:
        config = replace(config, operators=over_job(config.operators))
    options = read_options(
        request.fields,
        all_strings=request.all_strings,
        missing=request.missing,
        encoding=request.encoding,
        config=config,
    )
    placement = place(
        request.inputs,
        output=request.output,
        manifest=request.manifest,
        vault=request.vault,
        review=request.review,
    )
    discovery = discover(request.inputs, glob=request.glob, format=request.format_)
    renaming = Renaming(key) if request.redact_names else None
    discovery = storable(discovery if renaming is None else renaming.outputs(discovery), placement)
    redactor = Redactor.from_config(config, key=key)
    if request.vault is not None:
        check_vault(redactor.operators, key)
        discovery = discovery.sorted()  # which value comes first decides who gets another replacement
    named = [("key file", settings["key_file"]), ("key file", configured), ("vault", request.vault)]
    own = [*own_files(named), *configuration_files(settings["config"], settings["operators_file"])]
    check_own_files(own, placement, discovery.files)
    if placement.directory is None:
        check_standard_output(discovery.files)
    check_endings(placement, discovery.files)
    if not request.dry_run:
        click.get_current_context().with_resource(sole_writer(placement, mode=request.mode))
    earlier = None
    if request.resume:
        earlier = earlier_run(placement, key, dry_run=request.dry_run, review=request.review)
    stale = earlier_outputs(placement, discovery.files, overwrite=request.overwrite)
    check_not_emptied(stale, discovery.files)
    check_replaceable(request.review, "--review", overwrite=request.overwrite)
    check_first_records(discovery.files, options)
    return Plan(config, key, options, placement, discovery, renaming, redactor, earlier, stale)
