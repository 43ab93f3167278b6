"""Values as programs spell them: `anna-meier`, `anna_meier`, `annameier`, `mueller_2`.

Where such a spelling stands is known to each format.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

LEAST_CHARACTERS = 4
"""Letters and figures of a removed value that is looked for."""
MOST_PIECES = 8
"""Words and numbers of one; longer values are no slugs."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_MARK = re.compile(r"[\u0300-\u036f]")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})

Pieces = tuple[str, ...]
Sought = dict[str, dict[int, set[Pieces]]]
"""Values by their first piece, and by how many they have."""


def sought_in(values: Iterable[str]) -> Sought:
    """Gives values as they are sought."""
    sought: Sought = defaultdict(lambda: defaultdict(set))
    for value in values:
        for pieces in _spellings(value):
            for spelled in (pieces, ("".join(pieces),)):
                sought[spelled[0]][len(spelled)].add(spelled)
    return sought


def is_phrase(value: str) -> bool:
    """Tells whether a value has two words and more, so that it is hardly a word of the format's own."""
    return len(_WORD.findall(value)) > 1


def spells(text: str, sought: Sought) -> bool:
    """Tells whether one of the values stands in a text as programs spell it."""
    return any(
        tuple(pieces[place : place + length]) in values
        for pieces in map(_PIECE.findall, _plain(text))
        for place, piece in enumerate(pieces)
        for length, values in sought.get(piece, {}).items()
    )


def _spellings(value: str) -> Iterator[Pieces]:
    """Gives the pieces of a value as a slug has them; those of two words in both orders.

    `Meier, Anna` is `anna-meier`.
    """
    if sum(map(str.isalnum, value)) < LEAST_CHARACTERS:
        return
    for plain in _plain(value):
        pieces = tuple(_PIECE.findall(plain))
        if 0 < len(pieces) <= MOST_PIECES:
            yield pieces
            if len(pieces) == 2:
                yield pieces[::-1]


def _plain(text: str) -> Iterator[str]:
    """Gives a text without accents, and with the letters that are written for them."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for table in (_SPELLED, _PLAIN) if not folded.isascii() else (_PLAIN,):
        yield _MARK.sub("", unicodedata.normalize("NFKD", folded.translate(table)))
