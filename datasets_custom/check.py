"""Checks labelled documents: what would spoil a measurement without anybody seeing it.

Offsets that do not fit, spans with white space at an edge or that begin inside a word, spans that overlap, a
word that announces its entity, documents that stand there twice. Whether a label is right is for people to
judge.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from anonymize.config.values import shown
from anonymize.detectors.model_files import TRAINABLE, is_trainable
from anonymize.spans import WORD
from finetune.datasets.layout import split_called
from finetune.datasets.opening import open_data
from finetune.datasets.records import elsewhere, lies_on

BETWEEN = (
    r"""[\s:.,#=\u2013("'„“«-]*(?:\b(?:is|was|ist|war|lautet|es|est|è|of|de|di|n[ro°º])\b[\s:.#"'„“«]*)?"""
)
"""What may stand between an announcing word and its entity."""
IDENTIFIERS = (None, "direct", "quasi", "none")
"""What a span may say of why it has to be hidden."""
REACH = 40
"""Characters before an entity that are looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document. Holds no text of it.

    Attributes:
        line: from 1 on.
        id: of the document, where it has one.
        what: in words, with offsets and label.
        unread: whether the line is no document at all.
    """

    line: int
    id: str | None
    what: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    label: str

    def __str__(self) -> str:
        label = self.label if is_trainable(self.label.strip()) else shown(self.label)
        return f"{label} at {self.start}:{self.end}"


class Checker:
    """Checks the documents of one set, which may be spread over several files."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._texts: set[str] = set()
        self._with_split: bool | None = None
        self.labels: set[str] = set()
        self.documents = 0
        self.spans = 0

    def begin_file(self) -> None:
        """Says that the next line is of another file, which is divided into splits in its own way."""
        self._with_split = None

    def check(self, line: bytes, number: int) -> Iterator[Problem]:
        """Finds what is wrong with one line of JSONL.

        Args:
            line: an object with `text` and `spans` (`start` and `end` in code points, `label`), perhaps `id`.
            number: of the line.
        """
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            yield Problem(number, None, "not JSON", unread=True)
            return
        match record:
            case {"id": value} if not isinstance(value, str | int | None):
                yield Problem(number, None, "an `id` is a string or a number")
            case {"text": str(text), "spans": list(given)}:
                self.documents += 1
                ident = None if record.get("id") is None else str(record["id"])
                found = (self._document(ident, text, given), self._for_training(record))
                yield from (Problem(number, ident, what) for what in chain(*found))
            case _:
                what = f"expected a string `text` and a list `spans`{elsewhere(record)}"
                yield Problem(number, None, what, unread=True)

    def _document(self, ident: str | None, text: str, given: list[Any]) -> Iterator[str]:
        if ident is not None:
            if ident in self._ids:
                yield "its id stands there twice"
            self._ids.add(ident)
        bare = " ".join(text.casefold().split())
        if not bare:
            yield "its text has no visible character"
        elif bare in self._texts:
            yield "its text stands there twice"
        self._texts.add(bare)
        spans = []
        for entry in given:
            span = _span(entry)
            if span is None:
                yield "a span needs whole numbers `start` and `end`, and a `label`"
            elif not 0 <= span.start < span.end <= len(text):
                yield f"{span}: outside the text of {len(text)} code points"
            else:
                spans.append(span)
                yield from _of_entry(entry, span, text)
        self.spans += len(spans)
        self.labels.update(span.label.strip() for span in spans)
        yield from _of_spans(text, sorted(spans, key=lambda span: (span.start, span.end)))

    def _for_training(self, record: Mapping[str, Any]) -> Iterator[str]:
        """What `anon finetune` reads beside text and spans."""
        given = record.get("split")
        if given is not None and (not isinstance(given, str) or split_called(given) is None):
            yield "`split` is train, validation or test"
        if self._with_split not in (None, given is not None):
            yield "some lines have a split and some have none"
        else:
            self._with_split = given is not None
        labels = record.get("labels")
        if labels is not None and not (
            isinstance(labels, list) and all(isinstance(label, str) and label.strip() for label in labels)
        ):
            yield "`labels` is a list of names"


def _span(entry: object) -> _Span | None:
    match entry:
        case {"start": bool()} | {"end": bool()}:
            return None  # which is a number in Python, and none in JSON
        case {"start": int(start), "end": int(end), "label": str(label)} if label.strip():
            return _Span(start, end, label)
    return None


def _of_entry(entry: Mapping[str, Any], span: _Span, text: str) -> Iterator[str]:
    if not is_trainable(span.label.strip()):
        yield f"{span}: a label has {TRAINABLE}"
    if not lies_on(entry.get("text"), span, text):
        yield f"{span}: not the `text` that it gives; were UTF-16 units or bytes counted?"
    if entry.get("identifier") not in IDENTIFIERS:
        yield f"{span}: `identifier` is direct, quasi or none, or is left out"


def _of_spans(text: str, spans: list[_Span]) -> Iterator[str]:
    reached = None
    for span in spans:
        value = text[span.start : span.end]
        if value != value.strip():
            yield f"{span}: white space at an edge"
        if _cuts_a_word(text, span.start):
            yield f"{span}: begins inside a word"
        if reached is not None and span.start < reached.end:
            yield f"{span}: overlaps {reached}"
        if reached is None or span.end > reached.end:
            reached = span
        if _announces(span.label).search(text[max(0, span.start - REACH) : span.start]):
            yield f"{span}: a word just before it announces it"


def _cuts_a_word(text: str, place: int) -> bool:
    """Whether a place is between two letters of a word; where words are written without spaces, none is."""
    around = text[max(0, place - 1) : place + 1]
    first = WORD.match(around)
    return place > 0 and around.isalpha() and first is not None and first.end() > 1


@cache
def _announces(label: str) -> re.Pattern[str]:
    words = sorted({label.casefold(), *_words().get(label.casefold(), ())})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b{BETWEEN}\Z", re.IGNORECASE)


@cache
def _words() -> Mapping[str, list[str]]:
    import yaml

    content = files("datasets_custom").joinpath("announcing.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, list[str]] = yaml.safe_load(content)
    return loaded


def check_file(path: Path, checker: Checker) -> Iterator[Problem]:
    """Checks a JSONL file, line by line; empty lines are passed over, and a byte-order mark.

    Raises:
        DatasetError: it cannot be read.
    """
    empty = True
    checker.begin_file()
    with open_data(path) as file:
        for number, line in enumerate(file, 1):
            bare = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if bare.strip():
                empty = False
                yield from checker.check(bare, number)
    if empty:
        yield Problem(1, None, "no document in it")
