"""The configuration: what a file and the command line may say, and how errors point at what is wrong."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anonymize.config import (
    DEFAULT,
    Config,
    DetectorConfig,
    FrozenMapping,
    OperatorConfig,
    merge,
    parse_labels,
    parse_operators,
    parse_thresholds,
)
from anonymize.config.file import load_config
from anonymize.config.yaml_lines import LARGEST_FILE
from anonymize.errors import ConfigError, UsageError

FULL = """\
labels: [person, Street Address]
detector: [tagger, gliner]
model: dslim/bert-base-NER
threshold: 0.4
thresholds:
  PERSON: 0.3
  e-mail: 0.8
operators:
  PERSON: {type: mask, masking_char: "#", chars_to_mask: 4, from_end: true}
  email: hash
  DEFAULT: {type: replace}
region: de
batch_size: 8192
device: cpu
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anon.yaml"


def load(file: Path, text: str | bytes) -> Config:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(file)


def error(file: Path, text: str | bytes) -> str:
    """The message that a file leads to, less its folder."""
    with pytest.raises(ConfigError) as caught:
        load(file, text)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{file.parent}/")


def complaint(file: Path) -> str:
    """The message that a file leads to, nothing where it is fine; any other exception comes through."""
    try:
        load_config(file)
    except ConfigError as caught:
        return str(caught)
    return ""


def test_every_key_is_read(file: Path) -> None:
    config = load(file, FULL)
    assert config.labels == ("person", "Street Address")
    assert config.detectors == ("tagger", "gliner")
    assert config.model == "dslim/bert-base-NER"
    assert config.threshold == 0.4
    assert config.thresholds == {"person": 0.3, "email": 0.8}
    mask = {"masking_char": "#", "chars_to_mask": 4, "from_end": True}
    assert config.operators == {
        "person": OperatorConfig("mask", mask),
        "email": OperatorConfig("hash"),
        DEFAULT: OperatorConfig("replace"),
    }
    assert (config.region, config.batch_size, config.device) == ("DE", 8192, "cpu")


@pytest.mark.parametrize(
    "text", ["", "\n", "# nothing\n", "---\n", "~\n", "\ufeff", "threshold:\nlabels:\noperators:\n"]
)
def test_what_is_left_out_or_empty_has_its_default(file: Path, text: str) -> None:
    assert load(file, text) == Config()


def test_a_byte_order_mark_and_windows_line_ends_are_read(file: Path) -> None:
    assert load(file, "\ufeff" + FULL.replace("\n", "\r\n")) == load(file, FULL)


@pytest.mark.parametrize(
    ("text", "names"), [("tagger, gliner", ("tagger", "gliner")), ("patterns", ("patterns",))]
)
def test_detectors_and_labels_may_be_one_text_with_commas(
    file: Path, text: str, names: tuple[str, ...]
) -> None:
    assert load(file, f"detector: {text}\nlabels: {text}\n") == Config(detectors=names, labels=names)


def test_a_detector_named_twice_runs_once() -> None:
    assert Config(detectors=("tagger", "tagger")).detectors == ("tagger",)


def test_norway_is_a_country_and_not_false(file: Path) -> None:
    assert load(file, "region: NO\n").region == "NO"


@pytest.mark.parametrize(
    ("text", "number"), [("1e-1", 0.1), (".5", 0.5), ("0.5", 0.5), ("+0.25", 0.25), ("9.e-1", 0.9)]
)
def test_numbers_are_those_of_yaml_1_2(file: Path, text: str, number: float) -> None:
    assert load(file, f"threshold: {text}\n").threshold == number


def test_plain_values_of_parameters_keep_their_kind(file: Path) -> None:
    params = load(
        file, "operators: {person: {type: x, a: 1, b: 1.5, c: true, d: 'true', e: ~, f: 2000-01-01}}\n"
    )
    assert dict(params.operators["person"].params) == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "true",
        "e": None,
        "f": "2000-01-01",
    }


def test_an_operator_knows_the_file_and_line_it_comes_from(file: Path) -> None:
    config = load(file, FULL)
    assert config.operators["email"].origin == f"{file}, line 10"
    assert config.operators["email"] == OperatorConfig("hash")


def test_a_model_beside_the_file_is_found_there(file: Path) -> None:
    (file.parent / "models" / "mine").mkdir(parents=True)
    assert load(file, "model: models/mine\n").model == str(file.parent / "models" / "mine")


@pytest.mark.parametrize("model", ["dslim/bert-base-NER", "/absent/model", "x" * 5000])
def test_a_model_that_is_not_beside_the_file_is_taken_as_written(file: Path, model: str) -> None:
    assert load(file, f"model: {model}\n").model == model


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\n\nlables: [person]\n", "line 4: unknown key 'lables', did you mean 'labels'?"),
        ("threshold: 0.5\nzzz: 1\n", "line 2: unknown key 'zzz', there are allow, allow_script, batch_size,"),
        ("thresholds:\n  person: high\n", "line 2: thresholds.person must be a number above 0 and below 1"),
        ("threshold: high\n", "line 1: threshold must be a number above 0 and below 1, not 'high'"),
        ("threshold: 0\n", "line 1: threshold must be a number above 0 and below 1, not 0"),
        ("threshold: 1.5\n", "not 1.5"),
        ("threshold: 1\n", "line 1: threshold must be a number above 0 and below 1, not 1"),
        ("thresholds:\n  person: 1.0\n", "line 2: thresholds.person must be a number above 0 and below 1"),
        ("detectors: [{type: tagger, threshold: 1}]\n", "threshold must be a number above 0 and below 1"),
        ("threshold: -0.1\n", "not -0.1"),
        ("threshold: .nan\n", "not '.nan'"),
        ("threshold: true\n", "not True"),
        ("threshold: '0.5'\n", "not '0.5'"),
        ("threshold: [0.5]\n", "not a list"),
        ("threshold: {key: hunter2}\n", "not a mapping"),
        ("threshold: 1:30\n", "not '1:30'"),
        ("thresholds: [0.5]\n", "line 1: thresholds must be a mapping with labels as keys, not a list"),
        ("thresholds:\n  person:\n", "line 2: thresholds.person must be a number"),
        ("thresholds:\n  DEFAULT: 0.3\n", "line 2: thresholds.DEFAULT is no label; `threshold` holds"),
        ("thresholds:\n  ' ': 0.3\n", "names no label"),
        ("thresholds:\n  per: 0.3\n  PERSON: 0.4\n", "line 3: thresholds.PERSON is the same label as 'per'"),
        ("operators:\n  PERSON: mask\n  person: hash\n", "line 3: operators.person is the same label as"),
        ("operators: mask\n", "line 1: operators must be a mapping with labels as keys, or a file with one;"),
        ("operators:\n  person:\n", "line 2: operators.person must name an operator"),
        ("operators:\n  person: {masking_char: x}\n", "line 2: operators.person must name an operator"),
        ("operators:\n  person: [mask]\n", "line 2: operators.person must name an operator"),
        ("operators:\n  person: {type: 3}\n", "must name an operator"),
        ("operators:\n  person:\n    type: hash\n    salt: []\n", "line 4: operators.person.salt must be"),
        ("labels: []\n", "line 1: labels must be a list, or names with commas between"),
        ("labels: 'person,,address'\n", "line 1: labels has an empty item at place 2"),
        ("labels:\n- person\n- 3\n", "line 3: labels, item 2 must be text, not 3"),
        ("labels:\n- person\n- ''\n", "labels has an empty item at place 2"),
        ("labels: {person: [x]}\n", "line 1: labels.person must be a description in words, not a list"),
        ("labels:\n- {person: x, city: y}\n", "line 2: labels, item 1 must be text, not a mapping"),
        ("detector: tager\n", "line 1: detector must be one of auto, tagger, gliner, patterns, not 'tager'"),
        ("detector: [auto, spacy]\n", "line 1: detector must be one of"),
        ("region: Germany\n", "line 1: region must be a country code of two letters, not 'Germany'"),
        ("region: ÄÖ\n", "region must be a country code of two letters"),
        ("batch_size: 0\n", "line 1: batch_size must be a whole number of tokens above 0, not 0"),
        ("batch_size: 1.5\n", "not 1.5"),
        ("batch_size: true\n", "not True"),
        (f"batch_size: {'9' * 5000}\n", "batch_size must be a whole number"),
        ("device: gpu\n", "line 1: device must be one of auto, cpu, cuda, not 'gpu'"),
        ("device: 3\n", "cuda, not 3"),
        ("model: ''\n", "line 1: model must be a path or the id of a model, not ''"),
        ("model: 3\n", "line 1: model must be"),
        ("threshold: 0.5\n\nthreshold: 0.6\n", "line 3: the key 'threshold' is there twice"),
        ("operators:\n  person: {type: mask,\n    type: hash}\n", "line 3: the key 'type' is there twice"),
        ("? [a]\n: b\n", "line 1: a key must be text on one line"),
        ('"a\\nb": 1\n', "line 1: a key must be text on one line"),
        ("- person\n", "line 1: must hold keys with values"),
        ("person\n", "line 1: must hold keys with values"),
        ("42\n", "line 1: must hold keys with values"),
        ("threshold: 0.5\nlabels: [person\n", "line 3: not YAML: "),
        ("operators: {a: b: c}\n", "expected ',' or '}', but got ':'"),
        ("region: @x\n", "line 1: not YAML: while scanning for the next token, found character '@' that"),
        ("labels: [person", "but got '<stream end>'"),
        ("a: b: c\n", "line 1: not YAML: mapping values are not allowed here"),
        ("threshold: 0.5\n---\nthreshold: 0.6\n", "not YAML: expected a single document"),
        ("labels: &all [person]\ndetector: *all\n", "line 2: not YAML: aliases are not supported"),
        ("detector: *all\n", "line 1: not YAML: aliases are not supported"),
        ("labels: !!python/object:os.system x\n", "line 1: not YAML: tags are not supported"),
        ("threshold: !!float 0.5\n", "line 1: not YAML: tags are not supported"),
        ("threshold: 0.5\nregion: \x07\n", "line 2: not YAML: a character that YAML does not allow"),
        ('model: "\\U7fffffff"\n', "not YAML: an escape"),
        ('model: "\\ud83d"\n', "line 1: an escape that is no character of its own"),
        ('model: "a\\0b"\n', "line 1: an escape that is no character of its own"),
        (b"threshold: 0.5\nregion: \xff\n", "line 2: not UTF-8"),
    ],
)  # fmt: skip
def test_an_error_names_the_file_the_line_and_the_key(file: Path, text: str | bytes, message: str) -> None:
    found = error(file, text)
    assert found.startswith("anon.yaml")
    assert message in found


def test_a_long_value_is_cut_in_the_message(file: Path) -> None:
    assert len(error(file, f"region: {'x' * 10_000}\n")) < 200
    assert "x" * 100 not in error(file, f"{'x' * 500}: 1\n")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "absent.yaml")
    with pytest.raises(ConfigError, match="directory"):
        load_config(tmp_path)


def test_a_file_that_is_too_large_is_refused_unparsed(file: Path) -> None:
    assert "larger than" in error(file, b"#" * (LARGEST_FILE + 1))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(file: Path, opening: str) -> None:
    assert "nested more than 20 levels deep" in error(file, opening * 100_000)


def test_nesting_up_to_the_limit_is_read_and_refused_for_what_it_says(file: Path) -> None:
    assert "must be a list" not in error(file, "threshold: " + "[" * 18 + "]" * 18)


SECRET = "hunter2-hunter2-hunter2"  # noqa: S105 - what messages are searched for


@pytest.mark.parametrize(
    "text",
    [
        "operators: {person: {type: hash, salt: [SECRET]}}",
        "operators: {person: {type: hash, salt: {SECRET: 1}}}",
        "operators: {person: {type: hash, salt: SECRET, salt: SECRET}}",
        "operators: {person: {key: SECRET}}",
        "operators: {person: {type: [], key: SECRET}}",
        "operators: {person: {type: encrypt, key: !SECRET x}}",
        "operators: {person: {type: encrypt, key: !SECRET!x x}}",
        "operators: {person: {type: encrypt, key: *SECRET}}",
        "operators: {person: {type: encrypt, key: 'SECRET}}",
        "operators: {person: {type: encrypt, key: &SECRET x, salt: &SECRET x}}",
        "operators: {person: {type: encrypt, key: SECRET: SECRET}}",
        "operators: {person: {type: encrypt, key: SECRET\x00}}",
        'operators: {person: {type: encrypt, key: "SECRET\\ud800"}}',
        "operators:\n  person:\n    type: encrypt\n    key: SECRET\n   salt: x",
        "key: SECRET",
        "threshold: {key: SECRET}",
        "labels: [{key: [SECRET]}]",
        "labels: [{key: SECRET, other: SECRET}]",
    ],
)
def test_no_message_shows_a_secret(file: Path, text: str) -> None:
    assert SECRET not in error(file, text.replace("SECRET", SECRET))


def test_no_repr_shows_a_parameter(file: Path) -> None:
    config = load(file, f"operators: {{person: {{type: encrypt, key: {SECRET}}}}}")
    assert config.operators["person"].params["key"] == SECRET
    for thing in (config, config.operators, config.operators["person"], config.operators["person"].params):
        assert SECRET not in repr(thing)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.one_of(
        st.binary(), st.text().map(str.encode), st.text("abT:-[]{}!&*'\"\\\n ,#?|>%@`~0.").map(str.encode)
    )
)
def test_any_bytes_are_a_configuration_or_a_configuration_error(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert "\n" not in complaint(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.sampled_from(FULL.splitlines()), st.text(max_size=8))
def test_a_damaged_configuration_is_read_or_refused(file: Path, line: str, noise: str) -> None:
    file.write_text(FULL.replace(line, line + noise), encoding="utf-8", errors="replace")
    assert "\n" not in complaint(file)


def test_a_configuration_hashes_and_pickles(file: Path) -> None:
    config = load(file, FULL)
    copy = pickle.loads(pickle.dumps(config))  # noqa: S301 - made in the line itself
    assert copy == config
    assert hash(copy) == hash(config)


def test_a_configuration_does_not_follow_the_mapping_it_was_made_from() -> None:
    params: dict[str, object] = {"masking_char": "#"}
    operators = {"person": OperatorConfig("mask", params)}
    config = Config(operators=operators)
    params["masking_char"] = "x"
    operators.clear()
    assert config.operators["person"].params == {"masking_char": "#"}


def test_a_frozen_mapping_cannot_be_changed() -> None:
    mapping = FrozenMapping({"a": 1})
    with pytest.raises(TypeError):
        mapping["a"] = 2  # type: ignore[index]  # what is tested


def test_labels_given_in_python_are_made_canonical() -> None:
    config = Config(
        thresholds={"PER": 0.3},
        operators={"PERSON": OperatorConfig("mask"), "default": OperatorConfig("hash")},
    )
    assert config.thresholds == {"person": 0.3}
    assert config.operators == {"person": OperatorConfig("mask"), DEFAULT: OperatorConfig("hash")}


def test_settings_given_in_python_are_checked() -> None:
    with pytest.raises(UsageError, match="threshold must be a number above 0 and below 1, not 2"):
        Config(threshold=2)
    with pytest.raises(UsageError, match=r"operators\.person must be an OperatorConfig, not 'mask'"):
        Config(operators={"person": "mask"})  # type: ignore[dict-item]  # what is tested


def test_the_command_line_wins_where_it_says_something(file: Path) -> None:
    config = merge(load(file, FULL), region="fr", model=None, threshold=0.9, labels=("date",))
    assert (config.region, config.model, config.threshold, config.labels) == (
        "FR",
        "dslim/bert-base-NER",
        0.9,
        ("date",),
    )


def test_thresholds_and_operators_of_the_command_line_win_label_by_label(file: Path) -> None:
    config = merge(
        load(file, FULL),
        thresholds=parse_thresholds(["person=0.9", "date=0.2"])[1],
        operators=parse_operators(["email=keep"]),
    )
    assert config.thresholds == {"person": 0.9, "email": 0.8, "date": 0.2}
    assert config.operators["person"].type == "mask"
    assert config.operators["email"].type == "keep"


def test_what_the_command_line_says_for_all_labels_overrules_what_was_said_of_one(file: Path) -> None:
    config = merge(
        load(file, FULL), threshold=0.2, operators=parse_operators(["redact", "email=keep"]), thresholds={}
    )
    assert (config.threshold, config.thresholds) == (0.2, {})
    assert {label: operator.type for label, operator in config.operators.items()} == {
        "email": "keep",
        DEFAULT: "redact",
    }


def test_the_command_line_wins_over_the_settings_of_a_single_detector() -> None:
    item = DetectorConfig(
        "tagger",
        model="a",
        threshold=0.9,
        thresholds={"person": 0.8, "location": 0.7},
        region="DE",
        device="cpu",
    )
    config = Config(detectors=("patterns", item))
    merged = merge(config, region="FR", device="cuda", model="b", batch_size=8, precision="fp32")
    assert merged.detectors == (
        "patterns",
        DetectorConfig("tagger", threshold=0.9, thresholds={"person": 0.8, "location": 0.7}),
    )
    one = merge(config, thresholds={"person": 0.1}, threshold=None).detectors[1]
    assert isinstance(one, DetectorConfig)
    assert (one.threshold, one.thresholds) == (0.9, {"location": 0.7})
    every = merge(config, thresholds={}, threshold=0.1).detectors[1]
    assert isinstance(every, DetectorConfig)
    assert (every.threshold, every.thresholds, every.model) == (None, None, "a")
    assert merge(config, detectors=("tagger",)).detectors == ("tagger",)


def test_a_model_of_the_command_line_is_none_for_several_that_have_their_own() -> None:
    config = Config(detectors=(DetectorConfig("tagger", model="a"), DetectorConfig("gliner", model="b")))
    with pytest.raises(UsageError, match="several detectors of the file have models of their own"):
        merge(config, model="c")


def test_nothing_on_the_command_line_changes_nothing(file: Path) -> None:
    config = load(file, FULL)
    assert merge(config, threshold=None, thresholds={}, operators=parse_operators([]), labels=None) == config


def test_a_wrong_value_of_the_command_line_is_refused() -> None:
    with pytest.raises(UsageError, match="batch_size must be"):
        merge(Config(), batch_size=-1)
    with pytest.raises(TypeError):
        merge(Config(), no_such_setting=1)


def test_labels_are_taken_apart_at_commas() -> None:
    assert parse_labels(" person, street address ") == ("person", "street address")


@pytest.mark.parametrize("value", ["", ",", "person,", "person,,date", " "])
def test_an_empty_label_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="--labels has an empty item at place"):
        parse_labels(value)


def test_thresholds_of_the_command_line() -> None:
    assert parse_thresholds([]) == (None, {})
    assert parse_thresholds(["0.4", "PER=0.3", "Street Address=.2"]) == (0.4, {"person": 0.3, "address": 0.2})
    assert parse_thresholds(["person= .3 "]) == (None, {"person": 0.3})


@pytest.mark.parametrize(
    "value",
    [
        "high",
        "person=high",
        "0",
        "person=0",
        "1",
        "person=1.0",
        "1.1",
        "nan",
        "inf",
        "person=",
        "=0.3",
        "",
        "person=0.3=x",
        "-1",
        "1_0",
    ],
)
def test_a_wrong_threshold_is_refused_as_it_was_given(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_thresholds(["0.5", "date=0.5", value])
    assert f"--threshold {value!r}" in str(caught.value)


@pytest.mark.parametrize("values", [["0.4", "0.4"], ["per=0.4", "person=0.5"], ["0.4", "DEFAULT=0.5"]])
def test_a_threshold_given_twice_is_refused(values: list[str]) -> None:
    with pytest.raises(UsageError, match="a second time"):
        parse_thresholds(values)


def test_operators_of_the_command_line() -> None:
    assert parse_operators([]) == {}
    assert parse_operators(["mask", "PER=hash"]) == {
        DEFAULT: OperatorConfig("mask"),
        "person": OperatorConfig("hash"),
    }


@pytest.mark.parametrize("value", ["", "=", "person=", "=mask", " "])
def test_a_wrong_operator_is_refused_as_it_was_given(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_operators([value])
    assert f"--operator {value!r}" in str(caught.value)


def test_an_operator_given_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="sets person a second time"):
        parse_operators(["person=mask", "per=hash"])


@pytest.mark.parametrize("name", ["doctor", "Employee Name", "names of customers", "first_name", "Nachname"])
def test_keep_is_refused_for_a_name_that_means_less_than_the_label_it_stands_for(
    file: Path, name: str
) -> None:
    complaint = "keeps every person in the output; name person itself, if that is meant"
    assert error(file, f"operators:\n  {name}: keep\n") == (
        f"anon.yaml, line 2: operators.{name} {complaint}"
    )
    with pytest.raises(UsageError, match=f"--operator '{name}=keep' {complaint}"):
        parse_operators([f"{name}=keep"])
    assert load(file, f"operators: {{{name}: hash}}\n").operators["person"].type == "hash"


@pytest.mark.parametrize("name", ["surname", "doctor", "first_name"])
def test_a_threshold_that_leaves_more_is_refused_for_a_name_that_means_less_than_its_label(
    file: Path, name: str
) -> None:
    complaint = "holds for every person; name person itself, if that is meant"
    assert error(file, f"thresholds:\n  {name}: 0.95\n") == (
        f"anon.yaml, line 2: thresholds.{name} {complaint}"
    )
    with pytest.raises(UsageError, match=f"--threshold '{name}=0.95' {complaint}"):
        parse_thresholds([f"{name}=0.95"])
    detector = f"detectors: [{{type: tagger, thresholds: {{{name}: 0.95}}}}]\n"
    assert complaint in error(file, detector)
    assert load(file, f"thresholds: {{{name}: 0.2}}\n").thresholds == {"person": 0.2}
    assert parse_thresholds(["per=0.95", "phones=0.95", "project codename=0.95"])[1] == {
        "person": 0.95,
        "phone_number": 0.95,
        "project_codename": 0.95,
    }


@pytest.mark.parametrize(
    "name", ["person", "PERSONS", "per", "phone", "IP", "e-mail", "project codename", "DEFAULT"]
)
def test_keep_is_taken_for_a_label_by_its_own_name_or_the_beginning_of_it(file: Path, name: str) -> None:
    (operator,) = load(file, f"operators: {{{name}: keep}}\n").operators.values()
    assert operator.type == "keep"
    (operator,) = parse_operators([f"{name}=keep"]).values()
    assert operator.type == "keep"
