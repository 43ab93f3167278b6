"""`jsonl:PATH`: one text a line with its entities as character spans.

A line is an object with `text`, `spans` (objects with `start`, `end`, `label`, and perhaps `text`, what
stands there; code points, end exclusive) and perhaps `split` (train, validation, test). Where no line has a
split, a tenth each is held out for validation and test. Labels keep the names they have in the file. A text
becomes one sentence. `labels` lists what a text was marked for, where texts differ in that; a GLiNER is asked
for nothing else there.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, Request, Sentence
from finetune.datasets.columns import read_lines
from finetune.datasets.layout import split_called
from finetune.datasets.notes import Notes
from finetune.datasets.offsets import CharacterSpan, tag_words
from finetune.datasets.records import REFUSED, check_value, elsewhere, is_refused, marked_for
from finetune.datasets.splits import by_fraction


def load(request: Request) -> Dataset:
    """Reads the file that is the argument.

    Raises:
        DatasetError: with file and line: not JSON, a text without words, a span outside its text, a split
            that is not one, or one given on some lines only.
    """
    path = Path(request.argument).expanduser()
    notes = Notes()
    splits: dict[str | None, list[Sentence]] = {}
    for number, line in read_lines(path):
        if not line:
            continue
        place = f"{path}, line {number}"
        record = _record(line, place)
        if is_refused(record):
            notes.add(REFUSED, place)
            continue
        split = _split(record, place)
        if splits and (split is None) != (None in splits):
            raise DatasetError(f"{place}: some lines have a split and some have none; give all of them one")
        splits.setdefault(split, []).append(_sentence(record, place, notes))
    return _dataset(request, path, splits, notes)


def _dataset(request: Request, path: Path, splits: dict[str | None, list[Sentence]], notes: Notes) -> Dataset:
    if None in splits:
        groups = [(sentence,) for sentence in splits[None]]
        return by_fraction(request.spec, groups, seed=request.seed, notes=notes.sentences())
    if "train" not in splits:
        raise DatasetError(f"{path}: no line for training in it")
    return Dataset.of(
        request.spec,
        train=splits["train"],
        validation=splits.get("validation"),
        test=splits.get("test"),
        notes=notes.sentences(),
    )


def parse_object(line: str, place: str) -> dict[str, Any]:
    """Reads one line of JSONL.

    Raises:
        DatasetError: it is not a JSON object.
    """
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DatasetError(f"{place}: not JSON, at column {error.colno}") from None
    if not isinstance(record, dict):
        raise DatasetError(f"{place}: not a JSON object")
    return record


def _record(line: str, place: str) -> dict[str, Any]:
    record = parse_object(line, place)
    if not isinstance(record.get("text"), str) or not isinstance(record.get("spans"), list):
        raise DatasetError(f"{place}: expected a string `text` and a list `spans`{elsewhere(record)}")
    return record


def _split(record: dict[str, Any], place: str) -> str | None:
    given = record.get("split")
    if given is None:
        return None
    split = split_called(given) if isinstance(given, str) else None
    if split is None:
        raise DatasetError(f"{place}: `split` is train, validation or test")
    return split


def _sentence(record: dict[str, Any], place: str, notes: Notes) -> Sentence:
    text = record["text"]
    tagged = tag_words(text, [_span(given, text, place) for given in record["spans"]])
    if not tagged.bounds:
        raise DatasetError(f"{place}: an empty sentence; `text` has no visible character")
    tagged.report(notes)
    return replace(tagged.sentence(text), annotated=_annotated(record, place))


def _annotated(record: dict[str, Any], place: str) -> tuple[str, ...] | None:
    labels = marked_for(record, (span["label"].strip() for span in record["spans"]), place)
    return None if labels is None else tuple(sorted(map(sys.intern, labels)))


def _span(given: Any, text: str, place: str) -> CharacterSpan:  # noqa: ANN401 - any JSON
    match given:
        case {"start": bool()} | {"end": bool()}:
            pass  # a number in Python, and none in JSON
        case {"start": int(start), "end": int(end), "label": str(label)} if label.strip():
            if not 0 <= start < end <= len(text):
                raise DatasetError(
                    f"{place}: a span from {start} to {end} in a text of {len(text)} code points"
                )
            span = CharacterSpan(start, end, label.strip(), place)
            check_value(given.get("text"), span, text, place)
            return span
    raise DatasetError(f"{place}: a span needs whole numbers `start` and `end`, and a `label`")
