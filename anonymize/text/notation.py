"""Words broken up by the notation of the text around them: escapes of strings, tags, emphasis, line breaks.

Logs, web pages and mails hold texts in the notation of some program. Its signs within or beside a word make
other words of it, so that the rounds of this module read what the program would show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from anonymize.documents.html.vocabulary import ATTRIBUTES, INLINE, PARTING
from anonymize.text.rewrite import Rewrite

Hyphens = Literal["dropped", "kept"]
"""How a hyphen is read at the end of a line between capitals: `OKA-` and `FOR`, or `MEIER-` and `OKAFOR`."""

_STRING_ESCAPE = regex.compile(
    r"""
    (?<!\\)\\++(?:u[dD](?<high>[89abAB][0-9a-fA-F]{2})\\++u[dD](?<low>[c-fC-F][0-9a-fA-F]{2})
    |u(?<code>[0-9a-fA-F]{4})|u\{(?<code>[0-9a-fA-F]{1,5})\}|x(?<code>[0-9a-fA-F]{2})
    |(?<space>[nrt])(?!\p{Ll})|(?<sign>/|[,;](?=[ ]?\p{L})))
    """,
    regex.VERBOSE,
)
_QUOTED_APOSTROPHE = regex.compile(r"(?<=\p{L})(?:\\{1,8}+'|'')(?=\p{L})")
"""Within a word between apostrophes: of SQL and of most programming languages."""
_INLINE = "|".join(sorted(INLINE - {"sup"}, key=len, reverse=True))
_PARTING = "|".join(sorted(PARTING | {"sup"}, key=len, reverse=True))
_NAMES = "|".join(sorted(ATTRIBUTES, key=len, reverse=True))
_TAGS = regex.compile(
    rf"""
    (?<=[\p{{L}}\p{{M}}\p{{Nd}}])
    (?:</?(?:(?:{_INLINE}|(?-i:[a-z][a-z0-9]*+(?:-[a-z0-9]++)++))
        (?:(?:\s++(?:{_NAMES}|(?:aria|data)-[a-z-]{{1,40}}+)(?=[\s/>]))++\s*+/?
        |\s[^<>=]{{0,100}}+=(?:[^<>"']{{1,500}}+|"[^"]{{0,500}}+"|'[^']{{0,500}}+'|["']){{0,16}}+
        |\s*+/?)>
        |(?!(?:{_PARTING})>)(?-i:
            (?<=<)(?<begun>[a-z]{{1,40}}+)>(?=\p{{L}}{{1,40}}+</(?P=begun)>)
            |(?<=</)(?<ended>[a-z]{{1,40}}+)>(?<=<(?P=ended)>\p{{L}}{{1,40}}</(?P=ended)>)))
    |<!--[^<>]{{0,500}}+>)++
    (?=[\p{{L}}\p{{Nd}}])
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
"""Tags that part no words, with attributes of any value or known ones without, and pairs of elements that
no one knows. `<sup>` is none of them: what is raised behind a name is a footnote."""
_CODE_END = regex.compile(r"(?<!\p{L})\p{Lu}{1,4}$")
_BEHIND_FIGURES = regex.compile(r"\p{Nd}|\p{Lu}{1,4}(?![\p{L}\p{M}])")
"""What goes on over a tag where there are figures: a number, with a few capitals before or behind it."""
_QUOTED = r"[ \t]*+(?:>[ \t]*+){0,8}+"
"""Before a line, as mails quote one another."""
_BROKEN = regex.compile(
    rf"""
    (?<=[\p{{L}}\p{{M}}])
    (?:(?<hyphen>[-\u2010\u00ad])[ \t]*+
        (?:(?:\r?\n|\r)[ \t]*+\x0c?+|[\x0b\x0c\x1c-\x1f\x85]|<br[ ]?/?>){_QUOTED}
        (?:(?<line>\p{{Nd}}{{1,5}})(?:[ \t]*+[.:)|])?[ \t]++)?+(?=[\p{{Lu}}\p{{Ll}}])
    |=\r?\n(?=\p{{L}}))
    |(?<=\p{{Nd}}{{2}}[-\u2010\u2011])[ \t]*+(?:\r?\n|\r){_QUOTED}(?=\p{{Nd}}{{2}})
        (?![\p{{Nd}}.,]++[-\u2010\u2011][ \t]*+(?:[\r\n]|\Z))
    """,
    regex.VERBOSE,
)
"""Ends of lines (in a cell of a table `<br>`), of pages and of both, with the number of the next line.
Numbers under one another that end in a minus are not one."""
_NUMBER_OF_LINE = regex.compile(r"(?:\A|[\r\n\x0c])[ \t]*+(\p{Nd}{1,5})(?:[ \t]*+[.:)|])?[ \t]")
_FARTHEST = 300
"""Characters of a line that is looked at for its number."""
_HYPHENS = "-\u2010"
_SOFT_HYPHEN = "\u00ad"
_LONGEST = 50
_CAPITALS_BEFORE = regex.compile(r"(?r)(?<![\p{L}\p{M}])\p{Lu}[\p{Lu}\p{M}]{1,40}")
_CAPITALS_BEHIND = regex.compile(r"\p{Lu}[\p{Lu}\p{M}]{1,40}+(?![\p{L}\p{M}])")
"""Two and more: of one letter no word is parted, and one with a hyphen (`T-SHIRT`) may well be."""
_STARS = regex.compile(
    r"(?<=\p{L})(?<stars>\*{1,3})\p{L}++(?<stars>\*{1,3})|(?<![\p{N}*])\*{1,3}\p{L}++(?<stars>\*{1,3})(?=\p{L})"
)


def string_escapes(text: str) -> Iterator[Rewrite]:
    r"""Escapes of JSON and of most programming languages, however often escaped: `J\u00f6rg`, `\nJohn`.

    Those of directories and calendars, too: `cn=Okafor\, John`.

    A `\n` before a small letter is left alone: it is as likely part of a path, as in `C:\new`.
    """
    if "\\" not in text:
        return
    for match in _STRING_ESCAPE.finditer(text):
        if match["high"]:
            pair = bytes.fromhex(f"d{match['high']}d{match['low']}")
            read = pair.decode("utf-16-be")
        elif code := match["code"]:
            read = chr(int(code, 16))
            read = "\ufffd" if "\ud800" <= read <= "\udfff" else read
        else:
            read = match["sign"] or {"n": "\n", "r": "\r", "t": "\t"}[match["space"]]
        yield Rewrite(match.start(), match.end(), read)


def quoted_apostrophes(text: str) -> Iterator[Rewrite]:
    r"""Apostrophes of a name within quotes: `'O\'Neill'`, `'O''Neill'`."""
    if "''" in text or "\\'" in text:
        for match in _QUOTED_APOSTROPHE.finditer(text):
            yield Rewrite(match.start(), match.end(), "'")


def tags(text: str) -> Iterator[Rewrite]:
    """Tags and comments of HTML within a word or number: `J<b>oh</b>n`, `AB<wbr>12345`.

    Beside figures one tag alone: `<i>1985</i><i>4711</i>` is often shown as two numbers, and a name and a
    number that meet (`<b>Okafor</b>85`) are two words.
    """
    if "<" in text:
        for match in _TAGS.finditer(text):
            if not _joins(text, match.start(), match.end()):
                continue
            yield Rewrite(match.start(), match.end(), between_words(text, match.start(), match.end()))


def _joins(text: str, start: int, end: int) -> bool:
    """Tells whether the words on both sides of tags are one."""
    if text[start - 1].isdecimal():
        beside = _BEHIND_FIGURES.match(text, end)
    elif text[end].isdecimal():
        beside = _CODE_END.search(text, max(start - 5, 0), start)
    else:
        return True
    return beside is not None and text.count("<", start, end) == 1


def broken_lines(text: str, hyphens: Hyphens = "dropped") -> Iterator[Rewrite]:
    """Words and numbers that go on in the next line: behind a hyphen, or the `=` of quoted-printable mail.

    A hyphen before a small letter parts a word, and goes; before a capital it stands within a name
    (`Meier-` and `Okafor`), and only the line end goes. Where both are in capitals it may be either, and
    `hyphens` says which. That of a number stays. Lines may be numbered, as in a transcript.
    """
    for match in _BROKEN.finditer(text) if "-<" in text or not text.isprintable() else ():
        start, end = match.span()
        if match["line"] and not _is_next(text, start, int(match["line"])):
            continue
        stays = (
            match["hyphen"] not in (None, _SOFT_HYPHEN)
            and text[end].isupper()
            and (hyphens == "kept" or not may_stay(text, start, end))
        )
        yield Rewrite(start + stays, end, "")


def _is_next(text: str, end: int, number: int) -> bool:
    """Tells whether the line of a place has the number before a number, which begins anew on each page."""
    first = max(end - _FARTHEST, 0)
    before = [match[1] for match in _NUMBER_OF_LINE.finditer(text, first, end)]
    return bool(before) and (int(before[-1]) + 1 == number or number == 1)


def may_stay(text: str, start: int, end: int) -> bool:
    """Tells whether a stretch that begins with a hyphen stands between words in capitals throughout."""
    return (
        text[start] in _HYPHENS
        and text[end].isupper()
        and _CAPITALS_BEFORE.match(text, max(start - _LONGEST, 0), start) is not None
        and _CAPITALS_BEHIND.match(text, end) is not None
    )


def emphasis(text: str) -> Iterator[Rewrite]:
    """Stars of Markdown within a word: `J*oh*n`, `**J**ohn`."""
    if "*" not in text:
        return
    for match in _STARS.finditer(text):
        for start, end in match.spans("stars"):
            if text[end : end + 1].isalpha():
                yield Rewrite(start, end, between_words(text, start, end))


def between_words(text: str, start: int, end: int) -> str:
    """What something without a width is read as: between a small letter and a capital it parts two words."""
    return " " if text[max(start - 1, 0) : start].islower() and text[end : end + 1].isupper() else ""
