"""In what forms a value is looked for again: whole, by its parts, with endings, as programs write names.

What it means when one is found is left to `search`.
"""

from __future__ import annotations

from functools import lru_cache

from anonymize.matching import Needle, fold, is_short
from anonymize.matching.accents import bare
from anonymize.mentions.accents import bare_spellings, is_word
from anonymize.mentions.account_names import (
    SHORTEST_ACCOUNT,
    account_names,
    is_telling_account,
    is_telling_pair,
    joined_last_names,
    paired_names,
    short_accounts,
)
from anonymize.mentions.parts import (
    last_names_of,
    letters,
    needs_another,
    parts_of,
    with_endings,
    without_titles,
)
from anonymize.mentions.roles import means_people
from anonymize.text import typewritten

SHORTEST_JOINED = 8
"""Letters of a name that is found without its spaces in any case: `Ann Lee` is no `annlee`."""
SHORTEST_CAPITALS = 5
"""Letters of an account name that is found by its capitals where it may be a word without them: `AKing`."""
_JOINING = ("", "-", ".", "+")
"""What may stand for each space of a name, beside a low line: `anna-okafor.md`, `anna.okafor@…`."""
_WITHOUT_MARKS = frozenset({"organization", "location", "address"})
"""Labels, beside those of people, of what is also found without the marks on its letters."""


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
        if means_people(label):
            # The text is searched with the apostrophes of typewriters, which are no letters of a word.
            plain = typewritten(value)
            name = without_titles(plain)
            self._add_joined(label, name, value)
            self._add_accounts(label, name, value)
            self._add_parts(label, name, plain, value)

    def _add_joined(self, label: str, name: str, value: str) -> None:
        """Adds a name of several words without its titles, and in one word."""
        words = name.split()
        if len(words) > 1:
            self.wholes.setdefault(Needle(name, label, is_short(name)), value)
            for sign in _JOINING if not name.islower() else ():
                together = sign.join(words)
                needle = Needle(together, label, letters(together) < SHORTEST_JOINED)
                self.wholes.setdefault(needle, value)
                self.joined.add(needle)
        self._add_pairs(label, name, value)

    def _add_accounts(self, label: str, name: str, value: str) -> None:
        """Adds account names, and last names in one word; also in capitals, as of mainframes and domains."""
        for account in account_names(name):
            telling = is_telling_account(account)
            for written in (account, account.upper()):
                needle = self._add_in_identifiers(label, written, value)
                if telling:
                    self.joined.add(needle)
            if not telling and len(account) >= SHORTEST_CAPITALS:
                for written in (
                    account[0].upper() + account[1:].title(),
                    account[:-1].title() + account[-1].upper(),
                ):
                    needle = Needle(written, label, exact=True)
                    self.wholes.setdefault(needle, value)
                    self.joined.add(needle)
        for account in short_accounts(name):
            for written in (account, account.upper()):
                self._add_in_accounts(label, written, value)
        for last in joined_last_names(name):
            for written in (last, last.upper()):
                self._add_in_identifiers(label, written, value)

    def _add_pairs(self, label: str, name: str, value: str) -> None:
        """Adds a first name with a last name: in one word, and in identifiers with a sign between them."""
        for pair in paired_names(name):
            if is_telling_pair(pair):
                needle = Needle("".join(pair), label, exact=False)
            else:
                needle = Needle("".join(map(str.capitalize, pair)), label, exact=True)
                # Others are found there by each of their parts.
                alone = not any(needs_another(one) or is_word(one) for one in pair)
                signs = ("",) if alone else (*_JOINING, "_")
                for sign in signs:
                    together = sign.join(pair)
                    if len(together) < SHORTEST_ACCOUNT:
                        self._add_in_accounts(label, together, value)
                    else:
                        self._add_in_identifiers(label, together, value)
            self.wholes.setdefault(needle, value)
            self.joined.add(needle)

    def _add_in_identifiers(self, label: str, name: str, value: str) -> Needle:
        needle = _in_any_marks(label, name)
        if needle in self.in_accounts or needle not in self.in_identifiers:
            self.in_accounts.discard(needle)  # where it was that of another person
            self.in_identifiers[needle] = value
        return needle

    def _add_in_accounts(self, label: str, name: str, value: str) -> None:
        needle = _in_any_marks(label, name)
        if needle not in self.in_identifiers:
            self.in_identifiers[needle] = value
            self.in_accounts.add(needle)

    def _add_parts(self, label: str, name: str, titled: str, value: str) -> None:
        for last in last_names_of(name):
            for written in (last, "".join(word.capitalize() for word in last.split())):
                self.parts.setdefault(Needle(written, label, exact=True), value)
        parts = parts_of(titled)
        for part in parts:
            self.parts.setdefault(Needle(part, label, exact=True), value)
            for spelled in dict.fromkeys(map(fold, (part, *bare_spellings(part)))):
                self._add_in_identifiers(label, spelled, value)
            # Where it is no such spelling, it is a word (`schon` for Schön), or short.
            self._add_in_accounts(label, fold(bare(part)), value)
        if not parts and not name.islower():  # a word in small letters is seldom a name
            parts = (name, name.title(), name.upper())
        for spelled in (one for part in parts for one in with_endings(part)):
            self.ended.setdefault(Needle(spelled, label, exact=True), value)

    def add_without_marks(self) -> None:
        """Adds for each needle those that lack the marks on its letters; those in identifiers are added so.

        One that has no marks itself is looked for so alone: it is then found with marks and without.
        """
        self.joined.update(*map(_without_marks, self.joined.difference(self.in_identifiers)))
        for table in (self.wholes, self.parts, self.ended):
            added: dict[Needle, str] = {}
            for needle, value in tuple(table.items()):
                for one in _without_marks(needle):
                    if one.value == needle.value:
                        added[one] = table.pop(needle)
                    else:
                        added.setdefault(one, value)
            table.update(added)


def _in_any_marks(label: str, name: str) -> Needle:
    """Gives what is looked for with marks on its letters, too, unless it has some itself: `pmüller`."""
    return Needle(name, label, exact=True, bare=bare(name) == name)


@lru_cache(maxsize=16_384)  # a record's needles come again for its outputs, and stand in several tables
def _without_marks(needle: Needle) -> tuple[Needle, ...]:
    """Gives a name as it is looked for where letters have no marks, or other ones."""
    if needle.label not in _WITHOUT_MARKS and not means_people(needle.label):
        return ()
    spellings = bare_spellings(needle.value)
    return tuple(Needle(one, needle.label, needle.exact, bare=True) for one in spellings)
