"""Messages between programs, whose fields stand between signs: to a model a row of them is one word.

Of hospitals (HL7 version 2, DICOM), of trade and authorities (EDIFACT), of American insurers (X12) and of
passports. The view has spaces between the parts of a name, and a line for each field of EDIFACT and X12.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from anonymize.text.rewrite import Rewrite

_COMPONENTS = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N}])\^++(?=\p{L}\p{L})|(?<=[\p{L}\p{M}]{2})\^++(?=[\p{L}\p{N}])"
)
"""Beside two letters: `x^2` and `a^b` are sums."""
_SEGMENT = regex.compile(
    r"(?<![\p{L}\p{N}])(?:NAD|PNA|CTA|ADR)\+[A-Z0-9:]{0,10}\+"
    r"(?:[^'\r\n]|(?<=\?)'|(?<=\p{L})'(?=\p{L})(?![A-Z]{3}\+)){0,500}+'"
)
"""Of EDIFACT, such as hold names and addresses. A question mark takes the meaning of the sign behind it."""
_BETWEEN_PARTS = r"(?<=[\p{L}\p{M}\p{N}.]):++(?=\p{L}\p{L})"
_FIELDS = regex.compile(rf"(?<!\?)\++:?+|{_BETWEEN_PARTS}")
_FIELDS_OF_NAME = regex.compile(rf"(?<!\?)\++(?:(?:SU|FO|MI|TI):|:)?+|{_BETWEEN_PARTS}")
"""In a `PNA`, where the parts of a name may be fields, each behind a word that says which it is."""
_ELEMENTS = regex.compile(
    r"(?<![\p{L}\p{N}*])(?:NM1|N[1-4]|PER|DMG|PAT|SBR|REF|NTE)"
    r"\*[^~*\r\n]{0,80}+(?:\*[^~\r\n]{0,500}+|(?=~))"
)
"""Segments of X12 that hold names, addresses, dates of birth and numbers."""
_STARS = regex.compile(r"\*++")
_TRAVEL = regex.compile(
    r"(?<![\w<])(?<kind>[PVACI]<[A-Z<]{3}|(?=[A-Z<]{36}(?:[A-Z<]{8})?(?![A-Z<]))[PVACI][A-Z][A-Z<]{3})?+"
    r"[A-Z]++(?:<[A-Z]++){0,8}+<<[A-Z]++(?:<[A-Z]++){0,8}+<++(?![\w<])"
)
"""The line of a travel document that holds the name, behind what kind it is and the country on most."""
_FILLERS = regex.compile("<++")
_NAME = 3
"""Letters of a segment's name, at most."""


def components(text: str) -> Iterator[Rewrite]:
    """Parts of a name in HL7 version 2 and DICOM: `Okafor^John^^Dr.`, of which a model makes one word."""
    if "^" in text:
        for match in _COMPONENTS.finditer(text):
            yield Rewrite(match.start(), match.end(), " " * len(match[0]))


def segments(text: str) -> Iterator[Rewrite]:
    """Names and addresses in EDIFACT (ISO 9735): `NAD+PAT+++Okafor:John+14 Elm Grove+Leicester'`."""
    if "+" in text:
        for segment in _SEGMENT.finditer(text):
            yield from _in_lines(segment, _FIELDS_OF_NAME if segment[0].startswith("PNA") else _FIELDS)


def elements(text: str) -> Iterator[Rewrite]:
    """Names, addresses and numbers in X12: `NM1*IL*1*OKAFOR*JOHN~N3*14 ELM GROVE~`."""
    if "*" in text:
        for segment in _ELEMENTS.finditer(text):
            yield from _in_lines(segment, _STARS)
            if text.startswith("~", segment.end()):
                yield Rewrite(segment.end(), segment.end() + 1, "\n")


def travel_documents(text: str) -> Iterator[Rewrite]:
    """Names in the machine-readable zone of passports and cards (ICAO 9303): `P<GBROKAFOR<<JOHN<<<`."""
    if "<<" in text:
        for line in _TRAVEL.finditer(text):
            start = line.start()
            if line["kind"]:
                start = line.end("kind")
                yield Rewrite(line.start(), start, "")
            for match in _FILLERS.finditer(text, start, line.end()):
                yield Rewrite(match.start(), match.end(), " ")


def _in_lines(segment: regex.Match[str], signs: regex.Pattern[str]) -> Iterator[Rewrite]:
    """Reads each field as a line of its own. What kind of segment it is is no word of its text."""
    start = segment.start()
    for match in signs.finditer(segment.string, *segment.span()):
        is_first = match.start() - start <= _NAME
        # Of a name: `:`, or a single sign with what the part is (`+FO:`).
        is_part = match[0].startswith(":") or match[0][1:2].isalpha()
        yield Rewrite(start if is_first else match.start(), match.end(), " " if is_part else "\n")
