"""What holds for every text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector

VALUES = [
    ("email", "jane.doe+x@mail.example.com"),
    ("email", "иван@почта.рф"),
    ("url", "https://user:pw@example.com/a_(b)?c=1"),
    ("url", "www.example.com"),
    ("ip_address", "192.168.0.1"),
    ("ip_address", "2001:db8::8a2e:370:7334"),
    ("mac_address", "00:1A:2B:3C:4D:5E"),
    ("credit_card", "4111 1111 1111 1111"),
    ("credit_card", "378282246310005"),
    ("bank_account", "DE89 3704 0044 0532 0130 00"),
    ("bank_account", "gb29nwbk60161331926819"),
    ("phone_number", "+1 202-555-0143"),
    ("phone_number", "(202) 456-1111"),
    ("phone_number", "+44 7700 900123"),
    ("id_number", "123-45-6789"),
    ("id_number", "RCCMNL83S18D969H"),
    ("id_number", "943 476 5870"),
]

DETECTOR = PatternDetector(PATTERN_LABELS)

# Characters that such texts are rich in, so that chance meets the patterns.
NEAR_MISSES = st.text("0123456789 -./:+()@abcdefABCDEFhtpw%[]<>,\n\u00a0é用٣", max_size=60)
TEXTS = st.one_of(st.text(max_size=60), NEAR_MISSES)

# What may carry on a number, an address or a web address; such a neighbour belongs to the value.
JOINING = frozenset("+-.@:/\\%#&=~_'\"?!*,;|$€£¥₹₽₩₺([{)]}\u2019")


def is_seam(character: str) -> bool:
    is_dash = unicodedata.category(character) == "Pd"
    return not (character.isalnum() or character.isspace() or character in JOINING or is_dash)


SEAMS = st.one_of(st.just("\n"), st.characters(exclude_categories=["L", "M", "N", "C", "Z"]).filter(is_seam))


@given(TEXTS)
@settings(max_examples=300)
def test_spans_lie_in_the_text_in_order_without_white_space_at_their_ends(text: str) -> None:
    spans = DETECTOR.find(text)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    for span in spans:
        value = text[span.start : span.end]
        assert span.end <= len(text)
        assert value
        assert value == value.strip()


@given(TEXTS)
def test_spans_of_one_label_do_not_overlap(text: str) -> None:
    for label in PATTERN_LABELS:
        spans = [span for span in DETECTOR.find(text) if span.label == label]
        assert all(left.end <= right.start for left, right in pairwise(spans))


@given(TEXTS, st.sampled_from(sorted(PATTERN_LABELS)))
def test_spans_of_a_label_do_not_depend_on_the_other_labels(text: str, label: str) -> None:
    alone = PatternDetector([label]).find(text)
    assert alone == [span for span in DETECTOR.find(text) if span.label == label]


@pytest.mark.parametrize(("label", "value"), VALUES)
@given(left=TEXTS, right=TEXTS, before=SEAMS, after=SEAMS)
@settings(max_examples=100, derandomize=False)
def test_value_is_found_between_any_two_texts(
    label: str, value: str, left: str, right: str, before: str, after: str
) -> None:
    head = left + before
    text = head + value + after + right
    assert any(
        span.label == label and span.start <= len(head) and span.end >= len(head) + len(value)
        for span in DETECTOR.find(text)
    )
