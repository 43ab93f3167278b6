"""From texts to windows of token ids, with the place of every token in its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import regex
from numpy.typing import NDArray

from anonymize.detectors.base import Stretches
from anonymize.detectors.model_files import no_panic
from anonymize.detectors.tagger.capitals import Capitals, lowered
from anonymize.errors import ModelError
from anonymize.windows import Window, split

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from anonymize.detectors.tagger.files import TaggerFiles

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A whole text as tokens, without special tokens.

    Attributes:
        ids: token ids, shape (tokens,).
        starts: first code point of each token, shape (tokens,).
        ends: one past the last code point of each token, shape (tokens,). A token of white space alone has
            its end at its start.
    """

    ids: Ints
    starts: Ints
    ends: Ints


class Encoder:
    """A tokenizer, set to take every text whole and literally.

    Nothing is cut, and no word of a text is read as one of the model's special tokens.

    Args:
        tokenizer: the model's; it is changed.
        capitals: what the model is shown of lines in capitals.
    """

    def __init__(self, tokenizer: Tokenizer, *, capitals: Capitals = "kept") -> None:
        self.capitals = capitals
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        around = tokenizer.encode("a", add_special_tokens=True)
        inside = [index for index, special in enumerate(around.special_tokens_mask) if not special]
        self._before = np.array(around.ids[: inside[0]], dtype=np.int64)
        self._after = np.array(around.ids[inside[-1] + 1 :], dtype=np.int64)
        self._unknown = unknown_id(tokenizer)

    @classmethod
    def from_file(cls, path: Path, *, capitals: Capitals = "kept") -> Encoder:
        """Reads a `tokenizer.json`.

        Raises:
            ModelError: the file is not one.
        """
        from tokenizers import Tokenizer

        try:
            with no_panic():
                return cls(Tokenizer.from_file(str(path)), capitals=capitals)
        except Exception as error:
            raise ModelError(f"{path}: not a tokenizer that can be read") from error

    @classmethod
    def of(cls, files: TaggerFiles) -> Encoder:
        """Reads the tokenizer of a model, which is shown texts as its configuration says.

        Raises:
            ModelError: see `from_file`.
        """
        return cls.from_file(files.directory / "tokenizer.json", capitals=files.capitals)

    @property
    def special_tokens(self) -> int:
        """How many special tokens are put around each window."""
        return len(self._before) + len(self._after)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Tokenizes whole texts."""
        shown = list(texts if self.capitals == "kept" else map(lowered, texts))
        with no_panic():
            encodings = self._tokenizer.encode_batch(shown, add_special_tokens=False)
        return [
            _trimmed(text, np.array(encoding.ids, dtype=np.int64), np.array(encoding.offsets, dtype=np.int64))
            for text, encoding in zip(texts, encodings, strict=True)
        ]

    def unread(self, text: str, encoded: EncodedText) -> Stretches:
        """Gives the words of a text that the vocabulary has no pieces for, or that are too long for it.

        Signs and single letters, such as emoji and the `μ` before a unit, are passed over: they name nobody.
        """
        unknown = np.flatnonzero(encoded.ids == self._unknown)
        bounds = zip(encoded.starts[unknown].tolist(), encoded.ends[unknown].tolist(), strict=True)
        return tuple((start, end) for start, end in touching(bounds) if IS_WORD.search(text, start, end))

    def windows(self, encoded: Sequence[EncodedText], *, size: int, overlap: int) -> list[Window]:
        """Splits each text into windows of at most `size` tokens, special tokens included."""
        room = size - self.special_tokens
        return [
            window
            for document, text in enumerate(encoded)
            for window in split(len(text.ids), size=room, overlap=overlap, document=document)
        ]

    def sequence(self, text: EncodedText, window: Window) -> Ints:
        """Token ids of a window between its special tokens, shape (len(window) + special tokens,)."""
        return np.concatenate((self._before, text.ids[window.start : window.end], self._after))

    def inner(self, window: Window) -> slice:
        """Where the window's own tokens stand in its sequence."""
        return slice(len(self._before), len(self._before) + len(window))


IS_WORD = regex.compile(r"\p{L}\p{M}*+\p{L}")
"""Two letters, which is what it takes to name somebody."""


def touching(bounds: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins stretches, given in order, that touch: tokenizers take Chinese characters one by one."""
    joined: list[tuple[int, int]] = []
    for start, end in bounds:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def unknown_id(tokenizer: Tokenizer) -> int:
    """Gives the id of what stands for pieces that are not in a vocabulary; -1 where all can be spelled."""
    names = (getattr(tokenizer.model, "unk_token", None), "[UNK]", "<unk>")
    found = (tokenizer.token_to_id(name) for name in names if name is not None)
    return next((number for number in found if number is not None), -1)


def _trimmed(text: str, ids: Ints, offsets: Ints) -> EncodedText:
    """Moves token bounds past white space, which some tokenizers count to the token behind it."""
    if not len(ids):
        return EncodedText(ids, ids, ids)
    starts, ends = offsets[:, 0], offsets[:, 1]
    solid = solid_characters(text)
    if starts[-1] < len(text) and solid[starts].all():
        return EncodedText(ids, starts, ends)
    positions = np.where(solid, np.arange(len(text)), len(text))
    next_solid = np.append(np.minimum.accumulate(positions[::-1])[::-1], len(text))
    return EncodedText(ids, np.minimum(next_solid[starts], ends), ends)


def solid_characters(text: str) -> NDArray[np.bool_]:
    """Tells for each code point whether it is not white space, shape (len(text),)."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    solid: NDArray[np.bool_] = _SOLID[np.minimum(points, len(_SOLID) - 1)]
    return solid


_SOLID = np.array([not chr(point).isspace() for point in range(0x3002)], dtype=np.bool_)
"""By code point; those behind the last white space, which is U+3000, are as the last one here."""
