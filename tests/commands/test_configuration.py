"""Where settings come from: the command line, the environment, the file; and operators with their keys."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, environment, jsonl, process, tree, write_tree

TEXT = f"{EMAIL} 192.168.0.1 http://example.org"
PATTERNS = ("--detector", "patterns")
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def source(in_tmp: Path) -> Path:
    """A file with an e-mail address, an IP address and a web address."""
    (in_tmp / "a.txt").write_text(TEXT)
    return in_tmp / "a.txt"


def config(in_tmp: Path, text: str) -> tuple[str, str]:
    (in_tmp / "anon.yaml").write_text(text)
    return "--config", "anon.yaml"


def test_command_line_wins_over_the_environment_and_that_over_the_file(
    anon: Anon, in_tmp: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config(in_tmp, "labels: [email]\ndetector: patterns\n")
    assert anon("redact", "a.txt", *file).stdout == "<EMAIL> 192.168.0.1 http://example.org"
    monkeypatch.setenv("ANON_LABELS", "ip")
    assert anon("redact", "a.txt", *file).stdout == f"{EMAIL} <IP_ADDRESS> http://example.org"
    assert anon("redact", "a.txt", *file, "--labels", "url").stdout == f"{EMAIL} 192.168.0.1 <URL>"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("ANON_LABELS", "email", "<EMAIL> 192.168.0.1 http://example.org"),
        ("ANON_OPERATOR", "redact", "  "),
        ("ANON_OPERATOR", "email=redact ip=keep", " 192.168.0.1 <URL>"),
        ("ANON_CONFIG", "anon.yaml", "x x x"),
        ("ANON_FORMAT", "jsonl", ""),
        ("ANON_ENCODING", "utf-32", ""),
    ],
)
def test_options_are_read_from_variables_of_their_name(
    anon: Anon,
    in_tmp: Path,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    expected: str,
) -> None:
    config(in_tmp, "operators: {DEFAULT: {type: replace, new_value: x}}")
    monkeypatch.setenv("ANON_DETECTOR", "patterns")
    monkeypatch.setenv(variable, value)
    assert anon("redact", "a.txt").stdout == expected


def test_more_options_are_read_from_variables_of_their_name(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(
        in_tmp,
        {
            "docs/a.jsonl": jsonl({"a": EMAIL, "b": [EMAIL]}, {}),
            "docs/b.txt": "020 7946 0018",
            "docs/c.png": "",
        },
    )
    variables = {
        "ANON_DETECTOR": "patterns",
        "ANON_REGION": "GB",
        "ANON_FIELD": "a b[]",
        "ANON_MISSING": "skip",
        "ANON_GLOB": "*.jsonl",
        "ANON_OUTPUT": "clean",
        "ANON_MANIFEST": "m.jsonl",
        "ANON_QUIET": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    result = anon("redact", "docs")
    assert (result.exit_code, result.output) == (0, "")
    assert tree(in_tmp / "clean") == {"docs/a.jsonl": jsonl({"a": "<EMAIL>", "b": ["<EMAIL>"]}, {}).encode()}
    monkeypatch.delenv("ANON_GLOB")
    monkeypatch.setenv("ANON_SKIP_UNKNOWN", "1")
    monkeypatch.setenv("ANON_JSON", "1")
    result = anon("redact", "docs")
    assert (result.exit_code, result.stdout[:1]) == (0, "{")
    assert (in_tmp / "clean/docs/b.txt").read_text() == "<PHONE_NUMBER>"
    assert (in_tmp / "m.jsonl").is_file()


def test_thresholds_of_all_three_are_joined_by_label(
    anon: Anon, in_tmp: Path, onnx_tagger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each half of these words is known as one label, so that a word has about 0.5 of it.
    (in_tmp / "a.txt").write_text("Annas Berlins")
    options = ("--detector", "tagger", "--model", onnx_tagger, "--labels", "person,location")
    nothing, person, location, both = (
        "Annas Berlins", "<PERSON> Berlins", "Annas <LOCATION>", "<PERSON> <LOCATION>",
    )  # fmt: skip
    assert anon("redact", "a.txt", *options, "--threshold", "0.9").stdout == nothing
    assert anon("redact", "a.txt", *options, "--threshold", "0.1").stdout == both
    file = config(in_tmp, "threshold: 0.9\nthresholds: {person: 0.1}\n")
    assert anon("redact", "a.txt", *options, *file).stdout == person
    assert anon("redact", "a.txt", *options, *file, "--threshold", "location=0.1").stdout == both
    assert anon("redact", "a.txt", *options, *file, "--threshold", "person=0.9").stdout == nothing
    monkeypatch.setenv("ANON_THRESHOLD", "person=0.9 location=0.1")
    assert anon("redact", "a.txt", *options, *file).stdout == location


def test_file_sets_operators_with_parameters_by_label_and_by_default(
    anon: Anon, in_tmp: Path, source: Path
) -> None:
    file = config(
        in_tmp,
        "operators:\n"
        "  email: {type: mask, masking_char: '*', chars_to_mask: 3, from_end: false}\n"
        "  ip: {type: replace, new_value: 0.0.0.0}\n"
        "  DEFAULT: redact\n",
    )
    assert anon("redact", "a.txt", *PATTERNS, *file).stdout == "***@example.com 0.0.0.0 "
    result = anon("redact", "a.txt", *PATTERNS, *file, "--operator", "ip=keep")
    assert result.stdout == "***@example.com 192.168.0.1 "


def test_an_operator_for_all_labels_overrules_those_of_the_file(
    anon: Anon, in_tmp: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config(in_tmp, "operators: {email: keep, url: keep}\n")
    assert anon("redact", "a.txt", *PATTERNS, *file, "--operator", "redact").stdout == "  "
    options = ("--operator", "redact", "--operator", "url=replace")
    assert anon("redact", "a.txt", *PATTERNS, *file, *options).stdout == "  <URL>"
    monkeypatch.setenv("ANON_OPERATOR", "replace")
    assert anon("redact", "a.txt", *PATTERNS, *file).stdout == "<EMAIL> <IP_ADDRESS> <URL>"
    assert "operators.email" not in anon("config", "show", *file).stdout


def test_a_threshold_for_all_labels_overrules_those_of_the_file(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    (in_tmp / "a.txt").write_text("Annas Berlins")  # see above: 0.5 of each
    options = ("--detector", "tagger", "--model", onnx_tagger, "--labels", "person,location")
    file = config(in_tmp, "thresholds: {person: 0.9}\n")
    assert anon("redact", "a.txt", *options, *file, "--threshold", "0.1").stdout == "<PERSON> <LOCATION>"
    both = ("--threshold", "0.1", "--threshold", "location=0.9")
    assert anon("redact", "a.txt", *options, *file, *both).stdout == "<PERSON> Berlins"


def test_what_is_kept_is_told_and_counted_apart(anon: Anon, in_tmp: Path, source: Path) -> None:
    told = anon("redact", "a.txt", *PATTERNS, "--operator", "url=keep", "--operator", "ip=keep").stderr
    assert "anon: kept as they are, by their operator: ip_address, url\n" in told
    assert told.endswith("s: 1 email; kept as they were: 1 ip_address, 1 url\n")
    told = anon("redact", "a.txt", *PATTERNS, "--operator", "keep").stderr
    assert told.endswith("s: nothing replaced; kept as they were: 1 email, 1 ip_address, 1 url\n")
    assert "kept as" not in anon("redact", "a.txt", *PATTERNS).stderr


def test_what_an_operator_gives_back_as_it_was_is_told_and_counted_as_kept(
    anon: Anon, in_tmp: Path, source: Path
) -> None:
    # As a table of a hospital's own does that lacks a name: `table.get(value, value)`.
    operators = "operators: {email: {type: custom, lambda: 'builtins:str'}, url: tag}\n"
    command = (
        "redact",
        "a.txt",
        *PATTERNS,
        *config(in_tmp, operators),
        "--allow-custom",
        "--output",
        "b.txt",
    )
    told = anon(*command)
    assert told.stderr.endswith("s: 1 ip_address, 1 url; kept as they were: 1 email\n")
    counted = anon(*command, "--json")
    assert json.loads(counted.stdout)["kept"] == {"email": 1}
    assert json.loads(counted.stdout)["labels"] == {"email": 1, "ip_address": 1, "url": 1}
    report = anon("report", "b.txt.manifest.jsonl")
    assert "kept as they were, by their operator\n  email                1\n" in report.stdout
    assert json.loads(anon("report", "b.txt.manifest.jsonl", "--json").stdout)["kept"] == {"email": 1}
    assert "kept as" not in anon("redact", "a.txt", *PATTERNS, "--operator", "tag").stderr


def test_operator_without_a_label_is_for_all(anon: Anon, source: Path) -> None:
    assert anon("redact", "a.txt", *PATTERNS, "--operator", "redact").stdout == "  "
    assert anon("redact", "a.txt", *PATTERNS, "--operator", "keep").stdout == TEXT
    assert (
        anon("redact", "a.txt", *FAST, "--operator", "mask").stdout
        == f"{'*' * len(EMAIL)} 192.168.0.1 http://example.org"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("labels: [email]\ncolour: red\n", "anon.yaml, line 2: unknown key 'colour'"),
        ("labels: 3\n", "anon.yaml, line 1: labels must be a list"),
        ("thresholds:\n  email: high\n", "anon.yaml, line 2: thresholds.email must be a number"),
        (
            "operators:\n  email: {type: mask, chars_to_mask: many}\n",
            "anon.yaml, line 2: operator 'mask' for 'email': parameter 'chars_to_mask'",
        ),
        (
            "operators: {email: {type: shred}}\n",
            "anon.yaml, line 1: operator 'shred' for 'email': no such operator",
        ),
        ("labels: [\n", "anon.yaml, line 2: not YAML"),
    ],
)
def test_mistake_in_the_file_is_told_with_its_line_and_key(
    anon: Anon, in_tmp: Path, source: Path, text: str, told: str
) -> None:
    result = anon("redact", "a.txt", *PATTERNS, *config(in_tmp, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"anon: {told}")


@pytest.mark.parametrize("operator", ["hash", "encrypt"])
def test_key_gives_the_same_output_in_every_run_from_wherever_it_comes(
    anon: Anon, in_tmp: Path, source: Path, monkeypatch: pytest.MonkeyPatch, operator: str
) -> None:
    (in_tmp / "key").write_text(KEY + "\n")
    (in_tmp / "key").chmod(0o600)
    from_file = [
        anon("redact", "a.txt", *FAST, "--operator", operator, "--key-file", "key").stdout for _ in range(2)
    ]
    monkeypatch.setenv("ANON_KEY", KEY)
    from_environment = anon("redact", "a.txt", *FAST, "--operator", operator).stdout
    assert from_file == [from_environment] * 2
    assert EMAIL not in from_environment
    monkeypatch.setenv("ANON_KEY", KEY[::-1])
    assert anon("redact", "a.txt", *FAST, "--operator", operator).stdout != from_environment


def test_the_key_of_an_option_wins_over_the_environment_and_that_over_the_configuration(
    anon: Anon, in_tmp: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in (("option", "o" * 32), ("file", "f" * 32)):
        (in_tmp / name).write_text(secret)
        (in_tmp / name).chmod(0o600)
    (in_tmp / "key.yaml").write_text("key_file: file\n")
    command = ("redact", "a.txt", *FAST, "--operator", "hash")
    from_file = anon(*command, "--config", "key.yaml").stdout
    assert from_file == anon(*command, "--key-file", "file").stdout
    from_option = anon(*command, "--key-file", "option").stdout
    monkeypatch.setenv("ANON_KEY", KEY)
    from_environment = anon(*command).stdout
    assert anon(*command, "--config", "key.yaml").stdout == from_environment
    assert anon(*command, "--config", "key.yaml", "--key-file", "option").stdout == from_option
    assert len({from_file, from_option, from_environment}) == 3


def test_whole_manifest_repeats_with_the_same_key(
    anon: Anon, in_tmp: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", KEY)
    manifests = set()
    for _ in range(2):
        assert anon("redact", "a.txt", *FAST, "--output", "out.txt").exit_code == 0
        manifests.add((in_tmp / "out.txt.manifest.jsonl").read_bytes())
    assert len(manifests) == 1
    assert KEY.encode() not in manifests.pop()


def test_hash_without_a_key_differs_from_run_to_run_and_agrees_within_one(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(f"{EMAIL} {EMAIL}")
    first, second = (anon("redact", "a.txt", *FAST, "--operator", "hash").stdout.split() for _ in range(2))
    assert first[0] == first[1] != second[0] == second[1]


def test_encrypt_without_a_key_is_wrong_usage_before_anything_is_read(in_tmp: Path) -> None:
    os.mkfifo(in_tmp / "pipe")
    # Nobody writes to the pipe: to read it would take forever.
    done = process("redact", "pipe", *FAST, "--operator", "encrypt")
    assert done.returncode == 2
    assert b"--key-file" in done.stderr


@pytest.mark.parametrize("mode", [0o644, 0o640])
def test_key_file_that_others_can_read_is_refused(anon: Anon, in_tmp: Path, source: Path, mode: int) -> None:
    (in_tmp / "key").write_text(KEY)
    (in_tmp / "key").chmod(mode)
    result = anon("redact", "a.txt", *FAST, "--key-file", "key")
    assert result.exit_code == 2
    assert "chmod 600" in result.stderr
    assert KEY not in result.output


def test_detect_takes_the_same_configuration(anon: Anon, in_tmp: Path, source: Path) -> None:
    file = config(in_tmp, "labels: [url]\ndetector: patterns\noperators: {url: redact}\n")
    assert '"label":"url"' in anon("detect", "a.txt", *file).stdout
    assert "email" not in anon("detect", "a.txt", *file).stdout


@pytest.mark.parametrize(
    ("command", "variable", "value"),
    [
        ("redact", "ANON_WORKERS", "two"),
        ("redact", "ANON_BATCH_SIZE", "x"),
        ("redact", "ANON_QUIET", "perhaps"),
        ("detect", "ANON_FORMAT", "doc"),
        ("finetune", "ANON_FINETUNE_SIZE", "x"),
    ],
)
def test_a_wrong_value_of_a_variable_is_told_as_one_of_the_variable(
    anon: Anon, source: Path, monkeypatch: pytest.MonkeyPatch, command: str, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    result = anon(command, *(() if command == "finetune" else ("a.txt",)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Invalid value for the environment variable {variable}: " in result.stderr
    assert "--" not in result.stderr.partition("Error:")[2]


@pytest.mark.parametrize(
    ("variable", "value", "arguments"),
    [
        ("ANON_THRESHOLD", "2", ()),
        ("ANON_LABELS", "peson", ()),
        ("ANON_ENCODING", "utf-99", ()),
        ("ANON_ALL_STRINGS", "1", ("--field", "a")),
        ("ANON_KEY_FILE", "nowhere", ()),
    ],
)
def test_wrong_usage_names_the_variables_that_gave_options(
    anon: Anon,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv(variable, value)
    result = anon("redact", "a.txt", *PATTERNS, *arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"anon: set by the environment: {variable}"
    monkeypatch.delenv(variable)
    assert "environment" not in anon("redact", "a.txt", "--labels", "peson").stderr


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ANON_CONFG", "ANON_CONFIG"),
        ("ANON_LABEL", "ANON_LABELS"),
        ("ANON_THRESHOLDS", "ANON_THRESHOLD"),
        ("anon_detector", "ANON_DETECTOR"),
        ("ANON_ON_LAEK", "ANON_ON_LEAK"),
    ],
)
def test_a_misspelt_environment_variable_is_refused(
    anon: Anon, source: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "x")
    done = anon("redact", "a.txt", *PATTERNS)
    assert done.exit_code == 2
    told = f"anon: the environment variable {name} is none that anon reads; did you mean {meant}?\n"
    assert done.stderr == told


@pytest.mark.parametrize("name", ["ANON_OPERATORS", "ANON_FINETUNE_SIZES", "ANON_SALT", "ANON_KEYS"])
def test_other_variables_are_left_alone(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # ANON_OPERATORS is read by `redact`, and not by `detect`, which reads no operator.
    (in_tmp / "a.txt").write_text(TEXT)
    monkeypatch.setenv(name, "x")
    assert anon("detect", "a.txt", *PATTERNS).exit_code == 0


def test_a_misspelt_environment_variable_does_not_break_completion() -> None:
    words = {"_ANON_COMPLETE": "bash_complete", "COMP_WORDS": "anon redact --lab", "COMP_CWORD": "2"}
    done = process("redact", "--lab", env=environment(ANON_CONFG="x", **words))
    assert (done.returncode, done.stdout) == (0, b"plain,--labels\n")
