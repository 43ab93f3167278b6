"""From tagged sentences to words, spans over them, and the labels that were looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from anonymize.detectors.gliner.words import EncodedText, WordEncoder
from finetune.cutting import undivided
from finetune.datasets.base import Sentence
from finetune.gliner.names import in_words


@dataclass(frozen=True, slots=True)
class WordEntity:
    """An entity: its first and its last word, and its label in words."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the model reads it.

    Attributes:
        text: words and sub-words.
        entities: what is marked.
        labels: all that the text was marked for, in words, sorted; what is not marked is none of them.
    """

    text: EncodedText
    entities: tuple[WordEntity, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.text)


def examples(
    sentences: Sequence[Sentence], labels: Sequence[str], encoder: WordEncoder, *, words: int
) -> list[Example]:
    """Turns sentences into examples, in order. Longer ones are cut at a word that begins no entity's rest.

    Args:
        sentences: tagged in IOB2.
        labels: of the data set, for sentences that do not say what they were marked for.
        encoder: of the model.
        words: most words of an example.
    """
    everywhere = tuple(sorted({in_words(label) for label in labels}))
    encoded = encoder.encode([sentence.written()[0] for sentence in sentences])
    return [
        part
        for sentence, text in zip(sentences, encoded, strict=True)
        if len(text)
        for part in _parts(
            Example(text, tuple(_entities(sentence, text)), _asked(sentence, everywhere)), words
        )
    ]


def joined(parts: Sequence[Example]) -> Example:
    """Puts examples with the same labels one behind the other."""
    places = zip(parts, _offsets(parts, "ids"), strict=True)
    first = [part.text.first[:-1] + start for part, start in places]
    total = np.array([sum(len(part.text.ids) for part in parts)], dtype=np.int64)
    text = EncodedText(
        starts=np.concatenate([part.text.starts for part in parts]),
        ends=np.concatenate([part.text.ends for part in parts]),
        ids=np.concatenate([part.text.ids for part in parts]),
        first=np.concatenate([*first, total]),
    )
    entities = [
        WordEntity(entity.first + start, entity.last + start, entity.label)
        for part, start in zip(parts, _offsets(parts, "starts"), strict=True)
        for entity in part.entities
    ]
    return Example(text, tuple(entities), parts[0].labels)


def _offsets(parts: Sequence[Example], name: str) -> list[int]:
    lengths = [len(getattr(part.text, name)) for part in parts]
    return [0, *np.cumsum(lengths[:-1]).tolist()]


def _asked(sentence: Sentence, everywhere: tuple[str, ...]) -> tuple[str, ...]:
    if sentence.annotated is None:
        return everywhere
    return tuple(sorted({in_words(label) for label in sentence.annotated}))


def _entities(sentence: Sentence, text: EncodedText) -> Iterator[WordEntity]:
    """The entities over the model's own words; one that cuts a word is widened to it."""
    for start, end, label in sentence.entities():
        first = int(np.searchsorted(text.ends, start, side="right"))
        last = int(np.searchsorted(text.starts, end, side="left")) - 1
        if first <= last:
            yield WordEntity(first, last, in_words(label))


def _parts(example: Example, most: int) -> Iterator[Example]:
    bounds = [(entity.first, entity.last + 1) for entity in example.entities]
    start = 0
    while start < len(example):
        end = undivided(min(start + most, len(example)), start, bounds)
        text = EncodedText(
            starts=example.text.starts[start:end],
            ends=example.text.ends[start:end],
            ids=example.text.ids[example.text.first[start] : example.text.first[end]],
            first=example.text.first[start : end + 1] - example.text.first[start],
        )
        entities = [
            WordEntity(entity.first - start, entity.last - start, entity.label)
            for entity in example.entities
            if start <= entity.first and entity.last < end
        ]
        yield Example(text, tuple(entities), example.labels)
        start = end
