"""Which mentions of a record mean the same: "Anna Schmidt", "Ms Schmidt" and "Schmidt" are one person.

A name goes to a longer one that has all its words in order, if there is exactly one such person in the
record, and its title does not say another gender. Whoever could be two people is none of them. A number goes
to one that is the same but for its groups in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import regex

from anonymize.mentions.names import TITLES
from anonymize.mentions.roles import means_people
from anonymize.operators.base import Mention
from anonymize.operators.pseudonym.names import all_names, fold
from anonymize.operators.pseudonym.words import SUFFIXES, is_title
from anonymize.text import normalised

COMPACT = frozenset({"phone_number", "credit_card", "bank_account", "mac_address"})
"""Labels whose values are the same however they are grouped."""
GROUPED = "id_number"
"""The label whose values may be others where the groups are: A12-3 and A1-23."""
_MARKS = ".,;:'\"()[]"
_GIVEN_TOO = frozenset({"justice"})
"""Titles that people are called as well: "Justice Okafor" need not be Ruth Okafor, if nobody says so."""
_BOTH = frozenset({"male", "female"})
_INITIAL = regex.compile(r"(?<=^\p{L})[._](?=\p{L}{2,}$)")
"""What stands for the space behind the initial of a mail address: `a.okafor`."""
_ORDINAL = regex.compile("[ivx]{2,}")
"""The number of a king, which no initial stands for."""


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
    names = {(label, value): _name(value) for label, value in values if means_people(label)}
    people = {
        label: _people(name for (of, _), name in names.items() if of == label)
        for label in dict.fromkeys(label for label, _ in names)
    }
    numbers = _numbers(value for label, value in values if label == GROUPED)
    known = {
        (label, value): f"{label}:{people[label].get(names[label, value]) or normalised(value)}"
        if (label, value) in names
        else f"{label}:{numbers[value] if label == GROUPED else _plain(label, value)}"
        for label, value in values
    }
    return [known[mention.label, mention.value] for mention in mentions]


def _plain(label: str, value: str) -> str:
    found = normalised(value)
    return ("".join(_groups(found)) or found) if label in COMPACT else found


def _groups(value: str) -> list[str]:
    """Gives what stands between the signs and spaces of a number."""
    return "".join(sign if sign.isalnum() else " " for sign in value).split()


def _numbers(values: Iterable[str]) -> dict[str, str]:
    """Gives each number its groups; one without goes to the only one of the record that it can be."""
    groups = {value: tuple(_groups(normalised(value))) for value in values}
    grouped: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for found in groups.values():
        if len(found) > 1:
            grouped["".join(found)].add(found)
    identities = {}
    for value, found in groups.items():
        meant = grouped["".join(found)] if len(found) == 1 else {found}
        identities[value] = "-".join(next(iter(meant)) if len(meant) == 1 else found) or normalised(value)
    return identities


def _name(value: str) -> _Name:
    written = _INITIAL.sub(" ", normalised(value))
    words = [word for part in _in_order(written.split(",")) for word in part if word.strip(_MARKS)]
    bare = [word.strip(_MARKS) for word in words]
    first, gender = 0, ""
    # Behind a name nothing is a title: "Jack Lord", "Paul Nurse", "John Smith Sr."
    while first < len(words) - 1 and _is_title(words[first], bare[first], bare[first + 1]):
        gender = gender or TITLES.get(bare[first], "")
        first += 1
    return _Name(
        tuple(word.removesuffix("'s") for word in bare[first:]),
        gender,
    )


def _in_order(parts: Sequence[str]) -> Iterator[list[str]]:
    """Gives the words of the parts between commas, family name last: "Schmidt, Anna", "Smith, John, Jr."."""
    split = [part.split() for part in parts]
    suffixes = [part and all(word.strip(_MARKS) in SUFFIXES for word in part) for part in split[1:]]
    yield from (part for part, suffix in zip(split[1:], suffixes, strict=True) if not suffix)
    yield split[0]
    yield from (part for part, suffix in zip(split[1:], suffixes, strict=True) if suffix)


def _is_title(word: str, bare: str, following: str) -> bool:
    dotted = word.lstrip(_MARKS)[len(bare) :].startswith(".")
    return bare not in _GIVEN_TOO and is_title(bare, following, dotted=dotted)


def _people(names: Iterable[_Name]) -> dict[_Name, str]:
    """Gives each name the person that it stands for; names without words are left out."""
    given = [name for name in dict.fromkeys(names) if name.words]
    genders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in given:
        genders[name.words].add(name.gender)
    by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted(genders):
        for word in dict.fromkeys(words):
            by_word[word].append(words)
    longest = {words for words in genders if not any(_longer(words, by_word))}
    whole = {words: _meant(words, by_word, longest) for words in genders}
    # "Mr Schmidt" is neither "Ms Schmidt" nor Anna Schmidt, and "Schmidt" could be any of them.
    split = {words for words in genders if _said(words, whole[words], genders) >= _BOTH}
    if split:
        whole = {words: _meant(words, by_word, longest | split) for words in genders}
    people = {}
    for name in given:
        meant, gender = (name.words, name.gender) if name.words in split else (whole[name.words], "")
        if len(meant) == 1 and meant not in split:
            # In another record "Ms Schmidt" is somebody else than "Mr Schmidt" is here.
            gender = max(genders[meant])
        people[name] = " ".join((gender, *meant) if gender else meant)
    return people


def _said(
    words: tuple[str, ...], whole: tuple[str, ...], genders: Mapping[tuple[str, ...], set[str]]
) -> set[str]:
    """Gives the genders of a name and of the longer one that it would go to."""
    said = genders[words] - {""}
    if not said or whole == words:
        return said
    # Faker's lists of names are asked, and read, only where it matters.
    return said | ((genders[whole] - {""}) or {all_names().gender(fold(whole[0]))})


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
    """Whether all words stand in a name, in order."""
    rest = iter(longer)
    return all(any(word == other or _is_initial(word, other) for other in rest) for word in words)


def _is_initial(word: str, other: str) -> bool:
    """Whether a word is the initial of a name: "John J." is no John Smith Jr., nor Charles V the sixth."""
    return (
        len(word) == 1
        and other.startswith(word)
        and other not in SUFFIXES
        and _ORDINAL.fullmatch(other) is None
    )
