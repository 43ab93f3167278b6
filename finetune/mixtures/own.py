"""The texts of the project that a mixture is made of: made up by `datasets_custom`, or written for it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import orjson

from datasets_custom.generator import Generator
from datasets_custom.kinds import LABELS
from finetune.mixtures.records import SEED, Record, Source

LANGUAGES = ("en", "de", "es", "fr", "it")
MADE_UP = 2_500
"""Made-up sentences a language, unless told otherwise."""
MADE_UP_LABELS = tuple(sorted(label.replace("_", " ") for label in LABELS))


def made_up(language: str, size: int = MADE_UP) -> Source:
    """The first `size` sentences of `synthetic:LANG`."""

    def records(_: Path) -> Iterator[Record]:
        generator = Generator(language, seed=SEED)
        for index in range(size):
            example = generator.example("train", index)
            spans = [(one.start, one.end, one.label.replace("_", " ")) for one in example.entities]
            yield Record(example.text, tuple(spans), MADE_UP_LABELS)

    return records


def own(folder: str, language: str) -> Source:
    """The project's own texts: `many_labels`, or `fully_labelled` with those of the bundled tagger."""

    def records(_: Path) -> Iterator[Record]:
        path = files("datasets_custom").joinpath(folder, f"{language}.jsonl")
        for line in path.read_bytes().splitlines():
            entry = orjson.loads(line)
            spans = [(span["start"], span["end"], span["label"]) for span in entry["spans"]]
            yield Record(entry["text"], tuple(spans), tuple(entry["labels"]))

    return records
