"""Makes the training set of a GLiNER of many public ones, each with the labels that it annotates.

    python -m finetune.mixtures.gliner --data PATH/TO/data --output runs/mixture.jsonl

Reads the sets in the formats they were published in, and adds made-up sentences and the project's texts,
those with many labels several times. A line holds `text`, `spans`, `labels` (all that the set annotates: what
is not marked there is none of these) and `source`. Left out, to measure with: CoNLL-2003, CrossNER, TAB, the
gold set, and the development parts of the others but for English UNER's.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import click

from finetune.mixtures.own import LANGUAGES, made_up, own
from finetune.mixtures.records import SEED, VALIDATES, Record, Source, as_line, divided, run, short
from finetune.mixtures.sources import (
    biomedical,
    contextual,
    lifebench,
    meddocan,
    multiconer,
    presidio,
    uner,
    wikiann,
    wnut17,
)

HELD_OUT = frozenset({"project codename", "nickname", "vehicle", "pet name", "machine name"})
"""Labels of the gold set that no training text may have, so that they measure labels never seen."""

SOURCES: dict[str, tuple[Source, int, int]] = {
    **{f"many_labels {language}": (own("many_labels", language), 3_000, 6) for language in LANGUAGES},
    **{f"fully_labelled {language}": (own("fully_labelled", language), 800, 1) for language in LANGUAGES},
    **{f"synthetic:{language}": (made_up(language), 1_200, 1) for language in LANGUAGES},
    **{f"wikiann:{language}": (wikiann(language), 1_200, 1) for language in ("en", "de", "es", "fr")},
    "wnut17": (wnut17, 4_000, 1),
    "uner en": (uner("en_ewt-ud-dev"), 2_500, 1),
    "uner pt": (uner("pt_bosque-ud-train"), 2_000, 1),
    "multiconer2": (multiconer, 6_000, 1),
    "presidio-research": (presidio, 2_000, 1),
    "contextual-anonymizer": (contextual, 2_000, 1),
    "lifebench": (lifebench, 600, 1),
    "meddocan": (meddocan, 2_000, 1),
    "bc5cdr": (biomedical("BC5CDR-IOB", {"Chemical": "chemical", "Disease": "disease"}), 2_000, 1),
    "ncbi": (biomedical("NCBI-disease-IOB", {"Disease": "disease"}), 1_000, 1),
}
"""Each source, how many of its texts are taken at most, and how often."""


def write(data: Path, output: Path, sources: Mapping[str, tuple[Source, int, int]] = SOURCES) -> None:
    """Writes the mixture.

    Args:
        data: where the public data sets lie.
        output: the file.
        sources: what to take, how much of it at most, and how often.
    """
    chance = random.Random(SEED)  # noqa: S311 - a shuffle that repeats, not a secret
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as file:
        for name, (source, most, times) in sources.items():
            records = list(source(data))
            chance.shuffle(records)
            taken = entities = 0
            for split, some in divided(records):
                limit, copies = (most, times) if split == "train" else (-(-most // VALIDATES), 1)
                parts = (part for record in some for part in short(record) if part.text.strip())
                kept = list(islice(parts, limit))
                taken += len(kept)
                for record in kept * copies:
                    labels = tuple(label for label in record.labels if label not in HELD_OUT)
                    spans = tuple(span for span in record.spans if span[2] not in HELD_OUT)
                    entities += len(spans)
                    file.write(as_line(Record(record.text, spans, labels), source=name, split=split))
            click.echo(f"{name}: {taken:,} texts, {times} times, {entities:,} entities")


if __name__ == "__main__":
    run(write, __doc__)
