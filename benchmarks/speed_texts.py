"""Texts for the speed benchmark: the project's own English data, cut into tickets, pages and books.

Gold texts and made-up sentences, shuffled with a fixed seed. No two texts begin alike, so that nothing is
gained by remembering.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from anonymize.evaluation import read_labelled
from benchmarks.zero_shot import GOLD
from datasets_custom.generator import Generator

LANGUAGE = "en"
WORDS = {"tickets": 20, "pages": 500, "book": 100_000}
"""Words of a text of each kind."""
_SENTENCES_TO_GOLD = 20
"""Made-up sentences to a paragraph of the gold set, of which there are few."""


def texts(kind: str, characters: int, *, words: int | None = None, seed: int = 0) -> list[str]:
    """Gives texts of a kind, all different, of so many code points together or a little more.

    Args:
        kind: of `WORDS`.
        characters: of all texts; 0 for one text.
        words: of a text; None for those of the kind.
        seed: other seeds give other texts.
    """
    size = words or WORDS[kind]
    source = _words(seed)
    made: list[str] = []
    total = 0
    while not made or total < characters:
        text = " ".join(next(source) for _ in range(size))
        made.append(text)
        total += len(text)
    return made


def _words(seed: int) -> Iterator[str]:
    """Words of paragraphs and sentences without end."""
    chooser = random.Random(seed)  # noqa: S311 - not for secrets
    generator = Generator(LANGUAGE, seed=seed)
    documents = [document.text for document in read_labelled(GOLD / f"{LANGUAGE}.jsonl")]
    paragraphs = [part for text in documents for part in text.split("\n\n") if part.strip()]
    number = 0
    while True:
        for _ in range(_SENTENCES_TO_GOLD):
            yield from generator.example("train", number).text.split()
            number += 1
        yield from chooser.choice(paragraphs).split()
