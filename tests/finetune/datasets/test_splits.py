"""Parts of a data set: smaller ones inside larger ones, nothing on both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, Sentence
from finetune.datasets.splits import by_fraction, hold_out, select
from tests.finetune.datasets.support import numbered


def dataset(train: int = 100, validation: int | None = 20, test: int | None = 30) -> Dataset:
    return Dataset.of(
        "made",
        train=numbered(train),
        validation=None if validation is None else numbered(validation, "v"),
        test=None if test is None else numbered(test, "t"),
    )


@given(st.integers(0, 3), st.integers(0, 88), st.integers(0, 88), st.sampled_from([20, None]))
def test_smaller_size_is_the_beginning_of_a_larger_one(
    seed: int, one: int, other: int, validation: int | None
) -> None:
    small, large = sorted((one, other))
    whole = dataset(validation=validation)
    lesser = select(whole, size=small, seed=seed)
    greater = select(whole, size=large, seed=seed)
    assert greater.train[:small] == lesser.train
    assert lesser.validation == greater.validation


def test_train_is_shuffled_by_the_seed() -> None:
    first, again, other = (select(dataset(), size=10, seed=seed).train for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first != dataset().train[:10]


def test_evaluation_takes_the_beginning_unshuffled() -> None:
    found = select(dataset(), eval_size=7, validation_size=3)
    assert found.test == dataset().test[:7]  # type: ignore[index] # it has a test split
    assert found.validation == dataset().validation[:3]  # type: ignore[index] # and a validation split


def test_without_sizes_everything_is_taken() -> None:
    found = select(dataset())
    assert set(found.train) == set(dataset().train)
    assert (found.validation, found.test) == (dataset().validation, dataset().test)


def test_labels_stay_those_of_the_whole() -> None:
    whole = Dataset.of(
        "made", train=(*numbered(50), Sentence(("z",), ("B-RARE",))), validation=numbered(1, "v")
    )
    assert select(whole, size=1).labels == ("PER", "RARE")


def test_missing_validation_is_a_tenth_of_train_and_apart_from_it() -> None:
    found = select(dataset(validation=None))
    assert found.validation is not None
    assert (len(found.train), len(found.validation)) == (90, 10)
    assert not set(found.train) & set(found.validation)


def test_validation_holds_no_sentence_that_stands_in_train() -> None:
    twice = Dataset.of("made", train=numbered(40) * 2)
    found = select(twice)
    assert found.validation
    assert (len(found.train), len(found.validation)) == (72, 8)
    assert not {item.tokens for item in found.train} & {item.tokens for item in found.validation}


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"size": 101}, "train has 100 sentences, 101 were asked for"),
        ({"eval_size": 2_000}, "test has 30 sentences, 2,000 were asked for"),
        ({"validation_size": 21}, "validation has 20 sentences, 21 were asked for"),
    ],
)
def test_too_few_sentences_are_said_with_both_numbers(sizes: dict[str, int], message: str) -> None:
    with pytest.raises(DatasetError, match=f"^made: {message}$"):
        select(dataset(), **sizes)


def test_what_validation_took_is_said_with_the_numbers() -> None:
    message = r"train has 90 sentences \(of 100, 10 are kept for validation\), 95 were asked for"
    with pytest.raises(DatasetError, match=message):
        select(dataset(validation=None), size=95)


def test_missing_test_split_is_said() -> None:
    with pytest.raises(DatasetError, match="no test split to take 5 sentences from"):
        select(dataset(test=None), eval_size=5)
    assert select(dataset(test=None)).test is None


@given(st.lists(st.integers(0, 12), min_size=3, max_size=60), st.integers(0, 5))
def test_nothing_is_on_two_sides_however_often_it_occurs(numbers: list[int], seed: int) -> None:
    groups = [(Sentence((str(number),), ("O",)),) for number in numbers]
    try:
        found = by_fraction("made", groups, seed=seed)
    except DatasetError:
        assert len(set(numbers)) < 3
        return
    train, validation, test = ({item.tokens for item in split} for split in found.splits().values())
    assert not train & validation
    assert not (train | validation) & test
    assert len(found.train) + len(found.validation or ()) + len(found.test or ()) == len(numbers)


@pytest.mark.parametrize("train", [0, 1])
def test_nothing_to_hold_out_is_said(train: int) -> None:
    with pytest.raises(DatasetError, match=r"of which \d differ, cannot be divided"):
        select(dataset(train=train, validation=None))


def test_documents_are_held_out_whole() -> None:
    groups = [numbered(3, f"d{index}-") for index in range(20)]
    stays, held_out = hold_out(groups, seed=3)
    assert set(stays + held_out) == set(groups)
    assert (len(stays), len(held_out)) == (18, 2)
