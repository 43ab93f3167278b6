"""The threshold rule, on probabilities made by hand."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.tagger.decoding import Decoder, Thresholds
from anonymize.detectors.tagger.encoding import EncodedText
from anonymize.detectors.tagger.ends import without_signs
from anonymize.detectors.tagger.files import Tag
from anonymize.spans import Span

LABELS = ("person", "address", "location", "username")
TAGS = (Tag(None, False), *(Tag(label, begins) for label in LABELS for begins in (True, False)))


def decode(
    words: Sequence[Mapping[str, float]], labels: set[str], thresholds: Thresholds | None = None
) -> list[Span]:
    """Decodes a text of one-letter words, each with the probability of some labels; the rest is `O`."""
    text = " ".join("x" for _ in words)
    starts = np.arange(len(words), dtype=np.int64) * 2
    probabilities = np.zeros((len(words), len(TAGS)), dtype=np.float32)
    for row, word in enumerate(words):
        for label, share in word.items():
            probabilities[row, 1 + 2 * LABELS.index(label)] = share
        probabilities[row, 0] = 1 - sum(word.values())
    decoder = Decoder(TAGS, labels, thresholds or Thresholds(), first_subword=False)
    spans, _ = decoder.decode(text, EncodedText(starts, starts, starts + 1), probabilities, "test")
    return list(spans)


def labels(spans: list[Span]) -> list[str]:
    return [span.label for span in spans]


def test_labels_asked_for_count_together() -> None:
    word = {"person": 0.3, "address": 0.35}
    assert labels(decode([word], {"person", "address"})) == ["address"]
    assert decode([{"person": 0.3, "address": 0.1}], {"person", "address"}) == []


def test_a_word_that_is_surely_of_another_label_is_left_alone() -> None:
    assert decode([{"person": 0.009, "address": 0.9}], {"person"}) == []


def decode_person(text: str, label: str = "person") -> list[str]:
    """Decodes a text of which the model takes every word and sign for one entity that goes on."""
    bounds = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    starts, ends = (np.array(each, dtype=np.int64) for each in zip(*bounds, strict=True))
    probabilities = np.zeros((len(bounds), len(TAGS)), dtype=np.float32)
    probabilities[:, TAGS.index(Tag(label, False))] = 1
    decoder = Decoder(TAGS, {label}, Thresholds(), first_subword=False)
    spans, _ = decoder.decode(text, EncodedText(starts, starts, ends), probabilities, "test")
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize("label", ["person", "address"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okafor\n\nWalsh", ["Okafor", "Walsh"]),
        ("Ada Okafor \r\n\t\r\n Peter Walsh", ["Ada Okafor", "Peter Walsh"]),
        ("Ada Okafor\r\rPeter Walsh", ["Ada Okafor", "Peter Walsh"]),
        ("Ada\nOkafor Peter\r\nWalsh", ["Ada\nOkafor Peter\r\nWalsh"]),
        ("Ada\n\rOkafor\n\r\n\rWalsh", ["Ada\n\rOkafor", "Walsh"]),
        ("Okafor\n\r\nWalsh", ["Okafor", "Walsh"]),
        ("Walsh Peter J DR|888 Harper||Okafor", ["Walsh Peter J DR", "888 Harper", "Okafor"]),
        ("| Okafor | Walsh |\n", ["Okafor", "Walsh"]),
        ("\n\nOkafor\n\n", ["Okafor"]),
    ],
)
def test_no_entity_goes_on_in_another_paragraph_or_column(text: str, expected: list[str], label: str) -> None:
    assert decode_person(text, label) == expected


def test_a_hyphen_that_is_found_is_no_gap_whatever_its_label() -> None:
    """Between two parts of a number, say, which are not given one label."""
    text, bounds = "12-34", [(0, 2), (2, 3), (3, 5)]
    starts, ends = (np.array(each, dtype=np.int64) for each in zip(*bounds, strict=True))
    for hyphen in (Tag("person", True), Tag("location", False)):
        probabilities = np.zeros((3, len(TAGS)), dtype=np.float32)
        probabilities[0, TAGS.index(Tag("person", True))] = 1
        probabilities[1, TAGS.index(hyphen)] = 1
        probabilities[2, TAGS.index(Tag("address", True))] = 1
        decoder = Decoder(TAGS, LABELS, Thresholds(), first_subword=False)
        spans, _ = decoder.decode(text, EncodedText(starts, starts, ends), probabilities, "test")
        assert [(span.start, span.end, span.label) for span in spans] == [(0, 3, "person"), (3, 5, "address")]


def test_white_space_at_the_end_is_no_part_of_what_is_found() -> None:
    text, bounds = "Okafor \n", [(0, 6), (8, 8)]
    starts, ends = (np.array(each, dtype=np.int64) for each in zip(*bounds, strict=True))
    probabilities = np.zeros((2, len(TAGS)), dtype=np.float32)
    probabilities[:, TAGS.index(Tag("person", False))] = 1
    decoder = Decoder(TAGS, LABELS, Thresholds(), first_subword=False)
    spans, _ = decoder.decode(text, EncodedText(starts, starts, ends), probabilities, "test")
    assert [(span.start, span.end) for span in spans] == [(0, 6)]


def tagged(*words: tuple[str, dict[str, float]]) -> list[tuple[str, str]]:
    """Decodes words with probabilities of tags, such as `B-person`."""
    text = " ".join(word for word, _ in words)
    ends = np.cumsum([len(word) + 1 for word, _ in words]) - 1
    starts = ends - [len(word) for word, _ in words]
    probabilities = np.zeros((len(words), len(TAGS)), dtype=np.float32)
    for row, (_, shares) in enumerate(words):
        for tag, share in shares.items():
            probabilities[row, TAGS.index(Tag(tag[2:], tag[0] == "B"))] = share
        probabilities[row, 0] = 1 - sum(shares.values())
    decoder = Decoder(TAGS, LABELS, Thresholds(), first_subword=False)
    spans, _ = decoder.decode(text, EncodedText(starts, starts, ends), probabilities, "test")
    return [(text[span.start : span.end], span.label) for span in spans]


def hidden(asked: str, text: str, parts: str, *labels: str) -> list[str]:
    """What of a text is hidden where one label is asked for; each part is surely of one label.

    A label with a plus goes on; all others begin.
    """
    names = [*dict.fromkeys(label.strip("+") for label in (asked, *labels))]
    tags = [Tag(None, False), *(Tag(name, begins) for name in names for begins in (True, False))]
    bounds = [match.span() for match in re.finditer(parts, text)]
    starts, ends = (np.array(each, dtype=np.int64) for each in zip(*bounds, strict=True))
    sure = np.eye(len(tags), dtype=np.float32)
    words = np.stack([sure[tags.index(Tag(label.strip("+"), label[-1] != "+"))] for label in labels])
    decoder = Decoder(tags, {asked}, Thresholds(), first_subword=False)
    spans, _ = decoder.decode(text, EncodedText(starts, starts, ends), words, "test")
    assert all(span.label == asked for span in spans)
    return [text[span.start : span.end] for span in spans]


def test_flags_that_a_product_raises_are_no_warnings() -> None:
    # As OpenBLAS does now and then in finite ones. Here it comes from others, which no detector hands on.
    decoder = Decoder(TAGS, LABELS, Thresholds(), first_subword=False)
    starts = np.zeros(1, dtype=np.int64)
    words = np.full((1, len(TAGS)), np.inf, dtype=np.float32)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        decoder.decode("Ann", EncodedText(starts, starts, starts + 3), words, "test")
    assert not told


def test_a_number_is_hidden_whole_where_its_halves_have_two_labels() -> None:
    """Asked for account numbers alone: half of one stood there as a telephone number."""
    account, more, phone = "bank_account", "bank_account+", "phone_number"

    def of(text: str, *labels: str) -> list[str]:
        return hidden(account, text, r"\S+", *labels)

    assert of("0129 8800 1234 95", phone, phone, account, more) == ["0129 8800 1234 95"]
    assert of("1234 95 0129", account, more, phone) == ["1234 95 0129"]
    assert of("1234 95\t0129", account, more, phone) == ["1234 95"]
    assert of("1234 2025", account, "date") == ["1234"]
    assert of("1234 x129", account, phone) == ["1234"]
    assert of("0129 8800", phone, phone) == []


def test_an_account_name_is_hidden_whole_where_its_end_looks_like_an_address() -> None:
    """Asked for account names alone: behind the full stop of one it stood there as an email address."""
    name, more, address = "username", "username+", "email"

    def of(text: str, *labels: str) -> list[str]:
        return hidden(name, text, r"\w+|[^\w\s]", *labels)

    assert of("@lena.traurig", name, more, address, address) == ["@lena.traurig"]
    assert of("lena.traurig", address, address, name) == ["lena.traurig"]
    assert of("@lena traurig", name, more, address) == ["@lena"]
    assert of("@lena.Traurig", name, more, "person", "person") == ["@lena"]
    assert of("lena.traurig", address, address, address) == []


def test_words_of_one_entity_get_one_label() -> None:
    """By itself `Ruiz` is likelier a place here, though one in which nothing begins."""
    assert tagged(("Elia", {"B-person": 0.9}), ("Ruiz", {"I-person": 0.45, "I-location": 0.5})) == [
        ("Elia Ruiz", "person")
    ]


def test_a_comma_in_doubt_amid_an_address_is_part_of_it() -> None:
    street, town = ("Weg", {"B-address": 0.9}), ("Gera", {"B-address": 0.6, "I-address": 0.3})
    doubtful, other = (",", {"I-address": 0.15}), (",", {"I-location": 0.15})
    assert tagged(street, doubtful, town) == [("Weg , Gera", "address")]
    assert tagged(street, (",", {"I-address": 0.05}), town) == [("Weg", "address"), ("Gera", "address")]
    assert tagged(street, other, town) == [("Weg", "address"), ("Gera", "address")]
    assert tagged(street, ("und", {"I-address": 0.15}), town) == [("Weg", "address"), ("Gera", "address")]
    assert tagged(doubtful, town, doubtful) == [("Gera", "address")]


def test_a_word_in_doubt_beside_one_that_is_found_goes_along() -> None:
    road, of, town = ("Weg", {"B-address": 0.25}), ("zu", {"I-address": 0.2}), ("Gera", {"I-address": 0.9})
    stop, far = (".", {"I-address": 0.3}), ("so", {"I-address": 0.15})
    assert tagged(road, of, town) == [("Weg zu Gera", "address")]
    assert tagged(road, town, stop) == [("Weg Gera .", "address")]
    assert tagged(town, far, road) == [("Gera", "address")]
    assert tagged(road, of) == []


def test_signs_at_the_ends_of_a_name_stay_in_the_text() -> None:
    """A name and `Lima )` were given two tags, and the bracket was lost."""
    ana, lima, last = ("Ana", {"B-person": 0.9}), ("Lima", {"B-location": 0.9}), {"I-location": 0.3}
    opens, closes = ("(", {"I-person": 0.3}), (")", last)
    assert tagged(ana, opens, lima, closes) == [("Ana", "person"), ("Lima", "location")]
    assert tagged((",", {"B-person": 0.6}), ana, (":", {"I-person": 0.6})) == [("Ana", "person")]
    assert tagged(lima, ("(", last), ("Sur", {"I-location": 0.9}), closes) == [("Lima ( Sur )", "location")]
    assert tagged(lima, (".", last)) == [("Lima .", "location")]


def test_many_brackets_at_the_end_of_a_name_take_time_linear_in_them() -> None:
    text = "Ana" + ")" * 100_000
    start = time.perf_counter()
    (span,) = without_signs(text, [Span(0, len(text), "person", 1.0, "test")])
    assert time.perf_counter() - start < 1
    assert (span.start, span.end) == (0, 3)


def test_what_separates_two_parts_of_a_place_is_hidden_with_them() -> None:
    street, comma = ("Weg", {"B-address": 0.9}), (",", {"I-address": 0.3})
    lima = ("Lima", {"B-location": 0.9})
    assert tagged(street, comma, lima) == [("Weg ,", "address"), ("Lima", "location")]
    assert tagged(street, comma, ("Ana", {"B-person": 0.9})) == [("Weg", "address"), ("Ana", "person")]
    assert tagged(street, comma, ("is", {}), lima) == [("Weg", "address"), ("Lima", "location")]


def test_two_entities_side_by_side_stay_two() -> None:
    assert tagged(
        ("Elia", {"B-person": 0.9}), ("Ruiz", {"I-person": 0.8}), ("Ana", {"B-person": 0.9}),
        ("Lima", {"B-location": 0.6, "I-person": 0.2}),
    ) == [("Elia Ruiz", "person"), ("Ana", "person"), ("Lima", "location")]  # fmt: skip


def test_the_score_is_the_summed_probability() -> None:
    (span,) = decode([{"person": 0.3, "address": 0.35}], {"person", "address"})
    assert span.score == pytest.approx(0.65)


def test_asking_for_less_does_not_lose_what_is_confused_with_it() -> None:
    street = {"address": 0.3, "location": 0.4}
    assert labels(decode([street], {"address"})) == ["address"]


def test_any_other_label_helps_one_that_is_in_doubt() -> None:
    assert labels(decode([{"person": 0.1, "location": 0.8}], {"person"})) == ["person"]


def test_a_plain_city_is_left_alone_when_only_addresses_are_asked_for() -> None:
    city = {"address": 0.009, "location": 0.92}
    assert decode([city], {"address"}) == []


def test_a_threshold_of_one_label_holds_for_that_label() -> None:
    thresholds = Thresholds(0.5, {"person": 0.1})
    words = [{"person": 0.15}, {"address": 0.15}]
    assert labels(decode(words, {"person", "address"}, thresholds)) == ["person"]
    assert labels(decode([{"person": 0.05}, {"person": 0.15}], {"person"}, thresholds)) == ["person"] * 2
    strict = Thresholds(0.5, {"person": 0.95})
    assert labels(decode([{"person": 0.9}, {"address": 0.6}], {"person", "address"}, strict)) == ["address"]


WORDS = st.lists(
    st.tuples(*[st.floats(0, 0.25, width=32)] * 4).map(lambda shares: dict(zip(LABELS, shares, strict=True))),
    min_size=1,
    max_size=6,
)
NUMBERS = st.floats(0.01, 1)


@given(
    WORDS,
    st.sets(st.sampled_from(LABELS), min_size=1),
    NUMBERS,
    st.dictionaries(st.sampled_from(LABELS), NUMBERS),
)
def test_lowering_a_threshold_never_finds_less(
    words: list[Mapping[str, float]], asked: set[str], default: float, by_label: dict[str, float]
) -> None:
    before = _characters(decode(words, asked, Thresholds(default, by_label)))
    for label in by_label:
        lower = {**by_label, label: by_label[label] / 2}
        assert before <= _characters(decode(words, asked, Thresholds(default, lower)))
    assert before <= _characters(decode(words, asked, Thresholds(default / 2, by_label)))


@given(WORDS, NUMBERS)
def test_asking_for_a_label_more_never_finds_less(words: list[Mapping[str, float]], threshold: float) -> None:
    asked = {"person", "location"}
    fewer = _characters(decode(words, asked, Thresholds(threshold)))
    assert fewer <= _characters(decode(words, {*asked, "address"}, Thresholds(threshold)))


@given(WORDS, NUMBERS)
def test_every_word_that_is_hidden_is_in_one_span(words: list[Mapping[str, float]], threshold: float) -> None:
    spans = decode(words, set(LABELS), Thresholds(threshold))
    hidden = {2 * row for row, word in enumerate(words) if sum(word.values()) >= threshold + 1e-6}
    assert hidden <= _characters(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def _characters(spans: list[Span]) -> set[int]:
    return {index for span in spans for index in range(span.start, span.end)}
