"""The parts of a configuration file that hold more than one value: detectors, patterns, allow, deny."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from anonymize.config import AllowConfig, Config, DetectorConfig, OperatorConfig, PatternConfig
from anonymize.config.file import keys_of, load_config, load_operators
from anonymize.config.writing import as_yaml, settings_of
from anonymize.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anon.yaml"


def load(file: Path, text: str) -> Config:
    file.write_text(text)
    return load_config(file)


def error(file: Path, text: str) -> str:
    """The message that a file leads to, less its folder."""
    with pytest.raises(ConfigError) as caught:
        load(file, text)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{file.parent}/")


def test_detectors_with_settings_of_their_own_stand_among_names(file: Path) -> None:
    config = load(
        file,
        "detectors:\n  - patterns\n  - {type: tagger, labels: [person], threshold: 0.3}\n"
        "  - type: gliner\n    labels: project codename\n    thresholds: {Project Codename: 0.2}\n",
    )
    assert config.detectors == (
        "patterns",
        DetectorConfig("tagger", labels=("person",), threshold=0.3),
        DetectorConfig("gliner", labels=("project codename",), thresholds={"project_codename": 0.2}),
    )


def test_patterns_have_a_label_an_expression_and_more(file: Path) -> None:
    config = load(
        file,
        "patterns:\n  - label: case number\n    regex: '\\d+ Js \\d+/\\d{2}'\n"
        "    context: [file, Aktenzeichen]\n    validator: mine:check\n"
        "  - {label: ticket, regex: 'T-\\d+'}\n",
    )
    assert config.patterns == (
        PatternConfig("case number", r"\d+ Js \d+/\d{2}", ("file", "Aktenzeichen"), "mine:check"),
        PatternConfig("ticket", r"T-\d+"),
    )


def test_allow_takes_values_and_patterns_deny_takes_values_and_files(file: Path) -> None:
    (file.parent / "names.txt").write_text("# clients\nAnna Schmidt\r\n\nBob\n")
    config = load(
        file,
        "allow: [Berlin, {pattern: 'Station \\d'}]\n"
        "deny:\n  person: [Okafor, {file: names.txt}]\n  Organisation: [ACME]\n",
    )
    assert config.allow == AllowConfig(("Berlin",), (r"Station \d",))
    assert config.deny == {"person": ("Okafor", "Anna Schmidt", "Bob"), "organization": ("ACME",)}


def test_known_fields_are_persons_unless_a_label_says_otherwise(file: Path) -> None:
    assert load(file, "known_fields: [patient_name, user.name]\n").known_fields == {
        "patient_name": "person",
        "user.name": "person",
    }
    assert load(file, "known_fields: {iban: bank account}\n").known_fields == {"iban": "bank_account"}


def test_files_are_relative_to_the_configuration(file: Path) -> None:
    (file.parent / "operators.json").write_text('{"PERSON": {"type": "mask"}}')
    config = load(file, "key_file: keys/team.key\noperators: operators.json\nsubject_field: patient.id\n")
    assert config.key_file == str(file.parent / "keys/team.key")
    assert config.subject_field == "patient.id"
    assert config.operators == {"person": OperatorConfig("mask")}
    assert keys_of(file) == {"key_file", "operators", "subject_field"}


def test_operators_of_presidio_work_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "presidio.json"
    operators = {
        "PERSON": {"type": "mask", "masking_char": "*", "chars_to_mask": 4, "from_end": True},
        "US_SSN": {"type": "redact"},
        "US_PASSPORT": {"type": "redact"},
        "NRP": {"type": "replace", "new_value": "<GROUP>"},
        "DEFAULT": {"type": "replace", "new_value": "<ANONYMIZED>"},
    }
    path.write_text(json.dumps(operators, indent=2))
    found = load_operators(path)
    assert found["person"].params == {"masking_char": "*", "chars_to_mask": 4, "from_end": True}
    assert found["id_number"] == OperatorConfig("redact")
    assert set(found) == {"person", "id_number", "nrp", "DEFAULT"}
    assert found["person"].origin == f"{path}, line 2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "detectors: [{type: taggr}]",
            "line 1: detectors, item 1: type must be one of auto, tagger, gliner, patterns",
        ),
        ("detectors:\n- tagger\n- {labels: [a]}", "line 3: detectors, item 2: type must be one of"),
        (
            "detectors:\n- {type: tagger, treshold: 1}",
            "line 2: detectors, item 1: unknown key 'treshold', did you",
        ),
        (
            "detectors:\n- {type: tagger,\n   threshold: 7}",
            "line 3: detectors, item 1: threshold must be a number",
        ),
        ("detectors: {type: tagger}", "line 1: detectors must be a list"),
        ("detector: tagger\ndetectors: [tagger]", "line 2: detector and detectors are the same key"),
        ("patterns: ticket", "line 1: patterns must be a list of"),
        ("patterns: [ticket]", "line 1: patterns, item 1 must be of the form"),
        ("patterns:\n- {label: ticket}", "line 2: patterns, item 1: regex must be text, not empty"),
        (
            "patterns:\n- {label: a, regex: b, validator: c}",
            "line 2: patterns, item 1: validator must be an import",
        ),
        (
            "patterns:\n- {label: a, regexp: b}",
            "line 2: patterns, item 1: unknown key 'regexp', did you mean 'regex'?",
        ),
        ("allow:\n- Berlin\n- 5", "line 3: allow, item 2 must be a text, or `{pattern: …}`"),
        ("allow: [{regex: a}]", "line 1: allow, item 1 must be a text"),
        ("deny: [Anna]", "line 1: deny must be a mapping with labels as keys"),
        ("deny:\n  person:\n  - Anna\n  - ''", "line 2: deny.person has an empty item at place 2"),
        ("deny: {person: [{file: missing.txt}]}", "missing.txt"),
        ("known_fields: {a: 5}", "line 1: known_fields.a must be a label, not 5"),
        ("known_fields: []", "line 1: known_fields must be a list of texts"),
        ("subject_field: [a]", "line 1: subject_field must be text, not a list"),
        ("key_file: 5", "line 1: key_file must be text, not 5"),
        (
            "operators: missing.json",
            "line 1: operators must be a mapping with labels as keys, or a file with one; there",
        ),
        ("allow_custom: true", "line 1: unknown key 'allow_custom'"),
        (
            "operators: {US_SSN: mask, US_PASSPORT: hash}",
            "line 1: operators.US_PASSPORT is the same label as 'US_SSN'",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(file: Path, text: str, message: str) -> None:
    found = error(file, text)
    assert message in found
    assert found.startswith(("anon.yaml", "missing"))


def test_settings_that_are_written_are_read_as_they_were(file: Path) -> None:
    config = Config(
        labels=("person", "project codename", "case: number"),
        descriptions={"project codename": "a name\nthat is not out"},
        detectors=(
            "patterns",
            DetectorConfig("tagger", labels=("person",), thresholds={"person": 0.2}, model="/a #b"),
        ),
        threshold=0.3,
        thresholds={"person": 0.2},
        patterns=(PatternConfig("case number", r"\d+ \"Js\" \d+", ("Aktenzeichen", "no"), "mine:check"),),
        allow=AllowConfig(
            ("1e3", "null", "0x1F", "- Rome", "3 May: 1", "#1", "Zoë\u2028\ufeff", "😀"), ("^a: b$",)
        ),
        deny={"person": ("yes", "12", "1:20", "2020-01-01", "~", "=", "<<", "'x'", "a\tb", "x" * 300)},
        known_fields={"patient.name": "person"},
        operators={"PERSON": OperatorConfig("hash", {"salt": "secret"})},
        region="DE",
        batch_size=512,
        normalise=False,
        on_leak="report",
    )
    file.write_text(as_yaml(settings_of(config)), encoding="utf-8")
    assert load_config(file) == dataclasses.replace(config, operators={})
    assert settings_of(Config()) == {}
