"""Given values found again in a text: on word bounds, and with case folded unless the value is short.

Owns which spellings of a value count as one (case, white space, apostrophes, hyphens, composed letters),
where words end, and the search for many values at once. Whose values they are, and what it means when one is
found, is left to `detectors.terms`, `detectors.expressions` and `mentions`.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from anonymize.accents import bare
from anonymize.occurrences import Table
from anonymize.spans import WORD
from anonymize.text import ESCAPED_SPACE, View, encodable, is_ordinary
from anonymize.within_words import is_set_apart

FOLDED_FROM = 4
"""Letters from which case does not matter. Shorter values are other words in other case: `IT`, `Al`."""

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, (*range(0x2000, 0x200B), ord(ESCAPED_SPACE)))
)
_APOSTROPHES = "\u2018\u2019\u02bc\u2032\u00b4`"
_HYPHENS = "\u2010\u2011"
_PLAIN = (
    *((character, " ") for character in _SPACES),
    *((character, "'") for character in _APOSTROPHES),
    *((character, "-") for character in _HYPHENS),
)
"""Characters that are written for one another, one for one, with the one that stands for them."""
_PLAIN_ASCII = tuple((character, plain) for character, plain in _PLAIN if character.isascii())
_RUN = regex.compile(" {2,}")
_WITHIN_NAMES = regex.compile(r"(?<=[\p{L}\p{M}])-(?=\p{L})")
_LEAST_WITHOUT_HYPHEN = 8
"""Letters of a value that is found without its hyphens, too: the end of a line may have taken them (`Al-` and
`khatib`). Shorter ones may be other words: `re-sign`, `co-op`."""

_OUTSIDE, _LETTER, _UNSPACED, _MARK = range(4)

_MOST_ONE_BY_ONE = 400
"""Needles that may be looked for one by one: those of the values of a record, and no list of names."""
_LEAST_FOR_AUTOMATON = 8_000
"""Characters to search, with `_EACH_TEXT` for each text, from which making an automaton pays."""
_EACH_TEXT = 100


class Needle(NamedTuple):
    """A value to look for.

    Attributes:
        value: the value, not blank.
        label: what it is; a find that lies within a longer one of the same label is not told.
        exact: whether case matters.
        bare: whether marks on the letters of a text do not: see `accents`. The value has none then.
    """

    value: str
    label: str
    exact: bool
    bare: bool = False


class Match(NamedTuple):
    """A needle found.

    Attributes:
        start: first code point.
        end: one past the last code point.
        needle: its place among the needles.
    """

    start: int
    end: int
    needle: int


def is_short(value: str) -> bool:
    """Whether a value has too few letters for its case to be folded."""
    return sum(map(str.isalpha, value)) < FOLDED_FROM


def fold(text: str) -> str:
    """Folds case and keeps the length, so that offsets hold in both."""
    if text.isascii():
        return text.lower()
    # `lower` makes two characters of the one, and tells a sigma at the end of a word from another.
    return text.replace("İ", "i").lower().replace("ς", "\u03c3")


def is_bound(text: str, place: int) -> bool:
    """Whether no word goes on over a place, that is, whether a word can end before it and begin behind it.

    Words are those of `spans.WORD`, but for three cases in which that has one word and names would be missed:
    a script without spaces behind other letters ("Dr王小明"), letters behind the mark of a symbol, as in an
    emoji, and underscores, which stand for spaces in the names of files ("scan_Okafor_2"). `spans.snap` grows
    such a find as it does any other.
    """
    return _Bounds(text).is_bound(place)


class _Bounds:
    """Asks `is_bound` of many places in a text. A run of marks is walked over once, not for each place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._run = range(0)
        self._before = _OUTSIDE

    def is_bound(self, place: int) -> bool:
        """See `is_bound`."""
        if not 0 < place < len(self.text):
            return True
        after = _KINDS[self.text[place]]
        if after in (_OUTSIDE, _UNSPACED):
            return True
        before = self._kind_before(place)
        return before != _LETTER if after == _LETTER else before == _OUTSIDE

    def _kind_before(self, place: int) -> int:
        """Gives the kind of the last character before a place that is no mark."""
        base = place - 1
        while base >= 0 and _KINDS[self.text[base]] == _MARK:
            if base in self._run:
                self._run = range(self._run.start, max(self._run.stop, place))
                return self._before
            base -= 1
        self._run = range(base + 1, place)
        self._before = _OUTSIDE if base < 0 else _KINDS[self.text[base]]
        return self._before


class Matcher:
    """Finds many values at once, by the automaton of Aho and Corasick (1975). Pickles, without the automaton.

    The time is linear in the text and in what is found, whatever the number of values. An automaton for the
    few values of a record takes longer to make than to look for each one in its short texts: it comes later.

    Args:
        needles: what to look for.
        within: labels of what is found within a word, too, where something sets it apart; see `within_words`.
    """

    def __init__(self, needles: Iterable[Needle], *, within: Collection[str] = ()) -> None:
        self.needles = tuple(needles)
        self._within = frozenset(within)
        self._searched = 0

    def __getstate__(self) -> dict[str, object]:
        """Leaves the automata behind, which do not pickle; a copy builds its own when it needs them."""
        return {"needles": self.needles, "_within": self._within, "_searched": 0}

    def find(self, text: str, *, counts: Callable[[str, Match], bool] | None = None) -> list[Match]:
        """Finds the needles wherever they stand on word bounds, the longest at each place.

        Args:
            text: the text.
            counts: tells of a text, with white space in one way, and of a match in it whether it is one.

        Returns:
            Matches in order of start. They may overlap, but none lies within another one of its label.
        """
        view = _View.of(text)
        forms = {table.bare for table in self._tables}
        texts = {form: bare(view.text) if form else view.text for form in forms}
        bounds = _Bounds(view.text)
        self._searched += len(view.text) + _EACH_TEXT
        few = len(self.needles) <= _MOST_ONE_BY_ONE and self._searched < _LEAST_FOR_AUTOMATON
        found = (
            Match(start, end, table.owners[pattern])
            for table in self._tables
            for pattern, start, end in table.find(
                texts[table.bare] if table.exact else fold(texts[table.bare]), one_by_one=few
            )
            if self._stands_there(table.owners[pattern], start, end, bounds)
        )
        counted = found if counts is None else (match for match in found if counts(view.text, match))
        return [Match(*view.original(start, end), needle) for start, end, needle in self._longest(counted)]

    def _stands_there(self, needle: int, start: int, end: int, bounds: _Bounds) -> bool:
        begins, ends = bounds.is_bound(start), bounds.is_bound(end)
        if begins and ends:
            return True
        within = self.needles[needle].label in self._within
        return within and is_set_apart(bounds.text, start, end, begins=begins, ends=ends)

    def _longest(self, found: Iterable[Match]) -> Iterator[Match]:
        reached: dict[str, int] = {}
        for match in sorted(found, key=lambda match: (match.start, -match.end, match.needle)):
            label = self.needles[match.needle].label
            if match.end > reached.get(label, 0):
                reached[label] = match.end
                yield match

    @cached_property
    def _tables(self) -> list[Table]:
        """What is looked for in each form of a text."""
        patterns: dict[tuple[bool, bool], list[tuple[str, int]]] = {}
        for index, (value, _, exact, is_bare) in enumerate(self.needles):
            table = patterns.setdefault((exact, is_bare), [])
            table.extend((spelling, index) for spelling in _spellings(value, exact=exact))
        return [Table(*form, *zip(*table, strict=True)) for form, table in patterns.items() if table]


@dataclass(frozen=True, slots=True)
class _View:
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
    def of(cls, text: str) -> _View:
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
def _spellings(value: str, *, exact: bool) -> tuple[str, ...]:
    """Gives the ways to spell a value: as it is and as detectors read it, composed or not, `ß` as `ss`."""
    if is_ordinary(value):
        written = [value]
    else:
        texts = dict.fromkeys((value, View.of(value).text))
        written = [plain for text in texts if (plain := " ".join(_plain(text).split()))]
    if sum(map(str.isalpha, value)) >= _LEAST_WITHOUT_HYPHEN:
        written += [_WITHIN_NAMES.sub("", plain) for plain in written if "-" in plain]
    written += [plain.replace(" ", "_") for plain in written if " " in plain]
    if all(map(str.isascii, written)):
        return tuple(dict.fromkeys(written if exact else map(fold, written)))
    forms = [unicodedata.normalize(form, plain) for plain in written for form in ("NFC", "NFD")]
    spellings = (
        [*written, *forms]
        if exact
        else [*map(fold, (*written, *forms)), *(fold(form.casefold()) for form in forms)]
    )
    return tuple(dict.fromkeys(filter(None, spellings)))


class _Kinds(dict[str, int]):
    """What a character is to a word. It is asked of `WORD`, so that there is one definition of a word."""

    def __missing__(self, character: str) -> int:
        """Finds it out, once for each character."""
        if character == "_" or not WORD.match(character):
            kind = _OUTSIDE
        elif WORD.match(f"{character}a").end() == 1:
            kind = _UNSPACED
        else:
            kind = _MARK if WORD.match(f"中{character}").end() > 1 else _LETTER
        self[character] = kind
        return kind


_KINDS = _Kinds()
