"""A value found once is found everywhere: known values, and the parts of names, wherever else they stand.

Owns which parts of a name stand for the person, and which need more evidence because they are words, too. How
a value is found again is left to `matching`, and where values come from (fields of a record that are known,
what detectors found) to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anonymize.accents import bare_spellings
from anonymize.common_words import COMMON_WORDS
from anonymize.matching import FOLDED_FROM, Match, Matcher, Needle, fold, is_short
from anonymize.names import PERSON, TITLES
from anonymize.spans import WORD

SHORTEST_PART = 3
"""Letters of a part of a name that stands for itself. Shorter ones may be words or parts of other names."""
SHORTEST_COMMON_PART = 2
"""Letters of a part for which something else must speak: `Li`, `Jo`, `Ng`. A single one is an initial."""
_PARTICLES = (
    "von vom den der dem des zum zur und del della dello degli dos das las los les ter ten bin ibn abu"
    " al da de di do du el la le"
)
_DEGREES = "dipl med phil jur rer nat habil phd mba msc bsc llm esq jr sr ii iii iv"
_BESIDE_NAMES = frozenset(TITLES) | frozenset(f"{_PARTICLES} {_DEGREES}".split())
"""Words beside or within names that stand for nobody. `Van` is none: it is a first name as well."""
SHORTEST_ENDED = FOLDED_FROM
"""Letters of a part that is also found in capitals, or with an ending: `ANA`, `Wins` are too often others."""
SHORTEST_JOINED = 8
"""Letters of a name that is found without its spaces in any case: `Ann Lee` is no `annlee`."""
_JOINING = ("", "-", ".", "+")
"""What may stand for each space of a name, beside a low line: `anna-okafor.md`, `anna.okafor@…`."""
_HISSING = ("s", "x", "z", "ß")
_HUSHING = ("sh", "ch")
"""Letters behind which English has `es` (`Joneses`), and German `s` behind the second ones (`Bachs`)."""
_PEOPLE_WORDS = "american dane finn german indian norman pole roman saxon scot swede turk"
_PEOPLES = frozenset(_PEOPLE_WORDS.split())
"""Names that are ordinary words with an ending."""
_NAMED = frozenset({PERSON, "organization", "location"})
"""Labels of what has a name with a capital, which may be a word without one."""
_WITHOUT_MARKS = _NAMED | {"address"}
"""Labels of what is also found without the marks on its letters."""
_BEFORE_NAMES = frozenset(TITLES) | frozenset(_DEGREES.split())


@dataclass(frozen=True, slots=True)
class Found:
    """A value that stands in a text, or a part of a name.

    Attributes:
        start: first code point.
        end: one past the last code point.
        label: of the value.
        value: as the caller gave it; of several values with this part, the first one.
        is_part: whether it is a part of the value and not all of it.
        is_common: whether something else should say that it is the name here: it is also an ordinary word,
            of two letters, or of a script without capitals; or a single word in small letters, of a value
            that has a capital (`Peacock` and `peacock`). Only what has names of its own is ever common.
    """

    start: int
    end: int
    label: str
    value: str
    is_part: bool
    is_common: bool


class Mentions:
    """Finds values again. Made once for the values of a record, it searches any number of texts.

    Whole values are found on word bounds, from four letters on whatever their case. Parts of a name of
    several words are found where they are written as in the name, and with a capital if their script has any;
    of a name in capitals or small letters throughout, also with one capital. Of four letters and more they
    are found in capitals, too, and with the ending of a genitive or plural (`Okafors`), as is a name of one
    word. Titles are no parts, and a name without those before it counts as whole, with its spaces, without
    them, and with a sign for each, as in file names and addresses. What has a name is found in all of these
    forms without the marks on its letters, too, and with them where the name lacks them (`accents`).

    Args:
        values: canonical label and value, in any order; those without a letter or digit are passed over.
    """

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        wholes: dict[Needle, str] = {}
        parts: dict[Needle, str] = {}
        ended: dict[Needle, str] = {}
        small: set[str] = set()
        joined: set[Needle] = set()
        for label, value in values:
            if not any(map(str.isalnum, value)):
                continue
            if value.islower():
                small.add(value)
            wholes.setdefault(Needle(value, label, is_short(value)), value)
            if label == PERSON:
                name = _without_titles(value)
                if len(name.split()) > 1:
                    wholes.setdefault(Needle(name, label, is_short(name)), value)
                    for sign in _JOINING if not name.islower() else ():
                        together = sign.join(name.split())
                        needle = Needle(together, label, _letters(together) < SHORTEST_JOINED)
                        wholes.setdefault(needle, value)
                        joined.add(needle)
                written = tuple(_parts(value))
                for part in written:
                    parts.setdefault(Needle(part, label, exact=True), value)
                if not written and not name.islower():  # a word in small letters is seldom a name
                    written = (name, name.title(), name.upper())
                for spelled in (one for part in written for one in _with_endings(part)):
                    ended.setdefault(Needle(spelled, label, exact=True), value)
        joined.update(*map(_without_marks, tuple(joined)))
        _add_without_marks(wholes, parts, ended)
        self._small = frozenset(small)
        self._joined = frozenset(joined)
        self._values = (*wholes.values(), *parts.values(), *ended.values())
        self._wholes = len(wholes)
        self._unended = len(wholes) + len(parts)
        # Whole values first: where a part and a whole value stand at one place, it is the value.
        self._matcher = Matcher((*wholes, *parts, *ended))

    def find(self, text: str) -> list[Found]:
        """Finds the values in a text.

        Returns:
            What was found, in order of start. Stretches may overlap; none lies within another of its label.
        """
        return [self._found(match, text) for match in self._matcher.find(text)]

    def _found(self, match: Match, text: str) -> Found:
        start, end, needle = match
        sought, value = self._matcher.needles[needle], self._values[needle]
        label = sought.label
        is_part = needle >= self._wholes
        written = text[start:end]
        is_common = (
            label in _NAMED
            and written not in self._small
            and sought not in self._joined
            and _in_smaller_letters(written, value)
        )
        if label == PERSON:
            is_common |= _is_common(written, is_part=is_part)
            is_common |= needle >= self._unended and _is_common_ended(written)
        return Found(start, end, label, value, is_part, is_common)


def _is_common(written: str, *, is_part: bool) -> bool:
    if fold(written) in COMMON_WORDS:
        return True
    has_case = written.lower() != written.upper()
    return is_part and (not has_case or _letters(written) < SHORTEST_PART)


def _in_smaller_letters(written: str, value: str) -> bool:
    """Tells whether a word has no capital, and the value that it may stand for has."""
    is_word = len(WORD.findall(written)) == 1 and "_" not in written  # which stands for a space
    return is_word and written.islower() and not value.islower()


def _is_common_ended(written: str) -> bool:
    """Tells whether a part with an ending is the plural of a word."""
    return any(
        fold(written).removesuffix(ending) in words
        for ending in ("s", "es")
        for words in (COMMON_WORDS, _PEOPLES)
    )


def _with_endings(part: str) -> Iterator[str]:
    """Gives the genitive and plural of a part, as English and German form them without an apostrophe."""
    if len(part) < SHORTEST_ENDED or not part.isalpha() or not part[0].isupper():
        return
    last = fold(part)
    endings = ("es",) if last.endswith(_HISSING) else ("s", "es") if last.endswith(_HUSHING) else ("s",)
    for ending in endings:
        yield part + (ending.upper() if part.isupper() else ending)


def _add_without_marks(*tables: dict[Needle, str]) -> None:
    """Adds to needles, with the value of each, those that lack the marks on its letters."""
    for needles in tables:
        for needle, value in tuple(needles.items()):
            for one in _without_marks(needle):
                needles.setdefault(one, value)


def _without_marks(needle: Needle) -> Iterator[Needle]:
    """Gives a name as it is looked for where letters have no marks, or other ones."""
    if needle.label in _WITHOUT_MARKS:
        for spelling in bare_spellings(needle.value):
            yield Needle(spelling, needle.label, needle.exact, bare=True)


def _without_titles(name: str) -> str:
    """Gives a name without the titles before it."""
    words = name.split()
    while words and _plain(words[0]) in _BEFORE_NAMES:
        del words[0]
    return " ".join(words)


def _parts(name: str) -> Iterator[str]:
    """Gives the parts of a name of several words that can stand for the person, in each way to write them.

    Parts are what stands between white space, and of `Anna-Lena` or `O'Neill` also the words within.
    """
    if len(WORD.findall(name)) < 2:
        return
    # A name in one case throughout does not tell how it is written.
    one_case = name.isupper() or name.islower()
    for chunk in name.split():
        words = [word for word in WORD.finditer(chunk) if _plain(word[0]) not in _BESIDE_NAMES]
        if not words or _plain(chunk) in TITLES:
            continue
        for part in dict.fromkeys((chunk[words[0].start() : words[-1].end()], *(word[0] for word in words))):
            capitals = (part.upper(),) if _letters(part) >= SHORTEST_ENDED else ()
            for written in dict.fromkeys((part, *((part.title(),) if one_case else ()), *capitals)):
                if _is_name_like(written):
                    yield written


def _is_name_like(part: str) -> bool:
    letters = _letters(part)
    # "JR" and "AB" are initials, "Li" and "Jo" are not.
    return not part[0].islower() and (
        letters >= SHORTEST_PART or (letters >= SHORTEST_COMMON_PART and part.istitle())
    )


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))


def _plain(word: str) -> str:
    """Gives a word as the tables have it."""
    return fold(word).strip(".,")
