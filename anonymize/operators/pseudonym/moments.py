"""Dates and ages. All dates of a key move by the same number of days, so that intervals stay; ages by few.

Ages change places within groups of four, so that different ages stay different. Dates that cannot be read get
other digits, months and weekdays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import permutations
from typing import NamedTuple

import regex

from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.numbers import CHARACTERS, characters, draw_others
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import alphanumerics, fill, recase
from anonymize.text import normalised

DATE, AGE, MONTH, WEEKDAY = "date", "age", "month", "weekday"
YEARS = range(1, 6)
DAYS = range(30, 336)
"""A date moves back by so many years and so many days: so a year alone changes too, and a month, and a day
without a year, and nothing comes to lie in the future."""
_YEAR_DAYS = 365
_OLDEST = 130
"""Nobody was older; higher numbers are no ages."""
_GROUP = 4
_FIRST_GROUPS = (2, 3, 4)
"""Ages in a group: no age changes by more than 3. The first one is smaller for some keys: so they differ."""
_ORDERS: Mapping[bool | None, str] = {True: "day", False: "month", None: ""}
"""What the context of a date says of which number comes first."""
_COUNTS: Mapping[str, int] = {MONTH: 12, WEEKDAY: 7}
_LANGUAGES = ("en", "de", "fr", "es", "it")
_WORDS = """
    year years yr yrs month months week weeks day days old aged age of y o mo q quarter half early mid late
    spring summer autumn fall winter century am pm at from to until since
    between and before after during around about circa ca
    jahr jahre jahren monat monate monaten woche wochen tag tage tagen alt alter von bis seit im in um uhr
    jährig jährige jährigen jähriger jähriges anfang mitte ende frühjahr frühling sommer herbst quartal kw
    an ans mois semaine semaines jour jours âge âgé âgée de d à l le début fin printemps été automne hiver
    año años mes meses semana semanas día días edad la el primavera verano otoño invierno
    anno anni mesi settimana settimane giorno giorni età di all estate autunno inverno
"""
_PIECE = regex.compile(r"(?<digits>\d+)|(?<word>[\p{L}\p{M}]+)|[^\d\p{L}\p{M}]+")


def plan_date(value: str) -> Plan:
    """Takes a date apart. There is nothing to draw again for in one that can be read."""
    from anonymize.operators.dates import read

    if read(value) is not None:
        return Plan((Slot(Part(DATE, value), value),))
    context = normalised(value)

    def word(written: str) -> Piece | None:
        named = _named(written)
        if named is None:
            return written if fold(written) in _words() else None
        return Slot(Part(named.kind, str(named.place), context), written, _name)

    return _plan_digits(value, lambda digits: characters(digits, context), word)


def agreed(parts: Iterable[Part]) -> Mapping[Part, Part]:
    """Gives the dates of a record that are read in another way where its other dates tell how.

    They tell by the context of the part which number is the day (5/3/2024), and the language (5 novembre).
    """
    from anonymize.operators.dates import manner, read

    dates = {part: written for part in parts if part.kind == DATE and (written := read(part.source))}
    day_first, language = manner(dates.values())
    context = f"{_ORDERS[day_first]} {language or ''}"
    return {
        part: part._replace(context=context)
        for part, written in dates.items()
        if read(part.source, day_first, language) != written
    }


def plan_age(value: str) -> Plan:
    """Takes an age apart."""

    def slot(digits: str) -> Slot:
        # Whoever wrote 9 as 09 gets two digits again.
        is_age = len(digits) <= len(str(_OLDEST)) and int(digits) <= _OLDEST
        return Slot(Part(AGE, str(int(digits))), digits, _pad) if is_age else characters(digits)

    return _plan_digits(value, slot, lambda word: word if fold(word) in _words() else None)


def _plan_digits(value: str, slot: Callable[[str], Slot], beside: Callable[[str], Piece | None]) -> Plan:
    """Replaces the digits of a value, and what has to be of the words beside them.

    Nothing in a value without digits, and in one with any word of which `beside` does not tell what becomes
    of it: it could be a name.
    """
    pieces: list[Piece] = []
    for match in _PIECE.finditer(value):
        piece = beside(match["word"]) if match["word"] else match[0]
        if piece is None:
            return Plan(())
        pieces.append(slot(match["digits"]) if match["digits"] else piece)
    plan = Plan(tuple(pieces))
    if all(part.kind in (MONTH, WEEKDAY) for part in plan.parts):
        return Plan(())
    return Plan(plan.pieces, tuple(part for part in plan.parts if part.kind == CHARACTERS))


@cache
def _words() -> frozenset[str]:
    """Gives the words of dates and ages that may stay, folded."""
    return frozenset(map(fold, _WORDS.split()))


class _Named(NamedTuple):
    """A month or a weekday by name.

    Attributes:
        kind: which of both.
        place: the number of the name among `names`.
        names: of its language, its length and its spelling, without dots.
    """

    kind: str
    place: int
    names: tuple[str, ...]


def _named(word: str) -> _Named | None:
    """Reads the name of a month or a weekday; a word that may stay is one only if it has its capitals.

    "Mo" is a Monday, and "mo" are months.
    """
    found = _calendar().get(fold(word), ())
    spelled = (word, word.title()) if word.isupper() else (word,)
    exact = (named for written in spelled for named in found if named.names[named.place] == written)
    return next(exact, found[0] if found and fold(word) not in _words() else None)


@cache
def _calendar() -> Mapping[str, tuple[_Named, ...]]:
    """Gives what each folded name can be, months before weekdays: Spanish and Italian have "mar" for both."""
    from anonymize.operators.date_words import names_of

    lists = [names for language in _LANGUAGES for names in names_of(language)]
    found: defaultdict[str, dict[_Named, None]] = defaultdict(dict)
    for kind, several in (
        (MONTH, [names.months for names in lists]),
        (WEEKDAY, [names.weekdays for names in lists]),
    ):
        for names in several:
            bare = tuple(name.rstrip(".") for name in names)
            for place, name in enumerate(bare):
                found[fold(name)][_Named(kind, place, bare)] = None
    return {name: tuple(several) for name, several in found.items()}


def _name(drawn: str, shape: str) -> str:
    """Writes a month or a weekday, of which the number was drawn, as another one is written."""
    named = _named(shape)
    return recase(named.names[int(drawn)], shape) if named else drawn


def _pad(drawn: str, shape: str) -> str:
    return drawn.zfill(len(shape)) if shape.startswith("0") else drawn


def _draw_date(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    from anonymize.operators.dates import shift

    number = dice.throw(Part(DATE, ""), 0)
    years, rest = YEARS[number % len(YEARS)], number // len(YEARS)
    order, _, language = part.context.partition(" ")
    day_first = next(first for first, name in _ORDERS.items() if name == order)
    days = years * _YEAR_DAYS + DAYS[rest % len(DAYS)]
    moved = shift(part.source, -days, day_first, language or None)
    if moved is None or moved == part.source:
        # In the first years of the calendar there is no earlier date.
        return fill(draw_others(alphanumerics(part.source), part, attempt, dice), part.source)
    return moved


def _draw_age(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    age = int(part.source)
    first = dice.choose(_FIRST_GROUPS, Part(AGE, ""), 0)
    group = (age - first) // _GROUP
    size, start = (_GROUP, first + group * _GROUP) if age >= first else (first, 0)
    order = dice.choose(_without_fixed_point(size), Part(AGE, "", f"group {group}"), 0)
    return str(start + order[age - start])


def _draw_name(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    """Draws the number of another name: all of a value move by as many, so that none stays."""
    count = _COUNTS[part.kind]
    step = 1 + dice.throw(Part(part.kind, "", part.context), attempt) % (count - 1)
    return str((int(part.source) + step) % count)


@cache
def _without_fixed_point(size: int) -> tuple[tuple[int, ...], ...]:
    """Gives the ways to change places in a group so that nobody stays."""
    return tuple(
        order for order in permutations(range(size)) if all(place != now for place, now in enumerate(order))
    )


DRAWINGS: Mapping[str, Drawing] = {
    DATE: _draw_date,
    AGE: _draw_age,
    MONTH: _draw_name,
    WEEKDAY: _draw_name,
}
