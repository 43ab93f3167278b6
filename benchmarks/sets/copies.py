"""Copies of a set as careless people write: all in capitals, all in lower case, without accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

from anonymize.evaluation import Labelled
from benchmarks.sets.base import LabelledSet


def without_accents(character: str) -> str:
    """A character without its accents: `é` becomes `e`, a combining accent nothing, `ß` stays."""
    apart = unicodedata.normalize("NFD", character)
    bare = "".join(part for part in apart if unicodedata.category(part) != "Mn")
    return unicodedata.normalize("NFC", bare)  # Hangul comes apart, too, and has to come together again


COPIES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "lower": str.lower,
    "plain": without_accents,
}
"""What becomes of each character; some become two (`ß` is `SS` in capitals), some none."""


def copy(document: Labelled, change: Callable[[str], str]) -> Labelled:
    """Changes a text character by character; its spans stay on what they were on."""
    changed = [change(character) for character in document.text]
    places = list(accumulate(map(len, changed), initial=0))
    spans = (replace(span, start=places[span.start], end=places[span.end]) for span in document.spans)
    return Labelled(document.id, "".join(changed), tuple(span for span in spans if span.start < span.end))


def copies(plain: LabelledSet) -> list[LabelledSet]:
    """Gives the copies of a set, named `copies:HOW:SET`."""
    return [
        replace(
            plain,
            id=f"copies:{name}:{plain.id}",
            documents=tuple(copy(document, change) for document in plain.documents),
        )
        for name, change in COPIES.items()
    ]
