"""Sentences of the project's own with nothing to find in them, and how to fill any exact length with them."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

LONGEST = 200
"""Length up to which a sum of sentences is looked up; before that sentences are drawn."""


class Neutral:
    """The sentences of one language.

    Args:
        language: en, de or es.
        measure: gives the length of a text, in whatever unit; lengths of sentences must add up.
    """

    def __init__(self, language: str, measure: Callable[[str], int]) -> None:
        text = Path(__file__).with_name(f"{language}.txt").read_text(encoding="utf-8")
        self.sentences = text.splitlines()
        self._lengths = [measure(sentence) for sentence in self.sentences]

    def exactly(self, length: int, rng: random.Random) -> list[str]:
        """Draws sentences that are together so long, or the next shorter length that there is."""
        drawn: list[int] = []
        while length > LONGEST:
            drawn.append(rng.randrange(len(self.sentences)))
            length -= self._lengths[drawn[-1]]
        length = max((sum_ for sum_ in self._last if sum_ <= length), default=0)
        while length:
            drawn.append(rng.choice(self._last[length]))
            length -= self._lengths[drawn[-1]]
        return [self.sentences[index] for index in drawn]

    @cached_property
    def _last(self) -> dict[int, list[int]]:
        """For each length that sentences can add up to, those which may be the last of them."""
        reached: dict[int, list[int]] = {0: []}
        for total in range(1, LONGEST + 1):
            fitting = [index for index, length in enumerate(self._lengths) if total - length in reached]
            if fitting:
                reached[total] = fitting
        return reached
