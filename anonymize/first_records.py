"""What the first records of files tell before a job begins: options that do not suit them.

Standard input and FIFOs can be read only once, and are not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from anonymize.documents.base import ReadOptions, Record
from anonymize.documents.eml import EML
from anonymize.documents.inputs import InputFile
from anonymize.documents.json_file import JSON
from anonymize.documents.jsonl import JSONL, lacking_fields
from anonymize.documents.lines import LINES
from anonymize.documents.opening import open_input
from anonymize.documents.parquet import PARQUET
from anonymize.documents.remote import RemotePath
from anonymize.documents.tables import CSV, TSV
from anonymize.errors import DocumentError, UsageError
from anonymize.idle import settings_have

LINES_LOOKED_AT = 1_000
"""Lines of a JSONL file that are looked at beforehand, at most: for one with a string, or a named field."""
RECORDS_LOOKED_AT = 1_000
"""Records of all files in which what is known is looked for beforehand, at most."""
STRUCTURED = (JSONL, CSV, TSV, JSON, PARQUET)
"""Formats with fields."""


def check_first_records(files: Sequence[InputFile], options: ReadOptions) -> None:
    """Looks into files of lines for what would stop the job at them, so that it stops before it wrote.

    Raises:
        UsageError: the encoding does not suit them, no field was named and the first record of JSONL has none
            of the default name, no record of any file holds a field that was named, or all files are tables
            without the columns.
    """
    _check_columns(files, options)
    guessed = options.fields is None and not options.all_strings
    for file in files:
        if file.format not in (LINES, JSONL, CSV, TSV) or not _can_be_looked_into(file):
            continue
        # What cannot be read is reported when the job comes to it.
        with suppress(DocumentError), open_input(file) as stream:
            records = file.format.read(stream, file.id, options)
            for record in islice(records, LINES_LOOKED_AT if guessed else 0):
                if isinstance(record, Record) and (record.documents or record.passed_through):
                    break
    if options.fields is not None:
        _check_named_fields(files, options)


def _can_be_looked_into(file: InputFile) -> bool:
    return isinstance(file.path, RemotePath) or (file.path is not None and file.path.is_file())


def _check_columns(files: Sequence[InputFile], options: ReadOptions) -> None:
    """Refuses a job of tables of which each would fail for want of the columns."""
    first: DocumentError | None = None
    for file in files:
        if file.format not in (CSV, TSV) or not _can_be_looked_into(file):
            return
        try:
            with open_input(file) as stream:
                next(iter(file.format.read(stream, file.id, options)), None)
        except DocumentError as error:
            if error.reason != "field_missing":
                return
            first = first or error
        else:
            return
    if first is not None:
        raise UsageError(str(first)) from first


def _check_named_fields(files: Sequence[InputFile], options: ReadOptions) -> None:
    """Refuses a job in which every record would be reported, or pass, for want of the fields that were named.

    Where some file holds one, those that do not are left to the job; so is a job with tables among them, JSON
    files or pipes, which say it in one line, or cannot be asked.
    """
    first: tuple[InputFile, str] | None = None
    for file in files:
        if file.format in (CSV, TSV, JSON, PARQUET):
            return
        if file.format is not JSONL:
            continue
        if not _can_be_looked_into(file):
            return
        with suppress(DocumentError), open_input(file) as stream:
            shown = lacking_fields(stream, options, LINES_LOOKED_AT)
            if shown is None:
                return
            first = first or (file, shown)
    if first is not None:
        named = ", ".join(f"'{path}'" for path in options.fields or ())
        raise UsageError(
            f"{first[0].id}: none of its first records has a string in {named}; choose other fields with"
            f" --field, or all with --all-strings (string fields of its first record: {first[1]})"
        )


def idle_fields(files: Sequence[InputFile], options: ReadOptions) -> Iterator[str]:
    """Tells of fields whose value is known, and of the subject, that hold nothing in the first records.

    They may be absent from records, so that one that is misspelt would be taken for one that is. Where no
    input has fields, it is told what is said of them: records may be read as text by mistake, as in a pipe.

    Yields:
        A message for each.
    """
    fields = [("known_fields", path) for path, _ in options.known]
    fields += [] if options.subject is None else [("subject_field", options.subject)]
    structured = [file for file in files if file.format in STRUCTURED]
    # Attachments of mails may have fields; whether they do is known when they are read.
    if files and not structured and all(file.format != EML for file in files):
        yield from _fieldless(files, options)
    if not fields or not all(map(_can_be_looked_into, structured)):
        return
    # By its label it is told which field a value was found in.
    numbered = replace(options, known=tuple((path, str(n)) for n, (path, _) in enumerate(options.known)))
    held: set[int] = set()
    looked_at = 0
    for record in islice(_records(structured, numbered), RECORDS_LOOKED_AT):
        looked_at += 1
        held.update(int(number) for number, _ in record.known)
        held.update([len(options.known)] if record.subject is not None else [])
        if len(held) == len(fields):
            return
    for number, (setting, path) in enumerate(fields):
        if looked_at and number not in held:
            yield (
                f"{setting}: '{path}' holds nothing in the first {looked_at:,} record(s); correct it if it is"
                " spelled otherwise there"
            )


def _fieldless(files: Sequence[InputFile], options: ReadOptions) -> Iterator[str]:
    given = {
        "--field": options.fields is not None,
        "--all-strings": options.all_strings,
        "--missing": options.missing == "skip",
        "known_fields": bool(options.known),
        "subject_field": options.subject is not None,
    }
    names = [name for name, is_given in given.items() if is_given]
    if names:
        kinds = " and ".join(sorted({file.format.name for file in files}))
        yield (
            f"{settings_have(names)} no effect, as no input has fields (read as {kinds}); where one holds"
            " records, say so with --format"
        )


def _records(files: Sequence[InputFile], options: ReadOptions) -> Iterator[Record]:
    """Records that can be read, without lines that hold nothing."""
    for file in files:
        with suppress(DocumentError), open_input(file) as stream:
            for record in file.format.read(stream, file.id, options):
                if isinstance(record, Record) and (record.documents or record.passed_through):
                    yield record
