"""What is asked for in training: labels that occur, and labels that do not.

A model that is only ever asked for what is there learns to find something for every label. So each text is
asked about some labels that it was marked for and does not have, which are the hard ones, since they come
from the same data set, and about a few labels of other data sets, so that a data set cannot be told by the
company of its labels. Not all labels that occur are asked for, and each goes by one of its names.

People ask for one label or two. A model that always sees an entity beside its own label gives those of others
to the few that it is asked for; so part of the questions are short, of labels that occur or do not.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from finetune.gliner.examples import Example
from finetune.gliner.names import drawn, names_of

MOST = 14
"""Labels in a prompt. More cost time with every text and teach little."""
FOREIGN = 3
"""Labels of other data sets in a prompt, at most. What they mean may stand in the text, unmarked, so they are
few."""
DROPPED = 0.1
"""Share of the labels that occur and are not asked for."""
SHORT = 0.4
"""Share of short questions."""
FEW = 3
"""Labels in a short question, at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """Labels to ask a text for: each label of the data set with the words to ask with, in order."""

    labels: tuple[str, ...]
    words: tuple[str, ...]


def question(example: Example, chance: random.Random, others: Sequence[str] = ()) -> Question:
    """Draws what to ask for; at least one label.

    Args:
        example: the text, and what was marked in it.
        chance: draws.
        others: labels of all data sets, to draw a few from that have no word in common with the text's own.
    """
    present = sorted({entity.label for entity in example.entities})
    absent = [label for label in example.labels if label not in set(present)]
    chance.shuffle(present)
    chance.shuffle(absent)
    if chance.random() < SHORT:
        everyone = present + absent
        return _worded(chance.sample(everyone, min(len(everyone), chance.randint(1, FEW))), example, chance)
    kept = [label for label in present if chance.random() >= DROPPED][:MOST]
    room = MOST - len(kept)
    asked = kept + absent[: chance.randint(min(1, room), room)]
    own = {word for label in example.labels for name in names_of(label) for word in name.split()}
    drawn_others = chance.sample(others, min(len(others), chance.randint(0, FOREIGN)))
    asked += [label for label in dict.fromkeys(drawn_others) if own.isdisjoint(label.split())]
    asked = asked or present[:1] or list(example.labels[:1])
    chance.shuffle(asked)
    return _worded(asked, example, chance)


def _worded(asked: Sequence[str], example: Example, chance: random.Random) -> Question:
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
