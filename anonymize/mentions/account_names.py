"""Account names made of a name: `aokafor`, `legoff`. Which of them are looked for is left to `needles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

import regex

from anonymize.mentions.accents import bare_spellings, is_word
from anonymize.mentions.common_words import COMMON_WORDS
from anonymize.mentions.names import given_name_first, last_names, with_halves

SHORTEST_SURNAME = 4
"""Letters of a last name from which account names are formed."""
SHORTEST_ACCOUNT = 6
"""Letters of an account name that is hardly another word: of five many are, as `gross` for G. Ross."""
_LONGEST_SURNAME = 5
"""Words of a last name that is looked for in one word, at most."""
_ELIDED = frozenset("do")
"""Letters that do begin a last name: `Pat O Neill`, `Marie d Artagnan`."""
_NAME = regex.compile(r"\p{L}[\p{L}\p{M}'\u2019-]*+")
_NO_LETTER = regex.compile(r"\P{L}+")
_LEAST_TELLING = 10
"""Letters of two words in one that are hardly a third: `rosemary` has eight."""


@lru_cache(maxsize=4_096)  # a record's values are looked for in its texts, and then in its outputs
def account_names(name: str) -> tuple[str, ...]:
    """Gives a first letter with a last name, in both orders, in small letters without marks.

    Either end of a name may be the last name (`Okafor Ada`), as may each word behind the first one, each half
    of one with a hyphen (`staylor` for Sarah Taylor-Jones), and all of these in one word.
    """
    return tuple(dict.fromkeys(account for words in _words_of(name) for account in _made_of(words)))


@lru_cache(maxsize=4_096)
def short_accounts(name: str) -> tuple[str, ...]:
    """Gives the same of a short last name: `jlee`. Many are words where no account is named (`skim`)."""
    return tuple(dict.fromkeys(account for words in _words_of(name) for account in _short(words)))


def _short(words: list[str]) -> Iterator[str]:
    surname = _NO_LETTER.sub("", words[-1])
    if 1 < len(surname) < SHORTEST_SURNAME:
        yield words[0][0] + surname
        yield surname + words[0][0]


@lru_cache(maxsize=4_096)
def joined_last_names(name: str) -> tuple[str, ...]:
    """Gives last names of several words, or with a sign in them, in one word: `legoff`, `oneill`.

    Many of these are other words, too (`demora`, `delight`), so they tell nothing outside of identifiers.
    """
    return tuple(dict.fromkeys(last for words in _words_of(name) for last in _joined(words)))


@lru_cache(maxsize=4_096)  # asked for twice a name, and the spellings cost most
def _words_of(name: str) -> tuple[list[str], ...]:
    """Gives the words of a name of several, in each of its spellings, and with the last name behind.

    Of a last name that is two it gives them with each of these as well.
    """
    ordered = dict.fromkeys((name, *with_halves(given_name_first(name))))
    spellings = dict.fromkeys(spelling.lower() for one in ordered for spelling in bare_spellings(one))
    return tuple(words for words in map(_NAME.findall, spellings) if len(words) > 1)


def _of_several(words: list[str]) -> Iterator[str]:
    """Gives last names of several words behind the first one, in one word: `vandermeulen`, `vdmeulen`."""
    return (one for first, end in last_names(words) if first for one in _in_one(words[first:end]))


def _in_one(words: list[str]) -> Iterator[str]:
    """Gives a last name of several words in one, and with the initials of its particles if it has some."""
    yield "".join(words)
    *particles, last = words
    if len(particles) > 1:
        yield "".join(particle[0] for particle in particles) + last


def _made_of(words: list[str]) -> Iterator[str]:
    behind = words[1:]
    lasts = dict.fromkeys((*behind, "".join(behind), "".join(behind[-2:]), *_of_several(words)))
    for initial, last in (*((words[0], one) for one in lasts), (words[-1], words[0])):
        surname = _NO_LETTER.sub("", last)
        if len(surname) >= SHORTEST_SURNAME:
            yield initial[0] + surname
            yield surname + initial[0]
    yield from _with_two_initials(words)


def _with_two_initials(words: list[str]) -> Iterator[str]:
    """Gives account names of who has two given names: `mjnunez`, `jfdalmeida`."""
    given, _, second = words[0].partition("-")
    behind = words[1:]
    if not second and next(last_names(behind), (1, 0))[0]:
        second, *behind = behind
    for last in dict.fromkeys((*behind, "".join(behind))) if second else ():
        surname = _NO_LETTER.sub("", last)
        if len(surname) >= SHORTEST_SURNAME:
            yield given[0] + second[0] + surname


@lru_cache(maxsize=4_096)
def paired_names(name: str) -> tuple[tuple[str, str], ...]:
    """Gives a first name with what may be the last name, in both orders, in small letters without marks.

    Other words of the name, and halves of words with a hyphen, are left out: `adaokafor` and `okaforada` for
    Ada Maria Okafor, `josegarcia` for José García Núñez, `annaschmidt` for Anna-Lena Schmidt.
    """
    pairs = (pair for words in _words_of(name) for pair in _paired(words))
    return tuple(dict.fromkeys(pairs))


def _paired(words: list[str]) -> Iterator[tuple[str, str]]:
    between = (word for word in words[1:_LONGEST_SURNAME] if len(word) >= SHORTEST_SURNAME)
    lasts = dict.fromkeys((*between, words[-1], *_of_several(words)))
    for given, last in product(dict.fromkeys((words[0], words[0].partition("-")[0])), lasts):
        first, surname = (_NO_LETTER.sub("", word) for word in (given, last))
        if min(len(first), len(surname)) > 1:
            yield first, surname
            yield surname, first


def is_telling_pair(pair: tuple[str, str]) -> bool:
    """Tells whether two names in one word are hardly another one, in any text."""
    return sum(map(len, pair)) >= _LEAST_TELLING and not any(map(is_word, pair))


def _joined(words: list[str]) -> Iterator[str]:
    for first in range(max(len(words) - _LONGEST_SURNAME, 1), len(words)):
        # A middle initial begins no last name (`kleiner` for Hans K. Leiner).
        if len(words[first]) > 1 or words[first] in _ELIDED:
            yield from _long(["".join(words[first:])], words[-1])
    for first, end in last_names(words):
        yield from _long(_in_one(words[first:end]), words[end - 1])


def _long(lasts: Iterable[str], word: str) -> Iterator[str]:
    """Gives what is long enough for itself, and more than the last of its words."""
    for last in lasts:
        together = _NO_LETTER.sub("", last)
        if len(together) >= SHORTEST_ACCOUNT and together != word:
            yield together


def is_telling_account(account: str) -> bool:
    """Tells whether an account name is hardly another word, in any text."""
    made_of = (account[1:], account[:-1])
    return len(account) >= SHORTEST_ACCOUNT and COMMON_WORDS.isdisjoint(made_of)
