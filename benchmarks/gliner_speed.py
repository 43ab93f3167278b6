"""How many texts a second the GLiNER detector reads, beside a loop of the package's `predict_entities`.

    python -m benchmarks.gliner_speed --model PATH --data PATH/TO/data --exported PATH [PATH] --write

Both get the same windows (texts that fit the model whole: tickets of 20 words, sentences of CrossNER with
documents of the gold set, and parts of pages) and the same labels, in float32, in turns, in one process, on
the CPU or with `--device cuda` both on the GPU.
First the spans are compared: the loop's are found by the detector too, with scores that differ by less than
1e-4, or lie within a span of that label, no weaker, that the detector gives and the loop cuts up
("Anna Roe" at 0.92 loses to "Roe" at 0.96, and leaves "Anna" at 0.7). The detector also keeps weaker spans
that overlap those, because they have to be hidden.

The last row is the limit of the machine: the matrix products of the model's linear layers alone, of as many
tokens as the loop gives them, 2,048 at once, with nothing around.

With `--exported`, graphs of the same model that `anon models export` wrote are measured, too: one in float32
has to give the same spans, and of one in int8, as the bundled model is, the share of its spans is told.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.tagger import Thresholds
from anonymize.evaluation import read_labelled
from benchmarks.results import publish
from benchmarks.speed_texts import texts
from benchmarks.zero_shot import GOLD, crossner
from finetune.tables import markdown

LABELS = ("person", "organization", "location", "date", "phone number", "project codename", "machine name")
THRESHOLD = 0.5
TOLERANCE = 1e-4
LOOP = "`predict_entities` loop, torch, fp32"
LIMIT = "the products of its linear layers alone, torch, fp32"
AT_ONCE = 2_048
"""Tokens that a product of the limit has."""
Found = list[dict[tuple[int, int, str], float]]


def kinds(
    data: Path, count: int, split: Callable[[str], Iterable[object]], longest: int
) -> dict[str, list[str]]:
    """Gives some texts of each kind, none with more words than a window."""
    sentences = [sentence.text for sentence in crossner(data / "crossner" / "politics" / "test.txt", count)]
    documents = [document.text for document in read_labelled(GOLD)][: count // 4]
    made = {
        "tickets": texts("tickets", count * 120),
        "sentences": [*sentences, *documents],
        "parts of pages": texts("pages", count * 300, words=100),
    }
    return {
        kind: [text for text in given if sum(1 for _ in split(text)) <= longest]
        for kind, given in made.items()
    }


def ours(detector: Gliner, given: Sequence[str]) -> Found:
    """What the detector finds."""
    return [
        {(span.start, span.end, span.label): span.score for span in detection.spans}
        for detection in detector.detect(given)
    ]


def theirs(model: Any, given: Sequence[str]) -> Found:  # noqa: ANN401 - the package carries no types
    """What a loop of `predict_entities` finds."""
    return [
        {
            (entity["start"], entity["end"], entity["label"]): entity["score"]
            for entity in model.predict_entities(text, sorted(LABELS), threshold=THRESHOLD)
        }
        for text in given
    ]


def products(model: Any, given: Sequence[str]) -> Callable[[], None]:  # noqa: ANN401 - as above
    """The matrix products that the loop has the model's linear layers do, to be done without the rest."""
    import torch

    tokens: Counter[tuple[int, int]] = Counter()

    def count(layer: torch.nn.Linear, inputs: tuple[torch.Tensor]) -> None:
        tokens[layer.in_features, layer.out_features] += inputs[0].shape[:-1].numel()

    layers = [layer for layer in model.modules() if isinstance(layer, torch.nn.Linear)]
    hooks = [layer.register_forward_pre_hook(count) for layer in layers]
    theirs(model, given)
    for hook in hooks:
        hook.remove()

    @torch.inference_mode()
    def multiply() -> None:
        for (width, out), rows in tokens.items():
            weight = torch.rand(out, width, device=model.device)
            block = torch.rand(AT_ONCE, width, device=model.device)
            for start in range(0, rows, AT_ONCE):
                torch.nn.functional.linear(block[: rows - start], weight)
        if model.device.type == "cuda":
            torch.cuda.synchronize()

    return multiply


def differences(found: Found, expected: Found) -> list[str]:
    """Where the detector lacks a span of the loop, or scores it otherwise."""
    wrong = []
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        for place, score in other.items():
            if place not in one and not _within_no_weaker(place, score, one):
                wrong.append(f"text {number}: {place[2]} at {place[0]}:{place[1]} is missing")
            elif place in one and abs(one[place] - score) > TOLERANCE:
                wrong.append(f"text {number}: {place[2]} at {place[0]}:{place[1]} differs in its score")
    return wrong


def _within_no_weaker(
    place: tuple[int, int, str], score: float, found: dict[tuple[int, int, str], float]
) -> bool:
    start, end, label = place
    return any(
        first <= start and end <= last and name == label and other > score - TOLERANCE
        for (first, last, name), other in found.items()
    )


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument(
        "--exported", type=Path, nargs="*", default=(), metavar="DIR", help="with graphs of the same model"
    )
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    given = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that the package imports
        from gliner import GLiNER

        model = GLiNER.from_pretrained(given.model, local_files_only=True).to(given.device)
    detectors = [
        _detector(given.model, given.device, "fp32"),
        *(_detector(str(path), "cpu") for path in given.exported),
    ]
    window = int(str(detectors[0].describe()["window"]))
    splitter = model.data_processor.words_splitter
    columns: dict[str, dict[str, float]] = {}
    notes = []
    for kind, chosen in kinds(given.data, given.count, splitter, window).items():
        columns[kind], shares = speeds(model, detectors, chosen, rounds=given.rounds)
        words = sum(len(text.split()) for text in chosen) / len(chosen)
        told = "".join(f" ({share:.1%} of the spans in int8)" for share in shares)
        notes.append(f"{len(chosen)} {kind} of {words:.0f} words in the mean{told}")
    body = (
        f"{Path(given.model).name} on {_name(given.device)}. {', '.join(notes)}; {len(LABELS)} labels,"
        f" {given.rounds} rounds in turns. Texts a second; in fp32 the same spans, scores within"
        f" {TOLERANCE:g}.\n\n{_table(columns)}"
    )
    publish("GLiNER detector", body, write=given.write)


def speeds(
    model: Any,  # noqa: ANN401 - the package carries no types
    detectors: Sequence[Gliner],
    chosen: Sequence[str],
    *,
    rounds: int,
) -> tuple[dict[str, float], list[float]]:
    """Measures texts a second of each way to read them; ends where spans are not the same.

    Returns:
        The speeds, and for each detector in int8 its share of the spans.
    """
    expected = theirs(model, chosen)
    ways: dict[str, Callable[[], object]] = {}
    shares = []
    for detector in detectors:
        found = ours(detector, chosen)
        about = detector.describe()
        way = f"`anon`'s detector, {about['runtime']}, {about['precision']}"
        wrong = differences(found, expected)
        if about["precision"] == "int8":
            shares.append(_share(found, expected))
        elif wrong:
            sys.exit(f"{way}: not the same spans, so nothing is measured: " + "; ".join(wrong[:5]))
        ways[way] = partial(ours, detector, chosen)
    ways[LOOP] = partial(theirs, model, chosen)
    ways[LIMIT] = products(model, chosen)
    seconds = dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for way, work in ways.items():
            seconds[way] += _timed(work)
    return {way: len(chosen) * rounds / took for way, took in seconds.items()}, shares


def _table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """A row for each way, and for each kind of text its speed and that of the loop's."""
    header = ["", *(name for kind in columns for name in (kind, "times the loop"))]
    ways = next(iter(columns.values()))
    rows = [
        (way, *(cell for of in columns.values() for cell in (f"{of[way]:.1f}", f"{of[way] / of[LOOP]:.2f}")))
        for way in ways
    ]
    return markdown(header, rows)


def _name(device: str) -> str:
    import torch

    return torch.cuda.get_device_name() if device == "cuda" else "the CPU"


def _detector(model: str, device: str, precision: str | None = None) -> Gliner:
    labels = {label: label for label in LABELS}
    thresholds = Thresholds(THRESHOLD)
    return Gliner(open_gliner(model), labels, thresholds=thresholds, device=device, precision=precision)


def _share(found: Found, expected: Found) -> float:
    same = sum(place in one for one, other in zip(found, expected, strict=True) for place in other)
    return same / max(sum(map(len, expected)), 1)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
