"""Lines in capitals, shown to a model in small letters, and what has none, with a capital at each word."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.tagger import Tagger, open_model
from anonymize.detectors.tagger.capitals import lowered, titled
from anonymize.detectors.tagger.detector import half_within
from anonymize.detectors.tagger.encoding import Encoder
from anonymize.spans import Span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("JOHN SMITH LIVES IN LEEDS", "john smith lives in leeds"),
        ("MARÍA LÓPEZ\nhas called\nTHE END", "maría lópez\nhas called\nthe end"),
        ("KARL-HEINZ", "karl-heinz"),
        ("HERR GROß, STRAßE 5", "herr groß, straße 5"),
        ("İZMİR VE BURSA", "İzmİr ve bursa"),
        ("IBM", "IBM"),
        ("NATO and UN talks", "NATO and UN talks"),
        ("A. B. C.", "A. B. C."),
        ("", ""),
    ],
)
def test_lines_in_capitals_are_shown_in_small_letters(text: str, shown: str) -> None:
    assert lowered(text) == shown


@given(st.text(alphabet=st.sampled_from("ABzßİΣǅé\u0301 \n\r-1")))
def test_no_character_leaves_its_place(text: str) -> None:
    shown = lowered(text)
    assert [a == b or a.lower() == b for a, b in zip(text, shown, strict=True)] == [True] * len(text)


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("ask anna o'brien, don't wait", [(0, "Ask Anna O'Brien, Don't Wait")]),
        ("d’angelo und ßler", [(0, "D’Angelo Und ßler")]),
        ("JOHN SMITH\nLEEDS AND YORK", [(0, "John Smith\nLeeds And York")]),
        ("A letter\n\nof one\r\nor two\r\n\r\nA third", [(10, "Of One\r\nOr Two")]),
        ("From here\nTHE END OF IT\nto there", [(10, "The End Of It")]),
        ("From here on\nso it stays", []),
        ("Ends.\n \nof one\n\nof two\n", [(8, "Of One\n\nOf Two\n")]),
        ("pending", []),
        ("12:30 a b", []),
        ("A letter of one", []),
        ("", []),
    ],
)
def test_what_has_no_capitals_gets_one_at_each_word(text: str, stretches: list[tuple[int, str]]) -> None:
    assert list(titled(text)) == stretches


@given(st.text(alphabet=st.sampled_from("abzßŉİΣǆé\u0301 \n\r-'1B")))
def test_stretches_with_capitals_are_those_of_the_text(text: str) -> None:
    found = list(titled(text))
    for start, stretch in found:
        there = text[start : start + len(stretch)]
        assert len(there) == len(stretch)
        assert all(
            new in {old, old.lower(), old.title(), old.lower().title()}
            for old, new in zip(there, stretch, strict=True)
        )
    ends = [start + len(stretch) for start, stretch in found]
    assert all(end <= start for end, (start, _) in zip(ends, found[1:], strict=False))


@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_name_that_is_hinted_at_is_found_with_capitals(change: Callable[[str], str]) -> None:
    files = open_model("pii-small")
    text = change("hab Seidel nicht gesehen heute")
    start = text.index(change("Seidel"))

    once, both = (
        Tagger(replace(files, capitals=capitals), files.labels).detect([text])[0]
        for capitals in ("lowered", "both")
    )

    assert (start, start + 6) not in {(span.start, span.end) for span in once.spans}
    assert (start, start + 6) in {(span.start, span.end) for span in both.spans}
    assert any(hint.start == start for hint in once.hints)


def test_with_a_hint_of_few_words_a_whole_sentence_is_none() -> None:
    sentence, name = Span(0, 31, "person", 0.9, "tagger"), Span(20, 31, "person", 0.9, "tagger")
    for hinted, kept in (([name], [name]), ([sentence], [sentence, name]), ([], [])):
        assert list(half_within([sentence, name], hinted, 40)) == kept
    half = replace(sentence, end=15)
    assert list(half_within([sentence], [half], 40)) == []
    assert list(half_within([sentence], [half, replace(half, start=15, end=16)], 40)) == [sentence]


def test_a_sentence_that_is_a_name_with_capitals_alone_is_none() -> None:
    files = open_model("pii-small")
    text = "so it goes"
    with_capitals = text.title()

    (found,) = Tagger(files, files.labels).detect([text])
    (shown,) = Tagger(files, files.labels).detect([with_capitals])

    assert [with_capitals[span.start : span.end] for span in shown.spans] == [with_capitals]
    assert not found.spans


def test_a_model_says_what_it_is_shown(torch_tagger: Path, tmp_path: Path) -> None:
    config = json.loads((torch_tagger / "config.json").read_bytes())
    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    for capitals in ("lowered", "both"):
        config["anon"]["capitals"] = capitals
        (copied / "config.json").write_text(json.dumps(config))
        assert open_model(str(copied)).capitals == capitals
    assert open_model(str(torch_tagger)).capitals == "kept"


def test_offsets_are_those_of_the_text_as_it_stands() -> None:
    files = open_model("pii-small")
    encoder = Encoder.of(files)
    text = "ANNA SCHMIDT, BERLIN\nOK"
    large, small = encoder.encode([text, text.lower()])
    assert files.capitals == "both"
    assert large.starts.tolist() == small.starts.tolist()
    assert large.ids[:-1].tolist() == small.ids[:-1].tolist()
