"""The operator `date_shift`: all dates of a record move by the same number of days, which only the key knows.

How many days lie between two dates stays readable, and which dates they were does not. Whoever knows one true
date of a record can tell the others: the shift hides dates from those who know none. The time of day stays,
fraction of a second and zone included, and so does the form: how a date is written tells language and
country.

The method is the shift of Hripcsak et al., Preserving Temporal Relations in Clinical Data while Maintaining
Privacy, JAMIA 23(6), 2016, with a keyed hash in the place of chance.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from anonymize.keys import Key
from anonymize.operators.base import Context, Definition, Example, Mention, Operator, Replacements
from anonymize.operators.dates import manner, read, shift
from anonymize.operators.parameters import switch, whole_number

PURPOSE = "operators.date_shift"
DAYS = 365
"""The largest shift either way, unless it is told: no season and no year can be relied on."""
MOST_DAYS = 36500
"""A hundred years; beyond it dates turn into ones that nobody would write."""


@dataclass(frozen=True)
class DateShift:
    """Gives the date that is some days earlier or later, in the form of the one it stands for.

    What cannot be read as one date becomes its label, `<DATE>`, as with `replace`; so does a date that a
    shift would leave as it is written ("March 2024", ten days later), whatever its weekday ("Monday 5 March",
    a year later).

    Attributes:
        days: the largest shift either way, 1 to `MOST_DAYS`.
        day_first: whether 5/3/2024 is 5 March; None lets the other dates of the record tell.
        secret: what the shift of each record comes from.
        repeatable: false with a key of this run alone.
        exposes: false, though both dates can have digits in common: which ones is the key's chance.
    """

    days: int
    day_first: bool | None
    secret: bytes = field(repr=False)
    repeatable: bool
    name: ClassVar[str] = "date_shift"
    exposes: ClassVar[bool] = False

    def operate(self, value: str, label: str) -> str:
        """Gives the date for a value that is a record of its own."""
        return self.operate_record([Mention(label, value)], Context((value,))).texts[0]

    def operate_record(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the dates for all mentions of a record.

        The shift depends on the subject of the record where it has one, so that all records of a patient
        move alike; else on all of its texts.
        """
        days = self._shift(context)
        values = dict.fromkeys(mention.value for mention in mentions)
        day_first, language = manner(written for value in values if (written := read(value)))
        if self.day_first is not None:
            day_first = self.day_first
        moved: dict[str, str] = {}
        for value in values:
            date = shift(value, days, day_first, language)
            if date is not None and date != value:
                moved[value] = date
        return Replacements(
            tuple(moved.get(mention.value, f"<{mention.label.upper()}>") for mention in mentions)
        )

    def _shift(self, context: Context) -> int:
        """Gives the days to move by: from -`days` to `days`, and never none."""
        digest = hmac.digest(self.secret, _message(context), "sha256")
        # The remainder favours none: 256 bits, for at most 73,000 numbers.
        place = int.from_bytes(digest, "big") % (2 * self.days) - self.days
        return place if place < 0 else place + 1


def _message(context: Context) -> bytes:
    """Gives what the shift hangs on; lengths keep texts apart, and the first byte texts and subjects."""
    subject = context.subject
    kind, texts = (b"t", context.texts) if subject is None else (b"s", (subject,))
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return kind + b"".join(len(text).to_bytes(8, "big") + text for text in encoded)


def _build(params: Mapping[str, object], key: Key) -> Operator:
    settings: dict[str, Any] = {"days": DAYS, "day_first": None, **params}
    return DateShift(**settings, secret=key.derive(PURPOSE), repeatable=key.persistent)


DATE_SHIFT = Definition(
    "date_shift",
    _build,
    (whole_number("days", 1, MOST_DAYS), switch("day_first")),
    summary="Moves all dates of a record by the same secret number of days, each in the form it has.",
    example=Example(label="date", value="5 March 2024"),
)
