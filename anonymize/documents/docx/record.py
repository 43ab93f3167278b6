"""DOCX: the whole file is one record; its paragraphs and the other places of text are its documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.docx import targets
from anonymize.documents.docx.archive import Archive
from anonymize.documents.docx.cleaning import Cleaner
from anonymize.documents.docx.keywords import without_keywords
from anonymize.documents.docx.parts import Package, Part
from anonymize.documents.docx.places import may_vanish, places
from anonymize.documents.docx.selecting import read_package
from anonymize.documents.docx.xml import parse, serialized
from anonymize.documents.edits import Document, Edit, edits_by_id, removed_values, spliced
from anonymize.documents.json_records import unique
from anonymize.documents.limits import read_whole
from anonymize.errors import DocumentError

PASSED_THROUGH = frozenset({"names of fonts"})


@dataclass(frozen=True, slots=True)
class DocxRecord(Record):
    """A DOCX file.

    Attributes:
        package: what stays of it, cleaned.
        largest: see `ReadOptions`.
    """

    package: Package
    largest: int

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. The output is read again, and must say what it should.

        Raises:
            DocumentError: with the reason `unencodable_replacement` or `not_replaced` too.
        """
        return self.render_within(edits, frozenset())

    def render_within(self, edits: Sequence[Sequence[Edit]], removed: frozenset[str]) -> bytes:
        """See `Record.render_within`, and `render`."""
        of = edits_by_id(self.documents, edits)
        try:
            parts = tuple(_edited(part, self.id, of) for part in self.package.parts)
        except ValueError:
            # The original error can quote a replacement, so it is not chained.
            message = f"{self.id}: a replacement holds a character that XML cannot; use another operator"
            raise DocumentError("unencodable_replacement", message) from None
        removed |= removed_values({document.id: document.text for document in self.documents}, of)
        data = replace(self.package, parts=without_keywords(parts, removed, self.id)).packed()
        self._check(data, of)
        return data

    def _check(self, data: bytes, edits: dict[str, Sequence[Edit]]) -> None:
        package, _ = read_package(Archive(data, self.id, 2 * self.largest), self.id)
        written = {document.id: document.text for document in _documents(package, self.id)}
        for document in self.documents:
            expected = spliced(document.text, edits[document.id])
            found = written.pop(document.id, None)
            if found != expected and not (found is None and may_vanish(document.id, expected)):
                self._fail(document.id)
        for extra in written:
            self._fail(extra)

    def _fail(self, document_id: str) -> None:
        message = f"{document_id}: read again, the output does not say what it should"
        raise DocumentError("not_replaced", f"{message}; report it, this is a bug")


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a DOCX file.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record. Documents are called `name#part/place`.
        options: only the largest size matters here, of the file and of what it expands to.

    Yields:
        One record, or a bad record when it is no DOCX, encrypted, damaged, or has macros or entities.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    try:
        yield _record(data, name, options.largest)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))


def _record(data: bytes, name: str, largest: int) -> DocxRecord:
    package, dropped = read_package(Archive(data, name, largest), name)
    cleaner = Cleaner(name)
    package = cleaner.clean(package)
    taken_out = dropped + cleaner.taken_out
    return DocxRecord(
        name,
        tuple(_documents(package, name)),
        PASSED_THROUGH,
        package,
        largest,
        taken_out=tuple(sorted(taken_out.items())),
    )


def _documents(package: Package, name: str) -> Iterator[Document]:
    for part in package.parts:
        where = f"{name}#{part.name}"
        found = list(places(parse(part.data, where)))
        ids = unique(f"{where}/{end}" for end, _ in found)
        for document_id, (_, place) in zip(ids, found, strict=True):
            yield Document(document_id, place.text)
        for to in part.relationships:
            if to.external:
                yield Document(f"{where}/{to.id}", targets.read(to.target)[0])


def _edited(part: Part, name: str, edits: dict[str, Sequence[Edit]]) -> Part:
    where = f"{name}#{part.name}"
    root = parse(part.data, where)
    found = list(places(root))
    ids = unique(f"{where}/{end}" for end, _ in found)
    for document_id, (_, place) in zip(ids, found, strict=True):
        if edits[document_id]:
            place.apply(edits[document_id])
    relationships = tuple(
        replace(to, target=targets.edited(to.target, edits[f"{where}/{to.id}"])) if to.external else to
        for to in part.relationships
    )
    return replace(part, data=serialized(root), relationships=relationships)
