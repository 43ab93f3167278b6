"""Which digits are a telephone number: `phonenumbers`, asked as seldom as possible.

A question to the library costs some 25 microseconds, and a table of figures asks many, so digits that no
number of the region can have are turned down by its numbering plan first, and answers are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from anonymize.detectors.patterns.plans import plan_of
from anonymize.detectors.patterns.scan import CONFIRMED, DISTINCTIVE

MOST_DIGITS = 19
"""Fifteen digits (ITU-T E.164) after a prefix for calls abroad such as `0011`."""
_ANSWERS_KEPT = 8192
_NORTH_AMERICAN_DIGITS = 10
_NORTH_AMERICAN_CUTS = (0, 3, 6)
"""Where separators stand in a number of the North American plan: (1-)202-456-1111."""


@lru_cache(maxsize=_ANSWERS_KEPT)
def rate_international(digits: str) -> float:
    """Rates digits that stood behind a plus.

    Returns:
        `CONFIRMED` for a number in use, `DISTINCTIVE` for one of a possible length, such as the numbers
        that are reserved for novels, and 0 for others.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return 0.0
    if phonenumbers.is_valid_number(number):
        return CONFIRMED
    possible = phonenumbers.is_possible_number_with_reason(number)
    return DISTINCTIVE if possible == phonenumbers.ValidationResult.IS_POSSIBLE else 0.0


def prefixes_abroad(digits: str, region: str) -> tuple[int, ...]:
    """Gives how long the prefix for calls to other countries is that digits begin with.

    Args:
        digits: from where a number may begin.
        region: ISO 3166 code of where it is dialled.

    Returns:
        One length for each way to read them; mostly none.
    """
    matches = [prefix.match(digits) for prefix in plan_of(region).abroad]
    return tuple(match.end() for match in matches if match)


def may_begin_at_home(digits: str, region: str) -> bool:
    """Tells quickly that no number of a region begins with these digits, or that one may.

    Args:
        digits: as many as a number can have, if there are that many; further digits do no harm.
        region: ISO 3166 code.
    """
    plan = plan_of(region)
    return bool(plan.shape.match(digits)) and (
        digits.startswith(plan.trunk) or any(style.match(digits) for style in plan.without_trunk)
    )


def is_home_number(groups: Sequence[str], region: str) -> bool:
    """Tells whether groups of digits are a number in use, as dialled from within a region.

    Args:
        groups: the digits as they were grouped.
        region: ISO 3166 code.
    """
    digits = "".join(groups)
    plan = plan_of(region)
    if len(digits) not in plan.lengths or not plan.shape.fullmatch(digits):
        return False
    if plan.north_american:
        fits = _is_cut_as_in_north_america(groups, len(digits))
    else:
        fits = digits.startswith(plan.trunk) or any(style.fullmatch(digits) for style in plan.without_trunk)
    return fits and _is_valid(digits, region)


def _is_cut_as_in_north_america(groups: Sequence[str], digits: int) -> bool:
    position = _NORTH_AMERICAN_DIGITS - digits
    for group in groups[:-1]:
        position += len(group)
        if position not in _NORTH_AMERICAN_CUTS:
            return False
    return True


@lru_cache(maxsize=_ANSWERS_KEPT)
def _is_valid(digits: str, region: str) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits, region)))
    except phonenumbers.NumberParseException:
        return False
