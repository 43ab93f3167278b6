"""HTML cut into tokens that know where they stand: every character of a page is in one of them.

It follows the tokenizer of the standard (WHATWG, 13.2.5) in what is text, a tag, or a comment. `html.parser`
is not used: it knows where a tag begins, but not where a value in it stands, and what it takes for a comment
changes between releases of Python. Trees (lxml, html5lib, Beautiful Soup) forget how a page was spelled.
Nothing recurses, and nothing looks at a character more than a few times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from anonymize.documents.html.vocabulary import is_element

SPACE = " \t\n\f\r"
RAW = frozenset({"iframe", "noembed", "noframes", "plaintext", "script", "style", "xmp"})
"""Elements in which there are neither tags nor character references."""
_WITHOUT_TAGS = RAW | {"textarea", "title"}
_TAG = re.compile(rf"</?([A-Za-z][^{SPACE}/>]*+)")
_ATTRIBUTE = re.compile(
    rf"""[{SPACE}/]*+(?P<name>[^{SPACE}/>][^{SPACE}/>=]*+)
    (?:[{SPACE}]*+=[{SPACE}]*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'
    |(?P<bare>[^{SPACE}>"'][^{SPACE}>]*+)|(?P<open>["'])|(?=>)))?""",
    re.VERBOSE,
)
_TAG_END = re.compile(rf"[{SPACE}/]*+(>)?")
_COMMENT_END = re.compile("--!?>")


class Kind(Enum):
    """What a token is."""

    TEXT = "text with character references"
    RAW = "all that is in an element without references"
    START = "a start tag"
    END = "an end tag"
    ASIDE = "a comment, or what browsers take for one"
    DOCTYPE = "the type of the document"
    STRAY = "a tag of no element there is, or one that is not closed"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag.

    Attributes:
        name: in small letters.
        start: where its name starts.
        end: one past its last character, quote included.
        value: start and end of its value, quotes left out; None where it has none.
        quote: `"`, `'`, or nothing.
    """

    name: str
    start: int
    end: int
    value: tuple[int, int] | None
    quote: str


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a page.

    Attributes:
        kind: what it is.
        start: code point at which it starts.
        end: one past its last one.
        name: of the element, in small letters; for text, that of the element without tags that it is in.
        attributes: of a tag.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()


def tokens(page: str) -> Iterator[Token]:
    """Cuts a page into tokens; they follow on each other from its start to its end."""
    position = begun = 0
    closed_sections = True
    foreign = 0
    while (position := page.find("<", position)) >= 0:
        if (token := _markup(page, position, sections=closed_sections)) is None:
            position += 1
            continue
        if begun < position:
            yield Token(Kind.TEXT, begun, position)
        closed_sections = closed_sections and not _is_open_section(page, token)
        yield token
        position = token.end
        foreign = max(foreign + _foreign(token), 0)
        opens = token.kind is Kind.START and not (foreign and page[token.end - 2] == "/")
        if opens and token.name in _WITHOUT_TAGS:
            end = _end_of(token.name, page, position)
            if position < end:
                kind = Kind.RAW if token.name in RAW else Kind.TEXT
                yield Token(kind, position, end, token.name)
            position = end
        begun = position
    if begun < len(page):
        yield Token(Kind.TEXT, begun, len(page))


def drawing(page: str, token: Token) -> int:
    """Tells how many more drawings are open behind a tag."""
    if token.name != "svg" or (token.kind is Kind.START and page[token.end - 2] == "/"):
        return 0
    return _foreign(token)


def _markup(page: str, start: int, *, sections: bool) -> Token | None:
    """Reads what begins with a `<`; None where that is text."""
    tag = _TAG.match(page, start)
    if tag is not None:
        return _tag(page, start, tag)
    if page.startswith("<!--", start):
        return Token(Kind.ASIDE, start, _end_of_comment(page, start + 4))
    if page[start + 1 : start + 2] in ("!", "?") or page.startswith("</", start):
        if start + 2 == len(page) and page[-1] == "/":
            return None
        if sections and page.startswith("<![CDATA[", start) and (end := page.find("]]>", start)) >= 0:
            return Token(Kind.ASIDE, start, end + 3)
        end = page.find(">", start)
        kind = Kind.DOCTYPE if page[start : start + 9].lower() == "<!doctype" else Kind.ASIDE
        return Token(kind, start, end + 1 if end >= 0 else len(page))
    return None


def _foreign(token: Token) -> int:
    """Tells how many more drawings or formulas are open, in which `<title/>` is closed."""
    if token.name not in ("svg", "math"):
        return 0
    return {Kind.START: 1, Kind.END: -1}.get(token.kind, 0)


def _is_open_section(page: str, token: Token) -> bool:
    """Tells whether a CDATA section is never closed, so that no further one is, either."""
    return (
        token.kind is Kind.ASIDE
        and page.startswith("<![CDATA[", token.start)
        and not page.startswith("]]>", token.end - 3)
    )


def _tag(page: str, start: int, tag: re.Match[str]) -> Token:
    attributes = []
    position = tag.end()
    while True:
        end = _TAG_END.match(page, position)
        assert end is not None  # noqa: S101 - it matches everywhere
        if end[1]:
            break
        found = _ATTRIBUTE.match(page, position)
        if found is None or found["open"]:
            return Token(Kind.STRAY, start, len(page))  # it ends with the page
        attributes.append(_attribute(found))
        position = found.end()
    name = _lower(tag[1])
    if not is_element(tag[1]):
        return Token(Kind.STRAY, start, end.end())
    kind = Kind.END if page.startswith("</", start) else Kind.START
    return Token(kind, start, end.end(), name, tuple(attributes))


def _attribute(found: re.Match[str]) -> Attribute:
    group = next((name for name in ("double", "single", "bare") if found[name] is not None), None)
    return Attribute(
        _lower(found["name"]),
        found.start("name"),
        found.end(),
        None if group is None else found.span(group),
        {"double": '"', "single": "'"}.get(group or "", ""),
    )


def _lower(name: str) -> str:
    """Gives a name in small letters; the standard does so with those of ASCII."""
    return name.lower() if name.isascii() else name


def _end_of_comment(page: str, start: int) -> int:
    for short in (">", "->"):
        if page.startswith(short, start):
            return start + len(short)
    end = _COMMENT_END.search(page, start)
    return len(page) if end is None else end.end()


def _end_of(name: str, page: str, start: int) -> int:
    if name == "plaintext":
        return len(page)
    end = re.compile(rf"</{name}(?=[{SPACE}/>])", re.IGNORECASE).search(page, start)
    return len(page) if end is None else end.start()
