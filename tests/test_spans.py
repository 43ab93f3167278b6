from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.spans import WORD, Span, resolve, snap


def span(start: int, end: int, label: str = "person", score: float = 0.9) -> Span:
    return Span(start, end, label, score, "test")


@pytest.mark.parametrize("bounds", [(3, 3), (4, 2), (-1, 2)])
def test_a_span_without_text_cannot_be_made(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a stretch"):
        span(*bounds)


@pytest.mark.parametrize(
    ("text", "found", "snapped"),
    [
        ("to Schmidtson now", "Schmidt", "Schmidtson"),
        ("to McOkafor now", "Okafor", "McOkafor"),
        ("a cafe\u0301 b", "cafe", "cafe\u0301"),
        ("a Jose\u0301 b", "\u0301", "Jose\u0301"),
        ("a Schm\u00adidt b", "Schm", "Schm\u00adidt"),
        ("a क्षेत्र b", "क्षे", "क्षेत्र"),
        ("Anna's hat", "Anna", "Anna"),
        ("(Anna)", "Anna", "Anna"),
        ("王小明在", "小", "小"),
        ("x, Anna", ",", ","),
        ("a  b", "  ", "  "),
    ],
)
def test_spans_grow_to_the_words_they_touch(text: str, found: str, snapped: str) -> None:
    start = text.index(found)
    (grown,) = snap([span(start, start + len(found))], text)
    assert text[grown.start : grown.end] == snapped


@given(st.text(max_size=60), st.data())
def test_no_part_of_a_word_survives_beside_a_snapped_span(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (grown,) = snap([span(start, end)], text)
    assert grown.start <= start < end <= grown.end
    for word in WORD.finditer(text):
        inside = grown.start <= word.start() and word.end() <= grown.end
        outside = word.end() <= grown.start or grown.end <= word.start()
        assert inside or outside


def test_overlapping_spans_become_their_union_under_the_strongest_label() -> None:
    found = [span(0, 10, "address", 0.6), span(5, 15, "person", 0.9), span(14, 20, "date", 0.7), span(30, 31)]
    assert resolve(found) == [span(0, 20, "person", 0.9), span(30, 31)]


def test_spans_that_only_touch_stay_apart() -> None:
    assert resolve([span(5, 9, "person"), span(0, 5, "date")]) == [span(0, 5, "date"), span(5, 9, "person")]


def test_a_contained_span_never_shrinks_the_union() -> None:
    assert resolve([span(0, 20, "address", 0.5), span(5, 8, "person", 0.9)]) == [span(0, 20, "person", 0.9)]


def test_a_label_that_keeps_its_text_never_wins_over_one_that_does_not() -> None:
    found = [span(0, 10, "location", 0.99), span(5, 15, "person", 0.5)]
    assert resolve(found, exposed={"location"}) == [span(0, 15, "person", 0.5)]


def characters(spans: list[Span]) -> set[int]:
    return {index for span in spans for index in range(span.start, span.end)}


SPANS = st.lists(
    st.builds(
        lambda start, length, label, score: span(start, start + length, label, score),
        st.integers(0, 50),
        st.integers(1, 10),
        st.sampled_from(["person", "address", "date"]),
        st.floats(0, 1),
    )
)


@given(SPANS, st.randoms())
def test_resolving_covers_the_same_characters_whatever_the_order(found: list[Span], shuffler: object) -> None:
    resolved = resolve(found)
    assert {i for s in resolved for i in range(s.start, s.end)} == {
        i for s in found for i in range(s.start, s.end)
    }
    assert all(left.end <= right.start for left, right in pairwise(resolved))
    shuffled = list(found)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolved


def test_many_spans_in_one_long_word_take_linear_time() -> None:
    text = "a" * 200_000
    grown = snap([span(i, i + 1) for i in range(0, 200_000, 10)], text)
    assert all((s.start, s.end) == (0, 200_000) for s in grown)
    assert len(resolve(grown)) == 1
