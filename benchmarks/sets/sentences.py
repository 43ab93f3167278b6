"""Sentences of public data sets for named entities, in the files they were published in.

WikiANN (Rahimi et al., 2019), WNUT-17 (Derczynski et al., 2017), CoNLL-2003 (Tjong Kim Sang and De Meulder,
2003), UniversalNER (Mayhew et al., 2024), MultiCoNER II (Fetahu et al., 2023). They mark names alone, so that
what else is redacted in them says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from anonymize.evaluation import Labelled, LabelledSpan
from benchmarks.sets.base import LabelledSet, renamed
from finetune.datasets.base import RawSentence, Sentence
from finetune.datasets.columns import read_columns, read_lines
from finetune.datasets.tagging import to_iob2

NAMES = ("person", "organization", "location")
WIKIANN = ("es", "de", "fr", "en")
MOST = 500
"""Sentences of each of the larger sets."""
FEWEST_WORDS = 8
"""Of a WikiANN sentence; shorter ones are headings and links."""
_COMMENT = re.compile(r"# (newdoc id =|sent_id =|text =|id )")
_MULTICONER: Mapping[str, str] = {
    **dict.fromkeys(
        ("Artist", "Athlete", "Cleric", "OtherPER", "Politician", "Scientist", "SportsManager"), "person"
    ),
    **dict.fromkeys(("Facility", "HumanSettlement", "OtherLOC", "Station"), "location"),
    **dict.fromkeys(
        (
            "AerospaceManufacturer",
            "CarManufacturer",
            "MusicalGRP",
            "ORG",
            "PrivateCorp",
            "PublicCorp",
            "SportsGRP",
        ),
        "organization",
    ),
}


@cache
def wikiann(data: Path, language: str) -> tuple[Sentence, ...]:
    """WikiANN's test sentences of eight words and more."""
    (sentences,) = to_iob2(read_columns(data / "wikiann" / language / "test.conll", columns=("word", "tag")))
    return tuple(sentence for sentence in sentences if len(sentence.tokens) >= FEWEST_WORDS)


@cache
def conll(data: Path) -> tuple[Sentence, ...]:
    """The sentences of CoNLL-2003's second test file."""
    rows = read_columns(data / "conll2003" / "eng.testb", columns=("word", "part of speech", "chunk", "tag"))
    return to_iob2(rows)[0]


@cache
def uner(data: Path, treebank: str) -> tuple[Sentence, ...]:
    """The dev sentences of a treebank of UniversalNER."""
    return to_iob2(_commented(data / "uner" / f"{treebank}-ud-dev.iob2", word=1, tag=2))[0]


def wikiann_sets(data: Path) -> list[LabelledSet]:
    """WikiANN, a set a language."""
    return [_set(f"wikiann:{language}", language, wikiann(data, language)) for language in WIKIANN]


def wnut_sets(data: Path) -> list[LabelledSet]:
    """WNUT-17's test sentences."""
    (sentences,) = to_iob2(read_columns(data / "wnut17" / "emerging.test.annotated", columns=("word", "tag")))
    return [_set("wnut17", "en", sentences, most=None)]


def conll_sets(data: Path) -> list[LabelledSet]:
    """CoNLL-2003."""
    return [_set("conll2003", "en", conll(data))]


def uner_sets(data: Path) -> list[LabelledSet]:
    """UniversalNER, a set a treebank."""
    return [
        _set(f"uner:{treebank}", treebank[:2], uner(data, treebank)) for treebank in ("pt_bosque", "en_ewt")
    ]


def multiconer_sets(data: Path) -> list[LabelledSet]:
    """MultiCoNER II, English, in lower case; the tenth of train that is held back serves as dev."""
    (sentences,) = to_iob2(_commented(data / "multiconer2" / "en" / "en-train10.conll", word=0, tag=3))
    return [_set("multiconer2", "en", sentences, own=_MULTICONER)]


def _set(
    name: str,
    language: str,
    sentences: Iterable[Sentence],
    *,
    own: Mapping[str, str] | None = None,
    most: int | None = MOST,
) -> LabelledSet:
    documents = (
        Labelled(
            f"{name}/{number}",
            sentence.written()[0],
            tuple(LabelledSpan(*entity) for entity in sentence.entities()),
        )
        for number, sentence in enumerate(sentences)
    )
    return LabelledSet(name, language, renamed(documents, own), NAMES).sampled(most)


def _commented(path: Path, *, word: int, tag: int) -> list[RawSentence]:
    """Reads a column file with comments; `word` and `tag` are the numbers of these columns."""
    found: list[RawSentence] = []
    rows: list[tuple[int, Sequence[str]]] = []
    for number, line in (*read_lines(path), (0, "")):
        if line and not _COMMENT.match(line):
            rows.append((number, line.split("\t") if "\t" in line else line.split(" ")))
        elif rows and not line:
            tokens, tags = (tuple(fields[column] for _, fields in rows) for column in (word, tag))
            found.append(RawSentence(tokens, tags, str(path), [number for number, _ in rows]))
            rows = []
    return found
