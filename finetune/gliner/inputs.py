"""Batches of a GLiNER: texts behind their prompts, and which words begin, end and fill an entity."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from anonymize.detectors.gliner.files import GlinerFiles
from anonymize.detectors.gliner.runtimes import batch_of
from anonymize.detectors.gliner.words import ModelInput, Prompt, WordEncoder
from anonymize.windows import Window
from finetune.gliner.examples import Example, joined
from finetune.gliner.prompts import Question, question

if TYPE_CHECKING:
    from torch import Tensor

SHORTEST, LONGEST = 20, 140
"""Words that texts of the same labels are joined to: a prompt costs as much for a short text as for a long
one, and models should know texts of more than a sentence."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Item:
    """A text with what it is asked for."""

    example: Example
    question: Question


def packed(examples: Sequence[Example], *, seed: int) -> list[Item]:
    """Joins texts that were marked for the same labels, and draws what to ask each of them for.

    Args:
        examples: in any order.
        seed: another one joins others and asks otherwise.
    """
    chance = random.Random(seed)  # noqa: S311 - a shuffle that repeats, not a secret
    by_labels: dict[tuple[str, ...], list[Example]] = {}
    for example in examples:
        by_labels.setdefault(example.labels, []).append(example)
    packs: list[list[Example]] = []
    for group in by_labels.values():
        chance.shuffle(group)
        room = 0
        joined_already: set[bytes] = set()
        for example in group:
            own = example.text.ids.tobytes()
            # A text that is taken several times does not stand beside itself.
            if len(example) > room or own in joined_already:
                packs.append([])
                joined_already = set()
                room = chance.randint(SHORTEST, LONGEST)
            packs[-1].append(example)
            joined_already.add(own)
            room -= len(example)
    # As often as they occur: a label that many texts were marked for is a likely question, too.
    others = [label for pack in packs for label in pack[0].labels]
    return [Item(whole, question(whole, chance, others)) for pack in packs for whole in [joined(pack)]]


class Batches:
    """Turns items into what the package's models take.

    Args:
        encoder: the model's words and sub-words.
        files: the model's configuration.
        device: where the tensors go.
    """

    def __init__(self, encoder: WordEncoder, files: GlinerFiles, *, device: str) -> None:
        self._encoder = encoder
        self._files = files
        self._device = device

    def sequence(self, item: Item) -> ModelInput:
        """The text behind its prompt, as ids."""
        prompt: Prompt = self._encoder.prompt(zip(item.question.labels, item.question.words, strict=True))
        text = item.example.text
        return self._encoder.sequence(text, Window(0, 0, len(text), 0, len(text)), prompt)

    def fits(self, item: Item) -> bool:
        """Tells whether the encoder has enough positions for an item."""
        return len(self.sequence(item)) <= self._files.positions

    def feed(self, sequences: Sequence[ModelInput]) -> dict[str, Tensor]:
        """The tensors that the model takes, by name."""
        import torch

        stacked = batch_of(sequences, self._files.padding_id)
        return {name: torch.from_numpy(values).to(self._device) for name, values in stacked.items()}

    def targets(self, items: Sequence[Item]) -> tuple[Tensor, Tensor]:
        """What a perfect model would answer, and what of it counts; padding does not.

        Returns:
            Two tensors of zeros and ones. Shape (items, words, labels, 3) for start, end and inside, and
            (items, words, labels, 1); with a head that scores spans (items, words, width, labels) twice.
        """
        import torch

        wanted, counts = (self._of_words if self._files.head == "token" else self._of_spans)(items)
        return torch.from_numpy(wanted).to(self._device), torch.from_numpy(counts).to(self._device)

    def _of_words(self, items: Sequence[Item]) -> tuple[Floats, Floats]:
        words = max(len(item.example) for item in items)
        labels = max(len(item.question.labels) for item in items)
        wanted = np.zeros((len(items), words, labels, 3), dtype=np.float32)
        counts = np.zeros((len(items), words, labels, 1), dtype=np.float32)
        for row, item in enumerate(items):
            counts[row, : len(item.example), : len(item.question.labels)] = 1
            places = {label: place for place, label in enumerate(item.question.labels)}
            for entity in item.example.entities:
                place = places.get(entity.label)
                if place is not None:
                    wanted[row, entity.first, place, 0] = 1
                    wanted[row, entity.last, place, 1] = 1
                    wanted[row, entity.first : entity.last + 1, place, 2] = 1
        return wanted, counts

    def _of_spans(self, items: Sequence[Item]) -> tuple[Floats, Floats]:
        words = max(len(item.example) for item in items)
        labels = max(len(item.question.labels) for item in items)
        wanted = np.zeros((len(items), words, self._files.width, labels), dtype=np.float32)
        counts = np.zeros_like(wanted)
        for row, item in enumerate(items):
            for width in range(self._files.width):
                counts[row, : max(0, len(item.example) - width), width, : len(item.question.labels)] = 1
            places = {label: place for place, label in enumerate(item.question.labels)}
            for entity in item.example.entities:
                width = entity.last - entity.first
                if entity.label in places and width < self._files.width:
                    wanted[row, entity.first, width, places[entity.label]] = 1
        return wanted, counts
