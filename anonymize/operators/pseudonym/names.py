"""Faker's lists of names, with what they tell of a word: given or family name, gender, languages.

They are read from the classes of Faker's providers, once in a process, when the first name is drawn: building
`Faker` objects takes ten times as long. Taking values apart into names is left to `people`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from anonymize.mentions.names import TITLES
from anonymize.operators.pseudonym.locales import DEFAULT, LANGUAGES, by_letters, modules, provider

GIVEN, FAMILY = "given", "family"
FEMALE, MALE = "female", "male"
_PARTICLES = """
    von vom van der den ter ten te zu zum zur af av de del della dello dei degli delle di da dal dalla do
    dos das du des la las le les lo los el al bin ibn bint y und and et
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Words inside a name that stay."""
FEWEST = 100
"""Names to choose from. What is a name in several languages becomes one that is so in all of them, if there
are so many; else the language that has it in the smallest share of its lists is left out."""
_CLEAR = 0.8
"""Share of the lists that have to agree on a gender: some have "Maria" as the second name of men."""
_LAST_LATIN_LETTER = "\u024f"
_ONE_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_MARKS = re.compile("[\u0300-\u036f]+")
_KEPT_WORDS = 65_536


class _Kind(NamedTuple):
    """What names that can stand for others have in common.

    Attributes:
        gender: of given names, where it is clear.
        known: the languages that have the name, whatever its accents.
        spelled: those that have it with these accents.
    """

    gender: str
    known: frozenset[str]
    spelled: frozenset[str]


def fold(word: str) -> str:
    """Gives the form under which the lists know a word: without capitals and accents."""
    folded = word.casefold()
    return folded if folded.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", folded))


class Names:
    """All names of Faker's in Latin letters. Sets of lists are kept as the bits of whole numbers."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, int]] = {
            kind: defaultdict(int) for kind in (GIVEN, FAMILY, FEMALE, MALE)
        }
        self._spelled: dict[str, dict[str, int]] = {role: defaultdict(int) for role in (GIVEN, FAMILY)}
        self._languages = dict.fromkeys(LANGUAGES, 0)
        for place, locale in enumerate(modules("person")):
            language, _, country = locale.partition("_")
            # The list `en` has all names of two centuries: it knows given names, and tells no language.
            if language in self._languages and country:
                self._languages[language] |= 1 << place
            entered: dict[str, set[str]] = {GIVEN: set(), FAMILY: set()}
            for role, gender, names in name_lists(locale):
                if names and names[0][0] <= _LAST_LATIN_LETTER:
                    self._add(role, gender, set(names) if gender else set(names) - entered[role], 1 << place)
                    entered[role].update(names)

    def _add(self, role: str, gender: str, names: Iterable[str], bit: int) -> None:
        lists, spelled = self._lists[role], self._spelled[role]
        genders = self._lists[gender] if gender and role == GIVEN else None
        for name in names:
            key = fold(name)
            spelled[name] |= bit
            lists[key] |= bit
            if genders is not None:
                genders[key] |= bit

    def role(self, key: str) -> str | None:
        """Tells whether a folded word is a given or a family name; None if Faker does not know it.

        What is both counts as what more lists have it as.
        """
        given, family = self._count(GIVEN, key), self._count(FAMILY, key)
        if not given and not family:
            return None
        return GIVEN if given >= family else FAMILY

    def gender(self, key: str) -> str:
        """Gives `FEMALE` or `MALE`; empty where it is not clear."""
        female, male = self._count(FEMALE, key), self._count(MALE, key)
        if max(female, male) < _CLEAR * (female + male) or female == male:
            return ""
        return FEMALE if female > male else MALE

    def known_in(self, role: str, key: str) -> tuple[str, ...]:
        """Gives the languages that have a folded name, that of the largest share of lists first."""
        return self._ranked(self._lists[role].get(key, 0))

    def pool(self, role: str, gender: str, languages: tuple[str, ...] = (DEFAULT,)) -> tuple[str, ...]:
        """Gives the names to choose from.

        Args:
            role: `GIVEN` or `FAMILY`.
            gender: `FEMALE`, `MALE`, or empty for any.
            languages: as `known_in` gives them.
        """
        while True:
            pool = self._names(role, gender, frozenset(languages))
            if len(pool) >= FEWEST or len(languages) == 1:
                return pool
            languages = languages[:-1]

    @lru_cache(maxsize=_KEPT_WORDS)  # noqa: B019 - there is one object in a process
    def _ranked(self, lists: int) -> tuple[str, ...]:
        """Gives the languages of a set of lists, that of the largest share of its own first."""
        shares = {
            language: (lists & own).bit_count() / own.bit_count() for language, own in self._languages.items()
        }
        return tuple(
            sorted((language for language in LANGUAGES if shares[language]), key=lambda name: -shares[name])
        )

    @cache  # noqa: B019 - as above, and there are few combinations
    def _names(self, role: str, gender: str, languages: frozenset[str]) -> tuple[str, ...]:
        """Gives the names that are such in each language and are spelled so in one, sorted."""
        return tuple(
            sorted(
                name
                for kind, names in self._by_kind(role).items()
                if languages <= kind.known and languages & kind.spelled and gender in ("", kind.gender)
                for name in names
            )
        )

    @cache  # noqa: B019 - as above
    def _by_kind(self, role: str) -> dict[_Kind, list[str]]:
        """Gives the names of a role that can stand for others and that one of the languages has."""
        found: dict[_Kind, list[str]] = defaultdict(list)
        for name, lists in self._spelled[role].items():
            spelled = frozenset(self._ranked(lists))
            key = fold(name) if spelled else ""
            if key and self.role(key) == role and can_stand(name, key):
                gender = self.gender(key) if role == GIVEN else ""
                found[_Kind(gender, frozenset(self.known_in(role, key)), spelled)].append(name)
        return found

    def _count(self, kind: str, key: str) -> int:
        return self._lists[kind].get(key, 0).bit_count()


@cache
def all_names() -> Names:
    """Gives Faker's names; they are read at the first call."""
    return Names()


@lru_cache(maxsize=_KEPT_WORDS)
def role_of(word: str) -> str | None:
    """Tells whether a word is a given or a family name; None if Faker does not know it."""
    return all_names().role(fold(word))


def pool_of(role: str, source: str, locale: str | None) -> tuple[str, ...]:
    """Gives the names to choose from for a name.

    Args:
        role: `GIVEN` or `FAMILY`.
        source: the name, its case folded.
        locale: a locale or language of Faker's; None for the languages of the name itself.
    """
    names, key = all_names(), fold(source)
    gender = names.gender(key) if role == GIVEN else ""
    if locale is None:
        return names.pool(role, gender, names.known_in(role, key) or (by_letters(source),))
    return _own_names(role, gender, locale) or _own_names(role, "", locale) or names.pool(role, "")


@cache
def _own_names(role: str, gender: str, locale: str) -> tuple[str, ...]:
    """Gives the names of a locale, or of all locales of its language where it has none; sorted."""
    there = modules("person")
    language = locale.partition("_")[0]
    own = (
        [locale]
        if locale in there and "_" in locale
        else [name for name in there if name.startswith(f"{language}_")]
    )
    return tuple(
        sorted(
            {
                name
                for module in own or [language] * (language in there)
                for list_role, list_gender, names in name_lists(module)
                if list_role == role and (not gender or list_gender == gender)
                for name in names
                if can_stand(name, fold(name)) and role_of(name) in (role, None)
            }
        )
    )


def can_stand(name: str, key: str) -> bool:
    """Tells whether a name, with how it is folded, is one word and no particle or title."""
    return bool(_ONE_WORD.fullmatch(name)) and key not in PARTICLES and key not in TITLES


def name_lists(locale: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Gives the lists of names of a locale of `modules`: role, gender (or none), names; these at the end."""
    own, base = provider("person", locale), provider("person")
    for attribute in sorted(dir(own), key=lambda attribute: MALE not in attribute):
        role = GIVEN if "first_names" in attribute else FAMILY if "last_names" in attribute else ""
        names = getattr(own, attribute) if role else None
        # A locale without names of its own has those of John Doe.
        if isinstance(names, list | tuple | dict) and names is not getattr(base, attribute, None):
            gender = FEMALE if "female" in attribute else MALE if "male" in attribute else ""
            yield role, gender, [name for name in names if isinstance(name, str) and name]
