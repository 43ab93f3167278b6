"""Labels over detectors with settings of their own, and beside what the user names: none is dropped."""

from __future__ import annotations

import pytest

from anonymize.config import Config, DetectorConfig, PatternConfig
from anonymize.detectors.choice import choose_detectors
from anonymize.errors import UnknownLabelError, UsageError
from anonymize.redactor import Redactor

EMAIL_ALONE = DetectorConfig("patterns", labels=("email",))


def chosen(**settings: object) -> dict[str, frozenset[str]]:
    found = choose_detectors(Config(**settings))  # type: ignore[arg-type]
    return {detector.name: detector.labels for detector in found}


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("email", "phone"), "none of the chosen detectors finds 'phone'"),
        (("person",), "none of the chosen detectors finds 'person'"),
        (("email", "emial"), "unknown label 'emial'; did you mean 'email'"),
    ],
)
def test_a_label_that_no_detector_with_labels_of_its_own_claims_is_refused(
    labels: tuple[str, ...], told: str
) -> None:
    with pytest.raises(UnknownLabelError, match=told):
        chosen(detectors=(EMAIL_ALONE,), labels=labels)


def test_a_label_may_be_asked_for_that_a_list_or_a_known_field_serves() -> None:
    settings = {"detectors": (EMAIL_ALONE,), "deny": {"person": ["Anna Lee"]}}
    assert chosen(**settings, labels=("mail", "name")) == {"patterns": {"email"}, "deny": {"person"}}
    assert chosen(**settings, labels=("person",)) == {"deny": {"person"}}
    fields = {"detectors": (EMAIL_ALONE,), "known_fields": {"patient": "person"}}
    assert chosen(**fields, labels=("email", "person")) == {"patterns": {"email"}}


def test_without_a_detector_that_is_asked_for_anything_nothing_begins() -> None:
    config = Config(detectors=(EMAIL_ALONE,), labels=("person",), known_fields={"patient": "person"})
    with pytest.raises(UsageError, match="no detector is asked for anything"):
        Redactor.from_config(config)


@pytest.mark.parametrize("detectors", [("auto",), ("tagger", "gliner")])
def test_a_list_or_a_pattern_for_a_label_does_not_take_it_from_the_gliner(detectors: tuple[str, ...]) -> None:
    labels = ("person", "occupation", "case number")
    found = chosen(
        detectors=detectors,
        labels=labels,
        deny={"occupation": ["plumber"]},
        patterns=(PatternConfig("case number", r"\d+ Js \d+"),),
    )
    assert found["gliner"] >= {"occupation", "case_number"}
    assert (found["deny"], found["expressions"]) == ({"occupation"}, {"case_number"})


def test_without_a_gliner_the_list_alone_serves_a_label_of_its_own() -> None:
    found = chosen(detectors=("patterns",), labels=("email", "occupation"), deny={"occupation": ["plumber"]})
    assert found == {"patterns": {"email"}, "deny": {"occupation"}}
    parts = ("patterns", DetectorConfig("gliner", labels=("song",)))
    found = chosen(detectors=parts, labels=("email", "song", "occupation"), deny={"occupation": ["plumber"]})
    assert found == {"patterns": {"email"}, "gliner": {"song"}, "deny": {"occupation"}}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"deny": {"persno": ["Okafor"]}}, "deny: unknown label 'persno'; did you mean 'person'"),
        (
            {"patterns": (PatternConfig("adress", "x"),)},
            "patterns: unknown label 'adress'; did you mean 'address'",
        ),
        (
            {"known_fields": {"patient": "persom"}},
            "known_fields: unknown label 'persom'; did you mean 'person'",
        ),
    ],
)
def test_a_misspelt_label_of_the_users_own_lists_is_refused(settings: dict[str, object], told: str) -> None:
    with pytest.raises(UnknownLabelError, match=told):
        chosen(detectors=("patterns",), **settings)


@pytest.mark.parametrize("label", ["patent", "stage", "sensitive", "entity", "name and address", "project"])
def test_lists_may_have_any_label_that_is_no_misspelling(label: str) -> None:
    found = chosen(detectors=("patterns",), deny={label: ["Foxglove"]})
    assert found["deny"] == {label.replace(" ", "_")}


def test_thresholds_of_a_single_detector_join_those_of_all() -> None:
    config = Config(
        detectors=("patterns", DetectorConfig("tagger", thresholds={"person": 0.3})),
        thresholds={"person": 0.9, "email": 0.8},
    )
    tagger = next(one for one in choose_detectors(config) if one.name == "tagger")
    assert tagger.describe()["thresholds"] == {"person": 0.3, "email": 0.8}


def test_a_label_that_one_detector_claims_is_not_asked_of_the_others_without_labels_either() -> None:
    every = chosen()
    claiming = DetectorConfig("tagger", labels=("email", "person"))
    assert chosen(detectors=("patterns", claiming)) == {
        "patterns": every["patterns"] - {"email"},
        "tagger": {"email", "person"},
    }
    sure = DetectorConfig("tagger", threshold=0.9)
    assert chosen(detectors=(sure, EMAIL_ALONE)) == {
        "tagger": every["tagger"] - {"email"},
        "patterns": {"email"},
    }
    assert chosen(detectors=("patterns", sure)) == every, "nothing is claimed"


def test_a_detector_whose_labels_are_all_claimed_is_left_out() -> None:
    claiming = DetectorConfig("tagger", labels=tuple(chosen()["tagger"]))
    assert chosen(detectors=("tagger", claiming)) == {"tagger": chosen()["tagger"]}
    assert len(choose_detectors(Config(detectors=("tagger", claiming)))) == 1
