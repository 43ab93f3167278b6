"""Where `benchmarks.seams` puts entities: sentences that a detector finds something in, at exact places."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anonymize.detectors import gliner, tagger
from anonymize.detectors.base import Detection, Detector
from anonymize.detectors.gliner.windows import Room, split
from anonymize.detectors.gliner.words import WordEncoder
from anonymize.detectors.tagger.encoding import Encoder
from anonymize.spans import resolve, snap
from anonymize.windows import Window
from benchmarks.neutral import Neutral
from datasets_custom.generator import Generator
from datasets_custom.kinds import LABELS

BESIDE = 8
"""Tokens from a seam to an entity that lies wholly before or behind it, at most."""
LONGEST_CARRIER = 48
"""Tokens: as many as have room between a seam and the middle of a window."""
SEAMS = 4
"""In a text: it has a window more than that."""
TRIES = 16
"""Where windows depend on the words in them, a place is found by trying, and now and then with others."""
TRIES_ALIKE = 3


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
    """

    name: str
    detector: Detector
    starts: Callable[[str], list[int]]
    windows: Callable[[str], list[Window]]
    length: int
    sentences: int


def bundled_tagger(sentences: int) -> Subject:
    """The bundled tagger, with all its labels."""
    files = tagger.open_model(tagger.BUNDLED)
    encoder = Encoder.of(files)
    room, overlap = files.window - encoder.special_tokens, files.overlap
    return Subject(
        files.directory.name,
        tagger.Tagger(files, files.labels),
        lambda text: encoder.encode([text])[0].starts.tolist(),
        lambda text: encoder.windows(encoder.encode([text]), size=files.window, overlap=overlap),
        SEAMS * (room - overlap) + room,
        sentences,
    )


def bundled_gliner(sentences: int) -> Subject:
    """The bundled GLiNER, asked for the tagger's labels."""
    files = gliner.open_gliner(gliner.BUNDLED)
    labels = {label: gliner.prompt_words(label) for label in LABELS}
    encoder = WordEncoder(files)
    room = Room(files.words, files.positions - encoder.around(encoder.prompt(labels.items())))
    return Subject(
        files.directory.name,
        gliner.Gliner(files, labels),
        lambda text: encoder.encode([text])[0].starts.tolist(),
        lambda text: split(encoder.encode([text])[0], room),
        SEAMS * files.words,
        sentences,
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
    for carrier in chosen:
        tokens = sum(carrier.start <= start < carrier.end for start in subject.starts(carrier.text))
        offsets = range(-tokens - BESIDE, BESIDE + 1)
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
