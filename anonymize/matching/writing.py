"""How a value may be written: case, white space, apostrophes, hyphens, composed letters.

A text is searched in one way to write them, and a value is looked for in each that this leaves.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from anonymize.text import APOSTROPHES, ESCAPED_SPACE, HYPHENS, encodable, is_ordinary
from anonymize.text import View as Reading

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, (*range(0x2000, 0x200B), ord(ESCAPED_SPACE)))
)
_PLAIN = (
    *((character, " ") for character in _SPACES),
    *((character, "'") for character in APOSTROPHES),
    *((character, "-") for character in HYPHENS),
)
"""Characters that are written for one another, one for one, with the one that stands for them."""
_PLAIN_ASCII = tuple((character, plain) for character, plain in _PLAIN if character.isascii())
_RUN = regex.compile(" {2,}")
_WITHIN_NAMES = regex.compile(r"(?<=[\p{L}\p{M}])-(?=\p{L})")
_LEAST_WITHOUT_HYPHEN = 8
"""Letters of a value that is found without its hyphens, too: the end of a line may have taken them (`Al-` and
`khatib`). Shorter ones may be other words: `re-sign`, `co-op`."""


def fold(text: str) -> str:
    """Folds case and keeps the length, so that offsets hold in both."""
    if text.isascii():
        return text.lower()
    # `lower` makes two characters of the one, and tells a sigma at the end of a word from another.
    return text.replace("İ", "i").lower().replace("ς", "\u03c3")


@dataclass(frozen=True, slots=True)
class PlainView:
    """A text as it is searched: one way to write an apostrophe, one space for a run of white space.

    Attributes:
        text: the view.
        runs: where a space stands for several characters, in order.
        removed: how many characters are left out up to each of them.
    """

    text: str
    runs: Sequence[int]
    removed: Sequence[int]

    @classmethod
    def of(cls, text: str) -> PlainView:
        """Makes the view of a text."""
        plain = _plain(text)
        runs: list[int] = []
        removed: list[int] = []
        left_out = 0
        for match in _RUN.finditer(plain) if "  " in plain else ():
            runs.append(match.start() - left_out)
            left_out += len(match[0]) - 1
            removed.append(left_out)
        return cls(_RUN.sub(" ", plain) if runs else plain, runs, removed)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Gives the offsets in the text of a stretch of the view that begins and ends with no space."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, place: int) -> int:
        before = bisect_left(self.runs, place)
        return place + self.removed[before - 1] if before else place


def _plain(text: str) -> str:
    """Writes white space, apostrophes and hyphens in one way, one character for one."""
    text = encodable(text)
    for character, plain in _PLAIN_ASCII if text.isascii() else _PLAIN:
        text = text.replace(character, plain)
    return text


@lru_cache(maxsize=16_384)  # a record's values are looked for in its texts, and then in its outputs
def spellings(value: str, *, exact: bool) -> tuple[str, ...]:
    """Gives the ways to spell a value: as it is and as detectors read it, composed or not, `ß` as `ss`."""
    if is_ordinary(value):
        written = [value]
    else:
        texts = dict.fromkeys((value, Reading.of(value).text))
        written = [plain for text in texts if (plain := " ".join(_plain(text).split()))]
    if sum(map(str.isalpha, value)) >= _LEAST_WITHOUT_HYPHEN:
        written += [_WITHIN_NAMES.sub("", plain) for plain in written if "-" in plain]
    written += [plain.replace(" ", "_") for plain in written if " " in plain]
    if all(map(str.isascii, written)):
        return tuple(dict.fromkeys(written if exact else map(fold, written)))
    forms = [unicodedata.normalize(form, plain) for plain in written for form in ("NFC", "NFD")]
    found = (
        [*written, *forms]
        if exact
        else [*map(fold, (*written, *forms)), *(fold(form.casefold()) for form in forms)]
    )
    return tuple(dict.fromkeys(filter(None, found)))
