"""What the tests of the pattern finders share."""

from __future__ import annotations

from anonymize.detectors.patterns import PatternDetector

SENTENCES = (
    "{}",
    "It says {} here.",
    "It says {}.",
    "See ({}), please",
    "Number:{}, and so on",
    "一个{}。",
    "first line\n{}\nlast line",
    '{{"field": "{}"}}',
    "left,{},right",
)
"""Places where a value stands in a text, one of them among Chinese without a space."""


def found(text: str, label: str, region: str = "US") -> list[str]:
    """The stretches of a text that are found under a label."""
    return [text[span.start : span.end] for span in PatternDetector([label], region=region).find(text)]


def scores(text: str, label: str, region: str = "US") -> list[float]:
    """The scores of what is found under a label."""
    return [span.score for span in PatternDetector([label], region=region).find(text)]
