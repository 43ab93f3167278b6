"""Faker's locales: which there are, and where their lists are."""

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
_FAKERS_DEFAULT = "en_US"
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
    near = difflib.get_close_matches(wanted, known, n=_MOST_OFFERED)
    offers = [repr(known[name]) for name in near] or ["'auto'", "a language such as 'de'", "or 'de_DE'"]
    hint = f"did you mean {' or '.join(offers)}?" if near else f"there are {', '.join(offers)}"
    raise UsageError(f"parameter 'locale': Faker has no {locale[:20]!r}, {hint}")


@cache
def modules(kind: str) -> tuple[str, ...]:
    """Gives the locales that have a provider of their own, sorted.

    Args:
        kind: `person`, `address` or `company`.
    """
    package = import_module(f"faker.providers.{kind}")
    return tuple(sorted(module.name for module in pkgutil.iter_modules(package.__path__)))


def provider(kind: str, locale: str | None = None) -> type:
    """Gives the class of Faker's provider of a kind for a locale of `modules`; without one, the base class."""
    package = f"faker.providers.{kind}"
    found = import_module(package if locale is None else f"{package}.{locale}").Provider
    if not isinstance(found, type):
        raise TypeError(f"{package}.{locale} has no provider")
    return found


def nearest_module(kind: str, locale: str) -> str:
    """Gives the locale whose provider serves another locale or language: its own, else one of its language."""
    language = locale.partition("_")[0]
    there = modules(kind)
    if locale in there and (kind != "address" or "_" in locale):
        return locale
    own = f"{language}_{language.upper()}"
    alike = [name for name in there if name.startswith(f"{language}_")]
    return own if own in there else alike[0] if alike else _FAKERS_DEFAULT
