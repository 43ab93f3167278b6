"""Texts that came out alike though they were not: "Dear Anna" and "Dear ANNA", as "Dear <PERSON_7f3a91c2>".

The first one is kept, and the other is counted as ambiguous, since it will come back as the first. As a
replacement stands for one identity over the whole vault, only the spelling of a value can then be another
one. A tag with a number, such as <PERSON_1>, or a surrogate that had to be shared stands for several: where
texts that came out alike had other values in the place of one, neither value is given back. Nor is one where
it was replaced in one text and stood in the other as it was, as the name of somebody who is called like a
surrogate; only the digits of a keyed tag stand in no text by chance.
"""

from __future__ import annotations

from anonymize.vault.contents import IN_DOUBT, Contents, Triples, spans_of
from anonymize.vault.tags import is_document_tag, is_keyed_tag


def spans_agreed(contents: Contents, known: Triples, given: Triples) -> list[int]:
    """Gives the spans of two texts that came out alike, in doubt where they may tell of others.

    Args:
        contents: of the vault, with the forms of both.
        known: spans of the text that was there first.
        given: those of the other one.
    """
    before, now = _by_place(known), _by_place(given)
    agreed: list[int] = []
    for place in sorted(before.keys() | now.keys()):
        if agreed and place[0] < agreed[-2]:  # within one that begins before it
            agreed[-2:] = (max(agreed[-2], place[1]), IN_DOUBT)
            continue
        for form in _common(contents, before.get(place), now.get(place)):
            agreed += (*place, form)
    return agreed


def _by_place(spans: Triples) -> dict[tuple[int, int], list[int]]:
    """Gives the forms at each place: several where nothing was put for several values in a row."""
    places: dict[tuple[int, int], list[int]] = {}
    for start, end, form in spans_of(spans):
        places.setdefault((start, end), []).append(form)
    return places


def _common(contents: Contents, known: list[int] | None, given: list[int] | None) -> list[int]:
    """Gives what stands at a place where two texts have forms, or only one of them has."""
    if known == given and known is not None:
        return known
    if known is None or given is None:
        only = known or given or []
        return only if all(_is_keyed(contents, form) for form in only) else [IN_DOUBT]
    if len(known) != len(given) or any(_is_unclear(contents, form) for form in known):
        return [IN_DOUBT]
    return known


def _is_keyed(contents: Contents, form: int) -> bool:
    return form != IN_DOUBT and is_keyed_tag(contents.forms[form].replacement)


def _is_unclear(contents: Contents, form: int) -> bool:
    replacement = "" if form == IN_DOUBT else contents.forms[form].replacement
    return form == IN_DOUBT or replacement in contents.shared or is_document_tag(replacement)
