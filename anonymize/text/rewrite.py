"""What the rounds that make a view give: a stretch of a text, and what it is to be read as."""

from __future__ import annotations

from typing import NamedTuple


class Rewrite(NamedTuple):
    """A stretch that is read as something else. Those of one round are in order and do not overlap.

    Attributes:
        start: first code point.
        end: one past the last code point.
        read: what it is read as; empty where it is left out.
    """

    start: int
    end: int
    read: str
