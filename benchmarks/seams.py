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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from anonymize.detectors.base import whole
from benchmarks.neutral import Neutral
from benchmarks.results import publish
from benchmarks.seam_places import (
    SEAMS,
    Carrier,
    Placement,
    Subject,
    bundled_gliner,
    bundled_tagger,
    carriers,
    covered,
    document,
    placements,
)
from datasets_custom.kinds import LABELS
from finetune.tables import markdown

T = TypeVar("T")
LANGUAGES = ("de", "en", "es")
DOCUMENTS_AT_ONCE = 16


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
    parser.add_argument("--detector", choices=("tagger", "gliner"), help="one alone; both by default")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    options = parser.parse_args()
    subjects = []
    if options.detector != "gliner":
        subjects.append(bundled_tagger(options.sentences))
    if options.detector != "tagger":
        subjects.append(bundled_gliner(options.gliner_sentences))
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
