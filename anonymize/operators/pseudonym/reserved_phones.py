"""Telephone numbers that authorities keep for films and books: nobody has them, and nobody ever will."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ANY, AREA, MORE = "x", "N", "*"
"""In a pattern: any digit, a digit from 2 on, and as many digits as it takes.

German numbers differ in length. A longer one in a block is kept as the block is, and a shorter one cannot be
given to anybody, since longer numbers begin with it."""

_NANPA = ("Nxx55501xx", "55501xx")
"""North American Numbering Plan Administrator: 555-0100 to 555-0199 in every area."""
_OFCOM = """
    1134960xxx 1144960xxx 1154960xxx 1164960xxx 1174960xxx 1184960xxx 1214960xxx 1314960xxx 1414960xxx
    1514960xxx 1614960xxx 1632960xxx 1914980xxx 2079460xxx 2896496xxx 2920180xxx 3069990xxx 7700900xxx
8081570xxx 9098790xxx
"""
"""Ofcom, Telephone Numbers for drama use."""
_BUNDESNETZAGENTUR = "3023125* 6990009* 4066969* 2214710* 8999998* 17139200* 176040690*"
"""Bundesnetzagentur, Rufnummern für Medienproduktionen, Mitteilung 148/2021."""
_ARCEP = "19900xxxx 26191xxxx 35301xxxx 46571xxxx 53649xxxx 63998xxxx"
"""ARCEP, décision 2018-0881: blocks for audiovisual works."""
_ACMA = """
    25550xxxx 27010xxxx 35550xxxx 37010xxxx 75550xxxx 77010xxxx 85550xxxx 87010xxxx 491570006 491570156
    491570157 491570158 491570159 491570110 491570313 491570737 491571266 491571491 491571804 491572549
    491572665 491572983 491573770 491573087 491574118 491574632 491575254 491575789 491576398 491576801
    491577426 491577644 491578957 491578148 491578888 491579212 491579760 491579455
"""
"""ACMA, Phone numbers for use in TV shows, films and creative works."""
RESERVED: Mapping[str, Sequence[str]] = {
    "1": _NANPA,
    "44": _OFCOM.split(),
    "49": _BUNDESNETZAGENTUR.split(),
    "33": _ARCEP.split(),
    "61": _ACMA.split(),
}
"""Patterns of national numbers, by country code."""
_FEWEST = 1
"""Digits that a pattern of any length leaves open."""


def reserved(country: str, length: int) -> list[str]:
    """Gives the patterns of numbers kept for fiction in a country, of a length."""
    return [
        pattern for kept in RESERVED.get(country, ()) if len(pattern := _stretched(kept, length)) == length
    ]


def is_reserved(country: str, national: str) -> bool:
    """Tells whether a number within a country is kept for fiction."""
    return any(all(map(_fits, national, pattern)) for pattern in reserved(country, len(national)))


def _fits(digit: str, sign: str) -> bool:
    return sign in (ANY, digit) or (sign == AREA and digit > "1")


def _stretched(pattern: str, length: int) -> str:
    if not pattern.endswith(MORE):
        return pattern
    block = pattern.removesuffix(MORE)
    return block + ANY * max(_FEWEST, length - len(block))
