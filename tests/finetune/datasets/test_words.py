"""Column files: trained and scored on the words of `anon redact`, or a note that they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.datasets.base import Dataset, Sentence
from finetune.datasets.offsets import words_in
from finetune.datasets.words import divided
from tests.finetune.datasets.support import load, pairs, write, write_jsonl

SIGNS = "to\tO\nkim48@net.org\tB-EMAIL\n\nMs\tO\nO'Brien\tB-PER\nSmith-Jones\tI-PER\n1999-08-22\tB-DATE\n"


def test_words_with_signs_are_divided_as_redact_divides_them(tmp_path: Path) -> None:
    write(tmp_path / "train.conll", SIGNS)
    write(tmp_path / "test.conll", SIGNS)
    found = load(f"conll:{tmp_path}")
    first, second = found.train
    assert pairs(first) == [
        ("to", "O"),
        *(("kim48", "B-EMAIL"), ("@", "I-EMAIL"), ("net", "I-EMAIL"), (".", "I-EMAIL"), ("org", "I-EMAIL")),
    ]
    assert first.text == "to kim48@net.org"
    assert second.entities() == [(3, 22, "PER"), (23, 33, "DATE")]
    assert found.test == found.train
    assert found.notes == ()


def test_columns_and_spans_of_one_text_are_the_same_training(tmp_path: Path) -> None:
    write(tmp_path / "train.conll", SIGNS)
    (sentence, _) = load(f"conll:{tmp_path}").train
    record = {
        "text": "to kim48@net.org",
        "spans": [{"start": 3, "end": 16, "label": "EMAIL"}],
        "split": "train",
    }
    (same,) = load(f"jsonl:{write_jsonl(tmp_path / 'a.jsonl', record)}").train
    assert (sentence.tokens, sentence.tags, sentence.text, sentence.starts) == (
        *(same.tokens, same.tags),
        *(same.text, same.starts),
    )


def test_an_entity_of_white_space_is_told(tmp_path: Path) -> None:
    write(tmp_path / "train.conll", "Ana\tB-PER\n\u00a0\tB-LOC\nva\tO\n\n\u3000\tO\n")
    found = load(f"conll:{tmp_path}")
    assert len(found.train) == 2
    (note,) = found.notes
    assert note == "1 span(s) without a visible character, left out (first: train, sentence 1)"


@pytest.mark.parametrize(
    ("spec", "place"),
    [("wikiann:es", "es/train.conll"), ("wnut17", "wnut17train.conll")],
)
def test_public_sets_keep_their_words_and_say_what_it_comes_to(tmp_path: Path, spec: str, place: str) -> None:
    write(tmp_path / place, SIGNS)
    if spec == "wnut17":
        write(tmp_path / "emerging.dev.conll", "won't\tO\n")
        write(tmp_path / "emerging.test.annotated", "a\tO\n")
    found = load(spec, tmp_path)
    assert pairs(found.train[0]) == [("to", "O"), ("kim48@net.org", "B-EMAIL")]
    (note,) = found.notes
    assert note.startswith("4 word(s) of entities hold several words of `anon redact`")


TOKENS = st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=6)
TAGS = st.sampled_from(["O", "B-A", "B-B"])


@given(st.lists(st.tuples(TOKENS, TAGS), min_size=1, max_size=8))
def test_entities_stay_what_they_are(words: list[tuple[str, str]]) -> None:
    tokens, tags = zip(*words, strict=True)
    before = Sentence(tokens, tags)
    (after,) = divided(Dataset.of("x", train=[before])).train
    text, _ = before.written()
    assert (after.written()[0], after.entities()) == (text, before.entities())
    assert all(len(words_in(token)) == 1 for token in after.tokens)
