from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.detectors.base import gaps, whole
from anonymize.detectors.tagger import BUNDLED, Tagger, open_model
from anonymize.detectors.tagger.decoding import Thresholds
from anonymize.detectors.tagger.encoding import Encoder
from anonymize.documents.base import ReadOptions, Record
from anonymize.documents.edits import Document
from anonymize.documents.inputs import InputFile, discover
from anonymize.documents.opening import open_input
from anonymize.errors import UnknownLabelError, UsageError
from anonymize.spans import Span
from tests.tiny_tagger import build_tagger

EXAMPLES = Path(__file__).parents[2] / "examples" / "docs"
ALL = frozenset({"person", "address", "location", "username"})


def found(tagger: Tagger, text: str) -> list[tuple[str, str]]:
    """Texts and labels of the spans, in order; the text must have been seen whole."""
    (detection,) = tagger.detect([text])
    assert detection.seen == whole(text)
    return [
        (text[span.start : span.end], span.label) for span in sorted(detection.spans, key=lambda s: s.start)
    ]


@pytest.fixture(scope="module")
def tagger(onnx_tagger: Path) -> Tagger:
    return Tagger(open_model(str(onnx_tagger)), ALL)


def test_an_entity_of_several_words_is_one_span(tagger: Tagger) -> None:
    assert found(tagger, "The parcel went to Harbour Road 17 and Anna Schmidt.") == [
        ("Harbour Road 17", "address"),
        ("Anna Schmidt", "person"),
    ]


def test_a_second_entity_right_behind_the_first_is_its_own_span(tagger: Tagger) -> None:
    assert found(tagger, "anna john schmidt") == [("anna", "person"), ("john schmidt", "person")]


def test_an_entity_that_begins_inside_is_found(tagger: Tagger) -> None:
    assert found(tagger, "the Schmidt parcel") == [("Schmidt", "person")]


def test_a_change_of_label_inside_ends_the_span(tagger: Tagger) -> None:
    assert found(tagger, "anna schmidt road") == [("anna schmidt", "person"), ("road", "address")]


@pytest.mark.parametrize(
    "before",
    [
        "\U0001f469\u200d\U0001f469\u200d\U0001f467 ",
        "\U0001f1e9\U0001f1ea ",
        "e\u0301o\u0308 ",
        "line\r\nline\r\n",
        "\ufeff",
        "\x00\x07 ",
        "\u200b\u00ad ",
        "\uff46\uff55\uff4c\uff4c ",
        "\u6f22\u5b57 ",
        "\u0130\u0130\u0130 ",
    ],
)
def test_offsets_hold_behind_characters_of_odd_lengths(tagger: Tagger, before: str) -> None:
    assert ("Anna Schmidt", "person") in found(tagger, before + "Anna Schmidt went")


def test_no_text_is_read_as_a_special_token(tagger: Tagger) -> None:
    assert found(tagger, "[SEP] [CLS] [PAD] anna [UNK]") == [("anna", "person")]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "."])
def test_texts_without_words_have_no_spans(tagger: Tagger, text: str) -> None:
    assert found(tagger, text) == []


@pytest.mark.parametrize("number", ["17", " 17 ", "<17", "-1,7", "117", "17.05", "+ 17"])
def test_a_short_number_alone_is_a_measure(tagger: Tagger, number: str) -> None:
    assert found(tagger, number) == []


def test_a_short_number_beside_anything_is_what_it_was(tagger: Tagger) -> None:
    assert found(tagger, "Harbour Road 17") == [("Harbour Road 17", "address")]


def test_punctuation_alone_is_no_span(tagger: Tagger) -> None:
    assert found(Tagger(tagger._files, ALL, thresholds=Thresholds(1e-9)), ". , ;") == []


@pytest.mark.parametrize("entity", ["Anna Schmidt", "Harbour Road 17", "Berlin", "foxglove"])
def test_entity_at_every_offset_of_every_seam_is_found(tagger: Tagger, entity: str) -> None:
    """Windows are 64 tokens with 32 shared; 150 words of filler make five seams."""
    ((_, label),) = found(tagger, entity)
    for offset in range(150):
        text = "the " * offset + entity + " the" * (150 - offset)
        assert found(tagger, text) == [(entity, label)], offset


def test_seams_change_nothing_in_a_text_full_of_entities(tagger: Tagger) -> None:
    sentence = "Anna Schmidt went to Harbour Road 17 in Berlin and john okafor "
    once = found(tagger, sentence)
    assert found(tagger, sentence * 40) == once * 40


def test_a_word_longer_than_a_window_is_seen(tagger: Tagger) -> None:
    blob = " ".join("x" * 90 for _ in range(5))
    assert found(tagger, f"anna {blob} john") == [("anna", "person"), ("john", "person")]


def test_a_megabyte_on_one_line_is_seen_whole(tagger: Tagger) -> None:
    text = "the parcel went to " * 55_000 + "anna schmidt"
    assert found(tagger, text) == [("anna schmidt", "person")]


def test_a_window_without_context_is_reported_as_unseen(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a broken split leaves out is named, with its place."""
    from anonymize.detectors.tagger import encoding

    split = encoding.split
    monkeypatch.setattr(encoding, "split", lambda tokens, **rest: split(tokens, **rest)[:-1])
    text = "the " * 200
    (detection,) = tagger.detect([text])
    ((first, last),) = gaps(detection.seen, len(text))
    assert last == len(text)
    assert first > 100
    assert text[first:].startswith("the")


@pytest.mark.parametrize(("rule", "expected"), [("all", [("sbridge", "location")]), ("first", [])])
def test_a_word_follows_the_models_rule_for_sub_words(
    tmp_path: Path, rule: str, expected: list[tuple[str, str]]
) -> None:
    """`sbridge` is `s` (no entity) and `##bridge` (a location): the mean over both is about 0.5."""
    files = open_model(str(build_tagger(tmp_path, subwords=rule)))
    assert found(Tagger(files, ALL, thresholds=Thresholds(0.4)), "the sbridge") == expected


def test_a_batch_gives_what_each_text_gives_alone(tagger: Tagger) -> None:
    texts = ["anna", "", "the " * 300 + "john", "Harbour Road 17"]
    assert tagger.detect(texts) == [detection for text in texts for detection in tagger.detect([text])]


def test_torch_and_onnx_agree(torch_tagger: Path, tagger: Tagger) -> None:
    by_torch = Tagger(open_model(str(torch_tagger)), ALL)
    text = "Anna Schmidt went to Harbour Road 17 in Berlin " * 10
    assert by_torch.describe()["runtime"] == "torch"
    assert tagger.describe()["runtime"] == "onnx"
    assert found(by_torch, text) == found(tagger, text)


@pytest.mark.parametrize("budget", [1, 200, 100_000])
def test_the_token_budget_does_not_change_what_is_found(
    onnx_tagger: Path, tagger: Tagger, budget: int
) -> None:
    texts = ["anna " * length for length in (1, 7, 40, 150)]
    batched = Tagger(open_model(str(onnx_tagger)), ALL, batch_tokens=budget)
    assert [len(d.spans) for d in batched.detect(texts)] == [len(d.spans) for d in tagger.detect(texts)]


def test_a_tagger_survives_pickling(tagger: Tagger) -> None:
    text = "the parcel went to anna"
    tagger.detect([text])
    assert pickle.loads(pickle.dumps(tagger)).detect([text]) == tagger.detect([text])  # noqa: S301 - our own bytes


def test_a_label_the_model_does_not_know_is_refused(tagger: Tagger) -> None:
    with pytest.raises(UnknownLabelError, match="does not know vehicle"):
        Tagger(tagger._files, {"person", "vehicle"})


def test_cuda_is_refused_in_words_where_there_is_none(onnx_tagger: Path) -> None:
    with pytest.raises(UsageError, match="no CUDA device"):
        Tagger(open_model(str(onnx_tagger)), ALL, device="cuda")


@pytest.fixture(scope="module")
def encoder(torch_tagger: Path) -> Encoder:
    return Encoder.from_file(torch_tagger / "tokenizer.json")


@settings(max_examples=200)
@given(text=st.text(max_size=80))
def test_token_bounds_lie_in_the_text_and_never_go_back(encoder: Encoder, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    (encoded,) = encoder.encode([text])
    assert (encoded.starts >= 0).all()
    assert (encoded.starts <= encoded.ends).all()
    assert (encoded.ends <= len(text)).all()
    assert (np.diff(encoded.starts) >= 0).all()


def test_tokens_that_count_the_space_before_them_are_trimmed(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    pieces = [("<unk>", 0.0), ("\u2581anna", -1.0), ("\u2581", -2.0), ("\u2581the", -3.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    text = "anna the anna  anna"
    (encoded,) = Encoder.from_file(tmp_path / "tokenizer.json").encode([text])
    words = [text[start:end] for start, end in zip(encoded.starts, encoded.ends, strict=True) if start < end]
    assert words == ["anna", "the", "anna", "anna"]


def test_the_bundled_model_knows_its_labels() -> None:
    files = open_model(BUNDLED)
    assert len(files.labels) == 14
    assert files.subwords == "all"
    assert [weights.precision for weights in files.weights] == ["int8"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["location"], [("location", "12 Baker Street, London NW1 6XE"), ("location", "Leeds")]),
        (["address"], [("address", "12 Baker Street, London NW1 6XE")]),
        (["address", "location"], [("address", "12 Baker Street, London NW1 6XE"), ("location", "Leeds")]),
    ],
)
def test_an_address_is_a_place_for_those_who_ask_for_places_alone(
    labels: list[str], expected: list[tuple[str, str]]
) -> None:
    text = "The parcel went to 12 Baker Street, London NW1 6XE, and not to Leeds."
    (found,) = Tagger(open_model(BUNDLED), labels).detect([text])
    assert [(span.label, text[span.start : span.end]) for span in found.spans] == expected


def test_int8_agrees_with_its_own_weights_in_fp32_on_the_examples() -> None:
    """Entity-level F1 between the two, exact bounds and label, over all examples."""
    bundled = open_model(BUNDLED)
    examples = discover([str(EXAMPLES)], glob=None, format="auto")
    texts = [document.text for file in examples.files for document in _documents(file)]
    exact = _entities(Tagger(bundled, bundled.labels, precision="fp32"), texts)
    quantized = _entities(Tagger(bundled, bundled.labels), texts)
    assert len(exact) > 40
    assert 2 * len(exact & quantized) / (len(exact) + len(quantized)) >= 0.98


def _documents(file: InputFile) -> Iterator[Document]:
    with open_input(file) as stream:
        for record in file.format.read(stream, file.id, ReadOptions()):
            assert isinstance(record, Record)
            yield from record.documents


def _entities(tagger: Tagger, texts: list[str]) -> set[tuple[int, int, int, str]]:
    return {
        (index, span.start, span.end, span.label)
        for index, detection in enumerate(tagger.detect(texts))
        for span in detection.spans
    }


def test_detecting_on_the_bundled_model_does_not_import_torch() -> None:
    code = (
        "import sys; from anonymize.detectors.tagger import *; f = open_model(BUNDLED);"
        "assert Tagger(f, f.labels).detect(['Ask Anna Schmidt.'])[0].spans;"
        "sys.exit(bool({'torch', 'transformers', 'gliner'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_spans_carry_score_and_source(tagger: Tagger) -> None:
    (detection,) = tagger.detect(["anna"])
    (span,) = detection.spans
    assert dataclasses.replace(span, score=0.0) == Span(0, 4, "person", 0.0, "tagger")
    assert 0.99 < span.score <= 1.0
