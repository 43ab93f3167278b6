"""Faker's locales: which there are, where their lists are, and what letters tell of a language."""

from __future__ import annotations

import difflib
import pkgutil
from functools import cache
from importlib import import_module

from anonymize.errors import UsageError

AUTO = "auto"
LANGUAGES = ("de", "fr", "es", "it", "en")
"""The languages that a value can be told to be of; the last is that of all others."""
DEFAULT = LANGUAGES[-1]
_LETTERS = (("es", "ñáíóú"), ("de", "äöü"), ("it", "òìù"), ("fr", "çèêëâîïôûœàé"))
"""Letters that tell a language; the first that fits counts."""
_FAKERS_DEFAULT = "en_US"
_OUTDATED = frozenset({"fr_QC"})
"""Faker warns of it; it is another name of `fr_CA`."""
_MOST_OFFERED = 3


def known_locales() -> frozenset[str]:
    """Gives Faker's locales and their languages."""
    from faker.config import AVAILABLE_LOCALES

    return frozenset(AVAILABLE_LOCALES) | {locale.partition("_")[0] for locale in AVAILABLE_LOCALES}


def check_locale(locale: str) -> str:
    """Gives a locale, or `auto`.

    Raises:
        UsageError: Faker has none of that name; offers those that were probably meant.
    """
    known = {name.lower(): name for name in known_locales()}
    if locale == AUTO or locale in known.values():
        return locale
    wanted = locale[:20].lower().replace("-", "_")
    language = wanted.partition("_")[0]
    alike = [name for name in known if name.partition("_")[0] == language]
    near = difflib.get_close_matches(wanted, alike or known, n=_MOST_OFFERED)
    offers = [repr(known[name]) for name in near] or ["'auto'", "a language such as 'de'", "or 'de_DE'"]
    hint = f"did you mean {' or '.join(offers)}?" if near else f"there are {', '.join(offers)}"
    raise UsageError(f"parameter 'locale': Faker has no {locale[:20]!r}, {hint}")


def by_letters(text: str) -> str:
    """Tells the language of a text, its case folded, by its letters; English where they tell none."""
    if text.isascii():
        return DEFAULT
    found = (language for language, letters in _LETTERS if any(letter in letters for letter in text))
    return next(found, DEFAULT)


@cache
def modules(kind: str) -> tuple[str, ...]:
    """Gives the locales that have a provider of their own, sorted.

    Args:
        kind: `person`, `address`, `company` or `misc`.
    """
    package = import_module(f"faker.providers.{kind}")
    names = {module.name for module in pkgutil.iter_modules(package.__path__)}
    return tuple(sorted(names - _OUTDATED))


def provider(kind: str, locale: str | None = None) -> type:
    """Gives the class of Faker's provider of a kind for a locale of `modules`; without one, the base."""
    package = f"faker.providers.{kind}"
    found = import_module(package if locale is None else f"{package}.{locale}").Provider
    if not isinstance(found, type):
        raise TypeError(f"{package}.{locale} has no provider")
    return found


def nearest_module(kind: str, locale: str) -> str:
    """Gives the locale whose provider serves another locale or language: its own, or of its language."""
    there = modules(kind)
    language = locale.partition("_")[0]
    own = _FAKERS_DEFAULT if language == DEFAULT else f"{language}_{language.upper()}"
    of_language = [name for name in there if name.startswith(f"{language}_")]
    # A list of a language alone is none that people write addresses in.
    wanted = (*[locale] * ("_" in locale), own, *of_language, language)
    return next((name for name in wanted if name in there), _FAKERS_DEFAULT)
