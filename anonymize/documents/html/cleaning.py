"""What is taken out of a page because nobody could tell what it says: comments, programs, embedded data.

It is done before texts are taken, so that they say what the output says; and done again to an output, it
changes nothing there, values aside that are long for what was put into them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from anonymize.documents.edits import Edit
from anonymize.documents.encodings import can_encode
from anonymize.documents.html.references import value_place
from anonymize.documents.html.scripts import json_strings
from anonymize.documents.html.styles import without_escapes
from anonymize.documents.html.tokens import Attribute, Kind, Token, tokens
from anonymize.documents.html.turned import Turned
from anonymize.documents.html.vocabulary import is_address, is_attribute, is_keyword
from anonymize.documents.stretches import Place, apply

_EMPTY = "<!---->"
_IF = (
    r"\[(?:endif|if(?:[\s!()&|]|\b(?:gte?|lte?|mso|ie|vml|true|false|support[a-z]{0,20}"
    r"|[0-9]{1,2}(?:\.[0-9])?)\b)*)\]"
)
_SAYS_NOTHING = re.compile(
    rf"</?>|<!-{{0,4}}>|<!--\s*-->|<!{_IF}>|<!--{_IF}(?:><!-->|>-->|-->)|<!--<!{_IF}-->"
    r"""|<\?xml\ version=["']1\.[01]["'](?:\ encoding=["'][A-Za-z0-9-]{1,20}["'])?"""
    r"""(?:\ standalone=["'](?:yes|no)["'])?\s?\?>""",
    re.IGNORECASE,
)
"""Comments without text: conditions of Outlook's, and the declaration of XML."""
_DOCTYPE = re.compile(
    r"""<!doctype\s+html(?:\s+public\s+["']-//(?:w3c|ietf)//dtd\s[a-z0-9 .]*//en(?://[0-9.]*)?["'])?
    (?:\s+(?:system\s+)?["'](?:http://www\.w3\.org/[a-z0-9/._-]*|about:legacy-compat)["'])?\s*>""",
    re.IGNORECASE | re.VERBOSE,
)
_JSON = re.compile(r"(?:application|text)/(?:[a-z0-9.-]{1,40}\+)?json|importmap|speculationrules")
_PROGRAMS = ("javascript:", "vbscript:", "livescript:")
_DATA = re.compile(r"\bdata:(?!,(?:[\s\"')&]|$))[^\s,\"'()&]{0,200}+,[^\s\"')&]*+", re.IGNORECASE)
_NO_DATA = "data:,"
_DATA_TOLD = "embedded data"
_STYLE_DATA = re.compile(
    r"""url\(\s*+(?:"data:[^"]*+(?:"|\Z)|'data:[^']*+(?:'|\Z)|data:(?!,\))[^)]*+)\s*+\)?""", re.IGNORECASE
)
_STYLE_COMMENT = re.compile(r"/\*(?!\*/).*?(?:\*/|\Z)", re.DOTALL)
_ESCAPES_TOLD = "escapes in styles"
_RUN = re.compile(r"[A-Za-z0-9+/=_.-]{64,}+")
_SPACE = re.compile(r"[\x00-\x20]+")
_HEAD = 256
"""Characters of an address that are looked at for its scheme."""
_DEEPEST = 3
"""Pages in attributes of pages."""


class _Every(Container[str]):
    def __contains__(self, value: object) -> bool:
        return True


EVERY: Container[str] = _Every()
"""For `searched`: all values stay, however they look."""


class _Taken(NamedTuple):
    """A change of a page, and what is said of it."""

    change: Edit
    told: str | None


def cleaned(
    page: str,
    depth: int = 0,
    can: Callable[[str], bool] = lambda text: can_encode(text, "utf-8"),
    searched: Container[str] = (),
) -> tuple[str, Counter[str]]:
    """Cleans a page.

    Args:
        page: as it was read.
        depth: in how many others it is.
        can: tells whether the encoding of the file has the characters of a text.
        searched: values of attributes that stay, however they look.

    Returns:
        The page without what cannot be searched, and how much of what kind that was.
    """
    taken_out: Counter[str] = Counter()
    changes = []
    script: Token | None = None
    turned = Turned(page)
    for token in tokens(page):
        found = list(turned.of(token)) or _of(page, token, script, depth, can, searched, taken_out)
        for change, told in found:
            changes.append(change)
            taken_out.update([told] if told else [])
        script = token if token.kind is Kind.START and token.name == "script" else None
    return apply(page, changes), +taken_out


def _of(
    page: str,
    token: Token,
    script: Token | None,
    depth: int,
    can: Callable[[str], bool],
    searched: Container[str],
    inner: Counter[str],
) -> Iterator[_Taken]:
    start, end = token.start, token.end
    spelled = page[start:end]
    match token.kind:
        case Kind.ASIDE if not _SAYS_NOTHING.fullmatch(spelled):
            yield _Taken(Edit(start, end, _EMPTY), "comments")
        case Kind.DOCTYPE if not _DOCTYPE.fullmatch(spelled):
            yield _Taken(Edit(start, end, "<!DOCTYPE html>"), "types of documents")
        case Kind.END if token.attributes:
            yield _Taken(Edit(start, end, f"</{token.name}>"), "attributes of end tags")
        case Kind.RAW if token.name == "script" and not _is_data(page, token, script):
            yield _Taken(Edit(start, end, ""), "scripts")
        case Kind.RAW if token.name == "style":
            for change, told in _of_style(spelled, can):
                yield _Taken(Edit(start + change.start, start + change.end, change.replacement), told)
        case Kind.START:
            for attribute in token.attributes:
                yield from _of_attribute(page, attribute, depth, can, searched, inner)


def _is_data(page: str, content: Token, script: Token | None) -> bool:
    """Tells whether what is in a script is JSON, or nothing."""
    spelled = page[content.start : content.end]
    return not spelled.strip() or (_is_json(page, script) and json_strings(spelled) is not None)


def _is_json(page: str, script: Token | None) -> bool:
    kinds = [attribute for attribute in (script.attributes if script else ()) if attribute.name == "type"]
    return bool(kinds) and kinds[0].value is not None and bool(_JSON.fullmatch(page, *kinds[0].value))


def _of_style(style: str, can: Callable[[str], bool]) -> Iterator[_Taken]:
    found = [
        *(
            _Taken(Edit(*match.span(), f"url({_NO_DATA})"), _DATA_TOLD)
            for match in _STYLE_DATA.finditer(style)
        ),
        *(_Taken(Edit(*match.span(), _NO_DATA), _DATA_TOLD) for match in _DATA.finditer(style)),
        *(_Taken(Edit(*match.span(), "/**/"), "comments") for match in _STYLE_COMMENT.finditer(style)),
        *(_Taken(edit, _ESCAPES_TOLD if lost else None) for edit, lost in without_escapes(style, can)),
    ]
    position = 0
    for taken in sorted(found, key=lambda one: (one.change.start, -one.change.end)):
        if taken.change.start >= position:
            position = taken.change.end
            yield taken


def _of_attribute(
    page: str,
    attribute: Attribute,
    depth: int,
    can: Callable[[str], bool],
    searched: Container[str],
    inner: Counter[str],
) -> Iterator[_Taken]:
    name = attribute.name
    if not is_attribute(page[attribute.start : attribute.start + len(name)]):
        yield _Taken(Edit(attribute.start, attribute.end, ""), "attributes of unknown names")
        return
    if attribute.value is None:
        return
    start, end = attribute.value
    place = value_place(page, attribute)
    if name == "srcdoc":
        yield from _of_page(attribute, place, depth, searched, inner)
    elif name == "style":
        # What the encoding has no character for becomes a reference.
        found = list(_of_style(place.text, lambda _: True))
        yield from (_Taken(change, None) for change in place.changes([one.change for one in found], can))
        inner.update(one.told for one in found if one.told)
    elif told := _unreadable(name, place.text, searched):
        new = _NO_DATA if told == _DATA_TOLD else "" if attribute.quote else '""'
        yield _Taken(Edit(start, end, new), told)
    else:
        for match in _DATA.finditer(page, start, end):
            yield _Taken(Edit(match.start(), match.end(), _NO_DATA), _DATA_TOLD)


def _unreadable(name: str, text: str, searched: Container[str]) -> str | None:
    """Says what an attribute holds where no one could read it; None where one could."""
    scheme = _SPACE.sub("", text[:_HEAD]).lower()  # browsers leave these out
    if text and (name.startswith("on") or scheme.startswith(_PROGRAMS)):
        return "scripts"
    if is_address(name):
        return _DATA_TOLD if scheme.startswith("data:") and text != _NO_DATA else None
    if not is_keyword(name, text) and is_opaque(text) and text not in searched:
        return "values that no one can read"
    return None


def is_opaque(text: str) -> bool:
    """Tells whether there are so many letters and figures in a row in a text that no one can read it."""
    return any(any(map(str.isdigit, run[0])) and any(map(str.isalpha, run[0])) for run in _RUN.finditer(text))


def _of_page(
    attribute: Attribute, place: Place, depth: int, searched: Container[str], inner: Counter[str]
) -> Iterator[_Taken]:
    text = place.text
    if depth >= _DEEPEST:
        if text:
            yield _Taken(_emptied(attribute), "pages within pages")
        return
    new, found = cleaned(text, depth + 1, searched=searched)
    inner.update(found)
    if new != text:
        yield from (_Taken(change, None) for change in place.changes([Edit(0, len(text), new)], str.isascii))


def _emptied(attribute: Attribute) -> Edit:
    assert attribute.value is not None  # noqa: S101 - who calls asks first
    return Edit(*attribute.value, "" if attribute.quote else '""')
