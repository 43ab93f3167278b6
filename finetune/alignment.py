"""Words to sub-words, and back: which sub-word carries which word's tag, and what is not scored.

A sentence is tokenized as the text it is, which is what `anon redact` will do to documents; words that come
without a text are joined by spaces. A sub-word belongs to the word that it has most of. What becomes of the
pieces, batches and tensors, is left to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from anonymize.windows import Window
from finetune.datasets.base import OUTSIDE

if TYPE_CHECKING:
    from anonymize.detectors.tagger.encoding import EncodedText, Encoder
    from finetune.datasets.base import Sentence

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Subwords = Literal["first", "all"]

IGNORED = -100
"""The label that PyTorch's cross-entropy leaves out."""
NO_WORD = -1
"""In place of a word, for special tokens."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence that fits the model.

    Attributes:
        sentence: index of the sentence it comes from.
        ids: token ids, special tokens included, shape (tokens,).
        labels: index of each token's tag, `IGNORED` where nothing is scored, shape (tokens,).
        words: index, in its sentence, of the word that each token belongs to, shape (tokens,).
        unannotated: ids of the tags that nobody looked for when the sentence was marked.
    """

    sentence: int
    ids: Ints
    labels: Ints
    words: Ints
    unannotated: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which tokens carry a tag, shape (tokens,)."""
        scored: NDArray[np.bool_] = self.labels != IGNORED
        return scored


def align(
    sentences: Sequence[Sentence],
    encoder: Encoder,
    tags: Sequence[str],
    *,
    subwords: Subwords,
    max_length: int,
) -> list[Piece]:
    """Turns sentences into pieces, in order.

    A sentence over the limit is split before a word; a word that is over the limit by itself is split
    between its sub-words. Nothing is left out.

    Args:
        sentences: words with their IOB2 tags.
        encoder: the model's tokenizer.
        tags: those that the model tells apart; the place of one is its id. Others count as `O`.
        subwords: `first` puts a word's tag on its first sub-word alone, `all` on each of them.
        max_length: most tokens a piece, special tokens included.
    """
    ids = {tag: index for index, tag in enumerate(tags)}
    outside = ids[OUTSIDE]
    encoded = encoder.encode([sentence.written()[0] for sentence in sentences])
    return [
        _piece(number, encoder, text, words, labels, unannotated, start, end)
        for number, (sentence, text) in enumerate(zip(sentences, encoded, strict=True))
        for words in [words_of(sentence, text)]
        for labels in [_labels(words, [ids.get(tag, outside) for tag in sentence.tags], subwords)]
        for unannotated in [_unannotated(sentence, tags)]
        for start, end in _cuts(words, max_length - encoder.special_tokens)
    ]


def _unannotated(sentence: Sentence, tags: Sequence[str]) -> tuple[int, ...]:
    """Ids of the tags that a sentence was not marked for."""
    if sentence.annotated is None:
        return ()
    return tuple(
        index
        for index, tag in enumerate(tags)
        if tag != OUTSIDE and tag.partition("-")[2] not in sentence.annotated
    )


def words_of(sentence: Sentence, text: EncodedText) -> Ints:
    """Gives the word that each sub-word belongs to: of those it touches, the one it has most of.

    Args:
        sentence: the words.
        text: the sentence as it is written, as sub-words.

    Returns:
        Indices into the words, shape (subwords,), never falling. A word of which the tokenizer leaves nothing
        of its own does not occur.
    """
    starts = np.array(sentence.written()[1], dtype=np.int64)
    ends = starts + np.array([len(token) for token in sentence.tokens], dtype=np.int64)
    words: Ints = np.maximum(np.searchsorted(starts, text.starts, side="right") - 1, 0)
    # Few sub-words reach into a second word, such as a bracket with the figure behind it.
    for place in np.flatnonzero(text.ends > ends[words]):
        first, last = text.starts[place], text.ends[place]
        touched = np.arange(words[place], np.searchsorted(starts, last, side="left"))
        shared = np.minimum(ends[touched], last) - np.maximum(starts[touched], first)
        words[place] = touched[np.argmax(shared)]
    return np.maximum.accumulate(words) if len(words) else words


def word_tags(
    sentences: Sequence[Sentence], pieces: Sequence[Piece], scores: Sequence[Floats], tags: Sequence[str]
) -> list[list[str]]:
    """Reads the tags of words from the scores of sub-words.

    A word gets the tag with the highest mean probability over its scored sub-words; a word of which the
    tokenizer leaves nothing gets `O`.

    Args:
        sentences: what the pieces were made from.
        pieces: as `align` gave them.
        scores: for each piece, the probabilities of its scored tokens, shape (scored, tags).
        tags: all tags; the place of one is its id.

    Returns:
        A tag for each word of each sentence.
    """
    sums = [np.zeros((len(sentence.tokens), len(tags)), dtype=np.float32) for sentence in sentences]
    for piece, probabilities in zip(pieces, scores, strict=True):
        np.add.at(sums[piece.sentence], piece.words[piece.scored], probabilities)
    outside = tags.index(OUTSIDE)
    for total in sums:
        total[total.sum(axis=1) == 0, outside] = 1.0
    return [[tags[index] for index in total.argmax(axis=1)] for total in sums]


def _labels(words: Ints, tags: Sequence[int], subwords: Subwords) -> Ints:
    labels = np.array(tags, dtype=np.int64)[words] if len(words) else words.copy()
    if subwords == "first":
        labels[1:][words[1:] == words[:-1]] = IGNORED
    return labels


def _cuts(words: Ints, room: int) -> Iterator[tuple[int, int]]:
    """Ranges of sub-words that tile a sentence, each at most `room` long."""
    start = 0
    while start < len(words):
        end = min(start + room, len(words))
        if end < len(words):
            # Back to the first sub-word of the word that would be cut, unless the piece starts with it.
            whole = int(np.searchsorted(words, words[end], side="left"))
            end = whole if whole > start else end
        yield start, end
        start = end


def _piece(
    sentence: int,
    encoder: Encoder,
    text: EncodedText,
    words: Ints,
    labels: Ints,
    unannotated: tuple[int, ...],
    start: int,
    end: int,
) -> Piece:
    window = Window(sentence, start, end, start, end)
    ids = encoder.sequence(text, window)
    inner = encoder.inner(window)
    framed_labels, framed_words = np.full(len(ids), IGNORED), np.full(len(ids), NO_WORD)
    framed_labels[inner] = labels[start:end]
    framed_words[inner] = words[start:end]
    return Piece(sentence, ids, framed_labels, framed_words, unannotated)
