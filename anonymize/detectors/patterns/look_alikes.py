"""Numbers that are laid out like a telephone number or an id and are neither: dates, codes of things.

The finders of telephone numbers and ids do not see them. Other detectors decide whether a date is redacted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymize.detectors.patterns.scan import Scan

_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_DAY_OR_MONTH = "(?:0?[1-9]|[12][0-9]|3[01])"
_TIME = "(?:[T ,]{1,2}[0-2]?[0-9][:h][0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?)?"
# A year of two digits counts only where no digits stand before, or else `+687 20.12.34` would lose its end.
_DATES = tuple(
    re.compile(rf"(?<![0-9])(?<![0-9][-./]){date}(?![0-9]|[-./][0-9]){_TIME}")
    for date in (
        rf"{_YEAR}([-./]){_DAY_OR_MONTH}\1{_DAY_OR_MONTH}",
        rf"{_DAY_OR_MONTH}([-./]){_DAY_OR_MONTH}\1{_YEAR}",
        rf"(?<![0-9] ){_DAY_OR_MONTH}([-./]){_DAY_OR_MONTH}\1[0-9]{{2}}",
    )
)
_LONGEST_DATE_PART = 4
_DATE_SEPARATORS = frozenset("-./")

_HEX = "[0-9A-Fa-f]"
_UUID = re.compile(
    rf"-(?<=(?<!{_HEX}){_HEX}{{8}}-){_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}(?!{_HEX})"
)
_UUID_HEAD = 8
_ISBN = re.compile(
    r"[Bb][Nn](?<=[Ii][Ss][Bb][Nn])(?:-1[03])?:? ?(?:97[89][ -]?)?[0-9](?:[ -]?[0-9]){8}[ -]?[0-9Xx](?![0-9])"
)


def find_look_alikes(scan: Scan) -> Iterator[tuple[int, int]]:
    """Gives (start, end) of dates with their times, UUIDs, and ISBNs that say so."""
    text = scan.text
    for start, end in scan.runs:
        if end - start <= _LONGEST_DATE_PART and text[end : end + 1] in _DATE_SEPARATORS:
            dates = (pattern.match(text, start) for pattern in _DATES)
            yield from (date.span() for date in dates if date)
    for uuid in _UUID.finditer(text):
        yield uuid.start() - _UUID_HEAD, uuid.end()
    for isbn in _ISBN.finditer(text):
        yield isbn.span()
