"""The mixture that a GLiNER is trained on, and the project's own texts in it."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.datasets.base import Sentence
from finetune.datasets.registry import load_dataset
from finetune.mixtures.gliner import HELD_OUT, write
from finetune.mixtures.own import LANGUAGES, made_up, own
from finetune.mixtures.records import LONGEST, Record, of_sentences, short

KEPT_TO_MEASURE = frozenset(
    {"algorithm", "conference", "musical artist", "literary genre", "political party", "astronomical object"}
)
"""Some of CrossNER's labels."""


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    texts = (files("datasets_custom").joinpath("many_labels", f"{name}.jsonl") for name in LANGUAGES)
    return [json.loads(line) for text in texts for line in text.read_bytes().splitlines()]


def test_labels_without_a_name_are_not_taken() -> None:
    sentence = Sentence(("Anna", "Roe", "in", "Rome"), ("B-PER", "I-PER", "O", "B-GPE"))
    (record,) = of_sentences([sentence], {"PER": "person", "ORG": "organization"})
    assert record == Record("Anna Roe in Rome", ((0, 8, "person"),), ("organization", "person"))


@given(st.text(alphabet="ab .\n", max_size=4_000), st.lists(st.integers(0, 4_000), max_size=5))
def test_cutting_loses_no_character_and_moves_entities(text: str, starts: list[int]) -> None:
    spans = tuple((start, start + 3, "x") for start in starts if start + 3 <= len(text))
    parts = list(short(Record(text, spans, ("x",))))
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= LONGEST for part in parts)
    whole = Counter(text[a:b] for a, b, _ in spans)
    kept = Counter(part.text[a:b] for part in parts for a, b, _ in part.spans)
    assert kept <= whole
    if len(parts) == 1:
        assert kept == whole


def test_a_cut_is_never_through_an_entity_that_fits() -> None:
    value = "Dr. Anna Schmidt"
    text = "x" * (LONGEST - 8) + " " + value + " left. " + "y" * LONGEST
    start = text.index(value)
    parts = list(
        short(Record(text, ((start, start + len(value), "person"), (start + 4, start + 8, "x")), ()))
    )
    assert "".join(part.text for part in parts) == text
    kept = [(part.text[a:b], label) for part in parts for a, b, label in part.spans]
    assert kept == [(value, "person"), ("Anna", "x")]


def test_what_is_written_is_a_data_set_that_says_what_each_text_was_marked_for(tmp_path: Path) -> None:
    path = tmp_path / "mixture.jsonl"
    write(tmp_path, path, {"made up": (made_up("de"), 150, 1), "own": (own("many_labels", "it"), 50, 2)})
    data = load_dataset(f"jsonl:{path}")
    assert data.validation is not None
    assert len(data.train) == 150 + 2 * 50
    assert len(data.validation) == 2 + 1
    assert all(sentence.annotated for sentence in (*data.train, *data.validation))
    train = {sentence.text for sentence in data.train}
    assert not any(sentence.text in train for sentence in data.validation)


def test_own_texts_are_marked_soundly(rows: list[dict[str, object]]) -> None:
    assert len({row["id"] for row in rows}) == len(rows) > 1_000
    for row in rows:
        text, labels = str(row["text"]), set(row["labels"])  # type: ignore[call-overload]
        for span in row["spans"]:  # type: ignore[attr-defined]
            value = text[span["start"] : span["end"]]
            assert value, row["id"]
            assert value == value.strip(), row["id"]
            assert span["label"] in labels, row["id"]


def test_what_is_kept_to_measure_with_is_not_in_own_texts(rows: list[dict[str, object]]) -> None:
    labels = {label for row in rows for label in row["labels"]}  # type: ignore[attr-defined]
    assert len(labels) > 3_000
    assert not labels & (HELD_OUT | KEPT_TO_MEASURE)
    gold = {
        " ".join(json.loads(line)["text"].split())
        for name in LANGUAGES
        for line in files("datasets_custom").joinpath("gold", f"{name}.jsonl").read_bytes().splitlines()
    }
    assert not gold & {" ".join(str(row["text"]).split()) for row in rows}
