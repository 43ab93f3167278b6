"""What a replacement stands for in a text that was changed since, where no position tells.

Owns which replacements and which parts of names are clear enough to be given back wherever they stand.
Positions are left to `vault`, the search to `quotes`.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from anonymize.mentions.common_words import COMMON_WORDS
from anonymize.mentions.names import PERSON
from anonymize.mentions.parts import SHORTEST_PART
from anonymize.operators.base import Mention
from anonymize.operators.identities import identify
from anonymize.spans import WORD
from anonymize.vault.tags import is_document_tag, is_tag

_NUMBER = regex.compile(r"\d{1,4}")
"""An age, a year, the number of a house: any other may be written so."""


class Form(NamedTuple):
    """One of the values that a replacement stands for.

    Attributes:
        replacement: what stands in the output.
        original: the value as the document had it.
        label: what it was found as, canonical.
    """

    replacement: str
    original: str
    label: str


def may_be_another(replacement: str) -> bool:
    """Whether what replaces a value is a short number or an everyday word, which stands in any text."""
    return _NUMBER.fullmatch(replacement) is not None or replacement.casefold() in _everyday_words()


@functools.cache
def _everyday_words() -> frozenset[str]:
    """Words that are also names, months and weekdays, in the languages of the bundled tagger."""
    from anonymize.operators.date_words import names_of
    from anonymize.operators.pseudonym.locales import LANGUAGES

    # Those that are not cut short alone: Sam, Jan and Dom are names of many.
    dates = [
        word for names in (names_of(one)[0] for one in LANGUAGES) for word in names.months + names.weekdays
    ]
    return COMMON_WORDS.union(map(str.casefold, dates))


def first_forms(forms: Iterable[Form], shared: Collection[str]) -> Mapping[str, str]:
    """Gives each replacement the first value that it stood for, of those on one line where there is one.

    A line ended within a value where it stood; in another text it would part a heading or the row of a table.

    The values of one replacement are spellings of one: "Anna Schmidt", "Ms Schmidt". Where they need not be,
    it is left out unless it stood for one value alone. So is a tag whose values `tag` tells apart, as it did
    not always do: "Don Draper", "Betty Draper".

    Args:
        forms: in the order in which they came.
        shared: replacements that stand for several identities; tags with a number are known to.
    """
    first: dict[str, Form] = {}
    others: dict[str, list[Form]] = {}
    for form in forms:
        if first.setdefault(form.replacement, form).original != form.original:
            others.setdefault(form.replacement, []).append(form)
    unclear = {
        text
        for text, more in others.items()
        if text in shared or is_document_tag(text) or _are_several([first[text], *more])
    }
    return {
        text: _on_one_line([form, *others.get(text, ())]).original
        for text, form in first.items()
        if text not in unclear
    }


def _on_one_line(forms: Sequence[Form]) -> Form:
    return next((form for form in forms if len(form.original.splitlines()) < 2), forms[0])


def _are_several(forms: Sequence[Form]) -> bool:
    """Whether the values of a tag mean several; other operators tell it by what is shared."""
    if not is_tag(forms[0].replacement):
        return False
    return len(set(identify([Mention(form.label, form.original) for form in forms]))) > 1


def name_parts(forms: Iterable[Form]) -> Mapping[str, str]:
    """Gives each word of a replaced name the word that it stands for, where that is the same in all names.

    A name and its replacement must have the same number of words, as what `pseudonym` writes has. A word that
    is a replacement itself is none of them.
    """
    return {word: next(iter(of)) for word, of in _parts(forms).items() if len(of) == 1}


def unclear_parts(forms: Iterable[Form]) -> frozenset[str]:
    """Gives the words of replaced names that stand for one word in one name, and for another in another."""
    return frozenset(word for word, of in _parts(forms).items() if len(of) > 1)


def _parts(forms: Iterable[Form]) -> Mapping[str, Collection[str]]:
    found: dict[str, set[str]] = {}
    whole: set[str] = set()
    for form in forms:
        whole.add(form.replacement)
        if form.label == PERSON:
            for word, original in _pairs(form.replacement.split(), form.original.split()):
                found.setdefault(word, set()).add(original)
    return {word: of for word, of in found.items() if word not in whole}


def _pairs(words: list[str], originals: list[str]) -> Iterator[tuple[str, str]]:
    if len(words) != len(originals) or len(words) == 1:
        return
    for word, original in zip(map(_bare, words), map(_bare, originals), strict=True):
        # A title or particle stands for itself.
        if original and word != original and sum(map(str.isalpha, word)) >= SHORTEST_PART:
            yield word, original


def _bare(word: str) -> str:
    """Takes away what stands around a word: the comma of "Schmidt, Anna"."""
    places = [match.span() for match in WORD.finditer(word)]
    return word[places[0][0] : places[-1][1]] if places else ""
