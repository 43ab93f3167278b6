r"""Letters with marks as TeX writes them, in TeX and BibTeX: `M\"uller`, `Dvo\v{r}\'ak`, `S{\o}ren`.

The commands are those of LaTeX 2e in text mode, The LaTeX Companion, 2nd edition, 7.11.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

from anonymize.text.rewrite import Rewrite

_IS_TEX = regex.compile(
    r"\\(?:documentclass|usepackage|begin|end|(?:sub)*section|chapter|paragraph|author|title|bibitem|cite[pt]?"
    r"|textbf|textit|emph|footnote|item)\b|^@[a-zA-Z]++\s*+\{",
    regex.MULTILINE,
)
r"""A `\"u` alone may be the quote of a string in a program as well."""
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "\u0131", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
_LETTER = r"(?:[a-zA-Z]|\\[ij](?![a-zA-Z]))"
_COMMAND = rf"""
    \\(?:
        (?<mark>[`'^"~=.])(?:\{{(?<base>{_LETTER})\}}|(?<base>{_LETTER}))
        |(?<mark>[uvHcdbkr])(?:\s?\{{(?<base>{_LETTER})\}}|\s++(?<base>{_LETTER}))
        |(?<letter>{"|".join(sorted(_LETTERS, key=len, reverse=True))})(?![a-zA-Z])(?:\{{\}}|\s?(?=\p{{L}}))?
        |(?<hyphen>-)
    )
"""
_QUOTED = r"""
    (?<![\p{L}\p{M}])\\(?<quote>["'`])(?:[^\\\n]|\\(?!(?P=quote))){1,200}+\\(?P=quote)(?![a-zA-Z{\\])
"""
r"""The quotes around a string within one, as programs and JSON have them: `\"Okafor\"` is no `Ökafor`."""
_WRITTEN = regex.compile(
    rf"""
    (?<!\\)(?!{_QUOTED})(?:\{{{_COMMAND}\}}|{_COMMAND})
    |(?<=[\p{{L}}\p{{N}}.,}}])(?<tie>~)(?=[\p{{L}}\p{{N}}{{\\])
    """,
    regex.VERBOSE,
)
r"""Also in braces of its own. A `\-` says where a word may be parted, and a `~` is a space."""


def tex_letters(text: str) -> Iterator[Rewrite]:
    """Letters as commands of TeX, spaces as its ties, and hyphens that show at the end of a line alone."""
    if "\\" not in text or not _IS_TEX.search(text):
        return
    for match in _WRITTEN.finditer(text):
        yield Rewrite(match.start(), match.end(), _read(match))


def _read(match: regex.Match[str]) -> str:
    if match["tie"]:
        return " "
    if match["letter"]:
        return _LETTERS[match["letter"]]
    if match["mark"]:
        base = match["base"].lstrip("\\")
        return unicodedata.normalize("NFC", base + _MARKS[match["mark"]])
    return ""
