"""Words to sub-words and back: nothing lost, nothing cut, every tag on its own word."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.tagger.encoding import EncodedText, Encoder
from finetune.alignment import IGNORED, NO_WORD, Piece, align, word_tags, words_of
from finetune.datasets.base import Sentence
from finetune.datasets.offsets import CharacterSpan, tag_words
from tests.finetune import tiny

TAGS = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
RULES = st.sampled_from(["first", "all"])
WORD = st.one_of(
    st.sampled_from([*tiny.FIRST, *tiny.LAST, *tiny.FILLER, "berlinshire"]),
    st.text(alphabet="ab.Éß\u200b\u00a0\ufe0f漢", min_size=1, max_size=6),
)
SENTENCE = st.lists(st.tuples(WORD, st.sampled_from(TAGS)), min_size=1, max_size=12).map(
    lambda pairs: Sentence(tuple(word for word, _ in pairs), tuple(tag for _, tag in pairs))
)


@pytest.fixture(scope="session")
def encoder(base_model: Path) -> Encoder:
    return Encoder.from_file(base_model / "tokenizer.json")


def pieces(
    encoder: Encoder, *sentences: Sentence, rule: Literal["first", "all"] = "first", limit: int = 64
) -> list[Piece]:
    return align(sentences, encoder, TAGS, subwords=rule, max_length=limit)


def certain(piece: Piece) -> np.ndarray:
    """The probabilities of a model that gives each scored token its own label."""
    return np.eye(len(TAGS), dtype=np.float32)[piece.labels[piece.scored]]


def test_labels_stand_on_first_sub_words_only(encoder: Encoder) -> None:
    """`novak` is five sub-words, `anna` one, `kyoto` five, and special tokens stand around them."""
    (piece,) = pieces(encoder, Sentence(("anna", "novak", "in", "kyoto"), ("B-PER", "I-PER", "O", "B-LOC")))
    ignored = [IGNORED] * 4
    assert piece.labels.tolist() == [IGNORED, 3, 4, *ignored, 0, 1, *ignored, IGNORED]
    assert piece.words.tolist() == [NO_WORD, 0, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, NO_WORD]


def test_labels_stand_on_all_sub_words(encoder: Encoder) -> None:
    (piece,) = pieces(encoder, Sentence(("anna", "novak"), ("B-PER", "I-PER")), rule="all")
    assert piece.labels.tolist() == [IGNORED, 3, 4, 4, 4, 4, 4, IGNORED]


def test_words_without_sub_words_keep_their_place(encoder: Encoder) -> None:
    """The tokenizer drops control characters; the words behind such a word keep their own tags."""
    sentence = Sentence(("\u200b", "anna", "\u00a0", "berlin"), ("O", "B-PER", "O", "B-LOC"))
    (piece,) = pieces(encoder, sentence)
    assert piece.words[piece.scored].tolist() == [1, 3]
    assert piece.labels[piece.scored].tolist() == [3, 1]
    assert word_tags([sentence], [piece], [certain(piece)], TAGS) == [list(sentence.tags)]


def test_a_sentence_without_any_sub_word_is_all_outside(encoder: Encoder) -> None:
    sentences = [Sentence(("\u200b",), ("B-PER",)), Sentence(("anna",), ("B-PER",))]
    found = pieces(encoder, *sentences)
    assert [piece.sentence for piece in found] == [1]
    assert word_tags(sentences, found, [certain(found[0])], TAGS) == [["O"], ["B-PER"]]


def test_a_long_sentence_is_split_before_a_word(encoder: Encoder) -> None:
    sentence = Sentence(("anna", "novak", "novak", "in"), ("B-PER", "I-PER", "I-PER", "O"))
    first, second = pieces(encoder, sentence, limit=12)
    assert first.words.tolist() == [NO_WORD, 0, 1, 1, 1, 1, 1, NO_WORD]
    assert second.words.tolist() == [NO_WORD, 2, 2, 2, 2, 2, 3, NO_WORD]


def test_a_word_longer_than_the_limit_is_seen_whole(encoder: Encoder) -> None:
    sentence = Sentence(("in", "x" * 20, "in"), ("O", "B-LOC", "O"))
    found = pieces(encoder, sentence, limit=8, rule="all")
    assert sum(int((piece.words == 1).sum()) for piece in found) == 20
    assert word_tags([sentence], found, list(map(certain, found)), TAGS) == [["O", "B-LOC", "O"]]


def test_a_word_gets_the_tag_of_the_highest_mean_over_its_sub_words(encoder: Encoder) -> None:
    sentence = Sentence(("novak",), ("B-PER",))
    (piece,) = pieces(encoder, sentence, rule="all")
    scores = np.zeros((5, len(TAGS)), dtype=np.float32)
    scores[:, 0], scores[:, 3] = [0.9, 0.4, 0.1, 0.4, 0.1], [0.1, 0.6, 0.9, 0.6, 0.9]
    assert word_tags([sentence], [piece], [scores], TAGS) == [["B-PER"]]
    assert word_tags([sentence], [piece], [scores[::-1, [3, 1, 2, 0, 4]]], TAGS) == [["O"]]


@given(sentences=st.lists(SENTENCE, min_size=1, max_size=4), rule=RULES, limit=st.integers(3, 30))
def test_nothing_is_lost_and_nothing_is_over_the_limit(
    encoder: Encoder, sentences: list[Sentence], rule: Literal["first", "all"], limit: int
) -> None:
    found = pieces(encoder, *sentences, rule=rule, limit=limit)
    for number, sentence in enumerate(sentences):
        mine = [piece for piece in found if piece.sentence == number]
        whole = encoder.encode([" ".join(sentence.tokens)])[0]
        inner = [token for piece in mine for token in piece.ids[1:-1].tolist()]
        assert inner == whole.ids.tolist()
        assert all(len(piece) <= limit for piece in mine)
        assert all(piece.words[0] == piece.words[-1] == NO_WORD for piece in mine)


@given(sentence=SENTENCE, rule=RULES, limit=st.integers(3, 30))
def test_every_label_is_its_words_tag(
    encoder: Encoder, sentence: Sentence, rule: Literal["first", "all"], limit: int
) -> None:
    found = pieces(encoder, sentence, rule=rule, limit=limit)
    scored = [
        (word, label)
        for p in found
        for word, label in zip(p.words[p.scored], p.labels[p.scored], strict=True)
    ]
    assert all(TAGS[label] == sentence.tags[word] for word, label in scored)
    words = [word for word, _ in scored]
    assert words == sorted(words)
    if rule == "first":
        assert len(words) == len(set(words))
    seen = {word for piece in found for word in piece.words.tolist()} - {NO_WORD}
    assert set(words) == seen


@given(sentences=st.lists(SENTENCE, min_size=1, max_size=4), rule=RULES, limit=st.integers(3, 30))
def test_a_perfect_model_gives_back_the_gold_tags(
    encoder: Encoder, sentences: list[Sentence], rule: Literal["first", "all"], limit: int
) -> None:
    found = pieces(encoder, *sentences, rule=rule, limit=limit)
    read = word_tags(sentences, found, list(map(certain, found)), TAGS)
    for number, (sentence, tags) in enumerate(zip(sentences, read, strict=True)):
        seen = {word for piece in found if piece.sentence == number for word in piece.words.tolist()}
        expected = [tag if index in seen else "O" for index, tag in enumerate(sentence.tags)]
        assert tags == expected


@given(words=st.lists(st.text(alphabet="abc漢", min_size=1, max_size=5), min_size=1, max_size=8))
def test_each_character_belongs_to_the_word_it_stands_in(words: list[str]) -> None:
    text = " ".join(words)
    starts = np.array([index for index, character in enumerate(text) if character != " "])
    expected = [number for number, word in enumerate(words) for _ in word]
    sentence = Sentence(tuple(words), ("O",) * len(words))
    assert words_of(sentence, EncodedText(starts, starts, starts + 1)).tolist() == expected


def test_a_sub_word_over_two_words_belongs_to_the_one_it_has_most_of() -> None:
    """Some tokenizers make one piece of a bracket and the figure behind it."""
    tagged = tag_words("call (555) now", [CharacterSpan(6, 9, "PHONE")])
    sentence = tagged.sentence("call (555) now")
    assert sentence.tokens == ("call", "(", "555", ")", "now")
    starts, ends = np.array([0, 5, 9, 11]), np.array([4, 9, 10, 14])
    assert words_of(sentence, EncodedText(starts, starts, ends)).tolist() == [0, 2, 3, 4]


def test_documents_are_read_as_they_are_written(encoder: Encoder) -> None:
    """Words of a text stand where they stood, not with spaces around each."""
    text = "  (anna,\n\nnovak) in  berlin."
    sentence = tag_words(text, [CharacterSpan(3, 15, "PER"), CharacterSpan(21, 27, "LOC")]).sentence(text)
    assert sentence.written() == ("(anna,\n\nnovak) in  berlin.", (0, 1, 5, 8, 13, 15, 19, 25))
    (piece,) = pieces(encoder, sentence)
    (raw,) = encoder.encode([text.strip()])
    assert piece.ids[1:-1].tolist() == raw.ids.tolist()
    (read,) = word_tags([sentence], [piece], [certain(piece)], TAGS)
    assert tuple(read) == sentence.tags


def test_a_tag_that_the_model_does_not_know_counts_as_outside(encoder: Encoder) -> None:
    (piece,) = pieces(encoder, Sentence(("anna", "in", "lagos"), ("B-DRUG", "O", "B-LOC")))
    assert piece.labels.tolist() == [IGNORED, 0, 0, 1, IGNORED]
