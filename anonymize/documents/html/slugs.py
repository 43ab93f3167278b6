"""Names in classes, ids and their like, spelled as programs spell them: `author-anna-meier`, `mueller_2`.

Values of this form are no text for detectors. What was removed from the text of a page is sought in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from anonymize.documents.base import Edit
from anonymize.documents.html.references import value_place
from anonymize.documents.html.tokens import Attribute, Kind, tokens
from anonymize.documents.html.vocabulary import is_keyword
from anonymize.documents.stretches import apply

LEAST_CHARACTERS = 4
"""Letters and figures of a removed value that is looked for."""
MOST_PIECES = 8
"""Words and numbers of one; longer values are no slugs."""
_NAMING = frozenset(
    ("class", "id", "name", "for", "form", "list", "headers", "usemap", "itemid", "href", "xlink:href")
)
"""Attributes with names that the author of a page made up. In others, numbers and words mean something."""
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_MARK = re.compile(r"[\u0300-\u036f]")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})

Pieces = tuple[str, ...]
Sought = dict[str, dict[int, set[Pieces]]]
"""Values by their first piece, and by how many they have."""


def without_slugs(page: str, removed: Iterable[str]) -> str:
    """Takes removed values out of what is passed over as keywords.

    Args:
        page: with its texts as they will be.
        removed: what was replaced in them.

    Returns:
        The page without the classes, ids and so on that spell one of the values; of a list of classes only
        those that do are gone.
    """
    if not (sought := sought_in(removed)):
        return page
    changes = [
        change
        for token in tokens(page)
        if token.kind is Kind.START
        for attribute in token.attributes
        if attribute.name in _NAMING
        for change in _emptied(page, attribute, sought)
    ]
    return apply(page, changes) if changes else page


def sought_in(values: Iterable[str]) -> Sought:
    """Gives values as they are sought."""
    sought: Sought = defaultdict(lambda: defaultdict(set))
    for value in values:
        for pieces in _spellings(value):
            for spelled in (pieces, ("".join(pieces),)):
                sought[spelled[0]][len(spelled)].add(spelled)
    return sought


def _emptied(page: str, attribute: Attribute, sought: Sought) -> Iterator[Edit]:
    if attribute.value is None:
        return
    start, end = attribute.value
    text = value_place(page, attribute).text
    if not is_keyword(attribute.name, text) or not spells(text, sought):
        return
    kept = [word for word in text.split() if not spells(word, sought)] if text == page[start:end] else []
    left = " ".join(kept)
    if spells(left, sought):
        left = ""
    yield Edit(start, end, left if attribute.quote else f'"{left}"')


def spells(text: str, sought: Sought) -> bool:
    """Tells whether one of the values stands in a text as programs spell it."""
    pieces = _PIECE.findall(text.casefold())
    return any(
        tuple(pieces[place : place + length]) in values
        for place, piece in enumerate(pieces)
        for length, values in sought.get(piece, {}).items()
    )


def _spellings(value: str) -> Iterator[Pieces]:
    """Gives the pieces of a value as a slug has them: without accents, or with the letters for them.

    Those of two words come in both orders, as `Meier, Anna` is `anna-meier`.
    """
    if sum(map(str.isalnum, value)) < LEAST_CHARACTERS:
        return
    folded = unicodedata.normalize("NFC", value).casefold()
    for table in (_SPELLED, _PLAIN) if not folded.isascii() else (_PLAIN,):
        plain = _MARK.sub("", unicodedata.normalize("NFKD", folded.translate(table)))
        pieces = tuple(_PIECE.findall(plain))
        if 0 < len(pieces) <= MOST_PIECES:
            yield pieces
            if len(pieces) == 2:
                yield pieces[::-1]
