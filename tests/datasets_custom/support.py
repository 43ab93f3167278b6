"""What the tests of the generator share."""

from __future__ import annotations

import random

LANGUAGES = ("de", "en", "es", "fr", "it")


def rng(seed: int) -> random.Random:
    """Random numbers that are the same each time."""
    return random.Random(seed)  # noqa: S311 - nothing secret
