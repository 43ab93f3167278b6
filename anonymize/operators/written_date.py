"""A date together with how it is written: another day, or its month, is written in the very same form.

Order, separators, leading zeros, names and their capitals, white space and time of day stay. Reading one is
left to `dates`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from anonymize.operators.date_words import APOSTROPHES, positions

COMMON_YEAR, LEAP_YEAR = 2001, 2000
"""Any two: a day without a year moves within the first, 29 February within the second."""
FIRST_TWO_DIGIT_YEAR = 1969
"""The year 69 is 1969 and the year 68 is 2068, as in POSIX and in Python's `%y`."""
_TWO_DIGIT_DAYS = 36525
"""Days of the hundred years from there, 25 of them leap years."""
_TWO_DIGIT_MONTHS = 1200
_DAYS_OF_YEAR = 365.2425
_DAYS_OF_MONTH = _DAYS_OF_YEAR / 12
"""In the mean of the Gregorian calendar."""
_ENGLISH_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_OTHER_ENGLISH_ENDING = "th"

Kind = Literal["weekday", "day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a written date.

    Attributes:
        kind: what it tells.
        start: its first code point in the text.
        end: one past its last.
        padded: whether a number below 10 has a leading zero.
        names: the ones that its name is from, beginning with January or Monday; empty for a number.
    """

    kind: Kind
    start: int
    end: int
    padded: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date, whole or in part, and how it is written.

    Attributes:
        text: all of it.
        date: the day it stands for: the 15th of a month without a day, 1 July of a year alone, and some year
            for a day without one.
        parts: in the order of the text.
        first: what ends the first of a month in its language (French "er").
        day_first: of a day and a month in digits, whether the day is first; None where it could be either.
        guessed: whether day and month in digits could as well be the other way round, and nothing told.
        year_may_be_first: whether a date that is read with its year last could begin with it, as 24-03-05.
        language: the one that its words are from; None without words, and where they could be from several.
    """

    text: str
    date: datetime.date
    parts: tuple[Part, ...]
    first: str = ""
    day_first: bool | None = None
    guessed: bool = False
    year_may_be_first: bool = False
    language: str | None = None

    def shifted(self, days: int) -> str | None:
        """Writes the date that is so many days later.

        A month or a year alone moves by whole ones, so that two that differ do so afterwards; a year by one
        at least. A day without a year, and a date with a year of two digits, come round: after 31.12., and
        after 31.12.68.

        Returns:
            None beyond the years 1 to 9999, and where only the weekday would be another: day and month are
            what tells the date.
        """
        try:
            date = self._moved(days)
        except (OverflowError, ValueError):
            return None
        written, end = [], 0
        moves = not self._part("weekday")
        for part in self.parts:
            other = self._write(part, date, days)
            moves = moves or (part.kind != "weekday" and other != self._text(part))
            written += [self.text[end : part.start], other]
            end = part.end
        if days and not moves:
            return None
        return "".join([*written, self.text[end:]])

    def to_month(self) -> str | None:
        """Writes month and year alone, in their order; a year alone stays.

        Returns:
            None for a day and a month in digits without a year: of a single number nobody could tell.
        """
        month, year = self._part("month"), self._part("year")
        if not month:
            return self.to_year()
        written = self._text(month) if month.names else f"{self.date.month:02}"
        if not year:
            return written if month.names else None
        before, after = sorted((month, year), key=lambda part: part.start)
        if self.parts.index(after) == self.parts.index(before) + 1:
            between = self.text[before.end : after.start]
        else:
            between = " " if month.names else self.text[before.end]
        if not month.names:
            between = between or "-"  # 20240305, of which 202403 would be any number
        pieces = (written, self._text(year)) if before is month else (self._text(year), written)
        return between.join(pieces)

    def to_year(self) -> str | None:
        """Writes the year alone, one of two digits with an apostrophe; None where there is none."""
        year = self._part("year")
        if not year:
            return None
        written = self._text(year)
        return f"'{written}" if len(written) == 2 else written

    def _part(self, kind: Kind) -> Part | None:
        return next((part for part in self.parts if part.kind == kind), None)

    def _text(self, part: Part) -> str:
        return self.text[part.start : part.end]

    def _moved(self, days: int) -> datetime.date:
        year = self._part("year")
        if year and not self._part("day"):
            return self._moved_whole(days, year)
        if year and year.end - year.start == len("2024"):
            return self.date + datetime.timedelta(days)
        if year:
            start, length = datetime.date(FIRST_TWO_DIGIT_YEAR, 1, 1), _TWO_DIGIT_DAYS
        else:
            start = self.date.replace(month=1, day=1)
            length = 366 if self.date.year == LEAP_YEAR else 365
        return start + datetime.timedelta(((self.date - start).days + days) % length)

    def _moved_whole(self, days: int, year: Part) -> datetime.date:
        """Moves a month or a year by the whole months or years that come nearest to so many days."""
        if not self._part("month"):
            years = round(days / _DAYS_OF_YEAR) or (days > 0) - (days < 0)
            return self.date.replace(year=self.date.year + years)
        months = self.date.year * 12 + self.date.month - 1 + round(days / _DAYS_OF_MONTH)
        if year.end - year.start != len("2024"):
            first = FIRST_TWO_DIGIT_YEAR * 12
            months = first + (months - first) % _TWO_DIGIT_MONTHS
        return self.date.replace(year=months // 12, month=months % 12 + 1)

    def _write(self, part: Part, date: datetime.date, days: int) -> str:
        """Writes a part of another date, which is so many days later."""
        written = self._text(part)
        if part.kind == "weekday":
            if self._part("year"):
                return _like(written, part.names[date.weekday()])
            place = positions(part.names)[written.casefold()] + days
            return _like(written, part.names[place % len(part.names)])
        if part.kind == "year":
            digits = written.lstrip(APOSTROPHES)
            sign = written.removesuffix(digits)
            return f"{sign}{date.year % 10 ** len(digits):0{len(digits)}}"
        if part.names:
            return _like(written, part.names[date.month - 1])
        number = date.day if part.kind == "day" else date.month
        ending = self._ending(written, number) if part.kind == "day" and not part.padded else ""
        return f"{number:0{2 if part.padded else 1}}{ending}"

    def _ending(self, written: str, day: int) -> str:
        """Gives what ends the number of a day, in the place of what ended another one."""
        ending = written.lstrip("0123456789")
        if ending.lower() in (_OTHER_ENGLISH_ENDING, *_ENGLISH_ENDINGS.values()):
            ending = _ENGLISH_ENDINGS.get(day, _OTHER_ENGLISH_ENDING)
        else:
            month = self._part("month")
            ending = (ending or self.first) if day == 1 and month and month.names else ""
        return ending.upper() if self.text.isupper() else ending


def _like(written: str, name: str) -> str:
    """Gives a name the capitals of the one that was written."""
    if written.isupper():
        return name.upper()
    if written.islower():
        return name.lower()
    return name[0].upper() + name[1:] if written[1:].islower() else name
