"""The operator `generalize`: a coarser value, true as far as it goes: a month, a band of ages, a postal area.

What it leaves is part of the value, on purpose. What it cannot read to the last character becomes its label.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import regex

from anonymize.keys import Key
from anonymize.operators.base import Context, Definition, Example, Mention, Operator, Replacements
from anonymize.operators.dates import manner, read
from anonymize.operators.parameters import one_of, switch, whole_number
from anonymize.operators.written_date import WrittenDate

PRECISIONS = ("month", "year")
AGE_BAND = 5
"""Years: what population statistics are published in."""
WIDEST_BAND = 50
ZIP_DIGITS = 3
"""Of five: an area that delivery is planned in. Where few live three are too many: the Safe Harbor rule of
HIPAA (45 CFR 164.514) allows them only where more than 20,000 people do."""
MOST_ZIP_DIGITS = 4
TOP_AGE = 90
"""From here on nobody's age is told more closely, as the same rule demands."""
OLDEST = 125
"""Nobody was older; a higher number is something else, such as a year of birth."""
_AGE_WORDS = """
    a aged age at of year years yr yrs old y o yo
    alt alter jahre jahren jahr im in von mit jährig jährige jährigen jähriger jähriges
    âgé âgée âgés âgées à l âge de d an ans
    año años edad la con tiene
    anno anni età all di ha
"""
_WORDS_AROUND = frozenset(_AGE_WORDS.split())
"""What may stand around an age and stay. Anything else could be a name, or months instead of years."""
_AGE = regex.compile(r"(?<before>[^0-9]*)(?<age>[0-9]{1,3})(?<after>[^0-9]*)")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_BETWEEN_WORDS = regex.compile(r"[\s.,()/'\u2019\u2010\u2011-]*")
_POSTCODE = regex.compile(r"(?<country>(?:D|DE|F|FR|E|ES|I|IT)-)?(?<digits>[0-9]{5})(?:-[0-9]{4})?")
"""Five digits in the United States (nine with their plus-four), Germany, France, Spain and Italy."""


@dataclass(frozen=True)
class Generalize:
    """Gives a coarser value for dates, ages and postal codes, and the label (`<PERSON>`) for all else.

    Attributes:
        date: one of `PRECISIONS`.
        day_first: whether 5/3/2024 is 5 March; None lets the other dates of the record tell. Where they do
            not, its year alone stays: of what is taken for the month nobody knows that it is not the day.
        age_band: years in a band; bands begin with its multiples.
        zip_digits: digits of a postal code that stay.
    """

    date: str
    day_first: bool | None
    age_band: int
    zip_digits: int
    name: ClassVar[str] = "generalize"
    exposes: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True

    def operate(self, value: str, label: str) -> str:
        """Gives the coarser value for one that is a record of its own."""
        return self.operate_record([Mention(label, value)], Context((value,))).texts[0]

    def operate_record(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the coarser values of a record; what is not read to its last character becomes `<LABEL>`."""
        dates = {
            mention.value: read(mention.value, self.day_first)
            for mention in mentions
            if mention.label == "date"
        }
        day_first, _ = manner(filter(None, dates.values()))
        coarser = {}
        for mention in dict.fromkeys(mentions):
            found = None
            if mention.label == "date":
                found = self._date(dates[mention.value], day_first)
            elif mention.label == "age":
                found = self._age(mention.value)
            elif mention.label == "address":
                found = self._postcode(mention.value)
            coarser[mention] = f"<{mention.label.upper()}>" if found is None else found
        return Replacements(tuple(coarser[mention] for mention in mentions))

    def _date(self, written: WrittenDate | None, day_first: bool | None) -> str | None:
        """Cuts a date; `day_first` is what the other dates of the record tell."""
        if written and written.guessed and day_first is not None:
            written = read(written.text, day_first)
        if written is None or (written.year_may_be_first and not self._is_told(written)):
            return None
        return written.to_year() if written.guessed or self.date == "year" else written.to_month()

    def _is_told(self, written: WrittenDate) -> bool:
        """Says whether the parameter tells that a date does not begin with its year."""
        return self.day_first is not None and written.day_first in (None, self.day_first)

    def _age(self, value: str) -> str | None:
        found = _AGE.fullmatch(value)
        if found is None or not _known(found["before"]) or not _known(found["after"]):
            return None
        age = int(found["age"])
        if age > OLDEST:
            return None
        return f"{found['before']}{self._band(age)}{found['after']}"

    def _band(self, age: int) -> str:
        if age >= TOP_AGE:
            return f"{TOP_AGE}+"
        lowest = age - age % self.age_band
        highest = min(lowest + self.age_band, TOP_AGE) - 1
        return f"{lowest}-{highest}" if lowest < highest else f"{lowest}"

    def _postcode(self, value: str) -> str | None:
        found = _POSTCODE.fullmatch(value)
        if found is None:
            return None
        digits = found["digits"]
        return f"{found['country'] or ''}{digits[: self.zip_digits]}{'*' * (len(digits) - self.zip_digits)}"


def _known(around: str) -> bool:
    """Says whether nothing but known words stands around an age, and what parts them."""
    words = (unicodedata.normalize("NFC", word).casefold() for word in _WORD.findall(around))
    return all(word in _WORDS_AROUND for word in words) and bool(
        _BETWEEN_WORDS.fullmatch(_WORD.sub("", around))
    )


def _build(params: Mapping[str, object], key: Key) -> Operator:
    settings: dict[str, Any] = {
        "date": PRECISIONS[0],
        "day_first": None,
        "age_band": AGE_BAND,
        "zip_digits": ZIP_DIGITS,
        **params,
    }
    return Generalize(**settings)


GENERALIZE = Definition(
    "generalize",
    _build,
    (
        one_of("date", *PRECISIONS),
        switch("day_first"),
        whole_number("age_band", 1, WIDEST_BAND),
        whole_number("zip_digits", 0, MOST_ZIP_DIGITS),
    ),
    summary="Puts a coarser value: the month of a date, a band of ages, the area of a postal code.",
    example=Example(label="date", value="5 March 2024"),
)
