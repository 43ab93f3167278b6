"""Windows: pieces of a document that fit the model, and the proof that nothing fell between them.

A window's scores are trusted only where the window shows enough context. Neighbours overlap, and the seam
between what one and the next are trusted with lies in the middle of the overlap, so every token is scored
with at least half the overlap of context on each side, or up to the document's edge.

Beside the seam a window is heard all the same, with less context: an entity that the seam cuts would else be
judged half by one window and half by the other, and each may be sure of another half.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

CONTEXT = 16
"""Tokens of context on each side of a token for it to count as seen."""
OVERLAP = 2 * CONTEXT
"""Tokens that neighbouring windows share at least."""
HEARD = CONTEXT // 2
"""Tokens of context on each side of a token for a window to be heard on it beside the one trusted with it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of one document, in token indices, ends exclusive.

    Attributes:
        document: which document of the batch.
        start: first token.
        end: one past the last token.
        trusted_start: first token whose scores are taken from this window.
        trusted_end: one past the last such token.
    """

    document: int
    start: int
    end: int
    trusted_start: int
    trusted_end: int

    def __len__(self) -> int:
        return self.end - self.start


def split(tokens: int, *, size: int, overlap: int = OVERLAP, document: int = 0) -> list[Window]:
    """Splits a document of `tokens` tokens into windows of at most `size` tokens.

    There are as few windows as can be, all of about one length, so that the last is not a short remainder
    with little context. Their trusted parts tile the document.

    Args:
        tokens: number of tokens in the document, without special tokens.
        size: the longest window, without special tokens.
        overlap: tokens that neighbours share at least.
        document: recorded in the windows.

    Raises:
        ValueError: when `size` leaves no room beside the overlap.
    """
    if overlap < OVERLAP or size <= overlap:
        raise ValueError(f"windows of {size} tokens cannot overlap by {overlap} (at least {OVERLAP})")
    if tokens <= size:
        return [Window(document, 0, tokens, 0, tokens)] if tokens else []
    count = -(-(tokens - overlap) // (size - overlap))
    size = -(-(tokens + (count - 1) * overlap) // count)
    starts = [index * (tokens - size) // (count - 1) for index in range(count)]
    seams = [
        0,
        *((start + previous + size) // 2 for previous, start in pairwise(starts)),
        tokens,
    ]
    return [
        Window(document, start, start + size, seams[index], seams[index + 1])
        for index, start in enumerate(starts)
    ]


def has_context(window: Window, tokens: int) -> bool:
    """Tells whether all tokens that the window is trusted with have their context, or the document's edge."""
    left = window.start == 0 or window.trusted_start - window.start >= CONTEXT
    right = window.end == tokens or window.end - window.trusted_end >= CONTEXT
    return left and right


def heard(window: Window, tokens: int) -> slice:
    """The tokens on which a window is heard: those it is trusted with, and some beyond each of its seams."""
    start = window.start if window.start == 0 else window.start + HEARD
    end = window.end if window.end == tokens else window.end - HEARD
    return slice(start, end)
