"""Batches of windows: each window once, under the budget, and independent of the others where asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anonymize.batching import batches, even_batches

LENGTHS = st.lists(st.integers(1, 300), max_size=60)


@given(lengths=LENGTHS, budget=st.integers(1, 2_000))
def test_each_is_in_one_batch_under_the_budget(lengths: list[int], budget: int) -> None:
    made = list(batches(lengths, budget=budget))
    assert sorted(index for batch in made for index in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


@given(lengths=LENGTHS, budget=st.integers(1, 2_000))
def test_even_ones_need_no_padding(lengths: list[int], budget: int) -> None:
    made = list(even_batches(lengths, budget=budget))
    assert sorted(index for batch in made for index in batch) == list(range(len(lengths)))
    for batch in made:
        [length] = {lengths[index] for index in batch}
        assert len(batch) == 1 or len(batch) * length <= budget
