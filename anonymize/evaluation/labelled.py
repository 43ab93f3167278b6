"""Documents with what a person marked in them, whatever file they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Identifier = Literal["direct", "quasi", "none"]
"""How a mention tells who is meant: by itself, together with others, or not at all."""
NEEDLESS: Identifier = "none"
"""What need not be hidden."""
UNSCORED = ""
"""Label of what is marked under a name that the user leaves out: no detector finds it."""


class Marked(Protocol):
    """A stretch of text with a label: what was marked, or what was found."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...

    @property
    def label(self) -> str:
        """Its label, canonical."""
        ...


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A mention of an entity that a person marked.

    Attributes:
        start: first code point.
        end: one past the last code point.
        label: canonical, or `UNSCORED`.
        entity: names what is mentioned, the same for all its mentions in a document; None where the data does
            not tell.
        identifier: why it has to be hidden, or `NEEDLESS`; None where the data does not tell, and then it
            has to be.
    """

    start: int
    end: int
    label: str
    entity: str | None = None
    identifier: Identifier | None = None

    @property
    def has_to_be_hidden(self) -> bool:
        """Whether nothing of it may be left."""
        return self.identifier != NEEDLESS


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and what is marked in it.

    Attributes:
        id: names it in messages and reports.
        text: the document.
        spans: sorted by start.
        annotated: the labels that it was marked for, canonical, those of its spans among them; None for all.
    """

    id: str
    text: str
    spans: tuple[LabelledSpan, ...]
    annotated: frozenset[str] | None = None

    def is_marked_for(self, label: str) -> bool:
        """Whether what stands outside of its spans is nothing of a label."""
        return self.annotated is None or label in self.annotated
