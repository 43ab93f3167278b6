"""From token probabilities to spans.

The quantity that a threshold is compared with is a word's *summed probability*: the probability, over all
labels that were asked for, that the word belongs to one of them. A word that the model gives to `address`
with 0.4 and to `person` with 0.3 is redacted at 0.6 when both were asked for. Beside such a word less is
enough, so that `Alameda de` goes with `San Antón`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import regex
from numpy.typing import NDArray

from anonymize.detectors.tagger.encoding import EncodedText
from anonymize.detectors.tagger.ends import without_signs
from anonymize.detectors.tagger.files import Tag
from anonymize.detectors.tagger.parts import PARTED, begun_anew, joins, other_parts
from anonymize.policy import THRESHOLD
from anonymize.spans import WORD, Span

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FAIR_SHARE = 0.01
"""What the labels asked for must hold themselves before all others may help them. With a fifth, asking for
one label alone cost up to three points of its coverage; now one other entity in a hundred goes along."""
BESIDE = 0.44
"""Share of the threshold that is enough for a word beside one that reaches it, and on from there (hysteresis:
Canny, 1986). In the gold set that leaves nothing in 84 documents of a hundred; without it, in 81."""
HINT = 0.1
"""Summed probability of a word that is worth telling, though it is too little to hide the word for itself."""
STRAY = 0.05
"""What a label that is said to go on (`I-`) is worth as a beginning, where it goes on from another label."""
TINY = 1e-9
"""In place of a probability of nothing, of which there is no logarithm."""
_SOMETHING = regex.compile(r"[^\s\p{P}]")
"""A span of punctuation alone names nothing."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the tagger has to be: one number, and others for single labels."""

    default: float = THRESHOLD
    by_label: Mapping[str, float] = field(default_factory=dict)

    def of(self, label: str) -> float:
        """The threshold of one label."""
        return self.by_label.get(label, self.default)


class Decoder:
    """Turns the probabilities of one text's tokens into spans of the labels asked for."""

    def __init__(
        self, tags: Sequence[Tag], labels: Iterable[str], thresholds: Thresholds, *, first_subword: bool
    ) -> None:
        self._labels = sorted(labels)
        self._first_subword = first_subword
        self._member = np.array(
            [[tag.label == label for label in self._labels] for tag in tags], dtype=np.float32
        )
        begins = self._member * np.array([[tag.begins] for tag in tags], dtype=np.float32)
        self._begins_and_all = np.stack([begins, self._member])
        self._any_member = self._member.sum(axis=1)
        self._kinds = np.stack([_columns(tags, labels) for labels in PARTED], axis=1)
        self._levels = [
            self._level(threshold, tags, thresholds)
            for threshold in sorted({*map(thresholds.of, self._labels)})
        ]

    def _level(
        self, threshold: float, tags: Sequence[Tag], thresholds: Thresholds
    ) -> tuple[float, Floats, Floats]:
        """What counts at one threshold: labels that need no more, and all others."""
        own = {label for label in self._labels if thresholds.of(label) <= threshold}
        others = {tag.label for tag in tags if tag.label is not None} - own
        return threshold, _columns(tags, own), _columns(tags, others)

    # Some builds of OpenBLAS raise the flag in products of a few finite rows (numpy/numpy#24067).
    @np.errstate(invalid="ignore")
    def decode(
        self, text: str, encoded: EncodedText, probabilities: Floats, source: str
    ) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Decodes one text.

        Args:
            text: the text.
            encoded: its tokens.
            probabilities: of each token and tag, shape (tokens, tags).
            source: recorded in the spans.

        Returns:
            What was found, and the words that were not, but have a summed probability of at least `HINT`.
        """
        first_tokens = _word_starts(text, encoded)
        if not len(first_tokens):
            return (), ()
        words = self._of_words(probabilities, first_tokens)
        hit, score = self._decide(words)
        hinted = ~hit & (score >= HINT)
        if not hit.any() and not hinted.any():
            return (), ()
        own = words @ self._member
        last_tokens = np.append(first_tokens[1:], len(encoded.ids)) - 1

        bounds = encoded.starts[first_tokens], encoded.ends[last_tokens]

        def span(low: int, high: int, label: int) -> Span | None:
            start, end = int(bounds[0][low]), int(bounds[1][high - 1])
            if end <= start or not _SOMETHING.search(text, start, end):
                return None
            return Span(start, end, self._labels[label], float(score[low:high].mean()), source)

        shares = probabilities[first_tokens] @ self._begins_and_all
        begins = shares[0] / np.maximum(shares[1], TINY)
        likeliest = own.argmax(axis=1)
        for word in np.flatnonzero(hit | hinted).tolist():
            if _SOMETHING.search(text, int(bounds[0][word]), int(bounds[1][word])):
                continue
            if hit[word]:
                # A hyphen that is found goes with what is before it: a span of its own would be left out.
                own[word], begins[word] = 1.0, 0.0
            elif joins(word, hit, likeliest):
                hit[word], hinted[word], begins[word : word + 2] = True, False, 0.0
        for word, beside in other_parts(text, hit, words @ self._kinds >= self._levels[0][0], bounds):
            hit[beside], hinted[beside], own[beside] = True, False, own[word]
            begins[max(word, beside)] = 0.0
        begins[begun_anew(text, bounds[0])] = 1.0
        found = (
            span(first + low, first + high, label)
            for first, last in _runs(hit)
            for low, high, label in _entities(own[first:last], begins[first:last])
        )
        hints = (span(word, word + 1, int(own[word].argmax())) for word in np.flatnonzero(hinted).tolist())
        return tuple(without_signs(text, [*filter(None, found)])), tuple(filter(None, hints))

    def _of_words(self, probabilities: Floats, first_tokens: Ints) -> Floats:
        """Probabilities of words, shape (words, tags), from those of their sub-words."""
        if self._first_subword:
            return probabilities[first_tokens]
        counts = np.diff(np.append(first_tokens, len(probabilities))).astype(np.float32)
        sums: Floats = np.add.reduceat(probabilities, first_tokens, axis=0)
        return sums / counts[:, None]

    def _decide(self, words: Floats) -> tuple[Bools, Floats]:
        """Which words are redacted, and the summed probability of each, both of shape (words,).

        With several thresholds each is tried on the labels that need no more than it, so that lowering one
        label's threshold never finds less.
        """
        hit = np.zeros(len(words), dtype=np.bool_)
        for threshold, own, others in self._levels:
            share = words @ own
            # Others help where the labels asked for hold something themselves.
            held = np.where(share >= FAIR_SHARE, share + words @ others, share)
            enough = held >= threshold
            for first, last in _runs(held >= BESIDE * threshold) if enough.any() else ():
                hit[first:last] |= enough[first:last].any()
        return hit, np.minimum(words @ self._any_member, 1.0)


def softmax(logits: Floats) -> Floats:
    """Probabilities of each row."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    scaled: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return scaled


def _columns(tags: Sequence[Tag], labels: Collection[str]) -> Floats:
    return np.array([tag.label in labels for tag in tags], dtype=np.float32)


def _word_starts(text: str, encoded: EncodedText) -> Ints:
    """Index of each word's first token. A token outside words, such as a full stop, is a word of its own."""
    if not len(encoded.ids):
        return encoded.ids
    bounds = np.array([match.span() for match in WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
    word = np.searchsorted(bounds[:, 0], encoded.starts, side="right") - 1
    inside = (word >= 0) & (encoded.starts < np.append(bounds[:, 1], 0)[word])
    fresh = np.ones(len(word), dtype=np.bool_)
    fresh[1:] = ~(inside[1:] & inside[:-1] & (word[1:] == word[:-1]))
    return np.flatnonzero(fresh).astype(np.int64)


def _runs(hit: Bools) -> list[tuple[int, int]]:
    """First and one past the last word of each stretch of words that are redacted."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], hit, [False])).astype(np.int8)))
    bounds = edges.reshape(-1, 2).tolist()
    return [(low, high) for low, high in bounds]


def _entities(own: Floats, begins: Floats) -> list[tuple[int, int, int]]:
    """Divides a stretch of words into entities of one label each: the likeliest division (Viterbi, 1967).

    Words by themselves would cut `St Mary's | Hospital` where one of them is likelier a place.

    Args:
        own: probability of each word and label, shape (words, labels).
        begins: share of it in which an entity begins with the word, shape (words, labels).

    Returns:
        First word, one past the last, and label of each, in order; they fill the stretch.
    """
    if len(own) == 1:
        return [(0, 1, int(own[0].argmax()))]
    fresh = np.log(np.maximum(own * np.maximum(begins, STRAY), TINY))
    inside = np.log(np.maximum(own * (1 - begins), TINY))
    best = np.log(np.maximum(own[0], TINY))
    came_from = np.zeros(own.shape, dtype=np.int64)
    labels = np.arange(own.shape[1])
    for word in range(1, len(own)):
        before = int(best.argmax())
        anew, on = best[before] + fresh[word], best + inside[word]
        came_from[word] = np.where(anew > on, before - len(labels), labels)
        best = np.maximum(anew, on)
    entities, label, end = [], int(best.argmax()), len(own)
    for word in range(len(own) - 1, 0, -1):
        before = int(came_from[word, label])
        if before < 0:
            entities.append((word, end, label))
            label, end = before + len(labels), word
    return [(0, end, label), *reversed(entities)]
