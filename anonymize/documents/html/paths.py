"""Names in addresses, spelled as names of files are: `/p/anna-meier.jpg`, `url(scan_meier_2.png)`.

Addresses are searched as text, in which a detector does not know such a name. What was removed from the page
is sought in each segment of a path; hosts stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anonymize.documents.base import Edit
from anonymize.documents.html.references import Spelling, value_place
from anonymize.documents.html.styles import says_nothing
from anonymize.documents.html.tokens import Kind, tokens
from anonymize.documents.html.vocabulary import is_address
from anonymize.documents.spelled import Sought, sought_in, spells
from anonymize.documents.stretches import Place, Stretch, apply
from anonymize.percent import unescaped

_SEGMENT = re.compile(r"""[^/\s,?#&=;:"'()\\<>]++""")
_HOST = re.compile(r"//[^/\s?#,\"')]++")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_URL = re.compile(r"""\burl\(\s*+["']?+(?P<address>[^"'()]*+)""", re.IGNORECASE)
_LEAST_FIGURES = 6
"""Figures of a removed number that is looked for: shorter ones are years, and sizes of pictures."""


def in_paths(place: str, text: str, sought: Sought) -> list[Edit]:
    """Gives edits of a text that take removed values out of the paths in it.

    Args:
        place: what the id of the text ends in, which says whether it is an address or a style.
        text: as it will be.
        sought: see `path_values`.
    """
    kind = place.rpartition("/")[2]
    attribute = kind.partition("@")[2].partition("#")[0]
    if is_address(attribute):
        return _of(text, 0, len(text), sought)
    return in_urls(text, sought) if kind == "css" or attribute == "style" else []


def path_values(removed: Iterable[str]) -> Sought:
    """Gives removed values as they are sought in paths."""
    return sought_in(
        value
        for value in removed
        if any(map(str.isalpha, value)) or sum(map(str.isdigit, value)) >= _LEAST_FIGURES
    )


def without_mute_paths(page: str, sought: Sought) -> str:
    """Takes values out of the addresses in styles that are passed over, as they have small letters only."""
    if not sought or "url(" not in page:
        return page
    changes = []
    for token in tokens(page):
        if token.kind is Kind.RAW and token.name == "style":
            places = [Place(page, (Stretch(token.start, token.end, Spelling.RAW),))]
        else:
            places = [
                value_place(page, attribute)
                for attribute in token.attributes
                if attribute.name == "style" and attribute.value
            ]
        for place in places:
            if says_nothing(place.text):
                changes += place.changes(in_urls(place.text, sought), str.isascii)
    return apply(page, changes)


def in_urls(style: str, sought: Sought) -> list[Edit]:
    """Gives edits of a style that take values out of the addresses in it."""
    return [edit for match in _URL.finditer(style) for edit in _of(style, *match.span("address"), sought)]


def _of(text: str, start: int, end: int, sought: Sought) -> list[Edit]:
    found = []
    position = start
    for host in [*_HOST.finditer(text, start, end), None]:
        until = end if host is None else host.start()
        for match in _SEGMENT.finditer(text, position, until):
            ending = _ENDING.search(match[0])
            stem = match[0][: ending.start()] if ending else match[0]
            # What looks like an ending may be part of a name: `anna.meier`.
            size = next((len(one) for one in (stem, match[0]) if spells(unescaped(one), sought)), 0)
            if size:
                last = match.start() + size
                # Two slashes in a row would make a host of what follows.
                found.append(Edit(match.start(), last, "_" if text[last : last + 1] == "/" else ""))
        position = end if host is None else host.end()
    return found
