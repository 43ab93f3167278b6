"""What is known of places: towns and regions of Faker's lists, countries of Babel's, and Faker's makers of more."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import regex

from anonymize.operators.pseudonym.locales import LANGUAGES, nearest_module, provider
from anonymize.operators.pseudonym.names import fold

HOMES: Mapping[str, tuple[str, ...]] = {
    "de": ("de_DE", "de_AT"),
    "fr": ("fr_FR",),
    "es": ("es_ES", "es_CL"),
    "it": ("it_IT",),
    "en": ("en_US", "en_GB"),
}
"""Locales whose towns, streets and firms read well, by language."""
_LISTED = (
    "de_DE",
    "de_AT",
    "de_CH",
    "fr_FR",
    "fr_CH",
    "en_US",
    "en_GB",
    "en_IE",
    "es_ES",
    "es_CL",
    "es_CO",
    "it_IT",
)
"""Locales whose lists tell the language of a town; what is in several is of the first."""
_LISTS = ("cities", "states", "regions", "departments", "communes", "municipalities", "counties", "cantons")
_STATES = {"en_US": "states_abbr", "en_CA": "provinces_abbr", "en_AU": "states_abbr"}
"""Lists of what is also abbreviated; what is in several is of the first."""
_SHORT_COUNTRIES = ("USA", "US", "UK")
"""Names that Babel has in full only."""
_COUNTRY_NAME = regex.compile(r"[\p{L}\p{M}]+(?:[ -][\p{L}\p{M}]+)?")
_REGION_CODE = regex.compile("[A-Z]{2}")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
"""What Babel lists among the territories, too."""


@cache
def towns() -> Mapping[str, str]:
    """Gives the language of towns and regions, by their folded names."""
    found: dict[str, str] = {}
    for locale in _LISTED:
        source = provider("address", locale)
        for attribute in _LISTS:
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


@cache
def country_languages(name: str) -> tuple[str, ...]:
    """Gives the languages in which a folded name is that of a country."""
    return tuple(language for language in LANGUAGES if name in countries(language))


@cache
def shared_countries(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the names of countries that are the same in some languages, of two words at most, sorted."""
    shared = set.intersection(*(set(countries(language).values()) for language in languages))
    return tuple(sorted(name for name in shared if _COUNTRY_NAME.fullmatch(name)))


@cache
def states() -> tuple[str, ...]:
    """Gives the abbreviations of states and provinces that stand in English addresses, sorted."""
    lists = (
        getattr(provider("address", locale), attribute, ())
        for locale in _STATES
        for attribute in _STATE_LISTS
    )
    return tuple(sorted({name for names in lists for name in names}))


@cache
def maker(locale: str) -> Any:  # noqa: ANN401 - Faker's generator has the methods of its providers
    """Gives a generator of Faker's for streets, towns and firms of a locale or language.

    Built of the three providers that it takes, which is a hundred times as fast as a whole `Faker`.
    """
    from faker.generator import Generator

    generator = Generator()
    for kind in ("person", "address", "company"):
        made: Any = provider(kind, nearest_module(kind, locale))(generator)
        # As Faker does; some locales cannot do without.
        made.__use_weighting__ = True
        generator.add_provider(made)
    return generator


def make(what: str, locale: str, seed: int) -> str:
    """Lets Faker make a `street_name`, `city` or `company`; the same for the same seed."""
    generator = maker(locale)
    generator.random = random.Random(seed)  # noqa: S311 - the seed comes from the key
    made = (str(getattr(generator, what)()) for _ in range(_TRIES))
    return next((name for name in made if not _RUN_TOGETHER.search(name)), _TRIES * "")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
