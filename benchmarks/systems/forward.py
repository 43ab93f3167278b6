"""The pure forward passes of the windows that the tagger makes of all texts, at the best batch: the limit.

What is found is read off the likeliest tag of each token, after the clock has stopped. The first answer says
how many `seconds` the passes took, and in what `budget` of tokens; the others say 0.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

from anonymize.detectors.tagger import BUNDLED, open_model
from anonymize.detectors.tagger.encoding import Encoder, Ints
from anonymize.detectors.tagger.files import TaggerFiles
from anonymize.detectors.tagger.runtimes import ONE_EACH, Floats, OnnxRuntime

BUDGETS = (ONE_EACH, 512, 1_024, 4_096)
"""Tokens of a batch that are tried."""


def run(files: TaggerFiles, sequences: Sequence[Ints], budget: int) -> tuple[float, list[Floats]]:
    """Gives the seconds that it takes to run all sequences, and their logits."""
    weights = files.weights[0]
    runtime = OnnxRuntime(files, files.directory / weights.file_name, weights.precision, budget)
    runtime.logits(sequences[:1])
    started = time.perf_counter()
    logits = runtime.logits(sequences)
    return time.perf_counter() - started, logits


def main() -> None:
    """Answers standard input."""
    texts = [json.loads(line)["text"] for line in sys.stdin]
    files = open_model(BUNDLED)
    encoder = Encoder.of(files)
    encoded = encoder.encode(texts)
    windows = encoder.windows(encoded, size=files.window, overlap=files.overlap)
    sequences = [encoder.sequence(encoded[window.document], window) for window in windows]
    runs = {budget: run(files, sequences, budget) for budget in BUDGETS}
    budget = min(runs, key=lambda one: runs[one][0])
    seconds, logits = runs[budget]
    spans: list[list[list[int | str]]] = [[] for _ in texts]
    for window, scores in zip(windows, logits, strict=True):
        text = encoded[window.document]
        tags = scores[encoder.inner(window)].argmax(axis=-1)
        for place in range(window.trusted_start, window.trusted_end):
            label = files.tags[tags[place - window.start]].label
            if label is not None:
                spans[window.document].append([int(text.starts[place]), int(text.ends[place]), label])
    for number, found in enumerate(spans):
        answer = {"spans": found, "seconds": 0.0 if number else seconds, "budget": budget}
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
