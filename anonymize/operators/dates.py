"""Reads a date as it is written in English, German, French, Spanish or Italian.

What is not one date to its last character is not read. Which number is the day, the month or the year can be
a guess; then the date says so. Writing another date in the same form is left to `written_date`, the words and
patterns to `date_words`; how far a date moves, and what stands for one that cannot be read, to the operators.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from anonymize.operators.date_words import (
    WORDINGS,
    Names,
    Wording,
    names_of,
    pattern_of,
    positions,
    usual_names,
)
from anonymize.operators.written_date import (
    COMMON_YEAR,
    FIRST_TWO_DIGIT_YEAR,
    LEAP_YEAR,
    Kind,
    Part,
    WrittenDate,
)

LONGEST = 100
"""Code points. A weekday, a date, a time and a zone have 60 at most; the rest is for white space."""
_KEPT = 8_192
"""Readings, the least recently used dropped: 7 MB."""
_MIDDLE_OF_MONTH = 15
_MIDDLE_OF_YEAR = (7, 1)


def read(value: str, day_first: bool | None = None, language: str | None = None) -> WrittenDate | None:
    """Reads a date.

    Args:
        value: the whole of it, white space around it allowed.
        day_first: whether 5/3/2024 is 5 March; None for month first with `/` and day first otherwise. It
            counts only where both are days, and no weekday tells.
        language: which one to prefer where words are from several ("novembre"): en, de, fr, es or it.

    Returns:
        None for what is not one date: times, ranges, days that do not exist, "yesterday".
    """
    return _read(value, day_first, language) if len(value) <= LONGEST else None


@lru_cache(maxsize=_KEPT)
def _read(value: str, day_first: bool | None, language: str | None) -> WrittenDate | None:
    for wordings in WORDINGS:
        found = [
            (wording.language, written)
            for wording in wordings
            if (written := _read_as(wording, value, day_first))
        ]
        if found:
            return _likeliest(found, language)
    return None


def shift(value: str, days: int, day_first: bool | None = None, language: str | None = None) -> str | None:
    """Writes the date that is so many days after a written one, in its form; see `read` for the rest.

    Returns:
        None where it cannot be read, and where `WrittenDate.shifted` does not write the other date.
    """
    written = read(value, day_first, language)
    return written.shifted(days) if written else None


def manner(dates: Iterable[WrittenDate]) -> tuple[bool | None, str | None]:
    """Gives what the dates of a record agree on, by those that can be read in one way only.

    Returns:
        Whether the day is first (13/3/2024), and the language (5 mars); None where they do not tell.
    """
    found = tuple(dates)
    orders = {
        written.day_first
        for written in found
        if written.day_first is not None and not written.year_may_be_first
    }
    languages = {written.language for written in found if written.language is not None}
    return (
        orders.pop() if len(orders) == 1 else None,
        languages.pop() if len(languages) == 1 else None,
    )


def _likeliest(found: Sequence[tuple[str, WrittenDate]], preferred: str | None) -> WrittenDate:
    """Chooses between readings in several languages by how many names are written as usual.

    "mai" is French, and "Mai" is German.
    """
    usual = [
        sum(written.text[part.start : part.end] in usual_names(language) for part in written.parts)
        for language, written in found
    ]
    best = [reading for reading, count in zip(found, usual, strict=True) if count == max(usual)]
    if len(best) == 1:
        language, written = best[0]
        return replace(written, language=language)
    return next((written for language, written in best if language == preferred), best[0][1])


def _read_as(wording: Wording, value: str, day_first: bool | None) -> WrittenDate | None:
    match = pattern_of(wording).fullmatch(value)
    names = match and _names(match, wording.language)
    if not names:
        return None
    if match["first"] is None:
        return _dated(match, wording, names, "day", "name" if match["name"] else "month")
    year_first = _may_begin_with_year(match)
    found = [
        replace(written, day_first=order, year_may_be_first=year_first)
        for order, day, month in ((True, "first", "second"), (False, "second", "first"))
        if (written := _dated(match, wording, names, day, month))
    ]
    if match["weekday"] and len(match["year"] or "") == len("2024"):
        weekday = positions(names.weekdays)[match["weekday"].casefold()]
        found = [written for written in found if written.date.weekday() == weekday] or found
    if len(found) < 2:
        return found[0] if found else None
    # With dots the day is first in all languages that have them.
    guessed = day_first is None and match["mark"] != "." and found[0].date != found[1].date
    if day_first is None:
        day_first = match["mark"] != "/"
    return replace(found[0] if day_first else found[1], day_first=None, guessed=guessed)


def _may_begin_with_year(match: regex.Match[str]) -> bool:
    """Says whether three numbers, the last of which is read as the year, are a date with the year first."""
    first, month, day = match["first"], match["second"], match["year"]
    if match["mark"] != "-" or not day or not len(first) == len(day) == len("24"):
        return False
    return _date(_year(first), int(month), int(day)) is not None


def _names(match: regex.Match[str], language: str) -> Names | None:
    """Gives the names that a date has its own from, of one length and spelling if there are such.

    None for letters that a pattern takes for others, such as a dotless i.
    """
    month, weekday = ((match[group] or "").casefold() for group in ("name", "weekday"))
    known = names_of(language)
    months = [names for names in known if not month or month in positions(names.months)]
    weekdays = [names for names in known if not weekday or weekday in positions(names.weekdays)]
    if not months or not weekdays:
        return None
    apart = Names(months[0].months, weekdays[0].weekdays)
    return next((names for names in months if names in weekdays), apart)


def _dated(
    match: regex.Match[str], wording: Wording, names: Names, day: str, month: str
) -> WrittenDate | None:
    """Makes a date of a match; `day` and `month` are groups of it. None if there is no such day."""
    if match[day] is None and (match["weekday"] or match["time"]):
        return None
    groups: dict[Kind, str] = {"weekday": "weekday", "day": day, "month": month, "year": "year"}
    found: dict[Kind, str] = {kind: match[group] for kind, group in groups.items() if match[group]}
    lists: dict[Kind, tuple[str, ...]] = {"weekday": names.weekdays}
    if month == "name":
        lists["month"] = names.months
    numbers = {kind: _digits(text) for kind, text in found.items() if kind not in lists and kind != "year"}
    values = {kind: int(digits) for kind, digits in numbers.items()}
    if month == "name":
        values["month"] = positions(names.months)[found["month"].casefold()] + 1
    date = _date(_year(found.get("year")), values.get("month"), values.get("day"))
    if date is None:
        return None
    parts = []
    for kind in found:
        padded = kind in numbers and _padded([numbers[kind], *numbers.values()], default=month != "name")
        start, end = match.span(groups[kind])
        parts.append(Part(kind, start, end, padded, lists.get(kind, ())))
    return WrittenDate(match.string, date, tuple(sorted(parts, key=lambda part: part.start)), wording.first)


def _date(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """Gives the day that a date stands for, where what is missing is filled up; None if there is none."""
    if month is None:
        month, day = _MIDDLE_OF_YEAR
    if year is None:
        year = LEAP_YEAR if (month, day) == (2, 29) else COMMON_YEAR
    try:
        return datetime.date(year, month, _MIDDLE_OF_MONTH if day is None else day)
    except ValueError:
        return None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    year = int(_digits(written))
    if len(written) == len("2024"):
        return year
    return FIRST_TWO_DIGIT_YEAR + (year - FIRST_TWO_DIGIT_YEAR) % 100


def _digits(written: str) -> str:
    return "".join(filter(str.isdecimal, written))


def _padded(numbers: list[str], default: bool) -> bool:
    """Says whether a number below 10 has a leading zero: it shows by itself, or else by the others."""
    for number in numbers:
        if number.startswith("0") or len(number) == 1:
            return number.startswith("0")
    return default
