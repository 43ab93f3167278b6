"""The numbering plans of regions, read from the metadata of `phonenumbers`; no digits are judged here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from anonymize.errors import UsageError

if TYPE_CHECKING:
    import phonenumbers

_NORTH_AMERICA = 1
_NORTH_AMERICAN_SHAPE = "1?[2-9][0-9]{9}"
_ANY_SHAPE = "[0-9]+"
_COMMON_PREFIX = "00"
_MOST_REWRITTEN_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Plan:
    """How the numbers of a region are dialled inside it.

    Attributes:
        trunk: the digits in front of a number inside the country, empty where there are none.
        north_american: whether separators stand where North Americans put them.
        lengths: how many digits a number can have, with the trunk prefix and without it.
        shape: matches every valid number, trunk prefix included, and more.
        without_trunk: match the numbers that may be written without the trunk prefix.
        abroad: match the prefixes for calls to other countries: `00`, and what the region has instead.
    """

    trunk: str
    north_american: bool
    lengths: frozenset[int]
    shape: re.Pattern[str]
    without_trunk: tuple[re.Pattern[str], ...]
    abroad: tuple[re.Pattern[str], ...]


def check_region(region: str) -> str:
    """Gives a region code in capitals.

    Raises:
        UsageError: when it is not the code of a region that has telephone numbers.
    """
    import phonenumbers

    code = region.strip().upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        known = "US, GB, DE, FR, ES, IT, BR or IN"
        raise UsageError(f"unknown region {region!r}; give an ISO 3166 code of two letters, such as {known}")
    return code


@cache
def plan_of(region: str) -> Plan:
    """Gives the plan of a region, built once.

    Args:
        region: ISO 3166 code, as `check_region` gives it.
    """
    import phonenumbers

    code = phonenumbers.country_code_for_region(region)
    sharing = phonenumbers.region_codes_for_country_code(code)
    own = _metadata(region)
    general = own.general_desc or phonenumbers.PhoneNumberDesc()
    trunk = own.national_prefix or ""
    lengths = {digits + more for digits in general.possible_length for more in (0, len(trunk))}
    shape = f"(?:{trunk})?(?:{general.national_number_pattern or _ANY_SHAPE})"
    if code == _NORTH_AMERICA:
        shape = _NORTH_AMERICAN_SHAPE
    elif (own.national_prefix_for_parsing or "") != trunk:
        # Behind some prefixes the library rewrites the number: any length may come out right.
        lengths |= set(range(min(lengths), _MOST_REWRITTEN_DIGITS + 1))
        shape = _ANY_SHAPE
    elif len(sharing) > 1:
        # Regions that share a country code call each other without it.
        shape = _ANY_SHAPE
    styles = _metadata(sharing[0]).number_format
    return Plan(
        trunk=trunk,
        north_american=code == _NORTH_AMERICA,
        lengths=frozenset(lengths),
        shape=re.compile(shape),
        without_trunk=tuple(re.compile(_pattern(style)) for style in styles if not _asks_for(trunk, style)),
        abroad=tuple(
            map(re.compile, dict.fromkeys((_COMMON_PREFIX, own.international_prefix or _COMMON_PREFIX)))
        ),
    )


def _metadata(region: str) -> phonenumbers.PhoneMetadata:
    import phonenumbers

    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if metadata is None:
        raise UsageError(
            f"phonenumbers knows nothing of the region {region!r}; give the code of another region"
        )
    return metadata


def _asks_for(trunk: str, style: phonenumbers.NumberFormat) -> bool:
    rule = style.national_prefix_formatting_rule or ""
    return trunk in rule and not style.national_prefix_optional_when_formatting


def _pattern(style: phonenumbers.NumberFormat) -> str:
    """Gives the pattern of the numbers written in a style; the last leading digits are the most detailed."""
    leading = style.leading_digits_pattern
    return (f"(?={leading[-1]})" if leading else "") + f"(?:{style.pattern or _ANY_SHAPE})"
