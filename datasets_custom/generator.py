"""Makes labelled sentences: a template, values for it, and the case that careless typing gives it.

Sentence N of a split depends on seed, language, split and N alone, so a corpus can be made in any size and
in any order. The same version of Faker gives the same sentences.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from datasets_custom.kinds import KINDS
from datasets_custom.scene import Scene
from datasets_custom.templates import Placeholder, Template, load_templates

NOTHING_TO_FIND = 0.1
"""Share of sentences without an entity."""
LOWER, UPPER, LOWER_VALUES = 0.08, 0.04, 0.03
"""Shares of sentences in lower case, in capitals, and with the values alone in lower case."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A value in a sentence: `start` and `end` in code points, end exclusive, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, or a few lines, with all its entities in order."""

    text: str
    entities: tuple[Entity, ...]


class Generator:
    """Makes the sentences of one language.

    Args:
        language: en, es, de, fr or it.
        seed: other seeds give other sentences.

    Raises:
        DatasetError: there are no templates for the language.
    """

    def __init__(self, language: str, *, seed: int = 42) -> None:
        self._language = language
        self._seed = seed
        self._with_entities: dict[str, list[Template]] = {}
        self._without: dict[str, list[Template]] = {}
        for template in load_templates(language):
            group = self._with_entities if template.labels() else self._without
            group.setdefault(template.split, []).append(template)

    def example(self, split: str, index: int) -> Example:
        """Makes a sentence.

        Args:
            split: train, validation or test; each has templates of its own.
            index: which one, from 0.
        """
        rng = random.Random(f"{self._seed} {self._language} {split} {index}")  # noqa: S311 - reproducible, not secret
        group = self._without if rng.random() < NOTHING_TO_FIND else self._with_entities
        template = rng.choice(group[split])
        scene = Scene(self._language, rng)
        pieces = [
            (KINDS[piece.kind](scene, piece.person), piece.label)
            if isinstance(piece, Placeholder)
            else (piece, None)
            for piece in template.pieces(rng)
        ]
        of_text, of_values = _case(rng)
        return _joined([(of_values(text) if label else of_text(text), label) for text, label in pieces])


def _case(rng: random.Random) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Draws what happens to the letters of the text and of the values."""
    drawn = rng.random()
    if drawn < LOWER:
        return str.lower, str.lower
    if drawn < LOWER + UPPER:
        return str.upper, str.upper
    if drawn < LOWER + UPPER + LOWER_VALUES:
        return str, str.lower
    return str, str


def _joined(pieces: list[tuple[str, str | None]]) -> Example:
    entities = []
    end = 0
    for text, label in pieces:
        if label is not None:
            entities.append(Entity(end, end + len(text), label))
        end += len(text)
    return Example("".join(text for text, _ in pieces), tuple(entities))
