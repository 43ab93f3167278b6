"""What comes after the first choice: others, two of them together, numbers; so that it always ends."""

from __future__ import annotations

from collections.abc import Callable

ALONE = 8
"""Attempts with one choice. Even where half of all choices are taken, one in 256 needs more."""
TOGETHER = 32
"""Attempts until a number is added."""


def varied(choose: Callable[[int], str], attempt: int, joint: str = "-") -> str:
    """Gives what is drawn at an attempt: in the end something else for each.

    Args:
        choose: draws by a number; the same for the same.
        attempt: 0 for the first.
        joint: what joins two choices.
    """
    if attempt < ALONE:
        return choose(attempt)
    together = f"{choose(attempt)}{joint}{choose(-attempt)}"
    return together if attempt < TOGETHER else f"{together}{attempt}"
