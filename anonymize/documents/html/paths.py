"""Names in addresses, spelled as names of files are: `/p/anna-meier.jpg`, `url(scan_meier_2.png)`.

Addresses are searched as text, in which a detector does not know such a name. What was removed from the page
is sought in each segment of a path; hosts stay. So it is in the names in styles (`.by-anna-meier`), and in
values of one word (`data-id="anna_meier_2"`), which strings of JSON in scripts may be, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from anonymize.documents.edits import Edit, spliced
from anonymize.documents.html.places import style_place
from anonymize.documents.html.references import Spelling, value_stretches
from anonymize.documents.html.styles import says_nothing
from anonymize.documents.html.tokens import Kind, tokens
from anonymize.documents.html.vocabulary import is_address
from anonymize.documents.spelled import Sought, is_phrase, sought_in, spells
from anonymize.documents.stretches import Stretch, apply
from anonymize.percent import unescaped

_SEGMENT = re.compile(r"""[^/\s,?#&=;:"'()\\<>]++""")
_HOST = re.compile(r"//[^/\s?#,\"')]++")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_IN_STYLE = re.compile(r"""\burl\(\s*+["']?+(?P<address>[^"'()]*+)|(?:--)?(?P<name>[\w-]++)""", re.IGNORECASE)
_IN_SCRIPT = re.compile(r"s\d+")
_NAME = "_"
"""What a name in a style becomes: without one, rules for others beside it would not hold, either."""
_LEAST_FIGURES = 6
"""Figures of a removed number that is looked for: shorter ones are years, and sizes of pictures."""


class Removed(NamedTuple):
    """What was removed, as it is sought.

    Attributes:
        values: all that is sought in paths.
        phrases: of two words and more.
    """

    values: Sought
    phrases: Sought


def in_paths(place: str, text: str, sought: Removed) -> list[Edit]:
    """Gives edits of a text that take removed values out of the paths in it, or out of a word by itself.

    Args:
        place: what the id of the text ends in, which says whether it is an address, a style or another value.
        text: as it will be.
        sought: see `path_values`.
    """
    kind = place.rpartition("/")[2]
    attribute = kind.partition("@")[2].partition("#")[0]
    if is_address(attribute):
        return _of(text, 0, len(text), sought.values)
    if kind == "css" or attribute == "style":
        return in_styles(text, sought)
    is_value = attribute or _IN_SCRIPT.fullmatch(kind)
    is_slug = is_value and not any(map(str.isspace, text)) and spells(unescaped(text), sought.phrases)
    return _out_of_value(text, sought.phrases) if is_slug else []


def _out_of_value(text: str, phrases: Sought) -> list[Edit]:
    """Gives edits that take phrases out of a path, or out of JSON, where none is left then.

    Any other value goes as a whole.
    """
    if "/" in text or text.startswith(("{", "[")):
        parts = _of(text, 0, len(text), phrases)
        if not spells(unescaped(spliced(text, parts)), phrases):
            return parts
    return [Edit(0, len(text), "")]


def path_values(removed: Iterable[str]) -> Removed:
    """Gives removed values as they are sought in paths, styles and the values of attributes."""
    values = frozenset(removed)
    return Removed(
        sought_in(
            value
            for value in values
            if any(map(str.isalpha, value)) or sum(map(str.isdigit, value)) >= _LEAST_FIGURES
        ),
        sought_in(filter(is_phrase, values)),
    )


def without_mute_styles(page: str, sought: Removed) -> str:
    """Does the same in styles that are passed over, as they have small letters only."""
    if not sought.values or "style" not in page.lower():
        return page
    changes = []
    for token in tokens(page):
        if token.kind is Kind.RAW and token.name == "style":
            stretches = [Stretch(token.start, token.end, Spelling.RAW)]
        else:
            stretches = [
                stretch
                for attribute in token.attributes
                if attribute.name == "style"
                for stretch in value_stretches(attribute)
            ]
        for stretch in stretches:
            place = style_place(page, stretch)
            if says_nothing(place.text):
                changes += place.changes(in_styles(place.text, sought), str.isascii)
    return apply(page, changes)


def in_styles(style: str, sought: Removed) -> list[Edit]:
    """Gives edits of a style that take values out of the addresses in it, and out of its names."""
    edits = []
    for match in _IN_STYLE.finditer(style):
        if match["address"] is not None:
            edits += _of(style, *match.span("address"), sought.values)
        elif spells(match["name"], sought.phrases):
            edits.append(Edit(*match.span("name"), _NAME))
    return edits


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
