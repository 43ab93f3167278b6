"""Names written without the marks on their letters: `Mueller` and `Muller` for `Müller`, `JOSE` for `José`.

Account names, file names, machine-readable lines and capitals are written so, and so does who types in a
hurry. Owns how names are written without marks; which names are looked for so is left to `needles`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache, partial

from anonymize.matching.accents import bare
from anonymize.mentions.common_words import COMMON_WORDS

SHORTEST_BARE = 4
"""Letters of a word that is looked for without its marks. Shorter ones are other words: `Bar`, `Noe`."""
_OTHERS = (
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe", "þ": "th", "ə": "a"},
    {"å": "aa"},
    {"ß": "ss"},
)
"""Letters that are written as two, or as one that they are not without their marks. Those of one row are
written so together, each row by itself: the Swiss have no `ß`, but an `ü`; in Danish `å` and `aa` are right.
"""
_OTHER = tuple((re.compile(f"[{''.join(row)}]", re.IGNORECASE), row) for row in _OTHERS)
_FROM_TWO = re.compile("(?<=[aou])e", re.IGNORECASE)
_SHARP = re.compile("ss", re.IGNORECASE)

_BARE_WORDS = frozenset(map(bare, COMMON_WORDS))


def is_word(name: str) -> bool:
    """Tells whether a name in small letters is an ordinary word, with the marks on its letters or without."""
    return bare(name) in _BARE_WORDS


@lru_cache(maxsize=16_384)  # a record's values are looked for in its texts, and then in its outputs
def bare_spellings(name: str) -> tuple[str, ...]:
    """Gives how a name may be written without marks: left out, `ü` as `ue`, and `ue` as what `ü` leaves.

    An `ss` may be an `ß`, too, which is no letter with a mark and stays. To be looked for in the bare form of
    a text. A single word is left out where it would be an ordinary one (`Schön` and `schon`), but not where
    that one is a name, too (`Peña` and `Pena`).
    """
    composed = unicodedata.normalize("NFC", name)
    written = [composed]
    for letters, row in _OTHER:
        written += [letters.sub(partial(_other, row), one) for one in written if letters.search(one)]
    plain = [composed, _FROM_TWO.sub("", composed)]
    written += [plain[1], *(_SHARP.sub("ß", one) for one in plain)]
    return tuple(one for one in dict.fromkeys(map(bare, written)) if _is_telling(one, composed))


def _is_telling(spelling: str, name: str) -> bool:
    word = spelling.lower()
    if len(word.split()) > 1:
        return True
    is_name = word not in _BARE_WORDS or (word in COMMON_WORDS and spelling != name)
    return is_name and sum(map(str.isalpha, word)) >= SHORTEST_BARE


def _other(row: Mapping[str, str], match: re.Match[str]) -> str:
    letter = match[0]
    other = row[letter.lower()]
    if letter.islower():
        return other
    around = match.string[max(match.start() - 1, 0) : match.end() + 1]
    return other.upper() if len(around) > 1 and around.isupper() else other.capitalize()
