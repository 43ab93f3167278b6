"""Signs at words, of markup, quotation and lists, which models take for something else than a name's ends.

Wikis, chats and forums write `[[Ada Okafor]]`, `**Ada Okafor**` and `''Ada Okafor''`, and people do in plain
text and in fields of JSON, too. Such signs are no part of what is said. (Stars within a word are read over by
`notation`, and a Markdown file has none of its signs any more when it comes here.)
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from anonymize.text.rewrite import Rewrite

_PERHAPS_PAIRED = regex.compile(r"[*_`]|\[\[|\[/|\]\[|\]\(|\{color|''|~~|==")
"""Finds in less time most texts in which there is nothing to do."""
_WITHIN = "{1,500}"
"""Code points between two signs, at most: all within one line."""
_PAIRED = regex.compile(
    rf"""
    (?<open>\[\[)(?=\p{{L}})[^\[\]\r\n]{_WITHIN}+(?<close>\]\])
    |(?<open>\[(?<tag>b|i|u|s|color|font|size)(?:=[^\[\]\r\n]{{1,50}}+)?\])
        (?:(?!\[/(?P=tag)\])[^\r\n]){_WITHIN}+(?<close>\[/(?P=tag)\])
    |(?<open>\{{color:[^{{}}\r\n]{{1,50}}+\}})[^{{}}\r\n]{_WITHIN}+(?<close>\{{color\}})
    |(?<![\p{{L}}\p{{N}}\]])(?<open>!?\[)(?=\P{{L}}{{0,3}}+\p{{L}})[^\[\]\r\n]{_WITHIN}+(?<close>\])(?=[(\[])
    |(?<![\p{{L}}\p{{M}}\p{{N}}])(?<open>(?:(?<sign>[*_`])(?P=sign){{0,2}}+|(?<sign>[~='])(?P=sign){{1,2}}+))
        (?=[\p{{L}}*_`~=\[']|[(@\#]\p{{L}})(?!(?P=sign))
        (?:(?!(?P=open))[^\r\n]){_WITHIN}+(?<=\S)(?<close>(?P=open))(?![\p{{L}}\p{{M}}\p{{N}}]|(?P=sign))
    """,
    regex.VERBOSE,
)
"""Links of wikis and of Markdown, tags of forums, colours of tickets, and the same signs before and behind
words: `*`, `__`, `~~`, `''` …"""
_BRACKETS = ("(", "[")
"""What of a link follows its words, and is none of them."""
_MENTION = regex.compile(r"(?<![^\s(\[,;])@(?=\p{Lu}\p{Ll}++[ ]\p{Lu}\p{Ll})")
"""Before a name of several words, as chats show it; handles are of one."""
_PERHAPS_QUOTED = regex.compile("[\u00ab\u00bb\u2018\u201a\u201c-\u201f]|'\\p{L}")
_CURLED = r"(?:[^\u2018\u2019\u201a\r\n]|(?<=\p{L})\u2019(?=\p{L})){0,100}+"
_TYPED = r"(?:[^'\r\n]|(?<=\p{L})'(?=\p{L})){2,100}+"
"""What stands between single quotation marks: of those signs only apostrophes, as of O'Brien."""
_QUOTES = regex.compile(
    rf"""
    (?<double>[\u00ab\u00bb\u201c-\u201f])
    |(?<![\p{{L}}\p{{N}}])(?:
        (?<mark>\u2018)(?=\p{{L}}){_CURLED}(?<mark>\u2019)(?![\p{{L}}\p{{N}}])
        |(?<mark>\u201a)(?=\p{{L}}){_CURLED}(?<mark>\u2018)
        |(?<!['?\\])(?<mark>')(?=\p{{L}}){_TYPED}(?<mark>')(?![\p{{L}}\p{{N}}']))
    """,
    regex.VERBOSE,
)
"""Double ones, each by itself, since a paragraph may end within them; single ones in pairs around words."""
_ORNAMENT = (
    r"\u2013\u2014\u2022\xb7\u2190-\u21ff\u25a0-\u25ff\u2605\u2606\u2713-\u2718"
    r"\xa7\xb6\u2032\u2033\u27e8\u27e9\u2039\u203a"
)
_ORNAMENTS = regex.compile(
    rf"""
    (?<![^\s(\[{{"'|,;>])(?:(?:[{_ORNAMENT}^~\xa1\xbf]|::)++(?=\p{{L}})|-(?=\p{{Lu}}\p{{L}}))
    |(?<=[\p{{L}}\p{{N}}.])(?:[{_ORNAMENT}]|::)++(?![^\s)\]}}"'|.,;:!?<])
    """,
    regex.VERBOSE,
)
"""Dashes, bullets, arrows, stars and the like, with nothing else at their other side."""
_BETWEEN_PAIRS = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N}.])(?:(?<sign>[*_`~'])(?P=sign){0,2}+(?:[,;][ ]?|[ ])(?P=sign){1,3}+"
    r"|\u2019(?:[,;][ ]?|[ ])\u2018|\u2018(?:[,;][ ]?|[ ])\u201a)(?=\p{L})"
)


def between_pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Gives where one pair of signs ends within a stretch and the next begins: `', '` in `'Ada', 'Bo'`."""
    for match in _BETWEEN_PAIRS.finditer(text, start, end):
        yield match.span()


def ornaments(text: str) -> Iterator[Rewrite]:
    """Signs that stand at a word without a space: `-Leeds`, `►Leeds`, `~Leeds~`."""
    for match in _ORNAMENTS.finditer(text):
        yield Rewrite(match.start(), match.end(), " " * len(match[0]))


def mentions(text: str) -> Iterator[Rewrite]:
    """The sign of chats before a name: `@Ada Okafor`."""
    if "@" in text:
        for match in _MENTION.finditer(text):
            yield Rewrite(match.start(), match.end(), "")


def markup(text: str) -> Iterator[Rewrite]:
    """Signs of markup around words, which are left out; of signs within signs those outside."""
    if _PERHAPS_PAIRED.search(text):
        for match in _PAIRED.finditer(text):
            yield Rewrite(match.start("open"), match.end("open"), "")
            end = match.end("close")
            yield Rewrite(match.start("close"), end, " " if text[end : end + 1] in _BRACKETS else "")


def quotation_marks(text: str) -> Iterator[Rewrite]:
    """Quotation marks: single ones are left out, and those of printers read as those of keyboards.

    Apostrophes stay as they are.
    """
    if _PERHAPS_QUOTED.search(text):
        for match in _QUOTES.finditer(text):
            if match["double"]:
                yield Rewrite(match.start(), match.end(), '"')
            for start, end in match.spans("mark"):
                yield Rewrite(start, end, "")
