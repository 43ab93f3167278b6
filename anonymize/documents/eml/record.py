"""Mails: a whole mail is one record; its headers, texts, pages and attachments hold its documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import BinaryIO

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit, edits_by_id, removed_values, spliced
from anonymize.documents.eml.headers import parameter
from anonymize.documents.eml.leaves import Leaf
from anonymize.documents.eml.tree import Part, parsed
from anonymize.documents.limits import read_whole
from anonymize.documents.stretches import not_replaced
from anonymize.errors import DocumentError


@dataclass(frozen=True, slots=True)
class EmlRecord(Record):
    """A mail.

    Attributes:
        mail: what stays of it.
        line_end: how its lines end.
        options: what it was read with.
    """

    mail: Part
    line_end: str
    options: ReadOptions

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. The output is read again, and must say what it should.

        Raises:
            DocumentError: with the reason `not_replaced`, too.
        """
        return self.render_within(edits, frozenset())

    def render_within(self, edits: Sequence[Sequence[Edit]], removed: frozenset[str]) -> bytes:
        """See `Record.render_within`, and `render`."""
        given = edits_by_id(self.documents, edits)
        removed |= removed_values({document.id: document.text for document in self.documents}, given)
        data = b"".join(_Writer(given, removed, self.line_end).part(self.mail))
        self._check(data, self.expected(given, removed))
        return data

    def expected(self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str]) -> dict[str, str]:
        """See `Record.expected`."""
        texts = {
            document.id: spliced(document.text, edits.get(document.id, ())) for document in self.documents
        }
        for leaf in self.mail.leaves():
            for record in leaf.records:
                texts |= record.expected(edits, removed)
        return texts

    def _check(self, data: bytes, texts: Mapping[str, str]) -> None:
        mail, _ = parsed(data, self.id, replace(self.options, largest=2 * self.options.largest))
        written = {document.id: document.text for document in mail.documents()}
        checked = {
            document.id
            for leaf in self.mail.leaves()
            if leaf.form.name != "text"
            for document in leaf.documents
        }  # by their formats, which know which texts are none any more
        for name, expected in texts.items():
            found = written.pop(name, None)
            if not _same(found, expected) and not (found is None and name in checked):
                raise not_replaced(name)
        if any(text.strip() for text in written.values()):
            raise not_replaced(self.id)


def _same(found: str | None, expected: str) -> bool:
    """Compares texts; transfer encodings have one kind of line end, and headers none at their ends."""
    if found is None:
        return not expected.strip()
    return found == expected or found.split() == expected.split()


class _Writer:
    def __init__(self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str], line_end: str) -> None:
        self._edits = edits
        self._removed = removed
        self._line_end = line_end
        self._boundaries = count(1)

    def _edited(self, name: str, text: str) -> str:
        return spliced(text, self._edits.get(name, ()))

    def part(self, part: Part) -> Iterator[bytes]:
        """Gives a part in pieces: its headers, an empty line, its content."""
        end = self._line_end.encode()
        charset, encoding, boundary = None, None, None
        content: list[bytes] = []
        if isinstance(part.content, Leaf):
            data, encoding, charset = part.content.rendered(self._edits, self._removed, self._line_end)
            content = [data]
        elif part.content is not None:
            parts = [b"".join(self.part(inner)) for inner in part.content]
            if part.type == "message/rfc822":
                content = parts
            else:
                boundary = self._boundary(parts)
                mark = f"--{boundary}".encode()
                content = [piece for inner in parts for piece in (mark, end, inner, end)]
                content += [mark, b"--", end]
        for name, header in part.headers:
            yield header.written(self._edited(name, header.text), self._line_end)
        for line in self._structure(part, charset, encoding, boundary):
            yield line.encode("ascii") + end
        yield end
        yield from content

    def _structure(
        self, part: Part, charset: str | None, encoding: str | None, boundary: str | None
    ) -> Iterator[str]:
        if "mime-version" in part.structured:
            yield "MIME-Version: 1.0"
        if "content-type" in part.structured or charset not in (None, "ascii", "utf-8") or boundary:
            parameters = [f'boundary="{boundary}"'] if boundary else []
            if charset and part.type.startswith("text/"):
                parameters.append(f'charset="{_LABELS.get(charset, charset)}"')
            parameters += ["format=flowed"] if part.flowed and part.type == "text/plain" else []
            yield "; ".join([f"Content-Type: {part.type}", *parameters])
        elif charset == "utf-8" and encoding not in (None, "7bit"):
            yield f'Content-Type: {part.type}; charset="utf-8"'
        if encoding not in (None, "7bit") or "content-transfer-encoding" in part.structured:
            yield f"Content-Transfer-Encoding: {encoding or '7bit'}"
        if part.disposition or part.file_name:
            parameters = [part.disposition or "attachment"]
            if part.file_name is not None:
                parameters.append(parameter("filename", self._edited(*part.file_name) + part.suffix))
            yield f"Content-Disposition: {'; '.join(parameters)}"

    def _boundary(self, parts: Sequence[bytes]) -> str:
        """Gives a line that is in none of the parts; that of the input could say anything."""
        while True:
            boundary = f"=_part_{next(self._boundaries)}"
            if not any(boundary.encode() in part for part in parts):
                return boundary


_LABELS = {
    "big5hkscs": "big5",
    "cp1252": "windows-1252",
    "cp1254": "windows-1254",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "iso8859-1": "iso-8859-1",
    "iso8859-9": "iso-8859-9",
    **{f"utf-{bits}-{order}": f"utf-{bits}{order}" for bits in (16, 32) for order in ("le", "be")},
}
"""What mails call encodings, where Python calls them otherwise."""


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a mail.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record. Documents are called `name#place`.
        options: only the largest size, and what is said of pages, matter here.

    Yields:
        One record, or a bad record when it is encrypted, damaged, or in a charset that nobody knows.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    try:
        mail, taken_out = parsed(data, name, options)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))
        return
    first = data[: data.find(b"\n") + 1]
    records = [record for leaf in mail.leaves() for record in leaf.records]
    yield EmlRecord(
        name,
        tuple(mail.documents()),
        frozenset(passed for record in records for passed in record.passed_through),
        mail,
        "\r\n" if first.endswith(b"\r\n") else "\n",
        options,
        field_names=frozenset(name for record in records for name in record.field_names),
        taken_out=tuple(sorted(taken_out.items())),
    )
