"""Markdown: the whole file is one record; its text and the targets of its links are its documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Document, Edit, edits_by_id, spliced
from anonymize.documents.encodings import can_encode, decode_text, encode, file_codec
from anonymize.documents.limits import read_whole
from anonymize.documents.markdown.signs import Cut, cut
from anonymize.documents.stretches import Place, apply, not_replaced
from anonymize.errors import DocumentError

_DATA = re.compile(r"\bdata:(?!,(?:[\s\"')&>]|$))[^\s,\"'()&<>]{0,200}+,[^\s\"')&>]*+", re.IGNORECASE)
_NO_DATA = "data:,"


@dataclass(frozen=True, slots=True)
class MarkdownRecord(Record):
    """A Markdown file.

    Attributes:
        text: all of it, embedded data aside.
        codec: what its bytes were decoded with.
    """

    text: str
    codec: str

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. The output is read again, and must say what it should.

        Raises:
            DocumentError: with the reason `not_replaced`, too.
        """
        given = edits_by_id(self.documents, edits)
        new = self._edited(given) if any(given.values()) else self.text
        return encode(new, self.codec, self.id)

    def _edited(self, edits: Mapping[str, Sequence[Edit]]) -> str:
        parts = cut(self.text)
        changes = [
            change
            for name, place in _places(self.text, parts, self.id).items()
            for change in place.changes(edits.get(name, ()), lambda text: can_encode(text, self.codec))
        ]
        new = apply(self.text, changes + _emptied(parts, changes))
        del parts, changes  # they take more memory than the text
        found = {name: place.text for name, place in _places(new, cut(new), self.id).items()}
        for document in self.documents:
            expected = spliced(document.text, edits.get(document.id, ()))
            if found.pop(document.id, "") != expected:
                raise not_replaced(document.id)
        if any(text.strip() for text in found.values()):
            raise not_replaced(self.id)
        return new


def _places(text: str, parts: Cut, name: str) -> dict[str, Place]:
    """Gives the texts of a file by id: all that people read, and where each link leads to."""
    targets = {
        f"{name}#l{number}": Place(text, (target,)) for number, target in enumerate(parts.targets, start=1)
    }
    return {name: Place(text, parts.body)} | targets


def _emptied(parts: Cut, changes: Sequence[Edit]) -> list[Edit]:
    """Takes out signs between which nothing is left: `** **` where a surname was in stars of its own."""
    gone = sorted((change.start, change.end) for change in changes if not change.replacement)
    ends: dict[int, int] = {}
    for start, end in reversed(gone):
        ends[start] = ends.get(end, end)
    found: list[Edit] = []
    last = 0
    for number in range(1, len(parts.marks)):
        (start, end), (following, behind) = parts.marks[number - 1], parts.marks[number]
        same = parts.text(start, end) == parts.text(following, behind)
        if same and start >= last and end < following and ends.get(end) == following:
            found += [Edit(start, end, ""), Edit(following, behind, "")]
            last = behind
    return found


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a Markdown file.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record and of its text. The target of the third
            link is called `name#l3`.
        options: only the encoding and the largest size matter here.

    Yields:
        One record, or a bad record when the bytes do not fit the encoding or are no text.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    codec = file_codec(options.encoding, data[:4])
    try:
        text = decode_text(data, codec, name)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))
        return
    text, embedded = _DATA.subn(_NO_DATA, text)
    documents = tuple(
        Document(place_id, place.text)
        for place_id, place in _places(text, cut(text), name).items()
        if place_id == name or place.text.strip()
    )
    taken_out = (("embedded data", embedded),) if embedded else ()
    yield MarkdownRecord(name, documents, frozenset(), text, codec, taken_out=taken_out)
