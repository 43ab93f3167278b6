"""From texts to words and their sub-words, and from a window of them to what the encoder reads.

A sequence is `[CLS] <<ENT>> label <<ENT>> label … <<SEP>> word word … [SEP]`, as the `gliner` package builds
it, with three differences: a text is tokenized once and not once a window; nothing in a text or a label is
read as a special token; and words of which the tokenizer leaves nothing do not shift the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from anonymize.detectors.base import Stretches
from anonymize.detectors.gliner.files import GlinerFiles, Pooling
from anonymize.detectors.model_files import no_panic
from anonymize.detectors.tagger.encoding import IS_WORD, touching, unknown_id
from anonymize.errors import ModelError
from anonymize.windows import Window

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]
Bounds = Iterable[tuple[int, int]]
Splitter = Callable[[str], Bounds]

LONGEST_WORD = 32
"""Sub-words. No word of a language has as many; a longer one, such as a key or a sentence in a script without
spaces, goes to the model in pieces, or else one of them could fill a window."""
_WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")
"""The package's `whitespace` splitter, by the same library, so that `\\w` means the same."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A whole text as words and sub-words.

    Attributes:
        starts: first code point of each word, shape (words,).
        ends: one past the last code point of each word, shape (words,).
        ids: ids of all sub-words, shape (sub-words,).
        first: where each word's sub-words begin in `ids`, and the end of the last, shape (words + 1,).
        silent: bounds of words of which the tokenizer leaves nothing, such as control characters.
    """

    starts: Ints
    ends: Ints
    ids: Ints
    first: Ints
    silent: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Labels to ask for together.

    Attributes:
        labels: canonical labels, in the order of the model's scores.
        ids: the labels' part of the sequence, markers and separator included.
    """

    labels: tuple[str, ...]
    ids: Ints


@dataclass(frozen=True, slots=True)
class ModelInput:
    """What the encoder reads of one window.

    Attributes:
        ids: token ids, shape (tokens,).
        words: for each token that stands for a word, that word's number from 1; else 0; shape (tokens,).
        count: words in the window.
        labels: labels in the prompt.
    """

    ids: Ints
    words: Ints
    count: int
    labels: int

    def __len__(self) -> int:
        return len(self.ids)


class WordEncoder:
    """A model's word splitter and tokenizer.

    Raises:
        ModelError: the tokenizer cannot be read or lacks the model's marker, or the splitter needs a package
            that is not installed.
    """

    def __init__(self, files: GlinerFiles) -> None:
        self._pooling: Pooling = files.pooling
        self._split = _splitter(files.splitter)
        self._tokenizer = _tokenizer(files)
        self._marker = [files.marker_id]
        self._unknown = unknown_id(self._tokenizer)
        try:
            with no_panic():
                self._before, self._after = _around(self._tokenizer)
                separator = self._tokenizer.token_to_id(files.separator)
                self._separator = self._subwords(files.separator) if separator is None else [separator]
        except Exception as error:
            raise ModelError(f"{files.directory}/tokenizer.json: not a tokenizer that can be used") from error

    def prompt(self, asked: Iterable[tuple[str, str]]) -> Prompt:
        """Builds the prompt of some labels, given as canonical label and words."""
        labels, words = zip(*asked, strict=True)
        ids = [token for each in words for token in (*self._marker, *self._subwords(each))]
        return Prompt(labels, np.array([*ids, *self._separator], dtype=np.int64))

    def around(self, prompt: Prompt) -> int:
        """Sub-words that a sequence holds beside those of the text."""
        return len(self._before) + len(prompt.ids) + len(self._after)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Splits and tokenizes whole texts."""
        bounds = [np.array(list(self._split(text)), dtype=np.int64).reshape(-1, 2) for text in texts]
        words = [[text[start:end] for start, end in each] for text, each in zip(texts, bounds, strict=True)]
        with no_panic():
            encodings = self._tokenizer.encode_batch(words, is_pretokenized=True, add_special_tokens=False)
        return [_pieces(each, encoding) for each, encoding in zip(bounds, encodings, strict=True)]

    def unread(self, text: str, encoded: EncodedText) -> Stretches:
        """Gives the words of a text with pieces that are not in the vocabulary; see `Encoder.unread`."""
        unknown = np.flatnonzero(encoded.ids == self._unknown)
        words = np.unique(np.searchsorted(encoded.first, unknown, "right"))
        bounds = [(int(encoded.starts[word]), int(encoded.ends[word])) for word in words - 1]
        return tuple((start, end) for start, end in touching(bounds) if IS_WORD.search(text, start, end))

    def sequence(self, text: EncodedText, window: Window, prompt: Prompt) -> ModelInput:
        """Puts a window of a text behind a prompt."""
        first = text.first[window.start : window.end + 1]
        ids = text.ids[first[0] : first[-1]]
        mask = np.zeros(self.around(prompt) + len(ids), dtype=np.int64)
        offset = len(self._before) + len(prompt.ids)
        numbers = np.arange(1, len(first))
        if self._pooling == "first":
            mask[offset + first[:-1] - first[0]] = numbers
        elif self._pooling == "last":
            mask[offset + first[1:] - 1 - first[0]] = numbers
        else:
            mask[offset : offset + len(ids)] = np.repeat(numbers, np.diff(first))
        sequence = np.concatenate((self._before, prompt.ids, ids, self._after))
        return ModelInput(sequence, mask, len(window), len(prompt.labels))

    def _subwords(self, word: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
        return ids


def _around(tokenizer: Tokenizer) -> tuple[Ints, Ints]:
    """Gives the special tokens before and behind a text."""
    around = tokenizer.encode("a", add_special_tokens=True)
    inside = [index for index, special in enumerate(around.special_tokens_mask) if not special]
    return (
        np.array(around.ids[: inside[0]], dtype=np.int64),
        np.array(around.ids[inside[-1] + 1 :], dtype=np.int64),
    )


def _tokenizer(files: GlinerFiles) -> Tokenizer:
    from tokenizers import Tokenizer

    path = files.directory / "tokenizer.json"
    try:
        with no_panic():
            tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise ModelError(f"{path}: not a tokenizer that can be read") from error
    if tokenizer.token_to_id(files.marker) != files.marker_id:
        raise ModelError(
            f"{path}: {files.marker} does not have the id {files.marker_id}, which the model expects"
        )
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def _splitter(name: str) -> Splitter:
    if name == "whitespace":
        return lambda text: (match.span() for match in _WORD.finditer(text))
    try:
        from gliner.data_processing.tokenizer import WordsSplitter

        splitter = WordsSplitter(name)
    except Exception as error:
        raise ModelError(
            f"the model splits words with {name!r}, which is unknown or needs a package that is not installed"
        ) from error
    return lambda text: ((start, end) for _, start, end in splitter(text) if 0 <= start < end)


def _pieces(bounds: Ints, encoding: Any) -> EncodedText:  # noqa: ANN401 - tokenizers carries no types for it
    """Joins the words of a text with their sub-words, and cuts words that are too long into pieces."""
    words = np.array(encoding.word_ids, dtype=np.int64)
    counts = np.bincount(words, minlength=len(bounds))
    first = np.concatenate(([0], np.cumsum(counts)))
    rank = np.arange(len(words)) - first[words]
    begins = np.flatnonzero(rank % LONGEST_WORD == 0)
    starts = bounds[words[begins], 0]
    ends = bounds[words[begins], 1]
    inner = np.flatnonzero(rank[begins] > 0)
    if len(inner):
        offsets = encoding.offsets
        starts[inner] += [offsets[token][0] for token in begins[inner]]
        ends[inner - 1] = np.maximum(starts[inner], starts[inner - 1] + 1)
    return EncodedText(
        starts=starts,
        ends=ends,
        ids=np.array(encoding.ids, dtype=np.int64),
        first=np.append(begins, len(words)),
        silent=tuple((int(start), int(end)) for start, end in bounds[counts == 0]),
    )
