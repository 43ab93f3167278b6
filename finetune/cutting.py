"""Where a text that is too long may be cut."""

from __future__ import annotations

from collections.abc import Sequence


def undivided(cut: int, start: int, spans: Sequence[tuple[int, int]]) -> int:
    """Moves a cut back to before what it would divide, unless that fills the part.

    Args:
        cut: where the part would end.
        start: where it begins.
        spans: first and one past the last, in the units of the cut.

    Returns:
        The cut, more than `start` if it was.
    """
    while divided := [first for first, end in spans if start < first < cut < end]:
        cut = min(divided)
    return cut
