"""The GLiNER as a detector: texts in, spans and the account of what was seen out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anonymize.batching import batches
from anonymize.detectors.base import Detection, Stretches, whole
from anonymize.detectors.gliner.decoding import DECIMALS, Decoder, WordSpan
from anonymize.detectors.gliner.files import GlinerFiles
from anonymize.detectors.gliner.prompts import is_foreign
from anonymize.detectors.gliner.runtimes import open_runtime
from anonymize.detectors.gliner.windows import OVERLAP, Room, has_context, heard, split, weights
from anonymize.detectors.gliner.words import EncodedText, Prompt, WordEncoder
from anonymize.detectors.tagger.decoding import Thresholds
from anonymize.detectors.tagger.encoding import solid_characters
from anonymize.errors import ModelError, UsageError
from anonymize.policy import UNFAMILIAR
from anonymize.spans import Span
from anonymize.windows import Window

Ints = NDArray[np.int64]
SHARE_OF_LABELS = 4
"""A prompt may take one in so many of the encoder's positions."""
TOKENS_AT_ONCE = 16_384
"""Of windows that the runtime is given at once, to spread over its batches and cores; their scores are kept
until all of them have theirs."""


def usual_thresholds(files: GlinerFiles, prompts: Mapping[str, Sequence[str]]) -> Thresholds:
    """Gives what counts where nobody says how sure a model has to be: less for labels that are new to it.

    Args:
        files: the model.
        prompts: canonical labels, each with what to ask for it with; new are those of which it knows none.
    """
    new = [label for label, words in prompts.items() if all(map(files.is_unfamiliar, words))]
    return Thresholds(by_label=dict.fromkeys(new, UNFAMILIAR))


class Gliner:
    """A GLiNER, run over overlapping windows with labels of the user's own.

    Args:
        files: the model, as `open_gliner` gives it.
        labels: canonical labels to look for, each with the words, or several, to ask for it with.
        thresholds: the score above which a span counts.
        device: see `open_runtime`.
        batch_tokens: see `open_runtime`.
        precision: see `open_runtime`.

    Raises:
        UsageError: no labels, one that is too long for the model, or one in letters that it does not know.
        ModelError: the model's tokenizer or word splitter cannot be used, or its windows are too small.
    """

    name = "gliner"

    def __init__(
        self,
        files: GlinerFiles,
        labels: Mapping[str, str | Sequence[str]],
        *,
        thresholds: Thresholds | None = None,
        device: str = "auto",
        batch_tokens: int | None = None,
        precision: str | None = None,
    ) -> None:
        if not labels:
            raise UsageError("a GLiNER looks for nothing by itself; name what to find with --labels")
        self.labels = frozenset(labels)
        # In one order, whatever the user's: labels in a prompt have some effect on each other.
        self._asked = tuple(
            (label, each)
            for label, words in sorted(labels.items())
            for each in ((words,) if isinstance(words, str) else sorted(words))
        )
        for _, words in self._asked:
            # To the model all of these mean the same: nothing.
            if files.scripts and files.trained and is_foreign(words, files.scripts, files.trained):
                raise UsageError(
                    f"the label {words[:60]!r} is in letters that {files.directory.name} was not trained on;"
                    " ask in words of its languages"
                )
        self.scripts = files.scripts
        self._files = files
        self.thresholds = thresholds or Thresholds()
        self._runtime = open_runtime(files, device=device, budget=batch_tokens, precision=precision)
        self._plan: _Plan | None = _Plan.of(files, self._asked, self.thresholds)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_plan": None}

    @property
    def _prompts(self) -> dict[str, str | list[str]]:
        words: dict[str, list[str]] = {}
        for label, each in self._asked:
            words.setdefault(label, []).append(each)
        return {label: own[0] if len(own) == 1 else own for label, own in words.items()}

    def at(self, thresholds: Thresholds) -> Gliner:
        """Gives the same with other thresholds; the model is shared."""
        other = copy.copy(self)
        other.thresholds = thresholds
        other._plan = None
        return other

    @property
    def unfamiliar(self) -> tuple[str, ...]:
        """The words asked with that the model was not trained on, where its directory says what it was.

        A label with a description is other words than the label alone, and finds less where these are new.
        """
        return tuple(words for _, words in self._asked if self._files.is_unfamiliar(words))

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
            "window": self._files.words,
            "overlap": OVERLAP,
            "prompts": self._prompts,
            "unfamiliar": list(self.unfamiliar),
            "threshold": self.thresholds.default,
            "thresholds": dict(self.thresholds.by_label),
        }

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Finds spans; see `Detector`."""
        if self._plan is None:
            self._plan = _Plan.of(self._files, self._asked, self.thresholds)
        plan = self._plan
        encoded = plan.encoder.encode(texts)
        weight = [weights(text) for text in encoded]
        passes = [np.zeros(len(text), dtype=np.int64) for text in encoded]
        found: list[dict[tuple[int, int, str], float]] = [{} for _ in texts]
        hints: list[dict[tuple[int, int, str], float]] = [{} for _ in texts]
        for window, labels, spans, words in self._run(plan, encoded):
            document = window.document
            trusted = slice(window.trusted_start, window.trusted_end)
            passes[document][trusted] += has_context(window, weight[document])
            part = heard(window, weight[document])
            for span in spans:
                first, last = window.start + span.start, window.start + span.end
                # What either window finds in the overlap counts. A span that is cut at a window's edge meets
                # its other part at the seam. Either way none is lost, and the union makes one of them.
                over_seam = last >= window.trusted_start and first < window.trusted_end
                if over_seam or (first in part and last in part):
                    place = first, last, labels[span.label]
                    found[document][place] = max(span.score, found[document].get(place, 0.0))
            for word in words:
                place = window.start + word.start, window.start + word.end, labels[word.label]
                hints[document][place] = max(word.score, hints[document].get(place, 0.0))
        return [
            Detection(
                spans=tuple(self._spans(each, places)),
                seen=_seen(text, each, seen == len(plan.passes)),
                unread=plan.encoder.unread(text, each),
                hints=tuple(self._spans(each, hinted)),
            )
            for text, each, seen, places, hinted in zip(texts, encoded, passes, found, hints, strict=True)
        ]

    def _spans(self, encoded: EncodedText, places: Mapping[tuple[int, int, str], float]) -> Iterator[Span]:
        for (first, last, label), score in sorted(places.items()):
            start, end = int(encoded.starts[first]), int(encoded.ends[last])
            yield Span(start, end, label, round(score, DECIMALS), self.name)

    def _run(
        self, plan: _Plan, encoded: Sequence[EncodedText]
    ) -> Iterator[tuple[Window, tuple[str, ...], list[WordSpan], list[WordSpan]]]:
        """Runs every window with every prompt; gives it, the prompt's labels, what was found, and hints."""
        jobs = [
            (window, prompt, decoder)
            for document, text in enumerate(encoded)
            for window in split(text, plan.room, document=document)
            for prompt, decoder in plan.passes
        ]
        inputs = [
            plan.encoder.sequence(encoded[window.document], window, prompt) for window, prompt, _ in jobs
        ]
        budget = self._runtime.budget
        for group in batches(list(map(len, inputs)), budget=max(budget, TOKENS_AT_ONCE)):
            scores = self._runtime.logits([inputs[index] for index in group])
            for index, logits in zip(group, scores, strict=True):
                window, prompt, decoder = jobs[index]
                had_room = 2 * len(inputs[index]) <= budget  # for another window in its batch
                if had_room and self._runtime.precision == "fp32" and decoder.in_doubt(logits):
                    (logits,) = self._runtime.logits([inputs[index]])
                yield window, prompt.labels, decoder.spans(logits), decoder.hints(logits)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How texts go through the model: made once, when the first is there.

    Attributes:
        encoder: makes the model's input.
        passes: prompts that hold all labels together, each with what decodes its scores.
        room: what a window holds beside the longest prompt.
    """

    encoder: WordEncoder
    passes: tuple[tuple[Prompt, Decoder], ...]
    room: Room

    @classmethod
    def of(cls, files: GlinerFiles, asked: Sequence[tuple[str, str]], thresholds: Thresholds) -> _Plan:
        encoder = WordEncoder(files)
        prompts = _prompts(files, encoder, asked)
        longest = max(map(encoder.around, prompts))
        try:
            room = Room(files.words, files.positions - longest)
        except ValueError as error:
            raise ModelError(f"{files.directory}: too small a model; {error}") from error
        decoders = [Decoder(files.head, list(map(thresholds.of, prompt.labels))) for prompt in prompts]
        return cls(encoder, tuple(zip(prompts, decoders, strict=True)), room)


def _prompts(files: GlinerFiles, encoder: WordEncoder, asked: Sequence[tuple[str, str]]) -> list[Prompt]:
    """Spreads labels evenly over as few prompts as hold them."""
    most = files.positions // SHARE_OF_LABELS
    for count in range(-(-len(asked) // files.labels), len(asked) + 1):
        bounds = [len(asked) * index // count for index in range(count + 1)]
        prompts = [encoder.prompt(asked[start:end]) for start, end in pairwise(bounds)]
        if max(map(encoder.around, prompts)) <= most:
            return prompts
    longest = max((words for _, words in asked), key=len)
    raise UsageError(f"the label {longest[:60]!r} is too long for the model; {most} sub-words are the most")


def _seen(text: str, encoded: EncodedText, seen: NDArray[np.bool_]) -> Stretches:
    """Stretches of text, white space included, in which every word was seen.

    A word of which the tokenizer leaves nothing counts as seen: there is nothing in it to see.
    """
    hidden = solid_characters(text)
    change = np.zeros(len(text) + 1, dtype=np.int64)
    bounds = [*zip(encoded.starts[seen].tolist(), encoded.ends[seen].tolist(), strict=True), *encoded.silent]
    for start, end in bounds:
        change[start] += 1
        change[end] -= 1
    hidden &= np.cumsum(change[:-1]) == 0
    if not hidden.any():
        return whole(text)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], ~hidden, [False]))))
    return tuple((int(start), int(end)) for start, end in edges.reshape(-1, 2))
