"""Taking parts of a data set, so that smaller parts lie inside larger ones and nothing leaks.

Everything drawn comes from one seeded shuffle. What is held out for validation or test is taken from its
end, with all copies of it, and what is used for training from its beginning. Sentences that were made here
keep their order: a shuffle of more of them would begin with others.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, Sentence

Item = TypeVar("Item")

HELD_OUT_SHARE = 10
"""A tenth is held out."""

Group = tuple[Sentence, ...]
"""Sentences that stay together, such as those of one document."""


@dataclass(frozen=True, slots=True)
class Generated(Dataset):
    """A data set that can be made in any size.

    Sentence N of a split is the same however many are made, and no neighbour of it is like it, so that the
    first ones are a fair sample as they stand.
    """


def select(
    dataset: Dataset,
    *,
    size: int | None = None,
    eval_size: int | None = None,
    validation_size: int | None = None,
    seed: int = 42,
) -> Dataset:
    """Takes the part of a data set that a run uses.

    Args:
        dataset: as loaded.
        size: training sentences, the first of a shuffle by `seed`: 1,000 are a subset of 3,000. None takes
            all, shuffled likewise. Of a `Generated` data set they are the first ones as they stand.
        eval_size: test sentences, the first of the file's order. None takes all.
        validation_size: validation sentences, the first of the file's order. None takes all.
        seed: of the shuffle.

    Returns:
        A data set with the same labels, and with a validation split: a tenth of all of train where there
        is none, whatever the size, so that runs of different sizes are judged by the same sentences.

    Raises:
        DatasetError: there are fewer sentences than asked for, or no test split to take them from.
    """
    train, validation = dataset.train, dataset.validation
    if validation is None:
        groups, held_out = hold_out([(sentence,) for sentence in train], seed=seed)
        pool, validation = _flat(groups), _flat(held_out)
        kept = f" (of {len(train):,}, {len(train) - len(pool):,} are kept for validation)"
    else:
        pool, kept = train if isinstance(dataset, Generated) else _shuffled(train, seed), ""
    if eval_size is not None and dataset.test is None:
        raise DatasetError(f"{dataset.name}: no test split to take {eval_size:,} sentences from")
    return replace(
        dataset,
        train=_first(pool, size, f"{dataset.name}: train", kept),
        validation=_first(validation, validation_size, f"{dataset.name}: validation"),
        test=None if dataset.test is None else _first(dataset.test, eval_size, f"{dataset.name}: test"),
    )


def by_fraction(name: str, groups: Sequence[Group], *, seed: int, notes: Iterable[str] = ()) -> Dataset:
    """Makes a data set of sentences that come without splits: a tenth each for test and validation.

    Args:
        name: of the data set.
        groups: documents; no document is divided between splits.
        seed: of the shuffle.
        notes: passed on.

    Raises:
        DatasetError: there are fewer than three different documents.
    """
    count = max(1, _different(groups) // HELD_OUT_SHARE)
    rest, test = hold_out(groups, seed=seed, count=count)
    train, validation = hold_out(rest, seed=seed, count=count)
    return Dataset.of(name, train=_flat(train), validation=_flat(validation), test=_flat(test), notes=notes)


def hold_out(
    groups: Sequence[Group], *, seed: int, count: int | None = None
) -> tuple[list[Group], list[Group]]:
    """Divides groups into what stays and what is held out, both in shuffled order.

    Args:
        groups: to divide.
        seed: of the shuffle.
        count: how many different groups to hold out, each with all its copies; None holds out a tenth, one
            at least.

    Raises:
        DatasetError: nothing different would be left.
    """
    order = _shuffled(groups, seed)
    different = list(dict.fromkeys(map(_words, reversed(order))))
    count = max(1, len(different) // HELD_OUT_SHARE) if count is None else count
    if count >= len(different):
        raise DatasetError(
            f"{len(groups):,} text(s), of which {len(different):,} differ, cannot be divided into splits; "
            "give more, or give a validation and a test split"
        )
    chosen = set(different[:count])
    stays = [group for group in order if _words(group) not in chosen]
    return stays, [group for group in order if _words(group) in chosen]


def _different(groups: Iterable[Group]) -> int:
    return len(set(map(_words, groups)))


def _shuffled(items: Sequence[Item], seed: int) -> tuple[Item, ...]:
    order = list(items)
    random.Random(seed).shuffle(order)  # noqa: S311 - a reproducible draw, nothing secret
    return tuple(order)


def _first(sentences: Group, count: int | None, what: str, remark: str = "") -> Group:
    if count is None:
        return sentences
    if count > len(sentences):
        raise DatasetError(f"{what} has {len(sentences):,} sentences{remark}, {count:,} were asked for")
    return sentences[:count]


def _flat(groups: Iterable[Group]) -> Group:
    return tuple(sentence for group in groups for sentence in group)


def _words(group: Group) -> tuple[tuple[str, ...], ...]:
    return tuple(sentence.tokens for sentence in group)
