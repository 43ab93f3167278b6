"""Counts what is missed at the seams of windows and in mid-window, with the bundled models.

    python -m benchmarks.seams --write

Sentences with an entity of each label, which the model finds in the sentence alone, are put into long texts
with nothing to find: at every token offset around every seam, from wholly before it to wholly behind it, and
at the same offsets around the middles of windows. An entity counts as missed when some character of it would
not be replaced, under whatever label.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from anonymize.detectors import gliner, tagger
from anonymize.detectors.base import Detection, Detector, whole
from anonymize.detectors.gliner.windows import Room, split
from anonymize.detectors.gliner.words import WordEncoder
from anonymize.detectors.tagger.encoding import Encoder
from anonymize.spans import resolve, snap
from anonymize.windows import Window
from benchmarks.neutral import Neutral
from benchmarks.results import publish
from datasets_custom.generator import Generator
from datasets_custom.kinds import LABELS
from finetune.tables import markdown

T = TypeVar("T")
LANGUAGES = ("de", "en", "es")
BESIDE = 8
"""Tokens from a seam to an entity that lies wholly before or behind it, at most."""
LONGEST_CARRIER = 48
"""Tokens: as many as have room between a seam and the middle of a window."""
SEAMS = 4
"""In a text: it has a window more than that."""
TRIES = 16
"""Where windows depend on the words in them, a place is found by trying, and now and then with others."""
TRIES_ALIKE = 3
DOCUMENTS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence with an entity that the detector finds in it when it stands alone."""

    language: str
    text: str
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an entity goes: its first token so many behind a seam, or behind the middle of a window."""

    carrier: Carrier
    offset: int
    at_seam: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A detector with what tells how it cuts texts.

    Attributes:
        name: of the model.
        detector: it.
        starts: gives the first code point of each of a text's tokens, or with a GLiNER of its words.
        windows: gives a text's windows.
        length: tokens of a text of the benchmark.
        sentences: carriers of each label and language.
        stride: of the offsets.
    """

    name: str
    detector: Detector
    starts: Callable[[str], list[int]]
    windows: Callable[[str], list[Window]]
    length: int
    sentences: int
    stride: int


def bundled_tagger(sentences: int) -> Subject:
    """The bundled tagger, with all its labels."""
    files = tagger.open_model(tagger.BUNDLED)
    encoder = Encoder.from_file(files.directory / "tokenizer.json")
    room, overlap = files.window - encoder.special_tokens, files.overlap
    return Subject(
        files.directory.name,
        tagger.Tagger(files, files.labels),
        lambda text: encoder.encode([text])[0].starts.tolist(),
        lambda text: encoder.windows(encoder.encode([text]), size=files.window, overlap=overlap),
        SEAMS * (room - overlap) + room,
        sentences,
        stride=1,
    )


def bundled_gliner(sentences: int, stride: int) -> Subject:
    """The bundled GLiNER, asked for the tagger's labels."""
    files = gliner.open_gliner(gliner.BUNDLED)
    labels = {label: gliner.prompt_words(label) for label in LABELS}
    encoder = WordEncoder(files)
    room = Room(files.words, files.positions - encoder.around(encoder.prompt(labels)))
    return Subject(
        files.directory.name,
        gliner.Gliner(files, labels),
        lambda text: encoder.encode([text])[0].starts.tolist(),
        lambda text: split(encoder.encode([text])[0], room),
        SEAMS * files.words,
        sentences,
        stride,
    )


def covered(text: str, detection: Detection, start: int, end: int) -> bool:
    """Tells whether all of a stretch would be replaced."""
    hidden = bytearray(len(text))
    for span in resolve(snap(detection.spans, text)):
        hidden[span.start : span.end] = b"\1" * (span.end - span.start)
    return all(hidden[place] or text[place].isspace() for place in range(start, end))


def carriers(subject: Subject, language: str) -> list[Carrier]:
    """Sentences of the generator's test part: the first in which the detector finds each label."""
    generator = Generator(language)
    wanted = dict.fromkeys(LABELS, subject.sentences)
    chosen: list[Carrier] = []
    for first in range(0, 2_000, 50):
        examples = [generator.example("test", index) for index in range(first, first + 50)]
        found = subject.detector.detect([example.text for example in examples])
        for example, detection in zip(examples, found, strict=True):
            if len(subject.starts(example.text)) > LONGEST_CARRIER:
                continue
            for entity in example.entities:
                if wanted[entity.label] and covered(example.text, detection, entity.start, entity.end):
                    wanted[entity.label] -= 1
                    chosen.append(Carrier(language, example.text, entity.start, entity.end, entity.label))
                    break
        if not any(wanted.values()):
            break
    return chosen


def placements(subject: Subject, chosen: Sequence[Carrier]) -> list[Placement]:
    """Every carrier at every offset, at a seam and in mid-window."""
    made = []
    for number, carrier in enumerate(chosen):
        starts = subject.starts(carrier.text)
        tokens = sum(carrier.start <= start < carrier.end for start in starts)
        first = -tokens - BESIDE + number % subject.stride
        offsets = range(first, BESIDE + 1, subject.stride)
        made += [Placement(carrier, offset, where) for offset in offsets for where in (True, False)]
    return made


@dataclass(frozen=True, slots=True)
class Placed:
    """An entity in a long text, and how far its first token came to lie from where it should."""

    placement: Placement
    start: int
    aside: int


def document(
    subject: Subject, neutral: Neutral, wanted: Sequence[Placement], rng: random.Random
) -> tuple[str, list[Placed]]:
    """Makes a long text with carriers at its seams and middles in turn, all else neutral."""
    text, tokens = "", 0
    placed = []
    windows = subject.windows(" ".join(neutral.exactly(subject.length, random.Random(0))))  # noqa: S311
    for number, placement in enumerate(wanted):
        carrier, seed = placement.carrier, rng.random()
        before_entity = sum(start < carrier.start for start in subject.starts(carrier.text))
        for attempt in range(TRIES):
            words = random.Random(seed + attempt // TRIES_ALIKE)  # noqa: S311 - reproducible, not secret
            goal = _goal(windows, placement, number // 2) + placement.offset
            gap = neutral.exactly(goal - before_entity - tokens, words)
            before = " ".join([text, *gap]).strip()
            start = len(before) + 1 + carrier.start
            starts = subject.starts(f"{before} {carrier.text}")
            rest = neutral.exactly(subject.length - len(starts), words)
            full = " ".join([before, carrier.text, *rest])
            windows = subject.windows(full)
            aside = _goal(windows, placement, number // 2) + placement.offset - bisect_left(starts, start)
            if not aside:
                break
        text, tokens = f"{before} {carrier.text}", len(starts)
        placed.append(Placed(placement, start, aside))
    return full, placed


def _goal(windows: Sequence[Window], placement: Placement, index: int) -> int:
    """The token of a seam, or of the middle of the window behind it."""
    window = windows[index + 1]
    # Of the window and not of what it is trusted with: the last one is trusted up to the end of the text.
    return window.trusted_start if placement.at_seam else (window.start + window.end) // 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entity.

    Attributes:
        placement: where it was to be.
        aside: tokens from there to where it was.
        cut: the seam lay inside it.
        missed: some of its characters would have been left.
    """

    placement: Placement
    aside: int
    cut: bool
    missed: bool


def run(subject: Subject, language: str) -> Iterator[Outcome]:
    """Places every carrier of a language, detects, and tells what was missed."""
    rng = random.Random(language)  # noqa: S311 - reproducible, not secret
    neutral = Neutral(language, lambda text: len(subject.starts(text)))
    wanted = placements(subject, carriers(subject, language))
    at_seam, middle = wanted[::2], wanted[1::2]
    # Each seam meets all sorts of carriers; those in between are others, so that none stands twice in a text.
    rng.shuffle(at_seam)
    rng.shuffle(middle)
    groups = [
        [placement for pair in pairs for placement in pair]
        for pairs in _batched(list(zip(at_seam, middle, strict=True)), SEAMS)
    ]
    for batch in _batched([document(subject, neutral, group, rng) for group in groups], DOCUMENTS_AT_ONCE):
        detections = subject.detector.detect([text for text, _ in batch])
        for (text, placed), detection in zip(batch, detections, strict=True):
            assert detection.seen == whole(text), "a text was not seen whole"
            starts = subject.starts(text)
            seams = {starts[window.trusted_start] for window in subject.windows(text)[1:]}
            for place in placed:
                carrier = place.placement.carrier
                end = place.start + carrier.end - carrier.start
                yield Outcome(
                    place.placement,
                    place.aside,
                    any(place.start < seam < end for seam in seams),
                    not covered(text, detection, place.start, end),
                )


def chance(one: int, other: int) -> float:
    """Probability that two counts differ so much or more, if both sides were alike (sign test, two-sided)."""
    total, fewer = one + other, min(one, other)
    return min(1.0, 2 * sum(math.comb(total, count) for count in range(fewer + 1)) / 2.0**total)


def table(outcomes: Sequence[Outcome]) -> tuple[list[list[object]], str]:
    """Gives a row for each label and for all, and a sentence on what differs."""
    placed: Counter[tuple[str, bool]] = Counter()
    missed: Counter[tuple[str, bool]] = Counter()
    cut: set[tuple[Carrier, int]] = set()
    pairs: dict[tuple[Carrier, int], dict[bool, bool]] = {}
    for outcome in outcomes:
        placement = outcome.placement
        for label in (placement.carrier.label, "all"):
            placed[label, placement.at_seam] += 1
            missed[label, placement.at_seam] += outcome.missed
        place = placement.carrier, placement.offset
        pairs.setdefault(place, {})[placement.at_seam] = outcome.missed
        if outcome.cut:
            cut.add(place)
    rows: list[list[object]] = [
        [
            label,
            placed[label, True],
            missed[label, True],
            missed[label, False],
            f"{missed[label, True] - missed[label, False]:+d}",
            *_cut_row([pairs[place] for place in cut if label in (place[0].label, "all")]),
        ]
        for label in (*LABELS, "all")
    ]
    assert all(placed[label, True] == placed[label, False] for label in (*LABELS, "all"))
    only_seam = sum(pair[True] and not pair[False] for pair in pairs.values())
    only_middle = sum(pair[False] and not pair[True] for pair in pairs.values())
    aside = sum(outcome.aside != 0 for outcome in outcomes)
    return rows, (
        f"Of the same entity at the same offset {only_seam} were missed at the seam alone and {only_middle} "
        f"in mid-window alone (sign test: {chance(only_seam, only_middle):.2f}). "
        f"{aside} of {len(outcomes)} entities lay some tokens beside their place."
    )


def _cut_row(pairs: Sequence[dict[bool, bool]]) -> tuple[int, int, int]:
    return len(pairs), sum(pair[True] for pair in pairs), sum(pair[False] for pair in pairs)


def _batched(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=4, help="of each label and language, for the tagger")
    parser.add_argument("--gliner-sentences", type=int, default=2, help="the same for the GLiNER")
    parser.add_argument("--stride", type=int, default=2, help="of the GLiNER's offsets, in words")
    parser.add_argument("--detector", choices=("tagger", "gliner"), help="one alone; both by default")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    options = parser.parse_args()
    subjects = []
    if options.detector != "gliner":
        subjects.append(bundled_tagger(options.sentences))
    if options.detector != "tagger":
        subjects.append(bundled_gliner(options.gliner_sentences, options.stride))
    header = [
        "label",
        "placed at each",
        "missed at seams",
        "mid-window",
        "difference",
        "cut by a seam",
        "of these missed",
        "the same in mid-window",
    ]
    parts = []
    for subject in subjects:
        started = time.perf_counter()
        outcomes = [outcome for language in LANGUAGES for outcome in run(subject, language)]
        rows, told = table(outcomes)
        minutes = (time.perf_counter() - started) / 60
        parts.append(f"{subject.name}, {minutes:.1f} minutes.\n\n{markdown(header, rows)}\n\n{told}")
    publish("Seams", "\n\n".join(parts), write=options.write)


if __name__ == "__main__":
    main()
