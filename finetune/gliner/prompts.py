"""What is asked for in training: labels that occur, and labels that do not.

A model that is only ever asked for what is there learns to find something for every label. So each text is
asked about some labels that it was marked for and does not have, which are the hard ones, since they come
from the same data set; not all labels that occur are asked for, and each goes by one of its names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from finetune.gliner.examples import Example
from finetune.gliner.names import drawn

MOST = 14
"""Labels in a prompt. More cost time with every text and teach little."""
DROPPED = 0.1
"""Share of the labels that occur and are not asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """Labels to ask a text for: each label of the data set with the words to ask with, in order."""

    labels: tuple[str, ...]
    words: tuple[str, ...]


def question(example: Example, chance: random.Random) -> Question:
    """Draws what to ask for; at least one label."""
    present = sorted({entity.label for entity in example.entities})
    absent = [label for label in example.labels if label not in set(present)]
    chance.shuffle(present)
    chance.shuffle(absent)
    kept = [label for label in present if chance.random() >= DROPPED][:MOST]
    room = MOST - len(kept)
    asked = kept + absent[: chance.randint(min(1, room), room)]
    asked = asked or present[:1] or list(example.labels[:1])
    chance.shuffle(asked)
    words: dict[str, str] = {}
    for label in asked:
        name = drawn(label, chance)
        # Two labels may go by one name ("address"); then it would not be clear what is meant.
        words[label] = label if name in words.values() or name in example.labels else name
    return Question(tuple(words), tuple(words.values()))


def everything(example: Example) -> Question:
    """All labels that a text was marked for, those that occur first: what a model is scored on."""
    present = sorted({entity.label for entity in example.entities})
    asked = [*present, *(label for label in example.labels if label not in set(present))][: 2 * MOST]
    asked.sort()
    return Question(tuple(asked), tuple(asked))
