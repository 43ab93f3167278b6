"""Words of column files beside those of `anon redact`: a mail address is one word there and five here.

A model has to be trained, and is best scored, on the words that it will be asked about. What is published
of a public data set rests on the words of its files, so those sets keep them, and say what it comes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finetune.datasets.base import OUTSIDE, Dataset, Sentence
from finetune.datasets.notes import Notes
from finetune.datasets.offsets import CharacterSpan, tag_words, words_in

SEVERAL = (
    "word(s) of entities hold several words of `anon redact`; scores count each as one, as published ones do"
)


def divided(data: Dataset) -> Dataset:
    """Divides the words of a data set as `anon redact` does.

    Args:
        data: sentences of words alone, which are joined by spaces.

    Returns:
        The same sentences with the same entities, on other words where a word holds signs.
    """
    notes = Notes()

    def one(split: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        return tuple(
            _divided(sentence, f"{split}, sentence {number}", notes)
            for number, sentence in enumerate(sentences, 1)
        )

    done = {split: one(split, sentences) for split, sentences in data.splits().items()}
    return Dataset.of(
        data.name,
        train=done["train"],
        validation=done.get("validation"),
        test=done.get("test"),
        notes=(*data.notes, *notes.sentences()),
    )


def with_words_counted(data: Dataset) -> Dataset:
    """Adds a note of how many words of entities `anon redact` divides further, where there are any."""
    words = [
        token
        for sentences in data.splits().values()
        for sentence in sentences
        for token, tag in zip(sentence.tokens, sentence.tags, strict=True)
        if tag != OUTSIDE
    ]
    several = sum(len(words_in(word)) > 1 for word in words)
    return replace(data, notes=(*data.notes, f"{several:,} {SEVERAL}")) if several else data


def _divided(sentence: Sentence, place: str, notes: Notes) -> Sentence:
    text, _ = sentence.written()
    spans = [CharacterSpan(start, end, label, place) for start, end, label in sentence.entities()]
    tagged = tag_words(text, spans)
    if not tagged.bounds:
        return sentence  # of white space that is no space, which stands for no word
    tagged.report(notes)
    return tagged.sentence(text)
