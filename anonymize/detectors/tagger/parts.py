"""Parts of one value that the model does not take for one: what is hidden of it is hidden whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import regex
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PARTED = {
    frozenset({"phone_number", "id_number", "credit_card", "bank_account"}): regex.compile(r"\d+ \d+"),
    frozenset({"username", "email", "url"}): regex.compile(r"\S+"),
}
"""Kinds of values whose labels are confused, and what two parts of one look like, with what is between them:
numbers in groups, and names on the net, which have no space."""
_COLUMN = "|"
_PARTING = regex.compile(rf"(?>\r\n|\n\r|\n|\r)[^\S\r\n]*+[\r\n]|{regex.escape(_COLUMN)}")
"""What ends a paragraph or a column: a line without anything in it, and the sign of tables and of HL7."""


def other_parts(
    text: str, hit: Bools, of_kinds: Bools, bounds: tuple[Ints, Ints]
) -> Iterator[tuple[int, int]]:
    """Finds words that are not hit beside such that are, where both are parts of one value.

    An account number of which the model takes one half for a telephone number is hidden whole, also where
    account numbers alone were asked for.

    Args:
        text: the text.
        hit: which words are, shape (words,); what is yielded is expected to be added to it.
        of_kinds: which ones the model takes for a kind of `PARTED`, shape (words, kinds).
        bounds: first character of each word, and one past its last.

    Yields:
        A word that is hit, and the one beside it that is not.
    """
    if not (of_kinds.any(axis=1) & ~hit).any():
        return
    starts, ends = (each.tolist() for each in bounds)
    for of_kind, parts in zip(of_kinds.T, PARTED.values(), strict=True):
        for first in np.flatnonzero(hit & of_kind).tolist():
            for step in (-1, 1):
                word, beside = first, first + step
                while (
                    0 <= beside < len(hit)
                    and not hit[beside]
                    and of_kind[beside]
                    and parts.fullmatch(text[starts[min(word, beside)] : ends[max(word, beside)]])
                ):
                    yield word, beside
                    word, beside = beside, beside + step


def joins(word: int, hit: Bools, likeliest: Ints) -> bool:
    """Whether a sign that is hinted at stands amid one entity, as the comma before the town of an address."""
    around = slice(word - 1, word + 2)
    return 0 < word < len(hit) - 1 and bool(
        hit[word - 1] and hit[word + 1] and (likeliest[around] == likeliest[word]).all()
    )


def begun_anew(text: str, starts: Ints) -> Ints:
    """Gives the words with which a paragraph or a column begins, in which nothing before them goes on.

    A heading and what it stands over are two names, as are those of two cells.

    Args:
        text: the text.
        starts: first character of each word.
    """
    ends = [parting.end() for parting in _PARTING.finditer(text)]
    first: Ints = np.searchsorted(starts, np.array(ends, dtype=np.int64))
    return first[first < len(starts)]


def is_column_end(text: str, end: int) -> bool:
    """Whether the last character before a place ends a column."""
    return text[end - 1] == _COLUMN
