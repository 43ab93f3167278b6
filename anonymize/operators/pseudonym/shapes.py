"""How what is drawn is written in the shape of what it stands for: capitals, groups of digits, letters."""

from __future__ import annotations

import unicodedata

import regex

_SIGN = regex.compile(r"[\p{L}\p{N}]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ŋ": "n",
    }
)
"""Letters that have no accent to take away, and what stands for them in addresses."""


def bare(text: str) -> str:
    """Gives the form in which texts are equal that differ in capitals and accents alone."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.lower()).translate(_PLAIN)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def recase(drawn: str, shape: str) -> str:
    """Writes a word in the capitals of another: all of them, none, or as it is usually written."""
    if len(shape) > 1 and shape.isupper():
        return drawn.upper()
    if shape.islower():
        return drawn.lower()
    if shape[:1].isupper():
        return drawn[:1].upper() + drawn[1:]
    return drawn


def plain(drawn: str, shape: str) -> str:
    """Writes a word in ASCII letters and the capitals of another; of other scripts as it is."""
    letters = "".join(letter for letter in bare(drawn) if letter.isascii() and letter.isalnum())
    return recase(letters.capitalize() or drawn, shape)


def fill(drawn: str, shape: str) -> str:
    """Writes letters and digits in the places of others, with their capitals; what is left over at the end.

    A digit that falls on the place of a letter becomes one, and the other way round.
    """
    signs = iter(drawn)
    written: str = _SIGN.sub(lambda found: _write(next(signs, found[0]), found[0]), shape)
    return written + "".join(signs)


def alphanumerics(text: str) -> str:
    """Gives one letter or digit for each that `fill` writes over: small letters, and the digits of ASCII."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign.lower()[0]
        for sign in _SIGN.findall(text)
    )


def _write(drawn: str, sign: str) -> str:
    if sign.isdecimal():
        return _in_script(drawn if drawn.isdecimal() else str(ord(drawn) % 10), sign)
    letter = _LETTERS[int(drawn)] if drawn.isdecimal() else drawn
    return letter.upper() if sign.isupper() else letter


def _in_script(digit: str, sign: str) -> str:
    """Gives a digit in the script of another: all scripts have theirs in order."""
    return chr(ord(sign) - unicodedata.decimal(sign) + int(digit))


def has_signs(text: str) -> bool:
    """Tells whether there is a letter or a digit in a text."""
    return bool(_SIGN.search(text))


def letter_at(place: int) -> str:
    """Gives a small letter by its place in the alphabet, which begins again behind its end."""
    return _LETTERS[place % len(_LETTERS)]
