"""Detectors whose models run once, and whose thresholds are then tried out by the tool's own rules.

A span's score does not tell at which threshold it would be lost: a word counts by the sum of its labels, a
span's score is the mean over its words, overlapping spans are joined, and a value found once is found
everywhere. So what the models said is kept, and for each set of thresholds everything behind them runs again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from anonymize.detectors.base import Detection, Detector
from anonymize.detectors.gliner import Gliner
from anonymize.detectors.tagger import Tagger, Thresholds
from anonymize.finder import Finder
from anonymize.findings import Findings, Texts

BATCH = 64
"""Texts that are given to the detectors at once."""
Said = TypeVar("Said")
Decide = Callable[[Sequence[str], Thresholds], list[Detection]]


class Replay:
    """Searches texts at any thresholds; a model sees each text the first time only.

    Args:
        finder: whose detectors and rules they are.
        lowest: the lowest threshold that will be asked for.
    """

    def __init__(self, finder: Finder, *, lowest: float) -> None:
        self._finder = finder
        self._decide = [_deciding(detector, lowest) for detector in finder.detectors]

    @property
    def adjustable(self) -> frozenset[str]:
        """The labels that a model looks for, for which thresholds hold."""
        return frozenset(label for model in self._models for label in model.labels)

    @property
    def start(self) -> Thresholds:
        """What holds now; one number for all labels, whatever the model, and others for single ones."""
        each = [model.thresholds for model in self._models] or [Thresholds()]
        by_label = {label: number for one in each for label, number in one.by_label.items()}
        return replace(each[0], by_label=by_label)

    @property
    def _models(self) -> list[Tagger | Gliner]:
        return [one for one in self._finder.detectors if isinstance(one, Tagger | Gliner)]

    def find(self, texts: Sequence[str], thresholds: Thresholds) -> list[Findings]:
        """Searches texts, each of them a record of its own; one result a text, in order."""
        pairs = zip(self._finder.detectors, self._decide, strict=True)
        finder = self._finder.with_detectors([_Replayed(*pair, thresholds) for pair in pairs])
        return [
            found
            for start in range(0, len(texts), BATCH)
            for (found,) in finder.find([Texts((text,)) for text in texts[start : start + BATCH]])
        ]


class _Replayed:
    """A detector that decides on what is remembered; see `Detector`."""

    def __init__(self, detector: Detector, decide: Decide, thresholds: Thresholds) -> None:
        self.name, self.labels, self.scripts = detector.name, detector.labels, detector.scripts
        self.describe = detector.describe
        self._decide, self._thresholds = decide, thresholds

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        return self._decide(texts, self._thresholds)


def _deciding(detector: Detector, lowest: float) -> Decide:
    if isinstance(detector, Tagger):
        tagger, read = detector, _remembering(detector.read)
        return lambda texts, thresholds: tagger.at(thresholds).decide(texts, read(texts))
    if isinstance(detector, Gliner):
        low = _remembering(detector.at(Thresholds(lowest)).detect)
        return lambda texts, thresholds: [_above(each, thresholds) for each in low(texts)]
    fixed = _remembering(detector.detect)
    return lambda texts, _: fixed(texts)


def _above(detection: Detection, thresholds: Thresholds) -> Detection:
    """What a GLiNER finds at higher thresholds: there a weaker span never decides on a stronger one."""
    spans = tuple(span for span in detection.spans if span.score > thresholds.of(span.label))
    return replace(detection, spans=spans)


def _remembering(ask: Callable[[Sequence[str]], list[Said]]) -> Callable[[Sequence[str]], list[Said]]:
    """Asks once for each text; for those that are new together, in the order in which they come."""
    known: dict[str, Said] = {}

    def answer(texts: Sequence[str]) -> list[Said]:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, ask(fresh), strict=True))
        return [known[text] for text in texts]

    return answer
