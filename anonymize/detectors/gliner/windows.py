"""From a text's words to windows under two limits: the model's words and the encoder's positions.

Words differ in sub-words, so windows differ in words, and `anonymize.windows.split` does not fit. What
stays is its rule: neighbours overlap, the seam between what they are trusted with lies in the middle of the
overlap, and every word is scored with `CONTEXT` words on each side, or up to the document's edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anonymize.detectors.gliner.words import LONGEST_WORD, EncodedText
from anonymize.windows import CONTEXT, HEARD, Window

Ints = NDArray[np.int64]

OVERLAP = 48
"""Words that neighbouring windows share at least."""
SUBWORDS_A_WORD = 4
"""A word of more sub-words than that counts for several, in context and overlap: of keys and figures, 48
would be more than a window holds, and 16 are more than enough context."""
LEAST_ROOM = (OVERLAP + 1) * SUBWORDS_A_WORD + 2 * LONGEST_WORD
"""Sub-words that a window must hold to overlap with the one before it and still go on."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a window holds at most.

    Attributes:
        words: the model's own limit.
        subwords: the encoder's positions less those of prompt and special tokens.
    """

    words: int
    subwords: int

    def __post_init__(self) -> None:
        if self.words <= OVERLAP + 1 or self.subwords < LEAST_ROOM:
            raise ValueError(
                f"windows of {self.words} words and {self.subwords} sub-words are too small; "
                f"{OVERLAP + 2} and {LEAST_ROOM} are the least"
            )


def split(text: EncodedText, room: Room, *, document: int = 0) -> list[Window]:
    """Splits a text into windows of words. Their trusted parts tile it.

    Args:
        text: the text's words.
        room: the limits.
        document: recorded in the windows.
    """
    weight = weights(text)
    bounds: list[tuple[int, int]] = []
    start = end = 0
    while end < len(text):
        if bounds:
            start = int(np.searchsorted(weight, weight[end] - OVERLAP, side="right")) - 1
        fitting = int(np.searchsorted(text.first, text.first[start] + room.subwords, side="right")) - 1
        end = min(start + room.words, fitting)
        bounds.append((start, end))
    middles = [(weight[later] + weight[earlier]) // 2 for (_, earlier), (later, _) in pairwise(bounds)]
    seams = [0, *np.searchsorted(weight, middles).tolist(), len(text)]
    return [
        Window(document, start, end, seams[index], seams[index + 1])
        for index, (start, end) in enumerate(bounds)
    ]


def has_context(window: Window, weight: Ints) -> bool:
    """Tells whether all words that a window is trusted with have their context, or the document's edge.

    Args:
        window: the window.
        weight: of the text's words, as `weights` gives it.
    """
    left = window.start == 0 or weight[window.trusted_start] - weight[window.start] >= CONTEXT
    right = window.end == len(weight) - 1 or weight[window.end] - weight[window.trusted_end] >= CONTEXT
    return bool(left and right)


def heard(window: Window, weight: Ints) -> range:
    """The words on which a window is heard: those it is trusted with, and some beyond each of its seams.

    Args:
        window: the window.
        weight: of the text's words, as `weights` gives it.
    """
    start, end = window.start, window.end
    if start > 0:
        start = int(np.searchsorted(weight, weight[start] + HEARD))
    if end < len(weight) - 1:
        end = int(np.searchsorted(weight, weight[end] - HEARD, side="right")) - 1
    return range(start, end)


def weights(text: EncodedText) -> Ints:
    """For each word, how many ordinary words stand before it, and at the end for all; shape (words + 1,)."""
    each = np.maximum(1, -(-np.diff(text.first) // SUBWORDS_A_WORD))
    return np.concatenate(([0], np.cumsum(each)))
