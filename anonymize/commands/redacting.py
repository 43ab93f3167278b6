"""`anon redact`, once it is clear what will be done: it is told, done and told again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
import orjson

from anonymize.commands.messages import (
    announce,
    say,
    say_all,
    summarise,
    tell_of_kept,
    tell_of_resuming,
    tell_of_unrestorable,
    warn_of_inputs,
    warn_of_key,
    warn_of_outputs,
    warn_of_paths,
)
from anonymize.commands.plan import Plan, Request, planned
from anonymize.commands.progress import progress_bar
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote import RemotePath
from anonymize.engines.choice import choose_engine
from anonymize.errors import EXIT_INCOMPLETE
from anonymize.first_records import idle_fields
from anonymize.idle import idle_replacements, idle_settings
from anonymize.jobs.configuration import describe_job
from anonymize.jobs.finishing import replacing
from anonymize.jobs.job import Job
from anonymize.jobs.resuming import Kept, check_same_job, kept_files
from anonymize.keys import Key
from anonymize.path_names import labels_of_paths
from anonymize.placement.clearing import clear
from anonymize.redactor import Redactor
from anonymize.report.manifest import Manifest
from anonymize.report.review import ReviewPage
from anonymize.report.summary import Summary
from anonymize.vault import GrowingVault


def run(request: Request) -> int:
    """Does what is asked for, and gives the exit status.

    Raises:
        AnonError: see `planned`; or the job cannot go on.
    """
    plan = planned(request)
    path = None if request.dry_run else plan.placement.manifest
    with (
        _opened(request, plan.key) as vault,
        choose_engine(
            plan.redactor.finder,
            plan.discovery.files,
            engine=request.where,
            address=request.address,
            workers=request.workers,
            cuda=plan.config.device == "cuda",
            notify=say,
        ) as engine,
        _review_page(request.review, plan.redactor) as page,
        progress_bar(quiet=request.quiet) as progress,
    ):
        # Not without need: it looks at every byte of the models.
        job = {} if path is None else _described(request, plan, vault)
        check_same_job(plan.earlier, job, plan.key)
        shown = None if plan.renaming is None else plan.renaming.id
        kept = kept_files(
            plan.earlier, plan.discovery, plan.placement, plan.key, whole_only=request.fail_fast, shown=shown
        )
        stale = [output for output in plan.stale if output not in kept.outputs]
        say_all(idle_fields(plan.discovery.files, plan.options))
        if not request.quiet:
            _tell(request, plan, kept, stale, resumable=path is not None)
        if not request.dry_run:
            clear(stale, plan.placement.directory)
        # Without a manifest there is one input, and its path goes nowhere.
        told_of = plan.placement.manifest is not None and plan.renaming is None
        path_labels = labels_of_paths(plan.discovery.ids if told_of else (), engine)
        with Manifest(
            path,
            key=plan.key,
            operators=plan.redactor.operators,
            job=job,
            after=plan.earlier,
            mode=request.mode,
            shown=shown,
            path_labels=path_labels,
        ) as journal:
            summary = Job(
                engine=engine,
                finish=replacing(plan.redactor, vault),
                discovery=plan.discovery,
                options=plan.options,
                placement=plan.placement,
                manifest=journal,
                notify=progress.tell,
                advance=progress.update,
                dry_run=request.dry_run,
                verify=plan.config.verify,
                fail_fast=request.fail_fast,
                skip_unknown=request.skip_unknown,
                kept=kept,
                review=page,
                mode=request.mode,
            ).run()
    summary.named_paths = len(path_labels)
    _tell_end(request, plan, summary, path_labels, vault)
    return summary.exit_code if _restorable(vault) else EXIT_INCOMPLETE


def _opened(request: Request, key: Key) -> AbstractContextManager[GrowingVault | None]:
    if request.dry_run or request.vault is None:
        return nullcontext()
    return GrowingVault.open_for_writing(request.vault, key, say)


def _review_page(path: Path | None, redactor: Redactor) -> AbstractContextManager[ReviewPage | None]:
    if path is None:
        return nullcontext()
    return ReviewPage(path, {label: redactor.operators.name(label) for label in sorted(redactor.labels)})


def _described(request: Request, plan: Plan, vault: GrowingVault | None) -> dict[str, object]:
    return describe_job(
        plan.redactor,
        config=plan.config,
        key=plan.key,
        inputs=request.inputs,
        placement=plan.placement,
        glob=request.glob,
        format_name=request.format_,
        options=plan.options,
        renaming=plan.renaming,
        vault_id=None if vault is None else vault.id,
        files=len(plan.discovery.ids),
    )


def _tell(
    request: Request, plan: Plan, kept: Kept, stale: list[Path | RemotePath], *, resumable: bool
) -> None:
    """Says what is to be known before the job begins."""
    redactor, files = plan.redactor, plan.discovery.files
    announce(redactor)
    tell_of_kept(redactor)
    tell_of_unrestorable(redactor, request.vault)
    say_all((*idle_settings(plan.config, redactor), *idle_replacements(plan.config, redactor)))
    warn_of_key(redactor.operators, plan.key, resumable=resumable, renamed=request.redact_names)
    tell_of_resuming(kept, plan.discovery, asked=request.resume)
    warn_of_inputs(
        plan.discovery, glob=request.glob, format_name=request.format_, skip_unknown=request.skip_unknown
    )
    warn_of_outputs(stale, plan.placement, files, dry_run=request.dry_run, overwrite=request.overwrite)


def _tell_end(
    request: Request,
    plan: Plan,
    summary: Summary,
    path_labels: Mapping[str, Mapping[str, int]],
    vault: GrowingVault | None,
) -> None:
    """Says how the job went."""
    if request.as_json:
        added = {} if vault is None else {"respelled": vault.ambiguous, "unrestorable": vault.unclear}
        text_on_stdout = plan.placement.directory is None and not request.dry_run
        click.echo(orjson.dumps(summary.as_dict() | added), err=text_on_stdout)
    elif not request.quiet:
        summarise(
            summary,
            plan.placement.shown,
            dry_run=request.dry_run,
            review=request.review is not None,
            known=bool(plan.options.known),
        )
        warn_of_paths(path_labels, len(plan.discovery.ids))
        _tell_of_files(request.review, vault)


def _tell_of_files(review: Path | None, vault: GrowingVault | None) -> None:
    """Says what is to be known about the files beside the outputs."""
    if review is not None:
        say(
            f"the review page {spell_file_name(str(review))} shows the originals; keep it as safe as they are"
        )
    if vault is not None and vault.ambiguous:
        say(f"{vault.ambiguous} text(s) came out like others and will be restored in their spelling")


def _restorable(vault: GrowingVault | None) -> bool:
    """Tells whether all that a vault was given can be had back; says so where it cannot."""
    if vault is None or not vault.unclear:
        return True
    say(
        f"{vault.unclear} text(s) CANNOT be restored whole: they came out like others that had other values;"
        " tag with scope: job tells them apart"
    )
    return False
