"""The formats there are, by name. A new format is a module with a `Format`, and a line here."""

from __future__ import annotations

from anonymize.documents.base import Format
from anonymize.documents.jsonl import JSONL
from anonymize.documents.text import TEXT

FORMATS: dict[str, Format] = {form.name: form for form in (TEXT, JSONL)}
GZIP_SUFFIX = ".gz"


def format_of(file_name: str) -> Format | None:
    """Gives the format that a file's name speaks of, compressed or not; None when it speaks of none."""
    name = file_name.lower().removesuffix(GZIP_SUFFIX)
    return next((form for form in FORMATS.values() if name.endswith(form.suffixes)), None)


def is_gzip(file_name: str) -> bool:
    """Tells whether a file's name says that it is compressed with gzip."""
    return file_name.lower().endswith(GZIP_SUFFIX)
