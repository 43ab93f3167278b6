"""The parts of a name that can stand for the person, in each way to write them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from anonymize.matching import FOLDED_FROM, fold
from anonymize.mentions.common_words import COMMON_WORDS
from anonymize.mentions.names import DEGREES, PARTICLES, TITLES, last_names, plain_word, with_halves
from anonymize.spans import WORD

SHORTEST_PART = 3
"""Letters of a part of a name that stands for itself. Shorter ones may be words or parts of other names."""
SHORTEST_COMMON_PART = 2
"""Letters of a part for which something else must speak: `Li`, `Jo`, `Ng`. A single one is an initial."""
SHORTEST_ENDED = FOLDED_FROM
"""Letters of a part that is also found in capitals, or with an ending: `ANA`, `Wins` are too often others."""
_SHORTEST_WITHOUT_SIGN = 5
"""Letters of a part that is found without its apostrophe: `Ohara`. Of four many are others, as `Dora`."""
_BEFORE_NAMES = frozenset(TITLES) | DEGREES
_BESIDE_NAMES = _BEFORE_NAMES | PARTICLES
"""Words beside or within names that stand for nobody. `Van` is none: it is a first name as well."""
_HISSING = ("s", "x", "z", "ß")
_HUSHING = ("sh", "ch")
"""Letters behind which English has `es` (`Joneses`), and German `s` behind the second ones (`Bachs`)."""


def without_titles(name: str) -> str:
    """Gives a name without the titles before it."""
    words = name.split()
    while words and plain_word(words[0]) in _BEFORE_NAMES:
        del words[0]
    return " ".join(words)


@lru_cache(maxsize=4_096)  # a record's values are looked for in its texts, and then in its outputs
def parts_of(name: str) -> tuple[str, ...]:
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
            capitals = (part.upper(), part.replace("ß", "ẞ").upper()) if is_long else ()
            for written in dict.fromkeys((part, *titled, *capitals, *_without_sign(part))):
                if _is_name_like(written):
                    yield written


def _without_sign(part: str) -> Iterator[str]:
    """Gives `O'Neill` as it is where apostrophes are left out, or end no word: `Oneill`, `O'neill`."""
    together = part.replace("'", "")
    if together != part and letters(together) >= _SHORTEST_WITHOUT_SIGN:
        yield from (together, together.capitalize(), together.upper(), part.capitalize())


@lru_cache(maxsize=4_096)  # asked for twice, as the parts are
def last_names_of(name: str) -> tuple[str, ...]:
    """Gives last names of several words within a name, as it has them and with other capitals."""
    each = [[word.strip(",.") for word in one.split()] for one in with_halves(name)]
    found = [
        words[first:end] for words in each for first, end in last_names(words) if end - first < len(words)
    ]
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


def with_endings(part: str) -> Iterator[str]:
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


def letters(word: str) -> int:
    """Counts the letters of a word."""
    return sum(map(str.isalpha, word))
