"""Which mentions of a record mean the same: "Anna Schmidt", "Ms Schmidt" and "Schmidt" are one person.

A name goes to a longer one that has all its words in order, if there is exactly one such person in the
record. Whoever could be two people is none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from anonymize.names import PERSON, TITLES
from anonymize.operators.base import Mention
from anonymize.text import normalised

COMPACT = frozenset({"phone_number", "credit_card", "bank_account", "id_number", "mac_address"})
"""Labels whose values are the same however they are grouped."""
_MARKS = ".,;:'\u2019\"()[]"


@dataclass(frozen=True, slots=True)
class _Name:
    """A person's name: its words without titles, the given name first, and what its title says."""

    words: tuple[str, ...]
    gender: str = ""


def identify(mentions: Sequence[Mention]) -> list[str]:
    """Gives for each mention the identity of what it means, such as `person:anna schmidt`.

    Args:
        mentions: of one record, in order.
    """
    values = {(mention.label, mention.value): None for mention in mentions}
    names = {value: _name(value) for label, value in values if label == PERSON}
    people = _people(names.values())
    known = {
        (label, value): f"{label}:{people.get(names[value]) or normalised(value)}"
        if label == PERSON
        else f"{label}:{_plain(label, value)}"
        for label, value in values
    }
    return [known[mention.label, mention.value] for mention in mentions]


def _plain(label: str, value: str) -> str:
    found = normalised(value)
    if label in COMPACT:
        return "".join(filter(str.isalnum, found)) or found
    return found


def _name(value: str) -> _Name:
    first, comma, last = normalised(value).partition(",")
    # "Schmidt, Anna": the family name first.
    words = f"{last} {first}".split() if comma else first.split()
    kept, gender = [], ""
    for word in words:
        bare = word.strip(_MARKS)
        if bare in TITLES:
            gender = gender or TITLES[bare]
        elif bare:
            kept.append(bare.removesuffix("'s").removesuffix("\u2019s"))
    return _Name(tuple(kept), gender)


def _people(names: Iterable[_Name]) -> dict[_Name, str]:
    """Gives each name the person that it stands for; names without words are left out."""
    given = [name for name in dict.fromkeys(names) if name.words]
    genders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in given:
        genders[name.words].add(name.gender)
    # "Mr Schmidt" and "Ms Schmidt" are two, and "Schmidt" could be either.
    split = {words for words, said in genders.items() if {"male", "female"} <= said}
    by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted(genders):
        for word in dict.fromkeys(words):
            by_word[word].append(words)
    longest = {words for words in genders if not any(_longer(words, by_word))}
    whole = {words: _meant(words, by_word, longest) for words in genders}
    return {
        name: " ".join(
            (name.gender, *name.words) if name.words in split and name.gender else whole[name.words]
        )
        for name in given
    }


def _longer(
    words: tuple[str, ...], by_word: Mapping[str, list[tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    """Gives the other names that hold all of `words` in order."""
    # The rarest word leads to few names; an initial leads nowhere.
    telling = [word for word in words if len(word) > 1]
    if telling:
        for other in by_word[min(telling, key=lambda word: len(by_word[word]))]:
            if other != words and _within(words, other):
                yield other


def _meant(
    words: tuple[str, ...],
    by_word: Mapping[str, list[tuple[str, ...]]],
    longest: Collection[tuple[str, ...]],
) -> tuple[str, ...]:
    """Gives the one longest name that holds `words`; the words themselves where there is none, or are two."""
    first, second = islice(
        chain((other for other in _longer(words, by_word) if other in longest), [(), ()]), 2
    )
    return first if first and not second else words


def _within(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether all words stand in a name, in order; an initial stands for a word that begins with it."""
    rest = iter(longer)
    return all(
        any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest) for word in words
    )
