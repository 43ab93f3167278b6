"""Places of text in a page that was cleaned: blocks of text, values of attributes, styles, strings of JSON.

A block is the text between two tags that part text, however many tags that do not are in it, so that a name
is whole in it. Nothing is passed over because of where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from anonymize.documents.edits import Edit
from anonymize.documents.html.blocks import Blocks
from anonymize.documents.html.references import Spelling, value_place, value_stretches
from anonymize.documents.html.scripts import json_strings
from anonymize.documents.html.styles import says_nothing, without_fonts
from anonymize.documents.html.tokens import Attribute, Kind, Token, drawing, tokens
from anonymize.documents.html.turned import sign
from anonymize.documents.html.vocabulary import is_keyword
from anonymize.documents.stretches import Place, Stretch, apply


def places(page: str) -> Iterator[tuple[str, Place | Page]]:
    """Gives the places of a page with what their ids end in: `p3` for the third block, and so on.

    Edits in one do not change the ids of the others, nor those that they get when the page is read again.
    """
    blocks = Blocks(page)
    elements = drawings = 0
    for token in tokens(page):
        kind = token.kind
        if kind is Kind.TEXT and not token.name:
            blocks.add(token, Spelling.TEXT)
            continue
        if kind is Kind.STRAY:
            blocks.add(token, Spelling.STRAY)
            continue
        if kind is Kind.ASIDE:
            continue
        found = list(_attributes(page, token)) if kind is Kind.START else []
        if kind is Kind.START and token.name == "br" and not found:
            blocks.add(token, Spelling.BREAK)
            continue
        if (turned := sign(page, token)) is not None and not found:
            blocks.add(token, turned)  # not counted, as it goes with what is replaced
            continue
        if kind in (Kind.TEXT, Kind.RAW):
            # Not counted, as there is no such token where it is emptied.
            yield from _inside(page, token, elements)
            continue
        yield from blocks.pass_tag(token, drawn=drawings > 0)
        drawings = max(drawings + drawing(page, token), 0)
        elements += kind is Kind.START
        for name, place in found:
            yield f"e{elements}@{name}", place
    yield from blocks.end()


def may_vanish(place: str, text: str) -> bool:
    """Tells whether a place is not taken for one any more when the page is read again with another text."""
    kind = place.rpartition("/")[2]
    _, sign, name = kind.partition("@")
    if not sign:
        return not text.strip() or (kind == "css" and says_nothing(text))
    name = name.partition("#")[0]
    return is_keyword(name, text) or (name == "style" and says_nothing(text))


def _attributes(page: str, token: Token) -> Iterator[tuple[str, Place | Page]]:
    seen: dict[str, int] = {}
    for attribute in token.attributes:
        if attribute.value is None:
            continue
        seen[attribute.name] = seen.get(attribute.name, 0) + 1
        number = seen[attribute.name]
        name = attribute.name if number == 1 else f"{attribute.name}#{number}"
        if attribute.name == "srcdoc":
            yield name, Page(page, attribute)
            continue
        place = value_place(page, attribute)
        if attribute.name == "style":
            place = style_place(page, *value_stretches(attribute))
        text = place.text
        if not is_keyword(attribute.name, text) and not (attribute.name == "style" and says_nothing(text)):
            yield name, place


def _inside(page: str, token: Token, element: int) -> Iterator[tuple[str, Place]]:
    """Gives the places in an element without tags."""
    start, end = token.start, token.end
    if token.name == "style":
        place = style_place(page, Stretch(start, end, Spelling.RAW))
        if not says_nothing(place.text):
            yield f"e{element}/css", place
    elif token.name == "script":
        for number, (low, high) in enumerate(json_strings(page[start:end]) or (), start=1):
            place = Place(page, (Stretch(start + low, start + high, Spelling.JSON),))
            if place.text.strip():
                yield f"e{element}/s{number}", place
    else:
        spelling = Spelling.RAW if token.kind is Kind.RAW else Spelling.TEXT
        place = Place(page, (Stretch(start, end, spelling),))
        if place.text.strip():
            yield f"e{element}/text", place


def style_place(page: str, style: Stretch) -> Place:
    """Gives a style as a text, without lists of well-known fonts."""
    without = without_fonts(page[style.start : style.end])
    stretches = [Stretch(style.start + low, style.start + high, style.spelling) for low, high in without]
    return Place(page, tuple(stretches))


class Page:
    """A page in an attribute of another one.

    Args:
        page: the other one.
        attribute: where it is.
    """

    def __init__(self, page: str, attribute: Attribute) -> None:
        self._outer = value_place(page, attribute)

    def texts(self) -> dict[str, str]:
        """Gives its texts, with what their ids end in."""
        return texts(self._outer.text)

    def changes(self, edits: Mapping[str, Sequence[Edit]], can: Callable[[str], bool]) -> list[Edit]:
        """Gives edits of its texts as edits of the outer page."""
        return self._outer.changes(changes(self._outer.text, edits, can), can)


def texts(page: str) -> dict[str, str]:
    """Gives the texts of a page, with what their ids end in."""
    found: dict[str, str] = {}
    for end, place in places(page):
        if isinstance(place, Page):
            found |= {f"{end}/{inner}": text for inner, text in place.texts().items()}
        else:
            found[end] = place.text
    return found


def changes(page: str, edits: Mapping[str, Sequence[Edit]], can: Callable[[str], bool]) -> list[Edit]:
    """Gives edits of the texts of a page as edits of the page, in order.

    Args:
        page: as it was cleaned.
        edits: by what the id of the text ends in.
        can: tells whether the encoding of the page has a character.
    """
    found: list[Edit] = []
    for end, place in places(page):
        if isinstance(place, Page):
            start = f"{end}/"
            inner = {
                name.removeprefix(start): given for name, given in edits.items() if name.startswith(start)
            }
            if any(inner.values()):
                found += place.changes(inner, can)
        elif edits.get(end):
            found += place.changes(edits[end], can)
    return sorted(found, key=lambda change: (change.start, change.end))


def edited(page: str, edits: Mapping[str, Sequence[Edit]], can: Callable[[str], bool]) -> str:
    """Gives a page with edits of its texts; see `changes`."""
    return apply(page, changes(page, edits, can))
