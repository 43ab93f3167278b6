"""Counts what a loader mended or left out while reading, and says it in a sentence each."""

from __future__ import annotations

PLACES_SHOWN = 5


class Notes:
    """Findings by kind, with the first places of each."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._places: dict[str, dict[str, None]] = {}

    def add(self, kind: str, place: str) -> None:
        """Counts a finding.

        Args:
            kind: what was found and done, as it follows a number: `span(s) that cut a word, widened`.
            place: file and line.
        """
        self._counts[kind] = self._counts.get(kind, 0) + 1
        places = self._places.setdefault(kind, {})
        if len(places) < PLACES_SHOWN:
            places[place] = None

    def sentences(self) -> tuple[str, ...]:
        """Gives one sentence a kind, in the order in which kinds were first found."""
        return tuple(
            f"{count:,} {kind} (first: {'; '.join(self._places[kind])})"
            for kind, count in self._counts.items()
        )
