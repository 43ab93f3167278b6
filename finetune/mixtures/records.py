"""Texts with what is marked in them, and what would have been: what a mixture is made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from anonymize.errors import AnonError
from finetune.cutting import undivided
from finetune.datasets.base import Sentence

LONGEST = 1_200
"""Characters. Longer texts are cut at a line or a sentence; an entity longer than this is left unmarked."""


@dataclass(frozen=True, slots=True)
class Record:
    """A text, what is marked in it, and what would have been."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    labels: tuple[str, ...]


SEED = 42
VALIDATES = 100
"""Of so many texts of a set the last one is for validation, with all its copies and parts."""


def divided(records: Sequence[Record]) -> tuple[tuple[str, list[Record]], ...]:
    """Divides texts, before they are copied or cut: each with the name of its split."""
    parts: dict[str, list[Record]] = {"train": [], "validation": []}
    for number, record in enumerate(records, start=1):
        parts["train" if number % VALIDATES else "validation"].append(record)
    return tuple(parts.items())


Source = Callable[[Path], Iterator[Record]]
"""Reads a set from the directory that all of them lie in."""


def of_sentences(sentences: Iterable[Sentence], names: dict[str, str]) -> Iterator[Record]:
    """Records of tagged words, their labels in words; labels without a name are not taken."""
    labels = tuple(sorted(set(names.values())))
    for sentence in sentences:
        spans = [(start, end, names[label]) for start, end, label in sentence.entities() if label in names]
        yield Record(sentence.written()[0], tuple(spans), labels)


def short(record: Record) -> Iterator[Record]:
    """Cuts a text at line ends into parts that are not too long, and never through what fits into one."""
    bounds = [(a, b) for a, b, _ in record.spans]
    start = 0
    while start < len(record.text):
        end = len(record.text)
        if end - start > LONGEST:
            end = max(
                record.text.rfind(sign, start + 1, start + LONGEST) + len(sign) for sign in ("\n", ". ")
            )
            end = undivided(end if end > start + 1 else start + LONGEST, start, bounds)
        yield Record(
            record.text[start:end],
            tuple((a - start, b - start, label) for a, b, label in record.spans if start <= a and b <= end),
            record.labels,
        )
        start = end


def as_line(record: Record, *, source: str, split: str) -> bytes:
    """Writes a text as a line of JSONL, as `jsonl:PATH` reads it."""
    row = {
        "text": record.text,
        "spans": [{"start": a, "end": b, "label": label} for a, b, label in record.spans],
        "labels": record.labels,
        "split": split,
        "source": source,
    }
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def run(write: Callable[[Path, Path], None], description: str | None) -> None:
    """Makes a mixture as the command line says. The file is there when it is complete, and not before.

    Args:
        write: takes the directory of the public data sets, and the file to write.
        description: of the command.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    unfinished: Path = given.output.with_name(f"{given.output.name}.part")
    try:
        write(given.data, unfinished)
        unfinished.replace(given.output)
    except (AnonError, OSError) as error:
        parser.error(str(error))
    finally:
        unfinished.unlink(missing_ok=True)
