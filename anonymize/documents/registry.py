"""The formats there are, by name. A new format is a module with a `Format`, and a line here."""

from __future__ import annotations

from anonymize.documents.base import Format
from anonymize.documents.compression import compression_of
from anonymize.documents.docx import DOCX
from anonymize.documents.eml import EML
from anonymize.documents.html import HTML
from anonymize.documents.json_file import JSON
from anonymize.documents.jsonl import JSONL
from anonymize.documents.lines import LINES
from anonymize.documents.markdown import MARKDOWN
from anonymize.documents.parquet import PARQUET
from anonymize.documents.pdf import PDF
from anonymize.documents.tables import CSV, TSV
from anonymize.documents.text import TEXT

FORMATS: dict[str, Format] = {
    form.name: form for form in (TEXT, LINES, JSONL, JSON, CSV, TSV, PARQUET, DOCX, PDF, HTML, MARKDOWN, EML)
}


def format_of(file_name: str) -> Format | None:
    """Gives the format that a file's name speaks of, compressed or not; None when it speaks of none."""
    name = file_name.lower().removesuffix(_packed(file_name))
    return next((form for form in FORMATS.values() if name.endswith(form.suffixes)), None)


def known_suffix(file_name: str) -> str:
    """Gives the end of a file's name that tells how to read it, in lower case: `.jsonl.gz`, or nothing."""
    name = file_name.lower()
    packed = _packed(name)
    form = format_of(name)
    suffixes = () if form is None else form.suffixes
    return next((end for end in suffixes if name.removesuffix(packed).endswith(end)), "") + packed


def _packed(file_name: str) -> str:
    compression = compression_of(file_name)
    return "" if compression is None else compression.suffix
