"""Web and mail addresses that are written so that no program takes them for one: escaped, or spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from anonymize.percent import ESCAPES, characters
from anonymize.text.rewrite import Rewrite

_BOUNDS = ' \t\r\n<>"'
_TO_BOUND = regex.compile(r"[^\s<>\"]++")
_ADDRESS = regex.compile(r"://|www\.|@|%40|mailto:", regex.IGNORECASE)
_WITHIN_WORD = regex.compile(r"\p{L}(?:%[0-9A-Fa-f]{2})++\p{L}")
"""Escapes that are hardly anything else, also outside addresses: `John%20Schmidt.pdf`."""
ESCAPED_SPACE = "\u2027"
"""What an escaped space is read as: a point between syllables, at which tokenizers part words and where an
address goes on."""
_READ = regex.compile(r"[\p{L}\p{M}\p{N}@._ -]")
"""What an escape is read as. Any other could end the address, or mean something in it."""

_AT = "at|arroba|chiocciola|arobase|arobas|ät"
_DOT = "dot|punkt|punto|ponto|point"
_IN_BRACKETS = re.compile(rf"[\[({{<]\s?(?:{_AT}|{_DOT}|[@.])", re.IGNORECASE)
_WORD_FOR_DOT = re.compile(rf"\s(?:{_DOT})\s", re.IGNORECASE)
_SPELLED_ADDRESS = regex.compile(
    rf"""
    (?<![\p{{L}}\p{{N}}])[\p{{L}}\p{{N}}_.+-]{{1,64}}+(?:(?<sign>\s(?:{_DOT})\s)[\p{{L}}\p{{N}}_.+-]{{1,64}}+){{0,4}}
    (?<at>\s?[\[(\{{<]\s?(?:{_AT}|@)\s?[\])\}}>]\s?|\s?@\s?|\s(?:{_AT})\s)
    [\p{{L}}\p{{N}}-]{{1,63}}+
    (?:(?<dot>\s?[\[(\{{<]\s?(?:{_DOT}|\.)\s?[\])\}}>]\s?|\s(?:{_DOT})\s|\s\.\s|\.)
    (?<last>[\p{{L}}\p{{N}}-]{{2,63}}+)){{1,8}}+
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_BRACKETS = tuple("[({<")
_ENDINGS = (
    "com org net edu gov mil info biz cat eu de fr es it ch at be uk nl pl pt mx ar br ca au jp cn ru se no"
    " dk fi cz hu ro gr ie us co io ai example test invalid"
)
_TOP_LEVEL = frozenset(_ENDINGS.split())
_BEHIND_POINT = frozenset({"com", "org", "net", "fr", "eu", "ch", "example", "test", "invalid"})
"""`point` is an ordinary word, too, so that less is taken for the end of an address behind it."""


def escapes(text: str) -> Iterator[Rewrite]:
    """Percent-escapes in addresses (RFC 3986): `…?name=J%C3%B6rg`; a space as a sign for one."""
    for start, end in _escaped_addresses(text):
        for match in ESCAPES.finditer(text, start, end):
            place = match.start()
            for character, spelled in characters(match[0]):
                if _READ.match(character):
                    read = ESCAPED_SPACE if character == " " else character
                    yield Rewrite(place, place + len(spelled), read)
                place += len(spelled)


def _escaped_addresses(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    while (escape := text.find("%", end)) >= 0:
        start = max(text.rfind(bound, end, escape) + 1 or end for bound in _BOUNDS)
        match = _TO_BOUND.match(text, escape)
        end = escape + 1 if match is None else match.end()
        if _ADDRESS.search(text, start, end) or _WITHIN_WORD.search(text, start, end):
            yield start, end


def spelled_addresses(text: str) -> Iterator[Rewrite]:
    """Mail addresses spelled out: `jo at example dot org`, `jo (at) example.org`, `jo @ example . org`."""
    if not _may_be_spelled(text):
        return
    for match in _SPELLED_ADDRESS.finditer(text):
        if _is_meant(match["at"].strip(), [dot.strip() for dot in match.captures("dot")], match["last"]):
            signs = [(match.span("at"), "@")]
            signs += [(span, ".") for name in ("sign", "dot") for span in match.spans(name)]
            for (start, end), sign in sorted(signs):
                if text[start:end] != sign:
                    yield Rewrite(start, end, sign)


def _may_be_spelled(text: str) -> bool:
    """Finds in a tenth of the time most texts in which there is nothing to do."""
    if " @" in text or "@ " in text or _IN_BRACKETS.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _DOT.split("|")) and _WORD_FOR_DOT.search(text) is not None


def _is_meant(at: str, dots: list[str], last: str) -> bool:
    """Tells whether words stand for signs: `at` alone says nothing, nor does `at this point in`."""
    if at.startswith(_BRACKETS) or any(dot.startswith(_BRACKETS) for dot in dots):
        return True
    spelled = {dot.casefold() for dot in dots} - {"."}
    if at == "@":
        return last.casefold() in _TOP_LEVEL or not spelled
    return bool(spelled) and last.casefold() in (_BEHIND_POINT if "point" in spelled else _TOP_LEVEL)
