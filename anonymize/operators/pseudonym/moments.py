"""Dates and ages. All dates of a key move by the same number of days, so that intervals stay; ages by few.

Ages change places within groups of four, so that different ages stay different. Dates that cannot be read get
other digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import permutations

import regex

from anonymize.operators.pseudonym.names import fold
from anonymize.operators.pseudonym.numbers import characters, draw_others
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import alphanumerics, fill
from anonymize.text import normalised

DATE, AGE = "date", "age"
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
    return _plan_digits(value, lambda digits: characters(digits, context))


def plan_age(value: str) -> Plan:
    """Takes an age apart."""

    def slot(digits: str) -> Slot:
        # Whoever wrote 9 as 09 gets two digits again.
        is_age = len(digits) <= len(str(_OLDEST)) and int(digits) <= _OLDEST
        return Slot(Part(AGE, str(int(digits))), digits, _pad) if is_age else characters(digits)

    return _plan_digits(value, slot)


def _plan_digits(value: str, slot: Callable[[str], Slot]) -> Plan:
    """Replaces the digits of a value; nothing in one with any other words, which could be names."""
    pieces: list[Piece] = []
    for match in _PIECE.finditer(value):
        if match["word"] and fold(match["word"]) not in _calendar():
            return Plan(())
        pieces.append(slot(match["digits"]) if match["digits"] else match[0])
    plan = Plan(tuple(pieces))
    return Plan(plan.pieces, tuple(part for part in plan.parts if part.kind != AGE))


@cache
def _calendar() -> frozenset[str]:
    """Gives the words of dates and ages, folded."""
    from anonymize.operators.date_words import names_of

    written = [name for language in _LANGUAGES for names in names_of(language) for name in names.months]
    written += [name for language in _LANGUAGES for names in names_of(language) for name in names.weekdays]
    return frozenset(fold(word.rstrip(".")) for word in (*written, *_WORDS.split()))


def _pad(drawn: str, shape: str) -> str:
    return drawn.zfill(len(shape)) if shape.startswith("0") else drawn


def _draw_date(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    from anonymize.operators.dates import shift

    number = dice.throw(Part(DATE, ""), 0)
    years, rest = YEARS[number % len(YEARS)], number // len(YEARS)
    moved = shift(part.source, -(years * _YEAR_DAYS + DAYS[rest % len(DAYS)]))
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


@cache
def _without_fixed_point(size: int) -> tuple[tuple[int, ...], ...]:
    """Gives the ways to change places in a group so that nobody stays."""
    return tuple(
        order for order in permutations(range(size)) if all(place != now for place, now in enumerate(order))
    )


DRAWINGS: Mapping[str, Drawing] = {DATE: _draw_date, AGE: _draw_age}
