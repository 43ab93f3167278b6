"""In what forms a value is looked for again: whole, by its parts, with endings, as programs write names.

Owns which parts of a name stand for the person. What it means when one is found is left to `mentions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from anonymize.accents import bare, bare_spellings, is_word
from anonymize.account_names import (
    SHORTEST_ACCOUNT,
    account_names,
    is_telling_account,
    is_telling_pair,
    joined_last_names,
    paired_names,
    short_accounts,
)
from anonymize.common_words import COMMON_WORDS
from anonymize.matching import FOLDED_FROM, Needle, fold, is_short
from anonymize.names import DEGREES, PARTICLES, PERSON, TITLES, last_names, plain_word
from anonymize.spans import WORD

SHORTEST_PART = 3
"""Letters of a part of a name that stands for itself. Shorter ones may be words or parts of other names."""
SHORTEST_COMMON_PART = 2
"""Letters of a part for which something else must speak: `Li`, `Jo`, `Ng`. A single one is an initial."""
_BESIDE_NAMES = frozenset(TITLES) | PARTICLES | DEGREES
"""Words beside or within names that stand for nobody. `Van` is none: it is a first name as well."""
SHORTEST_ENDED = FOLDED_FROM
"""Letters of a part that is also found in capitals, or with an ending: `ANA`, `Wins` are too often others."""
SHORTEST_JOINED = 8
"""Letters of a name that is found without its spaces in any case: `Ann Lee` is no `annlee`."""
SHORTEST_CAPITALS = 5
"""Letters of an account name that is found by its capitals where it may be a word without them: `AKing`."""
_JOINING = ("", "-", ".", "+")
"""What may stand for each space of a name, beside a low line: `anna-okafor.md`, `anna.okafor@…`."""
_HISSING = ("s", "x", "z", "ß")
_HUSHING = ("sh", "ch")
"""Letters behind which English has `es` (`Joneses`), and German `s` behind the second ones (`Bachs`)."""
_WITHOUT_MARKS = frozenset({PERSON, "organization", "location", "address"})
"""Labels of what is also found without the marks on its letters."""
_BEFORE_NAMES = frozenset(TITLES) | DEGREES


class Needles:
    """What is looked for, with the value that each one stands for; of several values the first one.

    Attributes:
        wholes: values, and names in other forms that are all of them.
        parts: of names of people.
        ended: parts, and names of one word, with the ending of a genitive or plural.
        in_identifiers: account names, and parts in small letters, which are words of prose otherwise.
        in_accounts: those of `in_identifiers` that count only where an account is named.
        joined: those that are taken for the name in small letters, too: several words as one, account names.
    """

    def __init__(self) -> None:
        self.wholes: dict[Needle, str] = {}
        self.parts: dict[Needle, str] = {}
        self.ended: dict[Needle, str] = {}
        self.in_identifiers: dict[Needle, str] = {}
        self.in_accounts: set[Needle] = set()
        self.joined: set[Needle] = set()

    @property
    def tables(self) -> tuple[dict[Needle, str], ...]:
        """The four tables, in the order in which they count where two stand at one place."""
        return self.wholes, self.parts, self.ended, self.in_identifiers

    def add(self, label: str, value: str) -> None:
        """Adds a value."""
        self.wholes.setdefault(Needle(value, label, is_short(value)), value)
        if label == PERSON:
            name = _without_titles(value)
            self._add_joined(name, value)
            self._add_accounts(name, value)
            self._add_parts(name, value)

    def _add_joined(self, name: str, value: str) -> None:
        """Adds a name of several words without its titles, and in one word."""
        words = name.split()
        if len(words) > 1:
            self.wholes.setdefault(Needle(name, PERSON, is_short(name)), value)
            for sign in _JOINING if not name.islower() else ():
                together = sign.join(words)
                needle = Needle(together, PERSON, letters(together) < SHORTEST_JOINED)
                self.wholes.setdefault(needle, value)
                self.joined.add(needle)
        self._add_pairs(name, value)

    def _add_accounts(self, name: str, value: str) -> None:
        """Adds account names, and last names in one word."""
        for account in account_names(name):
            needle = self._add_in_identifiers(account, value)
            if is_telling_account(account):
                self.joined.add(needle)
            elif len(account) >= SHORTEST_CAPITALS:
                for written in (
                    account[0].upper() + account[1:].title(),
                    account[:-1].title() + account[-1].upper(),
                ):
                    needle = Needle(written, PERSON, exact=True)
                    self.wholes.setdefault(needle, value)
                    self.joined.add(needle)
        for account in short_accounts(name):
            self._add_in_accounts(account, value)
        for last in joined_last_names(name):
            self._add_in_identifiers(last, value)

    def _add_pairs(self, name: str, value: str) -> None:
        """Adds a first name with a last name: in one word, and in identifiers with a sign between them."""
        for pair in paired_names(name):
            if is_telling_pair(pair):
                needle = Needle("".join(pair), PERSON, exact=False)
            else:
                needle = Needle("".join(map(str.capitalize, pair)), PERSON, exact=True)
                # Others are found there by each of their parts.
                alone = not any(needs_another(one) or is_word(one) for one in pair)
                signs = ("",) if alone else (*_JOINING, "_")
                for sign in signs:
                    together = sign.join(pair)
                    if len(together) < SHORTEST_ACCOUNT:
                        self._add_in_accounts(together, value)
                    else:
                        self._add_in_identifiers(together, value)
            self.wholes.setdefault(needle, value)
            self.joined.add(needle)

    def _add_in_identifiers(self, name: str, value: str) -> Needle:
        needle = _in_any_marks(name)
        if needle in self.in_accounts or needle not in self.in_identifiers:
            self.in_accounts.discard(needle)  # where it was that of another person
            self.in_identifiers[needle] = value
        return needle

    def _add_in_accounts(self, name: str, value: str) -> None:
        needle = _in_any_marks(name)
        if needle not in self.in_identifiers:
            self.in_identifiers[needle] = value
            self.in_accounts.add(needle)

    def _add_parts(self, name: str, value: str) -> None:
        for last in _last_names(name):
            for written in (last, "".join(word.capitalize() for word in last.split())):
                self.parts.setdefault(Needle(written, PERSON, exact=True), value)
        parts = _parts(value)
        for part in parts:
            self.parts.setdefault(Needle(part, PERSON, exact=True), value)
            for spelled in dict.fromkeys(map(fold, (part, *bare_spellings(part)))):
                self._add_in_identifiers(spelled, value)
            # Where it is no such spelling, it is a word (`schon` for Schön), or short.
            self._add_in_accounts(fold(bare(part)), value)
        if not parts and not name.islower():  # a word in small letters is seldom a name
            parts = (name, name.title(), name.upper())
        for spelled in (one for part in parts for one in _with_endings(part)):
            self.ended.setdefault(Needle(spelled, PERSON, exact=True), value)

    def add_without_marks(self) -> None:
        """Adds for each needle those that lack the marks on its letters; those in identifiers are added so.

        One that has no marks itself is looked for so alone: it is then found with marks and without.
        """
        self.joined.update(*map(_without_marks, tuple(self.joined)))
        for table in (self.wholes, self.parts, self.ended):
            added: dict[Needle, str] = {}
            for needle, value in tuple(table.items()):
                for one in _without_marks(needle):
                    if one.value == needle.value:
                        added[one] = table.pop(needle)
                    else:
                        added.setdefault(one, value)
            table.update(added)


def _without_titles(name: str) -> str:
    """Gives a name without the titles before it."""
    words = name.split()
    while words and plain_word(words[0]) in _BEFORE_NAMES:
        del words[0]
    return " ".join(words)


@lru_cache(maxsize=4_096)  # a record's values are looked for in its texts, and then in its outputs
def _parts(name: str) -> tuple[str, ...]:
    """See `_each_part`."""
    return tuple(_each_part(name))


def _each_part(name: str) -> Iterator[str]:
    """Gives the parts of a name of several words that can stand for the person, in each way to write them.

    Parts are what stands between white space, and of `Anna-Lena` or `O'Neill` also the words within.
    """
    if len(WORD.findall(name)) < 2:
        return
    # Capitals throughout do not tell how a name is written, nor do those of a last name (`Ana OKAFOR`).
    one_case = name.isupper() or name.islower()
    for chunk in name.split():
        words = [word for word in WORD.finditer(chunk) if plain_word(word[0]) not in _BESIDE_NAMES]
        if not words or plain_word(chunk) in TITLES:
            continue
        for part in dict.fromkeys((chunk[words[0].start() : words[-1].end()], *(word[0] for word in words))):
            is_long = letters(part) >= SHORTEST_ENDED
            titled = (part.title(),) if one_case or (is_long and part.isupper()) else ()
            for written in dict.fromkeys((part, *titled, *((part.upper(),) if is_long else ()))):
                if _is_name_like(written):
                    yield written


@lru_cache(maxsize=4_096)  # asked for twice, as the parts are
def _last_names(name: str) -> tuple[str, ...]:
    """Gives last names of several words within a name, as it has them and with other capitals."""
    words = [word.strip(",.") for word in name.split()]
    found = [words[first:end] for first, end in last_names(words) if end - first < len(words)]
    return tuple(dict.fromkeys(spelled for last in found for spelled in _in_cases(last)))


def _in_cases(words: list[str]) -> Iterator[str]:
    together = " ".join(words)
    if not together.isupper():
        yield together
    last = words[-1].title() if words[-1].isupper() or words[-1].islower() else words[-1]
    before = " ".join(words[:-1])
    for written in (before.lower(), before.lower().capitalize(), before.title()):
        yield f"{written} {last}"
    if letters(last) >= SHORTEST_ENDED:
        yield together.upper()


def _is_name_like(part: str) -> bool:
    count = letters(part)
    # "JR" and "AB" are initials, "Li" and "Jo" are not.
    return not part[0].islower() and (
        count >= SHORTEST_PART or (count >= SHORTEST_COMMON_PART and part.istitle())
    )


def _with_endings(part: str) -> Iterator[str]:
    """Gives the genitive and plural of a part, as English and German form them without an apostrophe."""
    if len(part) < SHORTEST_ENDED or not part.isalpha() or not part[0].isupper():
        return
    last = fold(part)
    endings = ("es",) if last.endswith(_HISSING) else ("s", "es") if last.endswith(_HUSHING) else ("s",)
    for ending in endings:
        yield part + (ending.upper() if part.isupper() else ending)


def needs_another(part: str) -> bool:
    """Tells whether a part in small letters is too short, or a word, to stand for a person by itself."""
    return len(part) < SHORTEST_ENDED or part in COMMON_WORDS


def _in_any_marks(name: str) -> Needle:
    """Gives what is looked for with marks on its letters, too, unless it has some itself: `pmüller`."""
    return Needle(name, PERSON, exact=True, bare=bare(name) == name)


@lru_cache(maxsize=16_384)  # as above, and a needle stands in several tables
def _without_marks(needle: Needle) -> tuple[Needle, ...]:
    """Gives a name as it is looked for where letters have no marks, or other ones."""
    if needle.label not in _WITHOUT_MARKS:
        return ()
    spellings = bare_spellings(needle.value)
    return tuple(Needle(one, needle.label, needle.exact, bare=True) for one in spellings)


def letters(word: str) -> int:
    """Counts the letters of a word."""
    return sum(map(str.isalpha, word))
