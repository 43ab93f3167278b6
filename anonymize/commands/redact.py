"""`anon redact`: the main job."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.checks import check_vault, earlier_run
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
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import (
    CONTEXT,
    care_options,
    detection_options,
    input_options,
    leak_options,
    message_options,
    operator_options,
    option,
)
from anonymize.commands.progress import progress_bar
from anonymize.commands.settings import build_config, file_mode, read_options, worker_count
from anonymize.documents.names import spell_file_name
from anonymize.errors import EXIT_INCOMPLETE

if TYPE_CHECKING:
    from anonymize.redactor import Redactor
    from anonymize.report.review import ReviewPage
    from anonymize.vault import GrowingVault


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@input_options
@detection_options
@care_options
@leak_options
@operator_options
@option(
    "--vault",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep, encrypted, what tag and pseudonym replaced, for anon restore; needs a key.",
)
@option(
    "--output",
    metavar="PATH",
    help="Where to. Default: standard output (-), or redacted/ for several inputs.",
)
@option("--manifest", metavar="PATH", help="Default: OUTPUT.manifest.jsonl beside the output.")
@option(
    "--resume",
    is_flag=True,
    help="Keep what an earlier run finished, where input and output are as they were; try again what failed,"
    " and do the rest. Needs a key; begins anew where there was no run.",
)
@option(
    "--review",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write a page that shows the documents, original and redacted, to look through in a browser.",
)
@option("--overwrite", is_flag=True, help="Write over files that this job did not write before.")
@option(
    "--redact-names",
    is_flag=True,
    help="Rename files and directories by the key, in the output and in the manifest; anon names tells which"
    " is which.",
)
@option(
    "--mode",
    callback=file_mode,
    default="600",
    show_default=True,
    metavar="OCTAL",
    help="Who may read and write what is written; directories that are made have x where this has r.",
)
@option(
    "--workers",
    callback=worker_count,
    default="auto",
    show_default=True,
    metavar="NUMBER|auto",
    help="Worker processes; auto: as many as the cores, the memory and the files are good for, and 1 for a"
    " pipe. The output is the same for any number.",
)
@option(
    "--engine",
    "where",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="Where the workers are: on this machine, or on a Ray cluster. The output is the same.",
)
@option("--address", metavar="ADDRESS", help="Of the Ray cluster. Default: RAY_ADDRESS, or one of its own.")
@option("--dry-run", is_flag=True, help="Find, replace and count; write nothing but the page of --review.")
@option("--fail-fast", is_flag=True, help="Stop at the first document that is withheld or failed.")
@option("--skip-unknown", is_flag=True, help="Do not count files of an unknown format as withheld.")
@option(
    "--json", "as_json", is_flag=True, help="The summary as JSON (on standard output where that is free)."
)
@message_options
def redact(
    inputs: tuple[str, ...],
    glob: str | None,
    format_: str,
    fields: tuple[str, ...],
    all_strings: bool,
    missing: str,
    encoding: str,
    vault: Path | None,
    redact_names: bool,
    mode: int,
    workers: int | None,
    where: str,
    address: str | None,
    output: str | None,
    manifest: str | None,
    review: Path | None,
    resume: bool,
    overwrite: bool,
    dry_run: bool,
    fail_fast: bool,
    skip_unknown: bool,
    as_json: bool,
    quiet: bool,
    **settings: Any,  # noqa: ANN401 - the options that make the configuration, passed on whole
) -> int:
    """Replace what is found in files, directories or standard input (-).

    One file goes to standard output, several go to redacted/. A document that was not seen whole, or in which
    something could not be replaced, is withheld: it is named on standard error, and the exit status is 1.
    Names with :// are remote files (docs/remote.md).

    \b
    Examples:
      anon redact letter.txt --labels person,address
      anon redact docs/ --labels person,address --output clean/
      anon redact mail.txt --threshold 0.4 --threshold person=0.3 --operator mask
      anon redact corpus/ --operator pseudonym --key-file team.key --workers 4
      anon redact corpus/ --operator pseudonym --key-file team.key --resume
      anon redact corpus/ --output clean/ --engine ray --address auto
      anon redact chat.jsonl --operator tag --vault chat.vault --key-file team.key > safe.jsonl
      anon redact docs/ --labels person --output clean/ --review review.html
      anon redact s3://in/docs/ --output s3://out/clean/ --field body
      cat notes.jsonl | anon redact - --format jsonl --field user.bio > clean.jsonl
    """
    import orjson

    from anonymize.clearing import check_not_emptied, clear, earlier_outputs
    from anonymize.documents.inputs import discover
    from anonymize.engines.choice import choose_engine
    from anonymize.finishing import replacing
    from anonymize.first_records import check_first_records, idle_fields
    from anonymize.idle import idle_replacements, idle_settings
    from anonymize.job import Job
    from anonymize.keys import Key, load_key
    from anonymize.locking import sole_writer
    from anonymize.operators.tag import over_job
    from anonymize.own_files import check_own_files, configuration_files, own_files
    from anonymize.path_names import labels_of_paths
    from anonymize.placement import check_endings, check_standard_output, place
    from anonymize.redactor import Redactor
    from anonymize.renaming import Renaming
    from anonymize.report.configuration import describe_job
    from anonymize.report.manifest import Manifest
    from anonymize.report.page import check_replaceable
    from anonymize.resuming import check_same_job, kept_files
    from anonymize.storable import storable
    from anonymize.vault import Vault

    config = build_config(**settings)
    configured = None if config.key_file is None else Path(config.key_file)
    key = load_key(settings["key_file"], configured=configured) or Key.random()
    if vault is not None:
        config = replace(config, operators=over_job(config.operators))
    options = read_options(fields, all_strings=all_strings, missing=missing, encoding=encoding, config=config)
    placement = place(inputs, output=output, manifest=manifest, vault=vault, review=review)
    discovery = discover(inputs, glob=glob, format=format_)
    renaming = Renaming(key) if redact_names else None
    shown = None if renaming is None else renaming.id
    discovery = storable(discovery if renaming is None else renaming.outputs(discovery), placement)
    redactor = Redactor.from_config(config, key=key)
    if vault is not None:
        check_vault(redactor.operators, key)
        discovery = discovery.sorted()  # which value comes first decides who gets another replacement
    named = [("key file", settings["key_file"]), ("key file", configured), ("vault", vault)]
    own = [*own_files(named), *configuration_files(settings["config"], settings["operators_file"])]
    check_own_files(own, placement, discovery.files)
    # Everything that can be refused is refused here, before anything is removed or written.
    if placement.directory is None:
        check_standard_output(discovery.files)
    check_endings(placement, discovery.files)
    if not dry_run:
        click.get_current_context().with_resource(sole_writer(placement, mode=mode))
    earlier = earlier_run(placement, key, dry_run=dry_run, review=review) if resume else None
    stale = earlier_outputs(placement, discovery.files, overwrite=overwrite)
    check_not_emptied(stale, discovery.files)
    check_replaceable(review, "--review", overwrite=overwrite)
    check_first_records(discovery.files, options)
    path = None if dry_run else placement.manifest
    with (
        nullcontext() if dry_run or vault is None else Vault.open_for_writing(vault, key, say) as opened,
        choose_engine(
            redactor.finder,
            discovery.files,
            engine=where,
            address=address,
            workers=workers,
            cuda=config.device == "cuda",
            notify=say,
        ) as engine,
        _review_page(review, redactor) as page,
        progress_bar(quiet=quiet) as progress,
    ):
        # Not without need: it looks at every byte of the models.
        job = (
            {}
            if path is None
            else describe_job(
                redactor,
                config=config,
                key=key,
                inputs=inputs,
                placement=placement,
                glob=glob,
                format_name=format_,
                options=options,
                renaming=renaming,
                vault_id=None if opened is None else opened.id,
            )
        )
        check_same_job(earlier, job, key)
        kept = kept_files(earlier, discovery, placement, key, whole_only=fail_fast, shown=shown)
        stale = [output for output in stale if output not in kept.outputs]
        say_all(idle_fields(discovery.files, options))
        if not quiet:
            announce(redactor)
            tell_of_kept(redactor)
            tell_of_unrestorable(redactor, vault)
            say_all((*idle_settings(config, redactor), *idle_replacements(config, redactor)))
            warn_of_key(redactor.operators, key, resumable=path is not None, renamed=redact_names)
            tell_of_resuming(kept, discovery, asked=resume)
            warn_of_inputs(discovery, glob=glob, format_name=format_, skip_unknown=skip_unknown)
            warn_of_outputs(stale, placement, discovery.files, dry_run=dry_run, overwrite=overwrite)
        if not dry_run:
            clear(stale, placement.directory)
        # Without a manifest there is one input, and its path goes nowhere.
        told_of = placement.manifest is not None and renaming is None
        path_labels = labels_of_paths(discovery.ids if told_of else (), engine)
        with Manifest(
            path,
            key=key,
            operators=redactor.operators,
            job=job,
            after=earlier,
            mode=mode,
            shown=shown,
            path_labels=path_labels,
        ) as journal:
            summary = Job(
                engine=engine,
                finish=replacing(redactor, opened),
                discovery=discovery,
                options=options,
                placement=placement,
                manifest=journal,
                notify=progress.tell,
                advance=progress.update,
                dry_run=dry_run,
                verify=config.verify,
                fail_fast=fail_fast,
                skip_unknown=skip_unknown,
                kept=kept,
                review=page,
                mode=mode,
            ).run()
    summary.named_paths = len(path_labels)
    if as_json:
        text_on_stdout = placement.directory is None and not dry_run
        click.echo(orjson.dumps(summary.as_dict() | _of_vault(opened)), err=text_on_stdout)
    elif not quiet:
        summarise(
            summary,
            placement.shown,
            dry_run=dry_run,
            review=review is not None,
            known=bool(options.known),
            kept=redactor.kept,
        )
        warn_of_paths(path_labels, len(discovery.ids))
        _tell_of_files(review, opened)
    return summary.exit_code if _restorable(opened) else EXIT_INCOMPLETE


def _review_page(path: Path | None, redactor: Redactor) -> AbstractContextManager[ReviewPage | None]:
    from anonymize.report.review import ReviewPage

    if path is None:
        return nullcontext()
    return ReviewPage(path, {label: redactor.operators.name(label) for label in sorted(redactor.labels)})


def _tell_of_files(review: Path | None, vault: GrowingVault | None) -> None:
    """Says what is to be known about the files beside the outputs."""
    if review is not None:
        say(
            f"the review page {spell_file_name(str(review))} shows the originals; keep it as safe as they are"
        )
    if vault is not None and vault.ambiguous:
        say(f"{vault.ambiguous} text(s) came out like others and will be restored in their spelling")


def _of_vault(vault: GrowingVault | None) -> dict[str, object]:
    """Gives what a vault adds to the summary."""
    return {} if vault is None else {"respelled": vault.ambiguous, "unrestorable": vault.unclear}


def _restorable(vault: GrowingVault | None) -> bool:
    """Tells whether all that a vault was given can be had back; says so where it cannot."""
    if vault is None or not vault.unclear:
        return True
    say(
        f"{vault.unclear} text(s) CANNOT be restored whole: they came out like others that had other values;"
        " tag with scope: job tells them apart"
    )
    return False
