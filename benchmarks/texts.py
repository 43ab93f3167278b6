"""Made-up texts for the speed benchmarks: sentences of the project's own, shuffled with a fixed seed."""

from __future__ import annotations

import random
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = (*sorted((ROOT / "examples" / "docs").rglob("*.txt")), ROOT / "finetune" / "calibration.txt")


def documents(count: int, characters: int, *, seed: int = 0) -> list[str]:
    """Gives `count` texts of about `characters` code points each, all different."""
    text = "\n".join(path.read_text(encoding="utf-8-sig") for path in SOURCES)
    sentences = [" ".join(sentence.split()) + "." for sentence in text.split(". ") if sentence.strip()]
    chooser = random.Random(seed)  # noqa: S311 - not for secrets
    made = []
    for number in range(count):
        pieces = [f"Item {number}."]
        while sum(map(len, pieces)) < characters:
            pieces.append(chooser.choice(sentences))
        made.append(" ".join(pieces)[:characters])
    return made
