"""The detector as a whole: labels, regions, order, and how the finders keep out of each other's way."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector
from anonymize.errors import UnknownLabelError, UsageError
from anonymize.text import View

TEXT = (
    "Call +1 202-555-0143 or 202-456-1111, mail jane@example.com, see https://u:pw@10.0.0.1/?y=123-45-6789 "
    "(SSN 123-45-6789), card 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, 00:1A:2B:3C:4D:5E."
)


def test_every_label_is_found_in_one_text() -> None:
    assert {span.label for span in PatternDetector(PATTERN_LABELS).find(TEXT)} == PATTERN_LABELS


@pytest.mark.parametrize(
    "number", ["4111-1111-\n1111-1111", "+49 30-\r\n901820", "536-90-\n4399", "DE89-3704-\n0044-0532-0130-00"]
)
def test_number_that_goes_on_in_the_next_line_is_found_whole(number: str) -> None:
    text = f"the number {number} was given"
    view = View.of(text)
    spans = PatternDetector(PATTERN_LABELS).find(view.text)
    assert [text[slice(*view.back(span.start, span.end))] for span in spans] == [number]


def test_spans_come_in_order_and_name_their_source() -> None:
    spans = PatternDetector(PATTERN_LABELS).find(TEXT)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert {span.source for span in spans} == {"patterns"}
    assert all(0.5 < span.score <= 1.0 for span in spans)


@pytest.mark.parametrize("label", sorted(PATTERN_LABELS))
def test_asking_for_less_does_not_find_less(label: str) -> None:
    everything = PatternDetector(PATTERN_LABELS).find(TEXT)
    assert PatternDetector([label]).find(TEXT) == [span for span in everything if span.label == label]


def test_synonyms_of_labels_are_understood() -> None:
    assert PatternDetector(["ssn", "iban"]).labels == {"id_number", "bank_account"}


def test_unknown_label_is_an_error() -> None:
    with pytest.raises(UnknownLabelError, match="emial"):
        PatternDetector(["emial"])
    with pytest.raises(UnknownLabelError):
        PatternDetector(["person"])


def test_no_labels_find_nothing() -> None:
    assert PatternDetector([]).find(TEXT) == []


@pytest.mark.parametrize("region", ["", "XX", "UK", "Germany"])
def test_unknown_region_is_an_error_that_names_some(region: str) -> None:
    with pytest.raises(UsageError, match="US, GB, DE"):
        PatternDetector(["email"], region=region)


def test_region_is_understood_in_small_letters() -> None:
    assert PatternDetector(["email"], region=" de ").region == "DE"


def test_every_region_of_the_library_can_be_chosen() -> None:
    import phonenumbers

    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        detector = PatternDetector(["phone_number"], region=region)
        example = phonenumbers.example_number(region)
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        found = [
            text[span.start : span.end] for text in (international, national) for span in detector.find(text)
        ]
        assert international in found, region
        assert national in found or len(found) == 1, region


def test_detector_that_was_pickled_finds_the_same() -> None:
    detector = PatternDetector(PATTERN_LABELS, region="DE")
    detector.find(TEXT)
    copy = pickle.loads(pickle.dumps(detector))  # noqa: S301 - made on the line itself
    assert (copy.labels, copy.region) == (detector.labels, detector.region)
    assert copy.find(TEXT) == detector.find(TEXT)


def test_detections_come_in_the_order_of_the_texts_all_of_which_was_seen() -> None:
    detector = PatternDetector(["email"])
    detections = detector.detect(["", "jane@example.com", "none"])
    assert [len(detection.spans) for detection in detections] == [0, 1, 0]
    assert [detection.seen for detection in detections] == [(), ((0, 16),), ((0, 4),)]


def test_description_names_the_region_and_the_libraries_versions() -> None:
    description = PatternDetector(["email"], region="GB").describe()
    assert description["detector"] == "patterns"
    assert description["region"] == "GB"
    assert {"phonenumbers", "python-stdnum"} <= description.keys()


def test_import_loads_neither_library_that_confirms() -> None:
    code = (
        "import sys, anonymize.detectors.patterns as p; p.PATTERN_LABELS; "
        "print({'phonenumbers', 'stdnum', 'torch'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("text", ["", " ", "\n", "no identifiers here", "\x00", "\ud800", "🙂" * 10])
def test_text_without_identifiers_gives_no_spans(text: str) -> None:
    assert PatternDetector(PATTERN_LABELS).find(text) == []


def test_offsets_count_code_points_beyond_the_basic_plane() -> None:
    text = "🙂🙂 jane@example.com 🙂 ٤111 1111 1111 1111"
    spans = PatternDetector(PATTERN_LABELS).find(text)
    assert [text[span.start : span.end] for span in spans] == ["jane@example.com", "٤111 1111 1111 1111"]
