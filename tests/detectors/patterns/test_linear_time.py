"""The time grows with the text and no faster, whatever the text."""

from __future__ import annotations

import gc
import time

import pytest

from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector

SMALL = 40_000
LARGE = 4 * SMALL
MOST_TIMES = 9
"""Four times the text takes four times as long; a quadratic step would take sixteen."""
NOISE = 0.15
RUNS = 2
"""The second only where the first was too slow: the least of them counts."""
SECONDS_FOR_A_MEGABYTE = 10
"""Generous: it takes one or two."""

PIECES = [
    "a", "@", "1", "0", ":", "+", "(", "-", "w", " ", ".", "é", "用", "१", "\u2014",
    "1 ", "1-", "1.", "1/1/", "1(", "(1)", "+(", "12 ", "00 ", "01 ", "123 ", "1234 ", "1234-", "12 34 ",
    "a.", "a-", "a@a.", "@a.aa", "a@b.cc ", "\"a", "\"@", "用@", "x" * 64 + "@",
    "http://", "http://(", "http://x([", "http://x[", "http://x)", "www.",
    "DE89 ", "AA12", "1.1.1.1.", "1.2.3.4/", "::", "f:", "aa:", "aa:bb:cc:", "AAAA.",
    "4444 ", "4111 ", "+1 ", "+49 ", "020 7946 ", "2024561111 ", "2024561111x", "(202) ", "$1",
    "123-45-", "9 99 99 ", "756.", "RSSMRA85", "ISBN 1", "550e8400-", "e29b-", "2024-01-01 ",
]  # fmt: skip


@pytest.fixture(scope="module")
def detector() -> PatternDetector:
    detector = PatternDetector(PATTERN_LABELS, region="DE")
    detector.find(
        "+49 30 23125014 4111111111111111 DE89370400440532013000 00:1A:2B:3C:4D:5E 54362315K ::1 8.8.8.8"
    )
    return detector


def seconds(detector: PatternDetector, text: str) -> float:
    """Of one run, in this thread alone: other threads, and what earlier tests left for the collector, are
    not the detector's."""
    gc.disable()
    try:
        start = time.thread_time()
        detector.find(text)
        return time.thread_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_linear_in_one_long_line(detector: PatternDetector, piece: str) -> None:
    small, large = ((piece * size)[:size] for size in (SMALL, LARGE))
    for_small = for_large = float("inf")
    for _ in range(RUNS):
        for_small = min(for_small, seconds(detector, small))
        for_large = min(for_large, seconds(detector, large))
        if for_large < MOST_TIMES * for_small + NOISE:
            break
    assert for_large < MOST_TIMES * for_small + NOISE


def test_a_megabyte_of_everything_in_one_line_is_read_in_seconds(detector: PatternDetector) -> None:
    share = 1_000_000 // len(PIECES)
    line = "".join((piece * share)[:share] for piece in PIECES)
    assert seconds(detector, line) < SECONDS_FOR_A_MEGABYTE
