"""`polyglot-ner:LANG`: Polyglot-NER, silver tags on Wikipedia in 40 languages, PER ORG LOC.

Al-Rfou et al., "Polyglot-NER: Massive Multilingual Named Entity Recognition" (SDM 2015). Rows hold `words`
and `ner`, types without B- or I-, in JSONL or Parquet; what the hub has beside them is a loading script,
and remote code is not run. There is one split, so a tenth each is held out for validation and test.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, RawSentence, Request
from finetune.datasets.columns import read_lines
from finetune.datasets.jsonl import parse_object
from finetune.datasets.splits import by_fraction
from finetune.datasets.tagging import to_iob2
from finetune.datasets.words import with_words_counted

SUFFIXES = (".jsonl", ".parquet")
COLUMNS = ("words", "ner", "lang")
"""The last is optional; rows of another language are passed over."""


def load(request: Request) -> Dataset:
    """Reads one language from the files in `data_dir`.

    Args:
        request: the argument is the language; `data_dir` holds `LANG.jsonl`, `LANG.parquet` or a directory
            `LANG` of such files, or else all its own files are read.

    Raises:
        DatasetError: with file and line: a row that is not of the schema, or no row of the language.
    """
    if request.data_dir is None:
        raise DatasetError(
            f"{request.spec}: give --data-dir, a directory with {request.argument}.jsonl or "
            f"{request.argument}.parquet, rows with words and ner (the corpus comes with a loading script, "
            "which is not run)"
        )
    raw = [
        sentence
        for path in _files(request.data_dir, request.argument)
        for sentence in _read(path, request.argument)
    ]
    if not raw:
        raise DatasetError(f"{request.data_dir}: no row of the language {request.argument}")
    (sentences,) = to_iob2(raw)
    groups = [(sentence,) for sentence in sentences]
    return with_words_counted(by_fraction(request.spec, groups, seed=request.seed))


def _files(data_dir: Path, language: str) -> list[Path]:
    folder = data_dir / language if (data_dir / language).is_dir() else data_dir
    if not folder.is_dir():
        raise DatasetError(f"{folder}: there is no such directory")
    found = [path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]
    named = [path for path in found if path.stem == language]
    chosen = named or found
    if not chosen:
        raise DatasetError(f"{folder}: no .jsonl or .parquet file in it")
    if len({path.suffix for path in chosen}) > 1:
        raise DatasetError(f"{folder}: JSONL and Parquet side by side may be the same rows; keep one of them")
    return chosen


def _read(path: Path, language: str) -> Iterator[RawSentence]:
    rows, unit = (_parquet(path), "row") if path.suffix == ".parquet" else (_jsonl(path), "line")
    for number, row in rows:
        if row.get("lang") in (None, language):
            yield _raw(path, number, unit, row)


def _raw(path: Path, number: int, unit: str, row: dict[str, Any]) -> RawSentence:
    place = f"{path}, {unit} {number}"
    words, tags = _strings(row, "words", place), _strings(row, "ner", place)
    if len(words) != len(tags):
        raise DatasetError(f"{place}: {len(words)} words and {len(tags)} tags")
    if not words:
        raise DatasetError(f"{place}: an empty sentence")
    return RawSentence(words, tags, str(path), (number,) * len(words), unit)


def _strings(row: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    values = row.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise DatasetError(f"{place}: expected a list of strings, `{name}`")
    return tuple(map(sys.intern, values))


def _jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in read_lines(path):
        if line:
            yield number, parse_object(line, f"{path}, line {number}")


def _parquet(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    number = 0
    try:
        with ParquetFile(path) as file:
            columns = [name for name in COLUMNS if name in file.schema_arrow.names]
            for batch in file.iter_batches(columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (OSError, ArrowException) as error:
        raise DatasetError(f"{path}: not a Parquet file that can be read ({type(error).__name__})") from error
