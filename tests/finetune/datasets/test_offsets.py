"""Character spans become word tags; nothing of a span is lost without being counted."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from finetune.datasets.offsets import CharacterSpan, tag_words

TEXT = "Ana-Lucía O'Neil,  en\tParís 28001."


def tagged(text: str, *spans: tuple[int, int, str]) -> list[tuple[str, str]]:
    done = tag_words(text, [CharacterSpan(*span) for span in spans])
    return [(text[start:end], tag) for (start, end), tag in zip(done.bounds, done.tags, strict=True)]


def test_words_are_those_of_the_taggers_decoding() -> None:
    words = [word for word, _ in tagged(TEXT)]
    assert words == ["Ana", "-", "Lucía", "O", "'", "Neil", ",", "en", "París", "28001", "."]


def test_neighbouring_spans_of_one_label_stay_two_entities() -> None:
    assert tagged("Ana Eva", (0, 3, "P"), (4, 7, "P")) == [("Ana", "B-P"), ("Eva", "B-P")]


def test_white_space_at_the_edges_of_a_span_cuts_nothing() -> None:
    done = tag_words("a Ana b", [CharacterSpan(1, 6, "P")])
    assert done.tags == ("O", "B-P", "O")
    assert done.widened == ()


def test_span_that_cuts_a_word_is_widened_and_reported() -> None:
    span = CharacterSpan(1, 6, "P", place="a.jsonl, line 7")
    done = tag_words("Anabel va", [span])
    assert done.tags == ("B-P", "O")
    assert done.widened == (span,)
    assert done.widened[0].place == "a.jsonl, line 7"


def test_of_overlapping_spans_the_one_with_more_words_stands() -> None:
    short, long = CharacterSpan(4, 7, "LOC"), CharacterSpan(0, 12, "ORG")
    done = tag_words("Uni Graz Wien", [short, long])
    assert done.tags == ("B-ORG", "I-ORG", "I-ORG")
    assert done.overlapped == (short,)


def test_equal_spans_count_once() -> None:
    done = tag_words("Ana", [CharacterSpan(0, 3, "P"), CharacterSpan(0, 3, "P")])
    assert done.overlapped == ()


def test_span_on_white_space_alone_is_reported() -> None:
    span = CharacterSpan(1, 2, "P")
    assert tag_words("a b", [span]).wordless == (span,)


def test_many_spans_over_a_long_line_take_linear_time() -> None:
    text = "ab " * 300_000
    spans = [CharacterSpan(start, len(text), "P") for start in range(3_000)]
    done = tag_words(text, spans)
    assert len(done.overlapped) == len(spans) - 1


@given(st.text(alphabet="aé1 \n.-'\u0301\u200b漢字🙂", max_size=40), st.data())
def test_tags_cover_every_span_that_was_kept(text: str, data: st.DataObject) -> None:
    bounds = st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 8)) if text else st.nothing()
    drawn = data.draw(st.lists(st.tuples(bounds, st.sampled_from("PQ")), max_size=4)) if text else []
    spans = [CharacterSpan(start, min(start + length, len(text)), label) for (start, length), label in drawn]
    done = tag_words(text, spans)
    words = [text[start:end] for start, end in done.bounds]
    assert "".join(words) == "".join(character for character in text if not character.isspace())
    kept = set(spans) - set(done.overlapped) - set(done.wordless)
    for span in kept:
        inside = [
            tag
            for (start, end), tag in zip(done.bounds, done.tags, strict=True)
            if start < span.end and end > span.start
        ]
        assert inside[0] == f"B-{span.label}"
        assert set(inside[1:]) <= {f"I-{span.label}"}
    assert sum(tag.startswith("B-") for tag in done.tags) == len(kept)
    for before, tag in pairwise(("O", *done.tags)):
        assert not tag.startswith("I-") or before[2:] == tag[2:]
