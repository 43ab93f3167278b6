from __future__ import annotations

import json
from pathlib import Path

from anonymize.detectors.patterns import PATTERN_LABELS
from anonymize.detectors.tagger import BUNDLED, open_model
from anonymize.labels import TABLE
from tests.commands.support import Anon


def test_every_label_is_listed_once_with_the_detectors_that_find_it(anon: Anon) -> None:
    result = anon("labels", "--json")
    assert result.exit_code == 0
    listed = json.loads(result.stdout)
    by_label = {entry["label"]: set(entry["detectors"]) for entry in listed}
    assert len(by_label) == len(listed)
    tagger = open_model(BUNDLED).labels
    for label in tagger | PATTERN_LABELS:
        assert ("tagger" in by_label[label]) == (label in tagger)
        assert ("patterns" in by_label[label]) == (label in PATTERN_LABELS)


def test_listing_for_people_has_the_same_labels_and_their_other_names(anon: Anon) -> None:
    listed = json.loads(anon("labels", "--json").stdout)
    result = anon("labels")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in lines] == [entry["label"] for entry in listed]
    words = result.stdout.replace(",", " ").split()
    for entry in TABLE:
        if entry.name in {row["label"] for row in listed}:
            assert set(entry.synonyms) <= set(words)
            assert set(entry.description.replace(",", " ").split()) <= set(words)


def test_labels_of_a_model_of_ones_own_are_listed(anon: Anon, torch_tagger: Path) -> None:
    listed = json.loads(anon("labels", "--json", "--model", torch_tagger).stdout)
    tagger = {entry["label"] for entry in listed if "tagger" in entry["detectors"]}
    assert tagger == {"person", "address", "location", "username"}


def test_model_that_is_not_there_is_wrong_usage(anon: Anon, in_tmp: Path) -> None:
    result = anon("labels", "--model", "nowhere/at/all")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("anon: ")
