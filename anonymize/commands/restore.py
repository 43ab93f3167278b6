"""`anon restore`: gives back the originals, from a vault or by the key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anonymize.commands.messages import say, tell_of_losses, tell_of_unsearched, warn_of_inputs
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, input_options, message_options, option
from anonymize.commands.progress import progress_bar
from anonymize.commands.settings import read_options
from anonymize.errors import EXIT_INCOMPLETE, UsageError

if TYPE_CHECKING:
    from anonymize.findings import RecordFindings, Texts
    from anonymize.keys import Key
    from anonymize.redaction import RecordRedaction, Redaction
    from anonymize.restorer import Restorer

SHOWN = 8
"""Tags named in the summary; `--json` names all."""


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@input_options
@option(
    "--vault",
    type=FilePath(dir_okay=False),
    help="Of the job that wrote the tags or surrogates.",
)
@option(
    "--manifest",
    type=FilePath(dir_okay=False),
    help="Of the job that encrypted: what encrypt wrote is decrypted.",
)
@option(
    "--key-file",
    type=FilePath(dir_okay=False),
    help="The key of that job. Or ANON_KEY holds the key itself.",
)
@option(
    "--output",
    metavar="PATH",
    help="Where to. Default: standard output (-), or restored/ for several inputs.",
)
@option("--overwrite", is_flag=True, help="Write over files that are there.")
@option(
    "--json", "as_json", is_flag=True, help="The summary as JSON (on standard output where that is free)."
)
@message_options
def restore(
    inputs: tuple[str, ...],
    glob: str | None,
    format_: str,
    fields: tuple[str, ...],
    all_strings: bool,
    missing: str,
    encoding: str,
    vault: Path | None,
    manifest: Path | None,
    key_file: Path | None,
    output: str | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Give back the originals in files, directories or standard input (-).

    A text that was not changed since comes back byte for byte. In one that was, as in an answer that quotes
    <PERSON_7f3a91c2> or a surrogate, each gives the form that was replaced first; short numbers and everyday
    words stay, and are counted. Tags that the vault does not know stay, are named on standard error, and the
    exit status is then 1, as where another operator has replaced something that no vault keeps.

    \b
    Examples:
      anon restore answers.jsonl --vault chat.vault --key-file team.key > answers.clear.jsonl
      anon restore clean/ --manifest clean.manifest.jsonl --key-file team.key --output clear/
    """
    import orjson

    from anonymize.documents.inputs import discover
    from anonymize.engines.local import InProcess
    from anonymize.finder import nothing_found
    from anonymize.first_records import check_first_records
    from anonymize.jobs.job import Job
    from anonymize.keys import load_key
    from anonymize.operators import OperatorSet
    from anonymize.placement import check_endings, check_standard_output, place
    from anonymize.placement.clearing import clear, earlier_outputs
    from anonymize.placement.own_files import check_own_files, own_files
    from anonymize.placement.storable import storable
    from anonymize.report.manifest import Manifest

    key = load_key(key_file)
    if key is None:
        raise UsageError(
            "nothing can be given back without the key; name it with --key-file, or set ANON_KEY"
        )
    reading = read_options(fields, all_strings=all_strings, missing=missing, encoding=encoding)
    options = replace(reading, opaque=True)  # what encrypt wrote is long
    # What is restored needs no journal: it can be restored again.
    placement = replace(
        place(inputs, output=output, manifest=None, vault=vault, directory="restored"), manifest=None
    )
    discovery = storable(discover(inputs, glob=glob, format=format_), placement)
    own = own_files([("key file", key_file), ("manifest", manifest), ("vault", vault)])
    check_own_files(own, placement, discovery.files)
    with _opened(vault, manifest, key) as restorer, progress_bar(quiet=quiet) as progress:
        if placement.directory is None:
            check_standard_output(discovery.files)
        check_endings(placement, discovery.files)
        stale = earlier_outputs(placement, discovery.files, overwrite=overwrite)
        check_first_records(discovery.files, options)
        if not quiet:
            warn_of_inputs(discovery, glob=glob, format_name=format_)
        clear(stale, placement.directory)
        given = _Given(restorer)
        with Manifest(None, key=key, operators=OperatorSet({}), job={}) as journal:
            summary = Job(
                engine=InProcess(nothing_found),
                finish=given.finish,
                discovery=discovery,
                options=options,
                placement=placement,
                manifest=journal,
                notify=progress.tell,
                advance=progress.update,
            ).run()
    if as_json:
        report = summary.as_dict() | {
            "restored": given.restored,
            "unresolved": dict(given.unresolved),
            "not_kept": dict(given.lost),
            "short_left": given.short,
            "changed": given.changed,
            "respelled": given.respelled,
        }
        click.echo(orjson.dumps(report), err=placement.directory is None)
    elif not quiet:
        documents = summary.documents["redacted"]
        doubt = "" if given.restored or not documents else "; were these texts made with this vault or key?"
        say(f"{documents} document(s) to {placement.shown}: {given.restored} value(s) given back{doubt}")
        tell_of_losses(summary)
        tell_of_unsearched(summary, known=False)
        _tell_of_others(given, vault, manifest)
    return EXIT_INCOMPLETE if given.unresolved or given.lost else summary.exit_code


@contextmanager
def _opened(vault: Path | None, manifest: Path | None, key: Key) -> Iterator[Restorer]:
    from anonymize.restorer import Encrypted, Restorer
    from anonymize.vault import Vault

    if vault is None and manifest is None:
        raise UsageError("nothing says what to give back; name a --vault, or for encrypt a --manifest")
    encrypted = None if manifest is None else Encrypted.of_job(manifest, key)
    with nullcontext() if vault is None else Vault.open_for_reading(vault, key) as opened:
        if opened is not None and opened.torn:
            say(f"{vault} ends in what a job left unfinished, which is passed over")
        yield Restorer(opened, encrypted)


class _Given:
    """What was given back, over all texts."""

    def __init__(self, restorer: Restorer) -> None:
        self.restored = 0
        self.unresolved: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.short = 0
        self.texts = 0
        self.changed = 0
        self.respelled = 0
        self._restorer = restorer

    def finish(self, found: Sequence[tuple[Texts, RecordFindings]]) -> list[RecordRedaction]:
        """Restores the texts of records."""
        from anonymize.redaction import RecordRedaction

        return [RecordRedaction(tuple(map(self._one, record.texts))) for record, _ in found]

    def _one(self, text: str) -> Redaction:
        from anonymize.redaction import Redaction

        done = self._restorer.restore(text)
        self.restored += done.restored
        self.unresolved.update(done.unresolved)
        self.lost.update(done.lost)
        self.short += done.short
        self.texts += 1
        self.changed += done.by_spelling
        self.respelled += done.respelled
        return Redaction("redacted", done.text, (), done.edits)


def _tell_of_others(given: _Given, vault: Path | None, manifest: Path | None) -> None:
    """Says what was given back in another spelling perhaps, and what was not."""
    if given.changed:
        say(
            f"{given.changed} of {given.texts} text(s) were changed since: the first spelling of a value"
            " was taken"
        )
    if given.respelled:
        say(
            f"{given.respelled} text(s) had come out like others that were spelled otherwise: the spelling of"
            " the first was taken"
        )
    if given.short:
        say(f"{given.short} short value(s) left: they may be other words")
    if given.unresolved:
        say(f"NOT given back: {_listed(given.unresolved)}")
    if given.lost:
        why = "encrypt did not write it" if vault is None else "no vault keeps it"
        say(f"NOT given back, as {why}: {_listed(given.lost)}{_remedy(given.lost, vault, manifest)}")


def _listed(tags: Mapping[str, int]) -> str:
    names = sorted(tags, key=lambda tag: (-tags[tag], tag))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f"{name} ({tags[name]})" for name in names[:SHOWN]) + more


def _remedy(lost: Mapping[str, int], vault: Path | None, manifest: Path | None) -> str:
    from anonymize.operators.registry import KEPT_IN_VAULTS

    if vault is None:
        return "; for tag and pseudonym name the --vault, too" if KEPT_IN_VAULTS & lost.keys() else ""
    return "; for encrypt name the --manifest, too" if "encrypt" in lost and manifest is None else ""
