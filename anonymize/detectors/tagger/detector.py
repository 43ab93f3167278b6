"""The tagger as a detector: texts in, spans and the account of what was seen out."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anonymize.detectors.base import Detection, Stretches, whole
from anonymize.detectors.tagger.capitals import titled
from anonymize.detectors.tagger.decoding import Decoder, Thresholds, softmax
from anonymize.detectors.tagger.encoding import EncodedText, Encoder
from anonymize.detectors.tagger.files import TaggerFiles
from anonymize.detectors.tagger.runtimes import open_runtime
from anonymize.errors import UnknownLabelError
from anonymize.spans import Span
from anonymize.windows import has_context, heard


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of a text, or of a stretch of one, before anything is decided.

    Attributes:
        start: where it begins in its text.
        shown: what it is, in the capitals that are searched.
        encoded: its tokens.
        probabilities: of each token and tag, shape (tokens, tags).
        seen: of each token whether a window showed it with enough context, shape (tokens,).
    """

    start: int
    shown: str
    encoded: EncodedText
    probabilities: NDArray[np.float32]
    seen: NDArray[np.bool_]


WIDER = {"address": "location"}
"""An address is a place, too. Who asks for places alone would find the town in each address left."""


_SHORT_NUMBER = re.compile(r"\s*[-+<>]?\s?[0-9]{1,3}(?:[.,][0-9]{1,2})?\s*")
_LONGER = frozenset({"address", "bank_account", "credit_card", "date", "id_number", "phone_number"})
"""What a number of three digits is not, where it is all there is: a cell of a table of measures."""


class Tagger:
    """A token-classification model, run over overlapping windows.

    Args:
        files: the model, as `open_model` gives it.
        labels: canonical labels to look for; a subset of `files.labels`.
        thresholds: see `Decoder`.
        device: see `open_runtime`.
        precision: see `open_runtime`.
        batch_tokens: see `open_runtime`.

    Raises:
        UnknownLabelError: the model does not know one of the labels.
    """

    name = "tagger"

    def __init__(
        self,
        files: TaggerFiles,
        labels: Iterable[str],
        *,
        thresholds: Thresholds | None = None,
        device: str = "auto",
        precision: str | None = None,
        batch_tokens: int | None = None,
    ) -> None:
        self.labels = frozenset(labels)
        if unknown := self.labels - files.labels:
            raise UnknownLabelError(f"{files.directory} does not know {', '.join(sorted(unknown))}")
        self.scripts = files.scripts
        self._files = files
        self._runtime = open_runtime(files, device=device, budget=batch_tokens, precision=precision)
        self._encoder: Encoder | None = None
        self._set(thresholds or Thresholds())

    def _set(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds
        tags = [replace(tag, label=self._asked(tag.label)) for tag in self._files.tags]
        self._decoder = Decoder(tags, self.labels, thresholds, first_subword=self._files.subwords == "first")

    def _asked(self, label: str | None) -> str | None:
        """The label under which one counts: a wider one, where that was asked for and it was not."""
        wider = None if label is None or label in self.labels else WIDER.get(label)
        return wider if wider in self.labels else label

    def at(self, thresholds: Thresholds) -> Tagger:
        """Gives the same with other thresholds; the model is shared."""
        other = copy.copy(self)
        other._set(thresholds)
        return other

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_encoder": None}

    @property
    def weights(self) -> Path:
        """See `ModelDetector`."""
        return self._runtime.weights

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        return {
            "detector": self.name,
            "model": self._files.directory.name,
            "runtime": self._runtime.name,
            "device": self._runtime.device,
            "precision": self._runtime.precision,
            "batch_tokens": self._runtime.budget,
            "window": self._files.window,
            "overlap": self._files.overlap,
            "threshold": self.thresholds.default,
            "thresholds": dict(self.thresholds.by_label),
        }

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Finds spans; see `Detector`."""
        return self.decide(texts, self.read(texts))

    def read(self, texts: Sequence[str]) -> list[tuple[Reading, ...]]:
        """Runs the model: for each text a reading of it, and of what it is shown in other capitals.

        Thresholds play no part in it.
        """
        stretches = [((0, text), *self._again(text)) for text in texts]
        readings = iter(self._readings([one for several in stretches for one in several]))
        return [tuple(islice(readings, len(several))) for several in stretches]

    def _again(self, text: str) -> Iterable[tuple[int, str]]:
        return titled(text) if self._files.capitals == "both" else ()

    def _readings(self, stretches: Sequence[tuple[int, str]]) -> list[Reading]:
        encoder = self._own_encoder()
        encoded = encoder.encode([shown for _, shown in stretches])
        windows = encoder.windows(encoded, size=self._files.window, overlap=self._files.overlap)
        logits = self._runtime.logits(
            [encoder.sequence(encoded[window.document], window) for window in windows]
        )

        probabilities = [
            np.zeros((len(text.ids), len(self._files.tags)), dtype=np.float32) for text in encoded
        ]
        seen = [np.zeros(len(text.ids), dtype=np.bool_) for text in encoded]
        for window, scores in zip(windows, logits, strict=True):
            tokens = len(encoded[window.document].ids)
            seen[window.document][window.trusted_start : window.trusted_end] = has_context(window, tokens)
            part = heard(window, tokens)
            within = slice(part.start - window.start, part.stop - window.start)
            # Each label by the window that is surer of it, so that what one of them finds is never lost.
            known = probabilities[window.document][part]
            np.maximum(known, softmax(scores[encoder.inner(window)][within]), out=known)
        return [
            Reading(*stretch, encoded[index], probabilities[index], seen[index])
            for index, stretch in enumerate(stretches)
        ]

    def _own_encoder(self) -> Encoder:
        if self._encoder is None:
            self._encoder = Encoder.of(self._files)
        return self._encoder

    def decide(self, texts: Sequence[str], readings: Sequence[tuple[Reading, ...]]) -> list[Detection]:
        """Finds spans in what the model said of texts, one `Detection` a text, in order."""
        return [self._detection(text, *each) for text, each in zip(texts, readings, strict=True)]

    def _detection(self, text: str, reading: Reading, *again: Reading) -> Detection:
        """Decides on one text.

        Where each word begins as a name does, many a word looks like one. So what is found there counts where
        half of it is found or hinted at in the text as it stands, too.
        """
        spans, hints = self._decode(reading)
        if _SHORT_NUMBER.fullmatch(text):
            spans, hints = tuple(span for span in spans if span.label not in _LONGER), ()
        if again:
            more = (_moved(span, other.start) for other in again for span in self._decode(other)[0])
            spans = (*spans, *half_within(more, (*spans, *hints), len(text)))
        return Detection(
            spans=spans,
            seen=_seen(text, reading.encoded, reading.seen),
            unread=self._own_encoder().unread(text, reading.encoded),
            hints=hints,
        )

    def _decode(self, reading: Reading) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        return self._decoder.decode(reading.shown, reading.encoded, reading.probabilities, self.name)


def _seen(text: str, encoded: EncodedText, seen: NDArray[np.bool_]) -> Stretches:
    """Stretches of text that belong to tokens which a window showed with enough context.

    A token's stretch reaches from its start to the next token's; what stands before the first token, such as
    white space or control characters, belongs to the first. A text without tokens has nothing to see.
    """
    if seen.all():
        return whole(text)
    bounds = np.concatenate(([0], encoded.starts[1:], [len(text)]))
    edges = np.flatnonzero(np.diff(np.concatenate(([False], seen, [False]))))
    return tuple((int(bounds[first]), int(bounds[last])) for first, last in edges.reshape(-1, 2))


def _moved(span: Span, by: int) -> Span:
    return replace(span, start=span.start + by, end=span.end + by)


def half_within(spans: Iterable[Span], others: Iterable[Span], length: int) -> Iterator[Span]:
    """Those spans of a text, of so many code points, of which at least half is within others."""
    within = bytearray(length)
    for other in others:
        within[other.start : other.end] = b"\1" * (other.end - other.start)
    return (span for span in spans if 2 * within.count(1, span.start, span.end) >= span.end - span.start)
