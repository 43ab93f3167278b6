"""Documents, and edits of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One text inside a record.

    Attributes:
        id: unique and stable: the same input gives the same id in every run.
        text: the whole text; may hold lone surrogates where JSON escapes spell them.
        known_only: it was not chosen, and only what the record says itself is looked for in it.
    """

    id: str
    text: str
    known_only: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of a stretch of a document's text.

    Attributes:
        start: first code point.
        end: one past the last code point; equal to `start` for an insertion.
        replacement: the text that takes its place.
    """

    start: int
    end: int
    replacement: str

    def __post_init__(self) -> None:
        """Checks the bounds."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"edit bounds {self.start}:{self.end} are not a stretch of text")


@dataclass(frozen=True, slots=True)
class GivenBack(Edit):
    """The return of a value: what it takes the place of was none, and may stand elsewhere."""


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """Gives a text with its edits, which are sorted by start and do not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += (text[position : edit.start], edit.replacement)
        position = edit.end
    return "".join((*pieces, text[position:]))


def edits_by_id(documents: Sequence[Document], edits: Sequence[Sequence[Edit]]) -> dict[str, Sequence[Edit]]:
    """Checks edits, and gives them by the id of their document.

    Raises:
        ValueError: see `check_edits`.
    """
    check_edits(documents, edits)
    return {document.id: changes for document, changes in zip(documents, edits, strict=True)}


def removed_values(said: Mapping[str, str], edits: Mapping[str, Sequence[Edit]]) -> frozenset[str]:
    """Gives what edits take out of texts; both by the ids of documents."""
    return frozenset(
        old
        for name, changes in edits.items()
        for edit in changes
        if edit.replacement != (old := said[name][edit.start : edit.end]) and not isinstance(edit, GivenBack)
    )


def check_edits(documents: Sequence[Document], edits: Sequence[Sequence[Edit]]) -> None:
    """Checks that there is one sequence of edits for each document, inside its text and in order.

    Raises:
        ValueError: names the document and the bounds. A wrong edit could leave text standing.
    """
    if len(edits) != len(documents):
        raise ValueError(f"{len(edits)} sequences of edits for {len(documents)} documents")
    for document, changes in zip(documents, edits, strict=True):
        position = 0
        for edit in changes:
            if edit.start < position or edit.end > len(document.text):
                raise ValueError(
                    f"{document.id}: edit {edit.start}:{edit.end} is out of order or outside the text"
                    f" ({position}:{len(document.text)} is left)"
                )
            position = edit.end
