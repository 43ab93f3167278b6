"""A piece of work as smaller pieces, so that what fails in it, or needs too much memory, fails alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt
from typing import TypeVar

FEW = 32
"""Items that are cut one by one."""
ItemT = TypeVar("ItemT")


def smaller(items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    """Cuts items one by one where they are few, and else into about as many pieces as each has items.

    One bad item in a thousand is alone after two failures, where cutting in halves would take ten.
    """
    size = 1 if len(items) <= FEW else isqrt(len(items))
    for start in range(0, len(items), size):
        yield items[start : start + size]
