from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.batching import batches
from anonymize.windows import CONTEXT, HEARD, OVERLAP, has_context, heard, split


@given(st.integers(0, 5_000), st.integers(OVERLAP + 1, 512), st.integers(OVERLAP, 100))
def test_every_token_is_trusted_once_and_with_context(tokens: int, size: int, overlap: int) -> None:
    if size <= overlap:
        return
    windows = split(tokens, size=size, overlap=overlap)
    trusted = [index for window in windows for index in range(window.trusted_start, window.trusted_end)]
    assert trusted == list(range(tokens))
    assert all(has_context(window, tokens) for window in windows)
    assert all(len(window) <= size for window in windows)
    assert all(left.end - right.start >= overlap for left, right in pairwise(windows))


@given(st.integers(1, 5_000), st.integers(OVERLAP + 1, 512))
def test_a_window_is_heard_beyond_its_seams_but_not_at_its_cut_edges(tokens: int, size: int) -> None:
    windows = split(tokens, size=size)
    for window in windows:
        part = heard(window, tokens)
        assert part.start <= window.trusted_start
        assert window.trusted_end <= part.stop
        assert part.start - window.start == (HEARD if window.start else 0)
        assert window.end - part.stop == (HEARD if window.end < tokens else 0)
    for left, right in pairwise(windows):
        assert heard(left, tokens).stop - left.trusted_end >= CONTEXT - HEARD
        assert right.trusted_start - heard(right, tokens).start >= CONTEXT - HEARD


def test_windows_of_one_document_have_one_length() -> None:
    windows = split(1_001, size=200)
    assert len({len(window) for window in windows}) == 1
    assert sum(map(len, windows)) <= 1_001 + OVERLAP * (len(windows) - 1) + len(windows)


@pytest.mark.parametrize(("size", "overlap"), [(32, 32), (100, 31), (40, 50)])
def test_an_overlap_that_proves_nothing_is_refused(size: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        split(1_000, size=size, overlap=overlap)


def test_a_window_trusted_at_its_cut_edge_has_no_context() -> None:
    window = split(1_000, size=100)[1]
    wider = type(window)(0, window.start, window.end, window.end - CONTEXT, window.end)
    assert not has_context(wider, 1_000)


@given(st.lists(st.integers(1, 600), max_size=80), st.integers(1, 4_000))
def test_batches_hold_each_item_once_within_the_budget(lengths: list[int], budget: int) -> None:
    groups = list(batches(lengths, budget=budget))
    assert sorted(index for group in groups for index in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[index] for index in group) <= budget


def test_like_lengths_share_a_batch() -> None:
    assert list(batches([5, 100, 6, 90], budget=200)) == [[1, 3], [2, 0]]
