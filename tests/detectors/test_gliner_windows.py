"""Words, sub-words and the windows made of them: nothing is cut, every word has its context."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.detectors.gliner import open_gliner
from anonymize.detectors.gliner.windows import LEAST_ROOM, OVERLAP, Room, has_context, heard, split, weights
from anonymize.detectors.gliner.words import LONGEST_WORD, EncodedText, WordEncoder
from anonymize.errors import ModelError
from anonymize.windows import HEARD
from tests.tiny_gliner import build_gliner


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> WordEncoder:
    return WordEncoder(open_gliner(str(build_gliner(tmp_path_factory.mktemp("gliner")))))


def text_of(counts: list[int]) -> EncodedText:
    """A text whose words have so many sub-words."""
    first = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    starts = np.arange(len(counts)) * 2
    return EncodedText(starts, starts + 1, np.zeros(first[-1], dtype=np.int64), first)


lengths = st.one_of(
    st.lists(st.integers(1, 3), max_size=600),
    st.lists(st.integers(1, LONGEST_WORD), max_size=300),
    st.lists(st.just(LONGEST_WORD), max_size=100),
)


@settings(max_examples=200)
@given(counts=lengths, words=st.integers(OVERLAP + 2, 400), subwords=st.integers(LEAST_ROOM, 600))
def test_windows_fit_overlap_and_tile_the_text(counts: list[int], words: int, subwords: int) -> None:
    text = text_of(counts)
    windows = split(text, Room(words, subwords), document=3)
    weight = weights(text)
    assert [index for w in windows for index in range(w.trusted_start, w.trusted_end)] == list(
        range(len(counts))
    )
    for window in windows:
        assert window.document == 3
        assert 0 < len(window) <= words
        assert text.first[window.end] - text.first[window.start] <= subwords
        assert window.start <= window.trusted_start <= window.trusted_end <= window.end
        assert has_context(window, weight)
        part = heard(window, weight)
        assert part.start <= window.trusted_start <= window.trusted_end <= part.stop
        assert window.start == 0 or weight[part.start] - weight[window.start] >= HEARD
        assert window.end == len(counts) or weight[window.end] - weight[part.stop] >= HEARD
    for one, other in pairwise(windows):
        assert weight[one.end] - weight[other.start] >= OVERLAP
        assert other.end > one.end


@given(counts=st.lists(st.integers(1, 4), min_size=200, max_size=600))
def test_ordinary_words_overlap_by_48_and_have_16_around_them(counts: list[int]) -> None:
    windows = split(text_of(counts), Room(100, 400))
    for one, other in pairwise(windows):
        assert one.end - other.start >= 48
        assert one.end - one.trusted_end >= 16
        assert other.trusted_start - other.start >= 16


def test_a_window_cut_short_has_no_context() -> None:
    text = text_of([1] * 200)
    first = split(text, Room(100, 400))[0]
    assert has_context(first, weights(text))
    assert not has_context(type(first)(0, 0, first.trusted_end + 15, 0, first.trusted_end), weights(text))


@pytest.mark.parametrize("room", [(OVERLAP + 1, 500), (384, LEAST_ROOM - 1)])
def test_windows_that_cannot_go_on_are_refused(room: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="are too small"):
        Room(*room)


words = st.text(st.sampled_from("abz19_- .,\u00e9\u6f22\x00\u200b\U0001f469\n"), max_size=200)


@settings(max_examples=200)
@given(text=words)
def test_words_and_silent_words_hold_every_solid_character(encoder: WordEncoder, text: str) -> None:
    (encoded,) = encoder.encode([text])
    bounds = sorted([*zip(encoded.starts.tolist(), encoded.ends.tolist(), strict=True), *encoded.silent])
    held = [index for start, end in bounds for index in range(start, end)]
    assert held == [index for index, character in enumerate(text) if not character.isspace()]
    assert (np.diff(encoded.first) > 0).all()
    assert (np.diff(encoded.first) <= LONGEST_WORD).all()
    assert encoded.first[-1] == len(encoded.ids)


@given(text=words)
def test_words_are_those_of_the_package(encoder: WordEncoder, text: str) -> None:
    from gliner.data_processing.tokenizer import WordsSplitter

    (encoded,) = encoder.encode([text])
    joined = {int(start) for start in encoded.starts} | {start for start, _ in encoded.silent}
    assert {start for _, start, _ in WordsSplitter("whitespace")(text)} <= joined


def test_a_long_word_goes_in_pieces(encoder: WordEncoder) -> None:
    (encoded,) = encoder.encode(["the " + "x_" * 50 + " man"])
    assert encoded.starts.tolist() == [0, 4, 36, 68, 100, 105]
    assert encoded.ends.tolist() == [3, 36, 68, 100, 104, 108]


def test_another_splitter_needs_its_package(tmp_path: Path) -> None:
    files = open_gliner(str(build_gliner(tmp_path)))
    with pytest.raises(ModelError, match="'jieba', which is unknown or needs a package"):
        WordEncoder(dataclasses.replace(files, splitter="jieba"))
