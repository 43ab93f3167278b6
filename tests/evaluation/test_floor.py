"""The bundled tagger and the patterns on the gold set: a floor that no change may fall through.

The figures of the day stand in benchmarks/RESULTS.md; the floors are two to three points below them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import datasets_custom
from anonymize import Config, Redactor
from anonymize.evaluation import Measures, measure, read_labelled

OWN = Path(datasets_custom.__file__).parent
COVERED = {"person": 0.955, "address": 0.87, "location": 0.92, "organization": 0.88, "date": 0.94}


def measured(folder: str) -> Measures:
    documents = read_labelled(OWN / folder)
    redactor = Redactor.from_config(Config())
    found = redactor.detect_all([document.text for document in documents])
    assert all(one.status == "redacted" for one in found)
    return measure(documents, [one.spans for one in found], labels=redactor.labels, resamples=0)


@pytest.fixture(scope="module")
def gold() -> Measures:
    return measured("gold")


@pytest.mark.parametrize(("label", "floor"), COVERED.items())
def test_spans_are_covered(gold: Measures, label: str, floor: float) -> None:
    covered = gold.labels[label]["covered"].value
    assert covered is not None
    assert covered >= floor


def test_bounds_and_labels_are_right(gold: Measures) -> None:
    f1 = gold.overall["f1"].value
    assert f1 is not None
    assert f1 >= 0.81


def test_little_is_removed_in_vain(gold: Measures) -> None:
    for measures, most in ((gold, 0.02), (measured("nothing"), 0.005)):
        beyond = measures.overall["over_redaction"].value
        assert beyond is not None
        assert beyond <= most
