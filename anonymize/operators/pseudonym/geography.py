"""What is known of places: Faker's towns and regions, Babel's countries, and Faker's makers of more."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import regex

from anonymize.operators.pseudonym.locales import LANGUAGES, nearest_module, provider
from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.shapes import bare
from anonymize.spans import WORD

HOMES: Mapping[str, tuple[str, ...]] = {
    "de": ("de_DE", "de_AT"),
    "fr": ("fr_FR",),
    "es": ("es_ES", "es_CL"),
    "it": ("it_IT",),
    "en": ("en_US", "en_GB"),
}
"""Locales whose towns, streets and firms read well, by language."""
_LISTED = "de_DE de_AT de_CH fr_FR fr_CH en_US en_GB en_IE es_ES es_CL es_CO it_IT"
"""Locales whose lists tell the language of a town; what is in several is of the first."""
_LISTS = "cities states regions departments communes municipalities counties cantons"
_STATES = {"en_US": "states_abbr", "en_CA": "provinces_abbr", "en_AU": "states_abbr"}
"""Lists of states; what is abbreviated alike is of the first."""
_SHORT_COUNTRIES = ("USA", "US", "UK")
"""Names that Babel has in full only."""
_COUNTRY_NAME = regex.compile(r"[\p{L}\p{M}]+(?:[ -][\p{L}\p{M}]+)?")
_REGION_CODE = regex.compile("[A-Z]{2}")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
"""What Babel lists among the territories, too."""
_RUN_TOGETHER = regex.compile(r"\p{Ll}\p{Lu}")
"""As in "BouchetBourg", which Faker takes for a French town."""
_TRIES = 8


@cache
def towns() -> Mapping[str, str]:
    """Gives the language of towns and regions, by their folded names."""
    found: dict[str, str] = {}
    for locale in _LISTED.split():
        source = provider("address", locale)
        for attribute in _LISTS.split():
            for name in _texts(getattr(source, attribute, ())):
                found.setdefault(fold(name), locale[:2])
    return found


@cache
def countries(language: str) -> Mapping[str, str]:
    """Gives the names of countries in a language, by how they are folded."""
    from babel import Locale

    names = [
        name
        for code, name in sorted(Locale(language).territories.items())
        if _REGION_CODE.fullmatch(code) and code not in _NO_COUNTRIES
    ]
    return {fold(name): name for name in (*names, *_SHORT_COUNTRIES)}


def country_languages(name: str) -> tuple[str, ...]:
    """Gives the languages in which a folded name is that of a country."""
    return tuple(language for language in LANGUAGES if name in countries(language))


@cache
def shared_countries(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the names of countries that are the same in some languages, of two words at most, sorted."""
    shared = set.intersection(*(set(countries(language).values()) for language in languages))
    return tuple(sorted(name for name in shared if _COUNTRY_NAME.fullmatch(name)))


@cache
def states() -> Mapping[str, tuple[str, ...]]:
    """Gives the states and provinces of English addresses, abbreviated, each with all of its country."""
    lists = [
        tuple(sorted(getattr(provider("address", locale), attribute)))
        for locale, attribute in _STATES.items()
    ]
    return {name: names for names in reversed(lists) for name in names}


def make(what: str, locale: str, seed: int, *, other_than: str) -> str:
    """Lets Faker make a `street_name`, a `city` or a `company`; the same for the same seed.

    Args:
        what: one of these.
        locale: a locale or language of Faker's.
        seed: decides.
        other_than: what must not come out, nor stand in it whole: a `Calle` is none of a "Calle de Alcalá".
    """
    generator = _maker(locale)
    generator.random = random.Random(seed)  # noqa: S311 - the seed comes from the key
    made = ""
    for _ in range(_TRIES):
        made = str(getattr(generator, what)())
        if not _RUN_TOGETHER.search(made) and _words(other_than) not in _words(made):
            break
    return made


def _words(text: str) -> str:
    """Gives the words of a text, each with a space at its sides, whatever their capitals and accents."""
    return f" {' '.join(WORD.findall(bare(text)))} "


@cache
def _maker(locale: str) -> Any:  # noqa: ANN401 - Faker's generator has the methods of its providers
    """Gives a generator with the few providers that it takes: a whole `Faker` takes far longer to build."""
    from faker.generator import Generator

    generator = Generator()
    for kind in ("person", "address", "company", "misc"):
        made: Any = provider(kind, nearest_module(kind, locale))(generator)
        made.__use_weighting__ = True  # as Faker has it; some locales cannot do without
        if isinstance(cities := getattr(made, "cities", None), list):
            # The Italian ones come out of a set, in another order in every process.
            made.cities = sorted(cities)
        generator.add_provider(made)
    return generator


def _texts(value: object) -> Iterator[str]:
    """Gives all texts in what Faker keeps as a list of texts, of tuples, or as a mapping."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
