"""`anon report`: what a manifest says of a job, as a table, as JSON or as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anonymize.commands.messages import say
from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, message_options, option
from anonymize.commands.settings import read_options
from anonymize.documents.names import spell_file_name, unspell_key
from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK, UsageError

if TYPE_CHECKING:
    from anonymize.documents.base import ReadOptions
    from anonymize.documents.inputs import InputFile
    from anonymize.report.reading import ManifestFile
    from anonymize.report.statistics import Statistics


@click.command(cls=OnceCommand, context_settings=CONTEXT)
@click.argument("manifest", type=FilePath(dir_okay=False), metavar="MANIFEST")
@option("--json", "as_json", is_flag=True, help="The numbers as JSON.")
@option(
    "--html",
    type=FilePath(dir_okay=False),
    metavar="PATH",
    help="Write a page for a browser, and print the numbers only with --json.",
)
@option(
    "--with-text",
    is_flag=True,
    help="With --html: the review page, as anon redact --review writes it, from the inputs and outputs.",
)
@option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="With --with-text: where an input of the job is now; repeatable, in the order of the job.",
)
@option("--output", metavar="PATH", help="With --with-text: where the output of the job is now.")
@option(
    "--key-file",
    type=FilePath(dir_okay=False),
    help="With --with-text: the key of the job, which tells whether a text changed. Or ANON_KEY holds it.",
)
@option("--overwrite", is_flag=True, help="Write over a file that is no page of anon.")
@message_options
def report(
    manifest: Path,
    as_json: bool,
    html: Path | None,
    with_text: bool,
    inputs: tuple[str, ...],
    output: str | None,
    key_file: Path | None,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Tell what became of a job: counts by label, source and operator, scores, what was withheld and why.

    With --with-text the page shows the documents; one that changed since the job is named and left out, and
    the exit status is then 1.

    \b
    Examples:
      anon report redacted.manifest.jsonl
      anon report redacted.manifest.jsonl --html report.html
      anon report redacted.manifest.jsonl --with-text --html review.html
    """
    from anonymize.report.page import check_replaceable
    from anonymize.report.reading import ManifestFile
    from anonymize.report.statistics import collect

    if html is None and (with_text or inputs or output):
        raise UsageError("--with-text, --input and --output are for a page; name it with --html")
    if html is not None and not with_text and (inputs or output):
        raise UsageError("--input and --output are for a page with text; add --with-text")
    found = ManifestFile(manifest)
    check_replaceable(html, "--html", overwrite=overwrite)
    numbers = collect(found)
    status = EXIT_OK
    if html is not None and with_text:
        status = _review(
            found, numbers, manifest, html, inputs=inputs, output=output, key_file=key_file, quiet=quiet
        )
    if as_json or not with_text:
        _tell(numbers, manifest, html, as_json=as_json, with_text=with_text)
    if found.torn and not quiet:
        say("the job was stopped while it wrote the manifest; its last line is left out")
    if numbers.unreached and not quiet:
        say(
            f"the job was stopped before it was done with {numbers.unreached} file(s); run it again, with"
            " --resume where it had a key"
        )
    return status


def _tell(numbers: Statistics, manifest: Path, html: Path | None, *, as_json: bool, with_text: bool) -> None:
    import orjson

    from anonymize.report.summary_page import write_summary_page
    from anonymize.report.tables import as_text

    if html is not None and not with_text:
        _check_place(html, manifest)
        write_summary_page(html, numbers, spell_file_name(str(manifest)))
    if as_json:
        click.echo(orjson.dumps(numbers.as_dict()))
    elif html is None:
        click.echo(as_text(numbers))


def _review(
    found: ManifestFile,
    numbers: Statistics,
    manifest: Path,
    html: Path,
    *,
    inputs: tuple[str, ...],
    output: str | None,
    key_file: Path | None,
    quiet: bool,
) -> int:
    from anonymize.keys import load_key
    from anonymize.report.rebuilding import Rebuilding, check_key, operators_of
    from anonymize.report.review import ReviewPage

    key = load_key(key_file)
    check_key(found, key)
    reading = _reading(found)
    sources = inputs or _inputs_then(found)
    if not sources:
        raise UsageError("the manifest does not name the inputs of its job; name them with --input")
    named = output or unspell_key(found.job.get("output") or "")
    root = Path(named) if named and named != "-" else None
    _check_place(html, manifest, *sources, *([] if root is None else [str(root)]))
    files = _files(found, sources, reading)
    with ReviewPage(html, operators_of(found.job)) as page:
        rebuilding = Rebuilding(found, _options(reading), root, key, page, say)
        rebuilding.run(files)
        page.unsearched(numbers.passed_through, numbers.taken_out)
    if not quiet:
        name = spell_file_name(str(html))
        say(f"{rebuilding.shown} document(s) to {name}; it shows the originals, keep it as safe as they are")
        if key is None:
            say("no key was given: whether a text changed was told by offsets alone; --key-file checks it")
    return EXIT_INCOMPLETE if rebuilding.troubles else EXIT_OK


def _reading(found: ManifestFile) -> dict[str, Any]:
    given = found.job.get("reading")
    return given if isinstance(given, dict) else {}


def _options(reading: dict[str, Any]) -> ReadOptions:
    from anonymize.config import Config

    return read_options(
        tuple(reading.get("fields") or ()),
        all_strings=bool(reading.get("all_strings")),
        missing=str(reading.get("missing") or "fail"),
        encoding=str(reading.get("encoding") or "utf-8"),
        config=Config(
            known_fields=reading.get("known_fields") or {}, subject_field=reading.get("subject_field")
        ),
    )


def _files(found: ManifestFile, inputs: tuple[str, ...], reading: dict[str, Any]) -> tuple[InputFile, ...]:
    from anonymize.documents.inputs import STANDARD_INPUT, discover
    from anonymize.report.rebasing import rebased

    if STANDARD_INPUT in inputs:
        raise UsageError("the job read standard input; name a file that holds the same with --input")
    glob = reading.get("glob")
    files = discover(
        inputs,
        glob=None if glob is None else unspell_key(glob),
        format=str(reading.get("format") or "auto"),
    ).files
    return rebased(files, now=inputs, then=_inputs_then(found) or inputs, reading=reading)


def _inputs_then(found: ManifestFile) -> tuple[str, ...]:
    # In a manifest the names of files are spelled as in messages.
    return tuple(unspell_key(name) for name in found.job.get("inputs") or ())


def _check_place(page: Path, manifest: Path, *others: str) -> None:
    """Checks that the page does not lie in the place of what it is made from, nor inside it."""
    place = page.resolve()
    for name in (str(manifest), *others):
        if place.is_relative_to(Path(name).resolve()):
            raise UsageError(
                f"the page {spell_file_name(str(page))} lies at or inside {spell_file_name(name)};"
                " name another --html"
            )
