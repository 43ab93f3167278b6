"""The splits of a data set, ready for a model: aligned, and as inputs that suit what is trained of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from finetune.alignment import Piece, Subwords, align, word_tags
from finetune.base_models import BaseModel
from finetune.batches import Inputs, TokenInputs
from finetune.datasets.base import OUTSIDE, Dataset, Sentence
from finetune.features import head_alone, hidden_states
from finetune.freezing import Freeze
from finetune.hardware import Hardware
from finetune.metrics import Scores, score
from finetune.training import predict
from finetune.vocabulary import rows_in_use


@dataclass(frozen=True, slots=True)
class Split:
    """One split of the data: its sentences, and what a model takes in their place."""

    sentences: Sequence[Sentence]
    pieces: list[Piece]
    inputs: Inputs

    @property
    def cuts(self) -> int:
        """How many times a sentence over the limit was split."""
        return len(self.pieces) - len({piece.sentence for piece in self.pieces})

    def score(self, model: Any, tags: Sequence[str], hardware: Hardware) -> Scores:  # noqa: ANN401
        """Scores a model on the words of the sentences, each for the labels that it was marked for."""
        given = word_tags(self.sentences, self.pieces, predict(model, self.inputs, hardware), tags)
        return score(
            [sentence.tags for sentence in self.sentences],
            [_annotated(sentence, found) for sentence, found in zip(self.sentences, given, strict=True)],
        )


def _annotated(sentence: Sentence, found: list[str]) -> list[str]:
    """Leaves out the tags that a sentence was not marked for."""
    if sentence.annotated is None:
        return found
    known = {OUTSIDE, *(f"{prefix}-{label}" for label in sentence.annotated for prefix in "BI")}
    return [tag if tag in known else OUTSIDE for tag in found]


Splits = dict[str, Split]
"""By name: train, validation, test."""


def prepare(
    data: Dataset,
    base: BaseModel,
    *,
    tags: Sequence[str],
    subwords: Subwords,
    max_length: int,
    padding_id: int,
    device: str,
) -> Splits:
    """Aligns all splits of a data set; see `finetune.alignment.align`."""

    def one(sentences: Sequence[Sentence]) -> Split:
        pieces = align(sentences, base.encoder, tags, subwords=subwords, max_length=max_length)
        return Split(sentences, pieces, TokenInputs(pieces, padding_id=padding_id, device=device))

    return {name: one(sentences) for name, sentences in data.splits().items()}


@contextmanager
def lightened(
    model: Any,  # noqa: ANN401 - a transformers model
    splits: Splits,
    freeze: Freeze,
    hardware: Hardware,
    *,
    padding_id: int,
    measure: Callable[[str], Any],
) -> Iterator[Splits]:
    """Within it nothing is computed or carried along that training does not change.

    With a frozen backbone the model is its head, and hidden states take the place of tokens; with nothing
    frozen its table of words has the rows that occur. After it the model is whole again.

    Args:
        model: whose freezing is settled.
        splits: as `prepare` gave them.
        freeze: what is frozen.
        hardware: where the model is.
        padding_id: id of the padding token.
        measure: gives a context that measures the time spent on a split, by its name.

    Yields:
        The splits as they have to be given to the model now.
    """
    if freeze == "backbone":
        cached = {}
        for name, split in splits.items():
            with measure(name):
                states = hidden_states(model, split.pieces, split.inputs, hardware)
            cached[name] = replace(split, inputs=states)
        with head_alone(model):
            yield cached
    elif freeze == "none":
        texts = [piece.ids for split in splits.values() for piece in split.pieces]
        with rows_in_use(model, texts, padding_id=padding_id) as numbers:
            yield {
                name: replace(
                    split,
                    inputs=TokenInputs(
                        [replace(piece, ids=numbers[piece.ids]) for piece in split.pieces],
                        padding_id=int(numbers[padding_id]),
                        device=hardware.device,
                    ),
                )
                for name, split in splits.items()
            }
    else:
        yield splits
