"""Telephone numbers in text: candidates cut by their form in linear time, confirmed by `phonenumbers`.

`phonenumbers.PhoneNumberMatcher` looks for candidates too, but it reads about 1 MB of prose a second,
copies the rest of the text at every number that ends like a date, and stops for good after 65,535 candidates
that were none. Here groups of digits with the usual separators form a cluster; from each group on, the
longest stretch that `numbering` takes for a number is one. Where groups can be read in more than one way,
all of the ways are found, so that `room 12 22 123 45 67` does not keep the end of a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from anonymize.detectors.patterns.numbering import (
    MOST_DIGITS,
    is_home_number,
    may_begin_at_home,
    prefixes_abroad,
    rate_international,
)
from anonymize.detectors.patterns.scan import AMBIGUOUS, CONFIRMED, WORD, Scan, make_span
from anonymize.spans import Span

# Brackets, spaces, and at most one mark between groups; a full stop with a space ends a sentence instead.
_SEPARATORS = frozenset(
    "".join(parts)
    for parts in product((")", ""), (" ", ""), ("-", "/", ".", ""), (" ", ""), ("(", ""))
    if "." not in parts or " " not in parts
) - {""}
# Where one number can end and the next begin; dashes and dots hold a number together.
_LOOSE_SEPARATORS = frozenset(separator for separator in _SEPARATORS if not {*" /("}.isdisjoint(separator))
_LONGEST_SEPARATOR = max(map(len, _SEPARATORS))

_FEWEST_DIGITS = 7
_MOST_SINGLES = 2
"""Groups of one digit in a number: `+33 1 …`, `1 800 …`, `123-0`; lists of digits have more."""

_LONGEST_EXTENSION = 4
"""After a dash; behind a word such as `ext.` an extension can be longer."""

_LEAD = re.compile(rf"(?<![{WORD}])\+\(?")
_EXTENSION = re.compile(
    r"(?:;ext=|[ ,]{0,2}(?:ext(?:ension|n)?\.?|x|#|доб\.?|poste|anexo|ramal|int\.|durchwahl|dw\.?)[ :.]{0,2})"
    rf"[0-9]{{1,7}}(?![{WORD}])",
    re.IGNORECASE,
)
_MAY_BEGIN = re.compile(rf"(?<![{WORD}])(?<![0-9][.-])")
_MAY_END = re.compile(rf"(?![{WORD}])(?![.-][0-9])")

_CURRENCY = "(?:[$€£¥₹₽₩₺]|(?:EUR|USD|GBP|CHF|JPY|INR|RUB|PLN|CZK|SEK|NOK|DKK|BRL|kr|zł|Kč)(?!\\w))"
# A currency between two figures belongs to the first when it is before, to the second when it is after.
_PRICE_BEFORE = re.compile(rf"(?<![0-9])(?<![0-9] ){_CURRENCY} ?\Z")
_PRICE_AFTER = re.compile(rf"(?:[.,][0-9]{{1,2}})? ?(?:{_CURRENCY}|%)(?! ?[0-9])")
_LONGEST_BEFORE_PRICE = 6
_YEAR = "(?:19|20)[0-9]{2}"
_NO_NUMBER = re.compile(rf"{_YEAR}[-/]{_YEAR}|[1-9][0-9]*\.[0-9]+|0[.-].*")
"""Spans of years, coordinates and other decimal numbers, and book numbers."""


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Groups of digits that hang together by separators.

    Attributes:
        bounds: (start, end) of each group in the text.
        groups: the digits.
        may_end: for each group whether a number may end with it.
    """

    bounds: list[tuple[int, int]]
    groups: list[str]
    may_end: list[bool]


def find_phones(scan: Scan) -> Iterator[Span]:
    """Finds telephone numbers: with `+` or `00` of any country, else those of the region of the scan.

    An extension (`ext. 12`, `x12`) belongs to the span. Prices are left out. Spans may overlap.
    """
    for bounds in _clusters(scan):
        cluster = _read_cluster(scan.text, bounds)
        for index, (start, _) in enumerate(bounds):
            last, score = _longest_number(scan, cluster, index)
            if score:
                yield _to_span(scan.text, start, bounds[last][1], score)


def _clusters(scan: Scan) -> Iterator[list[tuple[int, int]]]:
    """Gives the runs of digits that hang together, where they have digits enough for a number."""
    text = scan.text
    first = digits = end = 0
    for index, (start, next_end) in enumerate(scan.runs):
        if start - end > _LONGEST_SEPARATOR or text[end:start] not in _SEPARATORS:
            if digits >= _FEWEST_DIGITS:
                yield scan.runs[first:index]
            first, digits = index, 0
        digits += next_end - start
        end = next_end
    if digits >= _FEWEST_DIGITS:
        yield scan.runs[first:]


def _read_cluster(text: str, bounds: list[tuple[int, int]]) -> _Cluster:
    end = bounds[-1][1]
    may_end = [text[end:start] in _LOOSE_SEPARATORS for (_, end), (start, _) in pairwise(bounds)]
    may_end.append(bool(_MAY_END.match(text, end) or _EXTENSION.match(text, end)))
    groups = [text[start:end] for start, end in bounds]
    for index, (group, (_, end)) in enumerate(zip(groups[1:], bounds[:-1], strict=True)):
        # A dash holds a number together, unless what follows is no more than an extension: 202-456-1111-22.
        is_extension = len(group) <= _LONGEST_EXTENSION and may_end[index + 1] and text[end] == "-"
        may_end[index] = may_end[index] or is_extension
    return _Cluster(bounds, groups, may_end)


def _longest_number(scan: Scan, cluster: _Cluster, first: int) -> tuple[int, float]:
    """Finds the number that begins with a group: the longest one, valid before possible.

    Returns:
        The last group of the number, and its score, which is 0 where none begins.
    """
    start = cluster.bounds[first][0]
    ends = _possible_ends(cluster, first)
    if ends and _is_international(scan.text, start):
        numbers = ((last, rate_international("".join(cluster.groups[first : last + 1]))) for last in ends)
        last, score = max(numbers, key=lambda number: number[1])
        if score:
            return last, score
    if ends and _MAY_BEGIN.match(scan.text, start):
        for last in _dialled_numbers(cluster, first, ends, scan.region):
            if not _is_another_figure(scan.text, start, cluster.bounds[last][1]):
                return last, CONFIRMED if last > first else AMBIGUOUS
    return first, 0.0


def _dialled_numbers(cluster: _Cluster, first: int, ends: list[int], region: str) -> Iterator[int]:
    """Gives those of the ends with which digits without a plus are a number that can be dialled."""
    digits = "".join(cluster.groups[first : ends[0] + 1])
    prefixes = prefixes_abroad(digits, region)
    at_home = may_begin_at_home(digits, region)
    if not prefixes and not at_home:
        return
    for last in ends:
        groups = cluster.groups[first : last + 1]
        abroad = ("".join(groups)[prefix:] for prefix in prefixes)
        if (at_home and is_home_number(groups, region)) or CONFIRMED in map(rate_international, abroad):
            yield last


def _possible_ends(cluster: _Cluster, first: int) -> list[int]:
    """Lists the groups at which a number that begins with `first` could end, the last one first."""
    ends: list[int] = []
    digits = singles = 0
    for index in range(first, len(cluster.groups)):
        length = len(cluster.groups[index])
        digits += length
        singles += length == 1
        if digits > MOST_DIGITS or singles > _MOST_SINGLES:
            break
        if digits >= _FEWEST_DIGITS and cluster.may_end[index]:
            ends.append(index)
    return ends[::-1]


def _is_international(text: str, start: int) -> bool:
    return any(_LEAD.fullmatch(text, start - length, start) for length in (1, 2) if start >= length)


def _is_another_figure(text: str, start: int, end: int) -> bool:
    """Tells whether digits that could be a number of the region are a price or a figure of another kind."""
    if _NO_NUMBER.fullmatch(text, start, end):
        return True
    before = text[max(0, start - _LONGEST_BEFORE_PRICE) : start]
    return text[start] != "0" and bool(_PRICE_BEFORE.search(before) or _PRICE_AFTER.match(text, end))


def _to_span(text: str, start: int, end: int, score: float) -> Span:
    """Takes the plus, a bracket that is closed inside, and the extension into the span."""
    while start and (text[start - 1] == "+" or (text[start - 1] == "(" and _closes_more(text[start:end]))):
        start -= 1
    extension = _EXTENSION.match(text, end)
    return make_span(start, extension.end() if extension else end, "phone_number", score)


def _closes_more(text: str) -> bool:
    return text.count(")") > text.count("(")
