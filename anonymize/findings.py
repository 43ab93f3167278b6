"""What the finder is given, and what it gives: the texts of a record, and what was found in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

from anonymize.detectors.base import Stretches
from anonymize.spans import Span

KNOWN_FIELD = "known_field"
"""Source of spans that a record's own field names."""
OUT_OF_MEMORY = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one record, which share what is known of it, its numbers and its shift of dates.

    Attributes:
        texts: in the order in which they stand.
        known: label and value of what the record says itself, such as the name in its field `patient`.
        known_only: for each text whether only what is known is looked for in it; none for nowhere.
        subject: whom the record is about, None where it does not say.
        written: for each text the stretches that operators wrote, where the texts are outputs; what is found
            in one of them is not looked for again in the others.
    """

    texts: tuple[str, ...]
    known: tuple[tuple[str, str], ...] = ()
    known_only: tuple[bool, ...] = ()
    subject: str | None = None
    written: tuple[Stretches, ...] = ()

    def flagged(self) -> Iterator[tuple[str, bool]]:
        """Gives each text, and whether only what is known is looked for in it."""
        return zip(self.texts, self.known_only or repeat(False), strict=False)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one text.

    Attributes:
        spans: sorted, without overlaps.
        status: `seen`, `withheld` (a detector did not see all of it) or `failed` (it could not be searched).
        reason: a stable code such as `not_covered`; None when it was seen.
        detail: the reason in words, without any of the text.
        coverage: by the name of each detector, the stretches of the text that it saw.
    """

    spans: tuple[Span, ...]
    status: Literal["seen", "withheld", "failed"] = "seen"
    reason: str | None = None
    detail: str | None = None
    coverage: tuple[tuple[str, Stretches], ...] = ()


RecordFindings = tuple[Findings, ...]
"""What was found in the texts of a record, one for each."""
