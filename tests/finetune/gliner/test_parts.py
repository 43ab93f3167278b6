"""What a GLiNER is trained on: names of labels, words and spans, questions, targets."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.gliner.files import GlinerFiles, open_gliner
from anonymize.detectors.gliner.words import WordEncoder
from finetune.datasets.base import Sentence
from finetune.datasets.offsets import CharacterSpan, tag_words
from finetune.gliner.examples import Example, WordEntity, examples, joined
from finetune.gliner.inputs import Batches, Item, packed
from finetune.gliner.names import drawn, in_words
from finetune.gliner.prompts import FEW, MOST, Question, everything, question
from tests.tiny_gliner import build_random

WORDS = ("anna", "in", "berlin", "the", "rain", "schmidt", "went", "kyoto!")
LABELS = ("person", "location", "project")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> GlinerFiles:
    return open_gliner(str(build_random(tmp_path_factory.mktemp("gliner"))))


@pytest.fixture(scope="module")
def encoder(files: GlinerFiles) -> WordEncoder:
    return WordEncoder(files)


def drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - draws that repeat, no secrets


def one(encoder: WordEncoder, text: str, *spans: tuple[int, int, str], most: int = 99) -> list[Example]:
    sentence = tag_words(text, [CharacterSpan(*span) for span in spans]).sentence(text)
    return examples([sentence], LABELS, encoder, words=most)


def read(text: str, example: Example) -> list[tuple[str, str]]:
    """What is marked, in letters."""
    starts, ends = example.text.starts, example.text.ends
    return [(text[starts[e.first] : ends[e.last]], e.label) for e in example.entities]


class TestNames:
    @pytest.mark.parametrize(
        ("label", "words"),
        [
            ("PER", "person"),
            ("creative-work", "creative work"),
            ("phone_number", "phone number"),
            ("project codename", "project codename"),
            ("DIAGNOSIS", "diagnosis"),
            ("IBAN", "iban"),
            ("e-mail address", "e-mail address"),
        ],
    )
    def test_a_label_is_said_in_words(self, label: str, words: str) -> None:
        assert in_words(label) == words

    def test_a_label_goes_by_several_names_and_mostly_by_its_own(self) -> None:
        chance = drawing(1)
        names = [drawn("person", chance) for _ in range(500)]
        assert {"person", "name", "human"} <= set(names)
        assert names.count("person") > 200
        assert drawn("a label of mine", chance) == "a label of mine"


class TestExamples:
    def test_entities_stand_on_the_models_own_words(self, encoder: WordEncoder) -> None:
        text = "anna schmidt, in  kyoto-berlin"
        (example,) = one(encoder, text, (0, 12, "PER"), (18, 23, "location"))
        assert example.entities == (WordEntity(0, 1, "person"), WordEntity(4, 4, "location"))
        assert read(text, example) == [("anna schmidt", "person"), ("kyoto-berlin", "location")]
        assert example.labels == ("location", "person", "project")

    def test_a_sentence_may_say_what_it_was_marked_for(self, encoder: WordEncoder) -> None:
        sentence = Sentence(("anna",), ("B-PER",), annotated=("PER", "dog"))
        (example,) = examples([sentence], LABELS, encoder, words=9)
        assert example.labels == ("dog", "person")

    def test_a_long_text_is_cut_before_an_entity(self, encoder: WordEncoder) -> None:
        text = "the rain in berlin anna schmidt went"
        parts = one(encoder, text, (12, 18, "location"), (19, 31, "person"), most=5)
        assert [len(part) for part in parts] == [4, 3]
        assert [part.entities for part in parts] == [
            (WordEntity(3, 3, "location"),),
            (WordEntity(0, 1, "person"),),
        ]
        assert (
            np.concatenate([part.text.ids for part in parts]).tolist()
            == one(encoder, text)[0].text.ids.tolist()
        )
        assert all(part.text.first[0] == 0 and part.text.first[-1] == len(part.text.ids) for part in parts)

    @given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5))
    def test_joining_moves_entities_with_their_words(
        self, encoder: WordEncoder, texts: list[list[str]]
    ) -> None:
        sentences = [
            Sentence(tuple(words), tuple("B-person" if word == "anna" else "O" for word in words))
            for words in texts
        ]
        parts = examples(sentences, LABELS, encoder, words=99)
        whole = joined(parts)
        assert len(whole) == sum(map(len, parts))
        assert whole.text.ids.tolist() == [token for part in parts for token in part.text.ids.tolist()]
        subwords = [
            whole.text.ids[whole.text.first[e.first] : whole.text.first[e.last + 1]].tolist()
            for e in whole.entities
        ]
        (anna,) = examples([Sentence(("anna",), ("O",))], LABELS, encoder, words=9)
        assert subwords == [anna.text.ids.tolist()] * sum(words.count("anna") for words in texts)


class TestQuestions:
    def example(self, encoder: WordEncoder, *labels: str, asked: tuple[str, ...]) -> Example:
        words = ("anna",) * max(1, len(labels))
        tags = tuple(f"B-{label}" for label in labels) or ("O",)
        (found,) = examples([Sentence(words, tags, annotated=asked)], (), encoder, words=99)
        return found

    def test_only_what_a_text_was_marked_for_is_asked(self, encoder: WordEncoder) -> None:
        asked = tuple(f"label {number}" for number in range(40))
        example = self.example(encoder, "label 3", "label 7", asked=asked)
        chance = drawing(0)
        drawn_labels = [question(example, chance).labels for _ in range(200)]
        assert all(1 <= len(labels) <= MOST and len(set(labels)) == len(labels) for labels in drawn_labels)
        assert {label for labels in drawn_labels for label in labels} == set(asked)
        long = [labels for labels in drawn_labels if len(labels) > FEW]
        present = sum("label 3" in labels for labels in long)
        assert len(long) * 0.8 < present < len(long)  # now and then a label that occurs is not asked for

    def test_part_of_the_questions_are_short_and_some_of_these_have_no_answer(
        self, encoder: WordEncoder
    ) -> None:
        asked = tuple(f"label {number}" for number in range(12))
        example = self.example(encoder, *asked[:6], asked=asked)
        drawn_labels = [question(example, drawing(seed), ("foreign",)).labels for seed in range(400)]
        short = [set(labels) for labels in drawn_labels if len(labels) <= FEW]
        assert 0.3 < len(short) / len(drawn_labels) < 0.5
        assert {len(labels) for labels in short} == set(range(1, FEW + 1))
        assert set().union(*short) == set(asked)
        assert any(labels.isdisjoint(asked[:6]) for labels in short)

    def test_no_two_labels_are_asked_for_with_the_same_words(self, encoder: WordEncoder) -> None:
        asked = ("address", "street address", "date", "person", "patient", "iban", "bank account")
        example = self.example(encoder, "address", asked=asked)
        for seed in range(300):
            words = question(example, drawing(seed)).words
            assert len(set(words)) == len(words)

    def test_a_text_without_other_labels_is_asked_for_what_it_has(self, encoder: WordEncoder) -> None:
        example = self.example(encoder, "person", asked=("person",))
        assert {question(example, drawing(seed)).labels for seed in range(50)} == {("person",)}

    def test_a_few_labels_of_other_data_sets_are_asked_for_that_share_no_word(
        self, encoder: WordEncoder
    ) -> None:
        example = self.example(encoder, "patient", asked=("patient", "date of birth"))
        others = ["gene", "date", "patient number", "car maker", "patient", "film"]
        drawn_labels = [question(example, drawing(seed), others).labels for seed in range(300)]
        foreign = [set(labels) - {"patient", "date of birth"} for labels in drawn_labels]
        assert set().union(*foreign) == {"gene", "car maker", "film"}
        assert {len(labels) for labels in foreign} == {0, 1, 2, 3}

    def test_scoring_asks_for_all_in_plain_words(self, encoder: WordEncoder) -> None:
        example = self.example(encoder, "person", asked=("date", "address"))
        assert everything(example) == Question(*[("address", "date", "person")] * 2)


class TestInputs:
    def test_every_text_is_in_one_pack_and_packs_hold_one_set_of_labels(self, encoder: WordEncoder) -> None:
        sentences = [
            Sentence((WORDS[number % 8], f"{number}"), ("O", "O"), annotated=(("a", "b"), ("c",))[number % 2])
            for number in range(120)
        ]
        items = packed(examples(sentences, (), encoder, words=99), seed=3)
        numbers = [token for item in items for token in item.example.text.ids.tolist()]
        alone = [
            token for part in examples(sentences, (), encoder, words=99) for token in part.text.ids.tolist()
        ]
        assert sorted(numbers) == sorted(alone)
        assert len(items) < 30
        assert {item.example.labels for item in items} == {("a", "b"), ("c",)}

    def test_a_text_that_is_taken_twice_does_not_stand_beside_itself(self, encoder: WordEncoder) -> None:
        sentences = [Sentence((word,), ("O",)) for word in WORDS] * 5
        items = packed(examples(sentences, LABELS, encoder, words=99), seed=1)
        for item in items:
            ids = [tuple(item.example.text.ids[a:b]) for a, b in pairwise(item.example.text.first)]
            assert len(set(ids)) == len(ids)
        assert sum(len(item.example) for item in items) == 5 * (len(WORDS) + 1)  # "kyoto!" is two words

    def test_another_seed_joins_and_asks_otherwise(self, encoder: WordEncoder) -> None:
        sentences = [Sentence((f"{number}",), ("O",)) for number in range(60)]
        parts = examples(sentences, LABELS, encoder, words=99)

        def taken(seed: int) -> list[tuple[list[int], Question]]:
            return [(item.example.text.ids.tolist(), item.question) for item in packed(parts, seed=seed)]

        assert taken(1) == taken(1) != taken(2)

    @pytest.mark.parametrize("head", ["token", "span"])
    def test_targets_say_where_entities_are_and_padding_does_not_count(
        self, encoder: WordEncoder, tmp_path: Path, head: str
    ) -> None:
        mode = {"token": "token_level", "span": "markerV0"}[head]
        files = open_gliner(str(build_random(tmp_path, span_mode=mode)))
        (long,) = one(encoder, "anna schmidt in berlin", (0, 12, "person"), (16, 22, "location"))
        (short,) = one(encoder, "rain")
        asked = Question(("location", "person"), ("place", "human"))
        items = [Item(long, asked), Item(short, Question(("project",), ("project",)))]
        wanted, counts = Batches(encoder, files, device="cpu").targets(items)
        if head == "token":
            assert wanted.shape == (2, 4, 2, 3)
            assert [tuple(place) for place in wanted.nonzero().tolist()] == [
                (0, 0, 1, 0),
                (0, 0, 1, 2),
                (0, 1, 1, 1),
                (0, 1, 1, 2),
                (0, 3, 0, 0),
                (0, 3, 0, 1),
                (0, 3, 0, 2),
            ]
            assert counts[1, :, :, 0].tolist() == [[1, 0], [0, 0], [0, 0], [0, 0]]
        else:
            assert wanted.shape == (2, 4, 5, 2)
            assert [tuple(place) for place in wanted.nonzero().tolist()] == [(0, 0, 1, 1), (0, 3, 0, 0)]
            assert counts[0, :, :, 0].sum(dim=1).tolist() == [4, 3, 2, 1]
            assert counts[1].sum() == 1

    def test_a_label_that_is_not_asked_for_is_no_target(
        self, encoder: WordEncoder, files: GlinerFiles
    ) -> None:
        (example,) = one(encoder, "anna", (0, 4, "person"))
        wanted, _ = Batches(encoder, files, device="cpu").targets([Item(example, Question(("x",), ("x",)))])
        assert wanted.sum() == 0
