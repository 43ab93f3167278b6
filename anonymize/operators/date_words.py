"""How a date is worded in five languages: names of months and weekdays, the words between, the whole pattern.

What a match means, and how another date is written in its place, is left to `dates`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from typing import Literal

import regex

MONDAY_TO_SUNDAY = range(7)
JANUARY_TO_DECEMBER = range(1, 13)
_OTHER_SPELLINGS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "en": ({"Sep": "Sept", "Tue": "Tues", "Thu": "Thurs"},),
    "de": ({"Januar": "Jänner"}, {"März": "Maerz"}, {"Samstag": "Sonnabend"}),
    "fr": ({"févr": "fév", "juil": "juill"},),
    "es": ({"septiembre": "setiembre", "sept": "sep"},),
    "it": ({"set": "sett"},),
}
"""What people write too, without its dot, where the library has one spelling only."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of months and weekdays in one language, one length and one spelling.

    Attributes:
        months: from January.
        weekdays: from Monday.
    """

    months: tuple[str, ...]
    weekdays: tuple[str, ...]

    def changed(self, change: Callable[[str], str]) -> Names:
        """Gives the names, each changed."""
        return Names(tuple(map(change, self.months)), tuple(map(change, self.weekdays)))


@cache
def names_of(language: str) -> tuple[Names, ...]:
    """Gives all ways to write the names in a language, the likelier first.

    Wide and abbreviated, with the dots of the library, with none and with all; each in other spellings,
    without accents, and with accents as combining marks.
    """
    from babel.dates import get_day_names, get_month_names

    def library(width: Literal["wide", "abbreviated"], context: Literal["format", "stand-alone"]) -> Names:
        months, weekdays = (get(width, context, language) for get in (get_month_names, get_day_names))
        return Names(
            tuple(months[number] for number in JANUARY_TO_DECEMBER),
            tuple(weekdays[number] for number in MONDAY_TO_SUNDAY),
        )

    wide = library("wide", "format")
    bare = library("abbreviated", "stand-alone").changed(_without_dot)
    # A name that is not cut has no dot: "May", "mars".
    dotted = bare.changed(lambda name: name if name in wide.months else f"{name}.")
    found = [wide, library("abbreviated", "format"), bare, dotted]
    for spelling, names in product(_OTHER_SPELLINGS[language], tuple(found)):
        found.append(names.changed(partial(_respelled, spelling=spelling)))
    for change, names in product((_without_accents, _decomposed), tuple(found)):
        found.append(names.changed(change))
    return tuple(dict.fromkeys(found))


@cache
def usual_names(language: str) -> frozenset[str]:
    """Gives names as they are mostly written: with the dots of the library, in English with or without."""
    usual = names_of(language) if language == "en" else names_of(language)[:2]
    return frozenset(name for names in usual for name in (*names.months, *names.weekdays))


@cache
def positions(names: tuple[str, ...]) -> Mapping[str, int]:
    """Gives the place of each name, its case folded."""
    return {name.casefold(): place for place, name in enumerate(names)}


def _without_dot(name: str) -> str:
    return name.rstrip(".")


def _respelled(name: str, spelling: Mapping[str, str]) -> str:
    stem = _without_dot(name)
    return spelling.get(stem, stem) + name[len(stem) :]


def _decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def _without_accents(name: str) -> str:
    return "".join(character for character in _decomposed(name) if not unicodedata.combining(character))


@dataclass(frozen=True, slots=True)
class Wording:
    """How the parts of a date stand together in a language; all but the language are regular expressions.

    Attributes:
        language: of the library's names.
        article: what may stand before weekday, day and month.
        day: the day, with its ordinal ending.
        before_month: between day and month.
        before_year: between month and year.
        first: what ends the first of a month as a rule, no expression.
        month_first: whether the month may stand before the day.
    """

    language: str
    article: str
    day: str
    before_month: str
    before_year: str
    first: str = ""
    month_first: bool = False


APOSTROPHES = "'\u2019"
_DAY = "[0-9]{1,2}"
WORDINGS: tuple[tuple[Wording, ...], ...] = (
    (
        Wording(
            "en",
            article="the",
            day=f"{_DAY}(?:st|nd|rd|th)?",
            before_month=r"\s*(?:(?:day\s+)?of\s+)?",
            before_year=r"(?:,?\s*|\s+of\s+)",
            month_first=True,
        ),
        Wording("de", "den|der|dem|am", _DAY, r"\.\s*", r",?\s*"),
        Wording("fr", "le", f"1(?:er|ᵉʳ)|{_DAY}", r"\s+", r",?\s+", first="er"),
        Wording("es", "el", rf"1(?:\.?º|°)|{_DAY}", r"\s+de\s+", r"\s+del?\s+"),
        Wording("it", "il", f"1[°º]|{_DAY}", r"\s+", r"(?:,?\s+|\s+del\s+)", first="°"),
    ),
    (
        Wording("es", "el", rf"1(?:\.?º|°)|{_DAY}", r"\s+(?:de\s+)?", r"(?:,?\s+|\s+del?\s+(?:año\s+)?)"),
        Wording("de", "den|der|dem|am", _DAY, r"\s+", r",?\s*"),
    ),
)
"""As each language has it; then as it is written too, where no other language has it so ("5 Mai 2024")."""

_YEAR = f"(?P<year>[0-9]{{4}}|[{APOSTROPHES}]?[0-9]{{2}})"
_LONG_YEAR = f"(?P<year>[0-9]{{4}}|[{APOSTROPHES}][0-9]{{2}})"
_NUMBERS = rf"""
    (?P<year>[0-9]{{4}})(?P<mark>[-/.])(?P<month>{_DAY})(?P=mark)(?P<day>{_DAY})
    | (?P<year>[0-9]{{4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})
    | (?P<first>{_DAY})(?:(?P<mark>[-/])|(?P<mark>\.)\s?)(?P<second>{_DAY})(?P=mark)\s?{_YEAR}
    | (?P<first>{_DAY})(?:(?P<mark>\.)\s?(?P<second>{_DAY})\.|(?P<mark>/)(?P<second>{_DAY}))
    | (?P<month>{_DAY})[-/.](?P<year>[0-9]{{4}})
    | (?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})
    | (?P<year>[12][0-9]{{3}})
"""
"""Dates in digits. `2010/11` is missing, as a rule two years, and `12.6`, which can be any number."""
_HOUR = "(?:[01]?[0-9]|2[0-4])"
_SECONDS = "(?::[0-5][0-9](?:[.,][0-9]{1,9})?)?"
_ZONES = "UTC GMT CET CEST MEZ MESZ WET WEST EET EEST BST IST EST EDT CST CDT MST MDT PST PDT"
_ZONE = rf"(?:(?:UTC|GMT)?[-+][0-9]{{2}}(?::?[0-9]{{2}})?|Z|{_ZONES.replace(' ', '|')})"
_NOON = r"\s?(?:Uhr|h|[ap]m|[ap]\.m\.)"
_TIME = rf"""
    (?P<time>
        T(?:[01][0-9]|2[0-4])(?::[0-5][0-9]{_SECONDS}|[0-5][0-9](?:[0-5][0-9])?) (?:\s?{_ZONE})?
        | (?:,|\s-)?\s+ (?:(?:at|um|gegen|à|a\slas?|alle(?:\sore)?|ore)\s+)?
          {_HOUR}(?:[:.h][0-5][0-9]{_SECONDS}(?:{_NOON})?|{_NOON}) (?:\s?{_ZONE})?
    )?
"""


@cache
def pattern_of(wording: Wording) -> regex.Pattern[str]:
    """Gives the pattern of a whole date: compiled, with the groups weekday, day, month, year and time.

    Two numbers that can be day and month in either order are `first` and `second`, what parts them `mark`.
    A month by name is `name`.
    """
    known = names_of(wording.language)
    weekday, month = (
        "|".join(map(regex.escape, sorted(dict.fromkeys(found), key=len, reverse=True)))
        for found in (
            [name for names in known for name in names.weekdays],
            [name for names in known for name in names.months],
        )
    )
    day, name = f"(?P<day>{wording.day})", f"(?P<name>{month})"
    article = rf"(?:(?:{wording.article})\s+)?"
    worded = [
        rf"{day}{wording.before_month}{name}(?:{wording.before_year}{_YEAR})?",
        rf"{day}(?P<mark>[-/]){name}(?P=mark){_YEAR}",
        rf"{name}{wording.before_year}{_LONG_YEAR}",
    ]
    if wording.month_first:
        worded.append(rf"{name}\s+{article}{day}(?:(?:,\s*|\s+){_LONG_YEAR})?")
    forms = "|".join([*worded, _NUMBERS])
    return regex.compile(
        rf"\s*{article}(?:(?P<weekday>{weekday}),?\s+)?{article}(?:{forms}){_TIME}\s*",
        flags=regex.VERBOSE | regex.IGNORECASE,
    )
