"""The search for known values and parts of names, and which finds need more evidence: they are words, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anonymize.matching import Match, Matcher, fold
from anonymize.mentions.common_words import COMMON_WORDS
from anonymize.mentions.identifiers import is_account, is_in_identifier
from anonymize.mentions.names import ARTICLE
from anonymize.mentions.needles import Needles
from anonymize.mentions.parts import SHORTEST_PART, letters, needs_another
from anonymize.mentions.roles import means_people
from anonymize.spans import WORD
from anonymize.text import typewritten

_PEOPLE_WORDS = "american dane finn german indian norman pole roman saxon scot swede turk"
_PEOPLES = frozenset(_PEOPLE_WORDS.split())
"""Names that are ordinary words with an ending."""
_IN_NAMES_ALONE = frozenset({"van", "von", "vom", "zum", "zur", "ten", "ter"})
"""Words with which a last name of three words begins, and next to no phrase: `van den Berg`."""
_NAMED = frozenset({"organization", "location"})
"""Labels, beside those of people, of what has a name with a capital, which may be a word without one."""


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
            or a phrase, of two letters, or of a script without capitals; or a single word in small letters,
            of a value that has a capital (`Peacock` and `peacock`). Only what has names of its own is ever
            common, and no person is where an account is named (`king@…`).
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
    All of a person is found within a word, too, where something sets it apart (`within_words`).

    Args:
        values: canonical label and value, in any order; those without a letter or digit are passed over.
    """

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        needles = Needles()
        small: set[str] = set()
        people: set[str] = set()
        for label, value in values:
            if any(map(str.isalnum, value)):
                needles.add(label, value)
                if means_people(label):
                    people.add(label)
                if value.islower():
                    small.add(value)
        needles.add_without_marks()
        self._small = frozenset(small)
        self._people = frozenset(people)
        self._joined = frozenset(needles.joined)
        # Of another value, such as the same account in capitals, it is told as well.
        self._accounts = frozenset(needle.value for needle in needles.joined if needle.exact)
        self._in_accounts = frozenset(needles.in_accounts)
        wholes, parts, ended, in_identifiers = needles.tables
        self._values = tuple(value for table in needles.tables for value in table.values())
        self._wholes = len(wholes)
        self._ended = range(len(wholes) + len(parts), len(wholes) + len(parts) + len(ended))
        # Whole values first: where a part and a whole value stand at one place, it is the value.
        self._matcher = Matcher((*wholes, *parts, *ended, *in_identifiers), within=people)

    def find(self, text: str) -> list[Found]:
        """Finds the values in a text.

        Returns:
            What was found, in order of start. Stretches may overlap; none lies within another of its label.
        """
        return [self._found(match, text) for match in self._matcher.find(text, counts=self._counts)]

    def _counts(self, text: str, match: Match) -> bool:
        """Tells whether a word that counts in identifiers alone is an account name, or stands in one.

        One that is short, or an ordinary word, has to stand where nothing but an account is named. What does
        not count hides no shorter one.
        """
        start, end, needle = match
        if needle < self._ended.stop:
            return True
        sought = self._matcher.needles[needle]
        if sought in self._joined:
            return True
        if sought in self._in_accounts or needs_another(fold(text[start:end])):
            return is_account(text, start, end)
        return is_in_identifier(text, start, end) or is_account(text, start, end)

    def _found(self, match: Match, text: str) -> Found:
        start, end, needle = match
        sought, value = self._matcher.needles[needle], self._values[needle]
        label = sought.label
        is_part = needle >= self._wholes
        written = text[start:end]
        is_common = (
            (label in _NAMED or label in self._people)
            and written not in self._small
            and sought not in self._joined
            and written not in self._accounts
            and _in_smaller_letters(written, value)
        )
        if label in self._people:
            is_common &= not is_in_identifier(text, start, end)
            is_common |= _is_common(written, is_part=is_part)
            is_common |= needle in self._ended and _is_common_ended(written)
            is_common = is_common and not is_account(text, start, end)
        return Found(start, end, label, value, is_part, is_common)


def _is_common(written: str, *, is_part: bool) -> bool:
    if fold(written) in COMMON_WORDS or (is_part and _is_common_last_name(written)):
        return True
    has_case = written.lower() != written.upper()
    return is_part and (not has_case or letters(written) < SHORTEST_PART)


def _is_common_last_name(written: str) -> bool:
    """Tells whether a last name of several words may be a phrase: `de France`, `de la Iglesia`, `du parc`.

    A Dutch article before a capital makes none: `'t Hart` is no `'t hart`.
    """
    words = written.split()
    if len(words) < 2 or not (written.islower() or fold(words[-1]) in COMMON_WORDS):
        return False
    if typewritten(words[0]).lower() == ARTICLE:
        return written.islower()
    return len(words) == 2 or (words[0].islower() and words[0] not in _IN_NAMES_ALONE)


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
