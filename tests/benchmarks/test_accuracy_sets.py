import random
from pathlib import Path

import pytest
import yaml

import datasets_custom
from anonymize.evaluation import Labelled, LabelledSpan
from benchmarks.sets.base import LabelledSet, joined
from benchmarks.sets.copies import COPIES, copies
from benchmarks.sets.identifiers import KINDS, PHRASES, insert, phrases, written
from benchmarks.sets.values import VALUES, Source
from finetune.datasets.base import Sentence

SENTENCE = Sentence(
    ("In", "May", "Anna", "Kohl", "(", "62", ")", "left", "Bonn", ",", "for", "good", "."),
    ("O", "O", "B-PER", "I-PER", "O", "O", "O", "O", "B-LOC", "O", "O", "O", "O"),
)


def draws(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


@pytest.mark.parametrize("seed", range(60))
def test_an_inserted_value_stands_where_it_is_said_to_be(seed: int) -> None:
    value = "x@example.org"
    text, start = insert(draws(seed), SENTENCE, phrases("en", "email"), value)
    assert text[start : start + len(value)] == value
    assert text.count(value) == 1


def test_a_value_takes_the_place_of_a_whole_name() -> None:
    texts = {insert(draws(seed), SENTENCE, [" – {}"], "#")[0] for seed in range(60)}
    assert texts == {
        "In May # (62) left Bonn, for good.",
        "In May Anna Kohl (62) left #, for good.",
        "In May Anna Kohl (62) left Bonn, for good – #.",
    }


def test_words_are_joined_as_they_are_written() -> None:
    assert written(["Is", "n't", "it", "(", "so", ")", "?"]) == "Isn't it (so)?"


@pytest.mark.parametrize("language", ["de", "en", "es", "fr"])
@pytest.mark.parametrize("label", VALUES)
def test_no_phrase_announces_its_value(language: str, label: str) -> None:
    file = Path(datasets_custom.__file__).with_name("announcing.yaml")
    announcing = yaml.safe_load(file.read_text())[label.replace("_", " ")]
    for phrase in phrases(language, label):
        before = phrase.partition("{}")[0].lower().split()
        assert not before or before[-1].strip(":,") not in announcing


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("label", KINDS)
def test_the_same_seed_draws_the_same_value(language: str, label: str) -> None:
    first, second = (VALUES[label](Source(draws(7), language)) for _ in range(2))
    assert first == second
    assert first.strip() == first != ""


@pytest.mark.parametrize(
    ("how", "text", "value", "copied"),
    [
        ("capitals", "Der Fuß von Strauß schmerzt", "Strauß", "STRAUSS"),
        ("lower", "İpek und Ömer", "Ömer", "ömer"),
        ("plain", "Zoe\u0301 et Éloïse", "Éloïse", "Eloise"),
        ("plain", "Ångström, 김민준", "김민준", "김민준"),
    ],
)
def test_spans_of_a_copy_stay_on_what_they_were_on(how: str, text: str, value: str, copied: str) -> None:
    start = text.index(value)
    document = Labelled("1", text, (LabelledSpan(start, start + len(value), "person"),))
    made = {one.id: one for one in copies(LabelledSet("set", "de", (document,), ("person",)))}
    (copy,) = made[f"copies:{how}:set"].documents
    (span,) = copy.spans
    assert copy.text[span.start : span.end] == copied
    assert len(made) == len(COPIES)


def test_spans_of_one_label_side_by_side_are_joined() -> None:
    text = "28 Main St\n Apt 5, Ann"
    spans = [(11 + 1, 17, "address"), (0, 10, "address"), (19, 22, "person")]
    marked = joined(text, [LabelledSpan(*span) for span in spans])
    assert marked == (LabelledSpan(0, 17, "address"), LabelledSpan(19, 22, "person"))


def test_sets_of_one_size_are_sampled_alike() -> None:
    documents = tuple(Labelled(str(number), "x", ()) for number in range(50))
    one, other = (LabelledSet(name, "de", documents, ()).sampled(7) for name in ("a", "b"))
    assert one.documents == other.documents
    assert len(one.documents) == 7
