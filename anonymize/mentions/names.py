"""Names of people: their label, the words beside and within them, and which of them are last names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

PERSON = "person"
_MALE = "mr sir lord herr hr m monsieur sr don señor sig signor signore dottore"
_FEMALE = (
    "mrs ms miss dame lady madam frau fräulein fr mme mlle madame mademoiselle sra srta doña señora señorita"
)
_FEMALE += " sig.ra signora signorina dottoressa dott.ssa"
_NEUTRAL = "mx dr doctor prof professor rev judge justice officer nurse me maître dott avv ing"
TITLES: Mapping[str, str] = {
    title: gender
    for gender, titles in (("male", _MALE), ("female", _FEMALE), ("", _NEUTRAL))
    for title in titles.split()
}
"""Words before a name that are no part of it, in five languages, with whom they are said of."""
_DEGREES = "dipl med phil jur rer nat habil phd mba msc bsc llm esq jr sr ii iii iv"
DEGREES = frozenset(_DEGREES.split())
"""Words before or behind a name that are no part of it."""
_PARTICLES = (
    "von vom den der dem des zum zur und del della dello degli dos das las los les ter ten bin ibn abu"
    " al da de di do du el la le"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Words of last names of several words. `van` is not among them: it is a first name as well."""
SHORTEST_HALF = 3
"""Letters of half a last name. A shorter one is a particle, as of `Al-Rashid`."""
ARTICLE = "'t"
"""With what Dutch last names begin that are a word behind it: `'t Hart`, `van 't Veld`."""
_BEFORE_LAST_NAME = PARTICLES - {"und"} | {"van", ARTICLE}

SHORTEST_SHORT_FORM = 3
"""Letters of a given name made shorter: `Max`."""
_SHORT_BEHIND = regex.compile(
    r"""
    \s?[(\[](?:[^()\[\]\r\n]{0,80}[,;:/\s"'\u2018\u201a\u201c\u201e\xab])?
    (?P<short>\p{Lu}{2,4}|\p{Lu}\p{Ll}+)
    [\s"'\u2018\u2019\u201c\u201d\xbb]{0,2}[)\]]
    """,
    regex.VERBOSE,
)
_FIRST_LETTER = regex.compile(r"(?<!\p{L})\p{L}")


def short_form_behind(text: str, start: int, end: int) -> str:
    """Gives what a text says in brackets to use for a name: `Ada Okafor (Chair, AO)`, `Folasade (Sade)`.

    Args:
        text: the text.
        start: first code point of the name.
        end: one past its last one.

    Returns:
        Initials of the name in order, or how a given name in it begins or ends; otherwise nothing.
    """
    if not (match := _SHORT_BEHIND.match(text, end)):
        return ""
    short: str = match["short"]
    if not short.isupper():
        words = given_name_first(text[start:end]).lower().split()
        ends = (end for word in words[:-1] or words for end in (word[: len(short)], word[-len(short) :]))
        return short if len(short) >= SHORTEST_SHORT_FORM and short.lower() in ends else ""
    own = iter([letter.upper() for letter in _FIRST_LETTER.findall(text, start, end)])
    return short if all(letter in own for letter in short) else ""


def last_names(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Gives where last names of several words stand in a name: `van den Berg`, `De la Cruz` of two.

    Args:
        words: of the name, with or without the signs beside them.

    Yields:
        The first word of each, and one past the last.
    """
    first = None
    for place, word in enumerate(words):
        if plain_word(word) in _BEFORE_LAST_NAME:
            first = place if first is None else first
        elif first is not None:
            yield first, place + 1
            first = None


def with_halves(name: str) -> Iterator[str]:
    """Gives a name, and it with each half alone of a last name that is two: of `Anna Lund-O'Brien`.

    Args:
        name: with a given name before the others.
    """
    yield name
    words = name.split()
    for place, word in enumerate(words[1:], 1):
        halves = word.split("-")
        for half in halves if len(halves) > 1 else ():
            if len(half) >= SHORTEST_HALF:
                yield " ".join((*words[:place], half, *words[place + 1 :]))


def given_name_first(name: str) -> str:
    """Gives a name with the last name behind the others: of `LE GOFF Jean` or `Van den Berg, Anna`."""
    last, comma, given = name.partition(",")
    if comma:
        return f"{given.strip()} {last}" if plain_word(given.strip()) not in DEGREES else last
    words = name.split()
    count = 0
    while count < len(words) and words[count].isupper() and len(plain_word(words[count])) > 1:
        count += 1
    if count in (0, len(words)):
        first, count = next(last_names(words), (1, 0))
        count = 0 if first else count
    return " ".join((*words[count:], *words[:count]))


def plain_word(word: str) -> str:
    """Gives a word of a name as the tables here have it."""
    return word.lower().strip(".,")
