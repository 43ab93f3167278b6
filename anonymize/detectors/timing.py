"""How fast a model runs here in each of the ways that this machine has, and whether it finds the same.

Nothing is kept of it: what a job finds depends on its options alone, not on where it was timed before.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from anonymize.config import Config
from anonymize.detectors.base import Detector
from anonymize.detectors.choice import choose_detectors
from anonymize.detectors.gliner import is_gliner
from anonymize.detectors.tagger.runtimes import has_bfloat16
from anonymize.errors import UsageError
from datasets_custom.generator import Generator

Options = tuple[str, ...]
Spans = set[tuple[int, int, int, str]]
"""Number of the text, start, end and label of each."""
ROUNDS = 3
TEXTS, SENTENCES = 24, 16
"""Made-up texts a round, and sentences a text: pages of about 2,000 characters."""
LANGUAGES = ("en", "es", "de", "fr", "it")
LABELS = ("person", "organization", "location", "address", "date")
"""What is asked of a GLiNER, whose speed depends on their number; a tagger is asked for all that it knows."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A way to run a model, and what was measured of it.

    Attributes:
        options: what `anon redact` takes for it.
        runtime: `onnx` or `torch`.
        device: `cpu` or `cuda`.
        precision: of the weights, `int8`, `fp32` or `bf16`.
        speed: characters of text a second; the median of the rounds.
        same: share of the spans found by this way or by the default that both found.
    """

    options: str
    runtime: str
    device: str
    precision: str
    speed: float
    same: float


def time_ways(model: str) -> list[Timing]:
    """Runs a model in every way that this machine has, in turns, over made-up texts; the default first.

    Each round has texts of its own, since what repeats is inferred once.

    Args:
        model: a tagger or a GLiNER, as `--model` takes it.

    Raises:
        ModelError: it cannot be used.
    """
    detectors = dict(_opened(model))
    speeds: dict[Options, list[float]] = {options: [] for options in detectors}
    found: dict[Options, Spans] = {options: set() for options in detectors}
    for detector in detectors.values():
        detector.detect(_texts(ROUNDS)[:2])  # loads the model
    for number in range(ROUNDS):
        texts = _texts(number)
        for options, detector in detectors.items():
            started = time.perf_counter()
            detections = detector.detect(texts)
            speeds[options].append(sum(map(len, texts)) / (time.perf_counter() - started))
            found[options] |= {
                (number * TEXTS + index, span.start, span.end, span.label)
                for index, detection in enumerate(detections)
                for span in detection.spans
            }
    default = next(iter(found.values()))
    return [
        Timing(
            options=" ".join(options),
            runtime=str(told["runtime"]),
            device=str(told["device"]),
            precision=str(told["precision"]),
            speed=statistics.median(speeds[options]),
            same=_share(found[options], default),
        )
        for options, detector in detectors.items()
        for told in [detector.describe()]
    ]


def _share(found: Spans, default: Spans) -> float:
    either = found | default
    return len(found & default) / len(either) if either else 1.0


def _opened(model: str) -> Iterator[tuple[Options, Detector]]:
    """Detectors by their options; of a graph that is no int8 of ours, torch reads nothing."""
    for number, options in enumerate(_ways()):
        try:
            yield options, _open(model, options)
        except UsageError:
            if not number:
                raise


def _ways() -> list[Options]:
    """Options for each way; the first is what is taken without options, on a CPU."""
    import torch

    devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
    return [
        ("--device", "cpu"),
        *(
            ("--device", device, "--precision", precision)
            for device in devices
            for precision in ("fp32", *(["bf16"] if has_bfloat16(device) else []))
        ),
    ]


def _open(model: str, options: Options) -> Detector:
    given = dict(zip(options[::2], options[1::2], strict=True))
    gliner = is_gliner(model)
    (detector,) = choose_detectors(
        Config(
            model=model,
            detectors=("gliner",) if gliner else ("tagger",),
            labels=LABELS if gliner else None,
            device=given["--device"],
            precision=given.get("--precision"),
        )
    )
    return detector


def _texts(number: int) -> list[str]:
    return [
        "\n".join(generator.example("test", index).text for index in range(start, start + SENTENCES))
        for text in range(TEXTS)
        for generator in [Generator(LANGUAGES[text % len(LANGUAGES)], seed=number)]
        for start in [text * SENTENCES]
    ]
