"""Names in classes, ids and their like, spelled as programs spell them: `author-anna-meier`, `mueller_2`.

Values of this form are no text for detectors. What was removed from the text of a page is sought in them.
Those of attributes that hold text (`data-id`), and styles, are left to paths.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anonymize.documents.edits import Edit
from anonymize.documents.html.references import value_place
from anonymize.documents.html.tokens import Attribute, Kind, tokens
from anonymize.documents.html.vocabulary import is_keyword
from anonymize.documents.spelled import Sought, is_phrase, sought_in, spells
from anonymize.documents.stretches import apply

_NAMING = frozenset(
    ("class", "id", "name", "for", "form", "list", "headers", "usemap", "itemid", "href", "xlink:href")
)
"""Attributes with names that the author of a page made up. In others, numbers and words mean something."""
_ELSEWHERE = frozenset(("srcdoc", "style"))
"""Attributes with a language of their own."""


def without_slugs(page: str, removed: Iterable[str]) -> str:
    """Takes removed values out of what is passed over as keywords.

    Args:
        page: with its texts as they will be.
        removed: what was replaced in them. Values of one word are sought where names are made up, those of
            more in all attributes.

    Returns:
        The page without the classes, ids and so on that spell one of the values; of a list of classes only
        those that do are gone.
    """
    values = frozenset(removed)
    if not (sought := sought_in(values)):
        return page
    phrases = sought_in(filter(is_phrase, values))
    changes = [
        change
        for token in tokens(page)
        if token.kind is Kind.START
        for attribute in token.attributes
        if attribute.name not in _ELSEWHERE
        for change in _emptied(page, attribute, sought if attribute.name in _NAMING else phrases)
    ]
    return apply(page, changes) if changes else page


def _emptied(page: str, attribute: Attribute, sought: Sought) -> Iterator[Edit]:
    if attribute.value is None:
        return
    start, end = attribute.value
    text = value_place(page, attribute).text
    if not is_keyword(attribute.name, text) or not spells(text, sought):
        return
    kept = [word for word in text.split() if not spells(word, sought)] if text == page[start:end] else []
    left = " ".join(kept)
    if spells(left, sought):
        left = ""
    yield Edit(start, end, left if attribute.quote else f'"{left}"')
