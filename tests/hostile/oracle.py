"""Looks for planted values in whatever spelling. Written apart from `anonymize.text`, to check it."""

from __future__ import annotations

import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable, Iterator

LOOK_ALIKES = {
    "a": "а\u0251α",
    "b": "Ь",
    "c": "с",
    "d": "ԁ",
    "e": "е",
    "h": "һհᏂ",
    "i": "іı",
    "j": "јϳ",
    "m": "ⅿ",
    "n": "ո",
    "o": "оοօ\U0001042c",
    "s": "ѕ",
    "J": "ЈᎫꓙ",
    "O": "ОΟꓳ",
    "H": "НΗꓧ",
    "N": "Νꓠ",
    "S": "ЅᏚꓢ",
    "A": "АΑᎪꓮ",
}
"""Letters of other scripts that look like a Latin one."""
_LONG = 50_000
"""Code points; what is longer is about size, and its output is compared whole."""
_LATIN = str.maketrans({other: latin for latin, others in LOOK_ALIKES.items() for other in others})
_ESCAPE = re.compile(r"\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})")
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_TAG = re.compile(r"</?[a-z]+(?: [^<>]*)?/?>|<!--.*?-->", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^a-z0-9\u0370-\U0010ffff]+")


def standing(text: str, planted: Iterable[str]) -> list[str]:
    """Gives those of the values that stand in a text, in whatever spelling; in a long one, as they are."""
    if len(text) > _LONG:
        plain = text.casefold()
        return [value for value in planted if value in plain]
    readings = set(_readings(text))
    return [value for value in planted if any(_squeezed(value) in reading for reading in readings)]


def _readings(text: str) -> Iterator[str]:
    for _ in range(4):
        read = html.unescape(text)
        yield _squeezed(read)
        text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), read)
        text = urllib.parse.unquote(_TERMINAL.sub("", text))
        yield _squeezed(text)
        yield _squeezed(_TAG.sub("", text))
    for backward in re.findall("\u202e([^\u202c\n]*)", text):
        yield _squeezed(backward[::-1])


def _squeezed(text: str) -> str:
    """Letters and figures alone: small, Latin where they look it, without marks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_LATIN))
    return _NOT_WORD.sub(
        "", "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN").casefold()
    )
