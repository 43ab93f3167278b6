"""What the tests of the loaders share: files made of short texts, and calling a loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finetune.datasets.base import Dataset, RawSentence, Sentence
from finetune.datasets.registry import load_dataset

TRAIN = "Ana\tB-PER\nva\tO\n\nParís\tB-LOC\nes\tO\n"
TEST = "Luis\tB-PER\nva\tO\n"


def write(path: Path, content: str | bytes) -> Path:
    """Writes a file, with its directories; text goes as UTF-8, line ends as given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_jsonl(path: Path, *records: Any) -> Path:
    """Writes a line for each record."""
    return write(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def raw(tags: str, path: str = "a.conll", first_line: int = 1) -> RawSentence:
    """A sentence with the given tags, separated by spaces, on lines from `first_line` on."""
    given = tuple(tags.split())
    words = tuple(f"w{index}" for index in range(len(given)))
    return RawSentence(words, given, path, range(first_line, first_line + len(given)))


def pairs(sentence: Sentence) -> list[tuple[str, str]]:
    """Words with their tags."""
    return list(zip(sentence.tokens, sentence.tags, strict=True))


def load(spec: str, data_dir: Path | None = None, **settings: Any) -> Dataset:
    """Loads a data set as the commands do."""
    return load_dataset(spec, data_dir=data_dir, **settings)


def numbered(count: int, word: str = "w") -> tuple[Sentence, ...]:
    """Sentences that all differ."""
    return tuple(Sentence((f"{word}{index}", "x"), ("B-PER", "O")) for index in range(count))
