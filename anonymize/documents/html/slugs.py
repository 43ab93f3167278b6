"""Names in classes, ids and their like, spelled as programs spell them: `author-anna-meier`, `mueller_2`.

Values of this form are no text for detectors. What was removed from the text of a page is sought in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from anonymize.documents.base import Edit
from anonymize.documents.html.references import Spelling
from anonymize.documents.html.tokens import Attribute, Kind, tokens
from anonymize.documents.html.vocabulary import is_keyword
from anonymize.documents.stretches import Place, Stretch, apply

LEAST_CHARACTERS = 4
"""Letters and figures of a removed value that is looked for."""
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_MARK = re.compile(r"[\u0300-\u036f]")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})

Pieces = tuple[str, ...]


def without_slugs(page: str, removed: Iterable[str]) -> str:
    """Takes removed values out of what is passed over as keywords.

    Args:
        page: with its texts as they will be.
        removed: what was replaced in them.

    Returns:
        The page without the classes, ids and so on that spell one of the values; of a list of classes only
        those that do are gone.
    """
    sought: dict[str, set[Pieces]] = defaultdict(set)
    for value in removed:
        for pieces in _spellings(value):
            sought[pieces[0]].add(pieces)
            sought["".join(pieces)].add(("".join(pieces),))
    if not sought:
        return page
    changes = [
        change
        for token in tokens(page)
        if token.kind is Kind.START
        for attribute in token.attributes
        for change in _emptied(page, attribute, sought)
    ]
    return apply(page, changes) if changes else page


def _emptied(page: str, attribute: Attribute, sought: dict[str, set[Pieces]]) -> Iterator[Edit]:
    if attribute.value is None:
        return
    start, end = attribute.value
    spelling = Spelling.QUOTED if attribute.quote else Spelling.BARE
    text = Place(page, (Stretch(start, end, spelling),)).text
    if not is_keyword(attribute.name, text) or not _spells(text, sought):
        return
    kept = [word for word in text.split() if not _spells(word, sought)] if text == page[start:end] else []
    left = " ".join(kept)
    if _spells(left, sought):
        left = ""
    yield Edit(start, end, left if attribute.quote else f'"{left}"')


def _spells(text: str, sought: dict[str, set[Pieces]]) -> bool:
    pieces = _PIECE.findall(text.casefold())
    return any(
        tuple(pieces[place : place + len(value)]) == value
        for place, piece in enumerate(pieces)
        for value in sought.get(piece, ())
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
        if pieces := tuple(_PIECE.findall(plain)):
            yield pieces
            if len(pieces) == 2:
                yield pieces[::-1]
