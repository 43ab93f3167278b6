"""Lines in capitals, shown to a model in small letters."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.tagger import open_model
from anonymize.detectors.tagger.capitals import lowered
from anonymize.detectors.tagger.encoding import Encoder


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


def test_a_model_says_what_it_is_shown(torch_tagger: Path, tmp_path: Path) -> None:
    config = json.loads((torch_tagger / "config.json").read_bytes())
    config["anon"]["capitals"] = "lowered"
    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    (copied / "config.json").write_text(json.dumps(config))
    assert open_model(str(copied)).capitals == "lowered"
    assert open_model(str(torch_tagger)).capitals == "kept"


def test_offsets_are_those_of_the_text_as_it_stands() -> None:
    files = open_model("pii-small")
    encoder = Encoder.of(files)
    text = "ANNA SCHMIDT, BERLIN\nOK"
    large, small = encoder.encode([text, text.lower()])
    assert files.capitals == "lowered"
    assert large.starts.tolist() == small.starts.tolist()
    assert large.ids[:-1].tolist() == small.ids[:-1].tolist()
