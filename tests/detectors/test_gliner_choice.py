"""Which labels go to the GLiNER, and what `--detector` and `--model` make of each other."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from anonymize.config import Config
from anonymize.config.file import load_config
from anonymize.detectors.base import Detector
from anonymize.detectors.choice import choose_detectors, known_labels
from anonymize.detectors.gliner import prompt_words, spellings
from anonymize.detectors.gliner.files import TRAINED
from anonymize.errors import ConfigError, ModelError, UnknownLabelError, UsageError
from anonymize.policy import THRESHOLD, UNFAMILIAR
from anonymize.spelling import check_spelling
from tests.tiny_gliner import build_gliner


@pytest.fixture(scope="module")
def gliner(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_gliner(tmp_path_factory.mktemp("gliner")))


def chosen(**settings: object) -> dict[str, Detector]:
    return {detector.name: detector for detector in choose_detectors(Config(**settings))}  # type: ignore[arg-type]


def test_auto_asks_the_gliner_for_what_the_others_do_not_know(gliner: str) -> None:
    found = chosen(model=gliner, labels=("person", "e-mail", "Project Codename"))
    assert {name: set(detector.labels) for name, detector in found.items()} == {
        "tagger": {"person", "email"},
        "patterns": {"email"},
        "gliner": {"project_codename"},
    }
    assert found["tagger"].describe()["model"] == "pii-small"
    assert found["gliner"].describe()["prompts"] == {"project_codename": "Project Codename"}


def test_a_gliner_named_takes_all_labels(gliner: str) -> None:
    found = chosen(detectors=("tagger", "gliner"), model=gliner, labels=("mobile", "machine name"))
    assert found["tagger"].labels == {"phone_number"}
    assert found["gliner"].describe()["prompts"] == {
        "phone_number": "phone number",
        "machine_name": "machine name",
    }


def test_a_gliner_beside_a_tagger_takes_the_taggers_labels_when_none_are_given(gliner: str) -> None:
    found = chosen(detectors=("tagger", "gliner"), model=gliner)
    assert found["gliner"].labels == found["tagger"].labels


def test_a_gliner_alone_knows_any_label(gliner: str) -> None:
    found = chosen(detectors=("gliner",), model=gliner, labels=("person", "song"))
    assert found.keys() == {"gliner"}
    assert found["gliner"].labels == {"person", "song"}


def test_a_gliner_alone_must_be_told_what_to_find(gliner: str) -> None:
    with pytest.raises(UsageError, match="add --labels"):
        chosen(detectors=("gliner",), model=gliner)


def test_thresholds_of_the_users_own_labels_hold(gliner: str) -> None:
    found = chosen(model=gliner, labels=("machine name",), thresholds={"machine name": 0.2})
    assert found["gliner"].describe()["thresholds"] == {"machine_name": 0.2}
    with pytest.raises(UnknownLabelError, match="vehicle"):
        chosen(model=gliner, labels=("machine name",), thresholds={"vehicle": 0.2})


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"machine_name": UNFAMILIAR, "organization": UNFAMILIAR}),
        ({"thresholds": {"machine name": 0.6}}, {"machine_name": 0.6, "organization": UNFAMILIAR}),
        ({"threshold": THRESHOLD}, {}),
        ({"threshold": 0.3, "thresholds": {"company": 0.2}}, {"organization": 0.2}),
    ],
)
def test_what_the_model_was_not_trained_on_needs_less_where_nobody_says_how_much(
    gliner: str, tmp_path: Path, settings: dict[str, Any], expected: dict[str, float]
) -> None:
    shutil.copytree(gliner, tmp_path / "own")
    (tmp_path / "own" / TRAINED).write_text("last name\nfirst name\n")
    labels = ("last name", "name", "company", "machine name")
    found = chosen(detectors=("gliner",), model=str(tmp_path / "own"), labels=labels, **settings)
    assert found["gliner"].describe()["threshold"] == settings.get("threshold", THRESHOLD)
    assert found["gliner"].describe()["thresholds"] == expected, "one of the words for a person is known"


def test_a_model_that_does_not_say_what_it_was_trained_on_has_one_threshold(gliner: str) -> None:
    found = chosen(detectors=("gliner",), model=gliner, labels=("machine name",))
    assert found["gliner"].describe()["thresholds"] == {}


@pytest.mark.parametrize("labels", [None, ("person",)])
def test_a_gliner_that_auto_has_no_use_for_is_not_passed_over(gliner: str, labels: tuple[str] | None) -> None:
    with pytest.raises(UsageError, match="the other detectors know all labels asked for; leave --model out"):
        chosen(model=gliner, labels=labels)


def test_a_gliner_that_no_detector_named_can_use(gliner: str) -> None:
    with pytest.raises(UsageError, match="is a GLiNER; add --detector gliner"):
        chosen(detectors=("tagger",), model=gliner, labels=("person",))


@pytest.mark.parametrize("detectors", [("auto",), ("gliner",)])
def test_without_a_model_the_bundled_gliner_takes_labels_of_the_users_own(detectors: tuple[str, ...]) -> None:
    found = chosen(detectors=detectors, labels=("project codename",))
    assert found.keys() == {"gliner"}
    assert found["gliner"].describe()["model"] == "gliner-small"


def test_auto_leaves_the_bundled_gliner_out_where_the_others_know_all_labels() -> None:
    assert chosen(labels=("person",)).keys() == {"tagger"}
    assert chosen().keys() == {"tagger", "patterns"}


def test_a_tagger_named_has_the_bundled_gliner_beside_it(torch_tagger: Path) -> None:
    found = chosen(model=str(torch_tagger), labels=("person", "project codename"))
    assert found["tagger"].describe()["model"] == torch_tagger.name
    assert found["gliner"].describe()["model"] == "gliner-small"


def test_a_taggers_model_is_no_gliner(torch_tagger: Path) -> None:
    with pytest.raises(ModelError, match=r"no gliner_config.json, so this is not a GLiNER"):
        chosen(detectors=("gliner",), model=str(torch_tagger), labels=("person",))


@pytest.mark.parametrize("detectors", [("tagger",), ("patterns",), ("tagger", "patterns")])
def test_without_a_gliner_an_unknown_label_is_an_error(detectors: tuple[str, ...]) -> None:
    with pytest.raises(UnknownLabelError, match="unknown label 'project codename'"):
        chosen(detectors=detectors, labels=("project codename",))


@pytest.mark.parametrize("detectors", [("auto",), ("gliner",), ("tagger", "gliner")])
def test_a_misspelt_label_is_an_error_that_offers_the_known_one(
    gliner: str, detectors: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownLabelError, match="unknown label 'peson'; did you mean 'person'"):
        chosen(detectors=detectors, model=gliner, labels=("peson", "song"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("peson", "person"),
        ("parson", "person"),
        ("adress", "address"),
        ("Organiztion", "organization"),
        ("emal", "email"),
        ("emial", "email"),
        ("Nmae", "person"),
        ("ibna", "bank_account"),
        ("creditcard numbr", "credit_card"),
        ("ful name", "person"),
        ("vehicl", "vehicle"),
    ],
)
def test_misspelt_labels(name: str, meant: str) -> None:
    with pytest.raises(UnknownLabelError, match=f"did you mean '{meant}'"):
        check_spelling(name, ["vehicle"])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("person; address", "person,address"),
        ("person address", "person,address"),
        ("persons and e-mail", "person,email"),
        ("phone number / email address", "phone_number,email"),
        ("person | project codename", "person,project codename"),
        ("person&iban&city", "person,bank_account,location"),
        ("phone number email", "phone_number,email"),
    ],
)
def test_several_labels_without_commas_are_not_taken_for_one(name: str, meant: str) -> None:
    with pytest.raises(UnknownLabelError, match=f"did you mean '{re.escape(meant)}'"):
        check_spelling(name)


@pytest.mark.parametrize(
    "name",
    [
        "company name",
        "wife and husband",
        "R&D project",
        "job/role",
        "person of interest",
        "hospital name",
        "employee id",
        "name of a city",
    ],
)
def test_labels_of_several_words_are_labels_of_their_own(name: str) -> None:
    check_spelling(name)


@pytest.mark.parametrize(
    "name",
    ["song", "game", "band", "team", "task", "car", "pet name", "event", "person", "mobile", "case number"],
)
def test_short_words_are_labels_of_their_own(name: str) -> None:
    check_spelling(name)


@pytest.mark.parametrize("name", ["all", "PII", "everything", "personal data"])
def test_what_means_all_labels_is_none(name: str) -> None:
    with pytest.raises(UnknownLabelError, match="is no label; leave the labels out, and all are looked for"):
        chosen(labels=(name,))


def test_a_label_without_a_letter_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="an empty label"):
        check_spelling(" - ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("phone_number", "phone number"),
        ("IBAN", "bank account"),
        ("project codename", "project codename"),
        ("Project_Codename ", "Project Codename"),
        ("e-scooter", "e-scooter"),
    ],
)
def test_the_model_is_asked_in_natural_words(name: str, words: str) -> None:
    assert prompt_words(name) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("OCCUPATION", "occupation"),
        ("Medical_Condition", "medical condition"),
        ("case-code", "Case_Code"),
        ("behörde", "Behörde"),
        ("customer", "customer"),  # a name of the table for a person, who was not trained on by that name
        ("company", "organization"),
        ("phone", "phone number"),
        ("Occupations", "occupation"),
        ("dog\u2019s name", "dog's name"),
        ("Beho\u0308rde", "Behörde"),
    ],
)
def test_the_model_is_asked_as_it_was_trained(name: str, words: str) -> None:
    trained = ["occupation", "Occupation", "medical condition", "Case_Code", "Behörde", "customer"]
    trained += ["dog's name"]
    assert prompt_words(name, spellings([*trained, "company", "organization", "phone number"])) == words


def test_capitals_throughout_are_how_programs_write_a_label() -> None:
    assert prompt_words("PROJECT_CODENAME") == "project codename"
    assert prompt_words("DNA") == "DNA"


def test_a_description_on_the_command_line_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="configuration file"):
        check_spelling("medical condition: illness")


def test_all_words_of_one_label_that_the_model_was_trained_on_are_asked(gliner: str, tmp_path: Path) -> None:
    """Of the two the first alone was asked, and the other missed in silence."""
    shutil.copytree(gliner, tmp_path / "own")
    (tmp_path / "own" / TRAINED).write_text("last name\nFirst Name\nemployer\n")
    asked = []
    for labels in (("last_name", "first name", "company"), ("company", "first name", "last_name")):
        (found,) = choose_detectors(Config(detectors=("gliner",), model=str(tmp_path / "own"), labels=labels))
        asked.append(found.describe()["prompts"])
    assert asked == 2 * [{"organization": "organization", "person": ["First Name", "last name"]}]


def test_a_description_is_read_behind_the_label(gliner: str, tmp_path: Path) -> None:
    path = tmp_path / "anon.yaml"
    path.write_text(
        "labels:\n  - email\n  - Project Codename: what a product\n      is called before it is for sale\n"
        f"model: {gliner}\n"
    )
    found = {detector.name: detector for detector in choose_detectors(load_config(path))}
    assert found["tagger"].labels == {"email"}
    assert found["gliner"].describe()["prompts"] == {
        "project_codename": "Project Codename: what a product is called before it is for sale"
    }


def test_labels_may_be_keys_with_and_without_descriptions(gliner: str, tmp_path: Path) -> None:
    path = tmp_path / "anon.yaml"
    path.write_text(f"labels: {{song: a piece of music, machine name: }}\nmodel: {gliner}\n")
    (detector,) = choose_detectors(load_config(path))
    assert detector.describe()["prompts"] == {
        "song": "song: a piece of music",
        "machine_name": "machine name",
    }


def test_a_description_that_nobody_reads_is_refused() -> None:
    with pytest.raises(UsageError, match="the description of 'person' would not be read"):
        chosen(labels=("person",), descriptions={"person": "somebody"})
    assert chosen(labels=("email",), descriptions={"person": "somebody"})


@pytest.mark.parametrize("text", ["3", "[a]", "''"])
def test_a_description_is_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "anon.yaml"
    path.write_text(f"threshold: 0.4\nlabels:\n  - song: {text}\n")
    with pytest.raises(ConfigError, match=r"anon.yaml, line 3: labels.song must be a description in words"):
        load_config(path)


def test_the_labels_known_leave_out_those_of_a_gliner(gliner: str) -> None:
    assert known_labels(Config(model=gliner))["gliner"] == frozenset()
    assert "gliner" not in known_labels(Config(detectors=("tagger",)))


def test_a_label_of_the_users_own_is_redacted_from_the_command_line(
    gliner: str, anon: Callable[..., Result], in_tmp: Path
) -> None:
    Path("note.txt").write_text("Foxglove went to anna@example.org on Atlas.\n")
    options = ("--labels", "project codename,machine name,email", "--model", gliner)
    result = anon("redact", "note.txt", *options, "--output", "clean.txt")
    assert result.exit_code == 0, result.output
    assert Path("clean.txt").read_text() == "<PROJECT_CODENAME> went to <EMAIL> on <MACHINE_NAME>.\n"
    assert "gliner" in result.stderr


@pytest.mark.parametrize("name", ["tagger", "gliner"])
def test_a_precision_takes_the_torch_weights(
    name: str, gliner: str, onnx_tagger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = str(onnx_tagger) if name == "tagger" else gliner
    settings: dict[str, object] = {"detectors": (name,), "model": model, "labels": ("person",)}
    found = chosen(**settings, precision="fp32")[name]
    assert (found.describe()["runtime"], found.describe()["precision"]) == ("torch", "fp32")
    assert [span.label for span in found.detect(["anna went"])[0].spans] == ["person"]
    monkeypatch.setattr("torch.ops.mkldnn._is_mkldnn_bf16_supported", lambda: True)
    assert chosen(**settings, precision="bf16")[name].describe()["precision"] == "bf16"
    monkeypatch.setattr("torch.ops.mkldnn._is_mkldnn_bf16_supported", lambda: False)
    with pytest.raises(UsageError, match="this processor has no bfloat16"):
        chosen(**settings, precision="bf16")


def test_the_bundled_gliner_has_no_weights_for_a_precision() -> None:
    with pytest.raises(UsageError, match=r"gliner-small: no model.safetensors, which --precision fp32 needs"):
        chosen(labels=("song",), precision="fp32")
