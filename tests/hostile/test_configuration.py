"""Configuration that was made to do harm: files, what they name, and variables of the environment."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from anonymize.config.file import load_config, load_operators
from anonymize.config.yaml_lines import LARGEST_FILE, MOST_VALUES
from anonymize.errors import ConfigError, UsageError
from tests.commands.support import EMAIL, FAST, Anon, tree, write_tree

MANY = 900_000
SECONDS = 30
"""Generous, for a busy machine: the slowest of these files takes about five."""

HUNDRED = ", ".join(["*a"] * 100)
FILES: dict[str, bytes | str] = {
    "billion laughs": "a: &a [lol]\n" + "".join(f"k{i}: &a [{HUNDRED}]\n" for i in range(9)),
    "alias of itself": "labels: &a [*a]\n",
    "alias of its own key": "&a labels: *a\n",
    "merge of an alias": "a: &a {labels: [person]}\n<<: *a\n",
    "object of Python": "labels: !!python/object/apply:os.system ['touch trace']\n",
    "object of Python, new": "!!python/object/new:os.system ['touch trace']\n",
    "name of Python": "labels: !!python/name:os.system\n",
    "tag of one's own": "labels: !evil [person]\n",
    "verbatim tag": "labels: !<tag:yaml.org,2002:python/module:os> ''\n",
    "binary tag": "labels: !!binary aGVsbG8=\n",
    "tag directive": "%TAG ! tag:yaml.org,2002:python/\n---\nlabels: !name:os.system\n",
    "duplicate key": "threshold: 0.9\nthreshold: 0.1\n",
    "duplicate key inside": "thresholds: {person: 0.9, person: 0.1}\n",
    "duplicate key spelt otherwise": "operators: {person: mask, PERSON: keep}\n",
    "several documents": "labels: [person]\n---\nlabels: [email]\n",
    "NUL byte": "labels: [per\0son]\n",
    "NUL escape": 'labels: ["per\\0son"]\n',
    "lone surrogate": 'labels: ["\\ud800"]\n',
    "no character": 'labels: ["\\U00110000"]\n',
    "UTF-16": "labels: [person]\n".encode("utf-16"),
    "UTF-32": "labels: [person]\n".encode("utf-32"),
    "Latin-1": "labels: [caf\xe9]\n".encode("latin-1"),
    "binary": bytes(range(256)) * 10,
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    "too large": b"#" * (LARGEST_FILE + 1),
    "key that is a list": "[a, b]: 1\n",
    "key that is a mapping": "{a: b}: 1\n",
    "key with a line end": '"labels\\nperson": 1\n',
    "key with a terminal escape": '"\\e[31mlabels": [person]\n',
    "deep lists": "labels: " + "[" * MANY + "\n",
    "deep mappings": "labels: " + "{" * MANY + "\n",
    "deep block lists": "labels:\n" + "- " * (MANY // 2) + "\n",
    "deep keys": "? " * (MANY // 2),
    "deep but well formed": "labels: " + "[" * 50 + "person" + "]" * 50 + "\n",
    "many values": "labels: [" + "a," * (MANY // 2) + "a]\n",
    "many keys": "".join(f"k{number}: 1\n" for number in range(MANY // 12)),
    "unclosed quote": "labels: '" + "\n" * MANY,
    "number of many digits": "threshold: " + "9" * MANY + "\n",
    "huge exponent": "threshold: 1e" + "9" * MANY + "\n",
    "tabs": "labels:\t\t\t\n\t- person\n",
    "text alone": "labels\n",
    "list alone": "- labels\n",
    "code allowed by itself": "labels: [person]\nallow_custom: true\n",
    "code allowed in another spelling": "labels: [person]\nallow-custom: true\n",
    "code allowed where it is named": "operators: {DEFAULT: {type: custom, allow_custom: true}}\n",
}
"""All are refused: a YAML file of settings needs none of this."""


@pytest.mark.parametrize("name", FILES)
def test_configuration_is_refused_in_one_line_and_in_time(anon: Anon, in_tmp: Path, name: str) -> None:
    content = FILES[name]
    write_tree(in_tmp, {"a.txt": EMAIL, "anon.yaml": content})
    begin = time.monotonic()
    done = anon("redact", "a.txt", *FAST, "--config", "anon.yaml", "--output", "out/")
    assert time.monotonic() - begin < SECONDS
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("anon: anon.yaml")
    assert done.stderr[:-1].isprintable()
    assert len(done.stderr) < 1_000
    assert set(tree(in_tmp)) == {"a.txt", "anon.yaml"}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in FILES
        if not name.startswith(("duplicate key spelt", "several", "code", "number", "huge"))
    ],
)
def test_file_of_operators_is_refused_likewise(in_tmp: Path, name: str) -> None:
    content = FILES[name]
    path = in_tmp / "presidio.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as caught:
        load_operators(path)
    assert str(caught.value).isprintable()


OPERATORS = {
    "deep": '{"PERSON": ' * 1_000 + "1" + "}" * 1_000,
    "very deep": '{"a":' * 100_000,
    "list": "[" * 100_000,
    "wide": json.dumps({f"LABEL{number}": {"type": "mask"} for number in range(MOST_VALUES)}),
    "twice": '{"PERSON": {"type": "mask"}, "PERSON": {"type": "keep"}}',
    "parameter that is an object": '{"PERSON": {"type": "mask", "masking_char": {"a": "b"}}}',
    "type that is a list": '{"PERSON": {"type": ["mask"]}}',
    "no type": '{"PERSON": {}}',
    "not a number": '{"PERSON": {"type": "mask", "chars_to_mask": ' + "9" * 100_000 + "",
    "cut off": '{"PERSON": {"type": "mask"',
}


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_of_presidio_are_refused(in_tmp: Path, name: str) -> None:
    path = in_tmp / "presidio.json"
    path.write_text(OPERATORS[name])
    with pytest.raises(ConfigError) as caught:
        load_operators(path)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 1_000


@pytest.mark.parametrize(
    "config",
    [
        "operators: {email: {type: custom, lambda: 'trace_maker:leave'}}",
        "patterns: [{label: a, regex: b, validator: 'trace_maker:leave'}]",
        "operators: operators.json",
    ],
)
@pytest.mark.parametrize("command", ["redact", "check", "show"])
def test_code_that_a_configuration_names_is_not_even_imported(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch, config: str, command: str
) -> None:
    (in_tmp / "trace_maker.py").write_text(
        "import pathlib\npathlib.Path('trace').touch()\ndef leave(value):\n    return value\n"
    )
    (in_tmp / "operators.json").write_text('{"EMAIL": {"type": "custom", "lambda": "trace_maker:leave"}}')
    monkeypatch.syspath_prepend(in_tmp)
    monkeypatch.setenv("ANON_ALLOW_CUSTOM", "1")
    write_tree(in_tmp, {"a.txt": EMAIL, "anon.yaml": config})
    arguments = {
        "redact": ("redact", "a.txt", *FAST, "--config", "anon.yaml"),
        "check": ("config", "check", "anon.yaml"),
        "show": ("config", "show", "--config", "anon.yaml"),
    }
    done = anon(*arguments[command])
    assert not (in_tmp / "trace").exists()
    if command != "show":  # which runs nothing, and shows the operator for what it is
        assert done.exit_code == 2
        assert "--allow-custom" in done.stderr
        assert EMAIL not in done.stdout


TERMS: dict[str, bytes] = {
    "binary": bytes(range(256)),
    "UTF-16": "Anna\n".encode("utf-16"),
    "UTF-16 without a mark": "Anna\n".encode("utf-16-le"),
    "Latin-1": "Ren\xe9\n".encode("latin-1"),
    "NUL": b"Anna\0Schmidt\n",
    "empty": b"",
    "blank": b"\n \n\t\n",
    "comments alone": b"# names\n",
    "tab first": b"\tperson\n",
}


@pytest.mark.parametrize("name", TERMS)
def test_file_of_terms_is_refused_with_its_line(in_tmp: Path, name: str) -> None:
    (in_tmp / "terms.txt").write_bytes(TERMS[name])
    (in_tmp / "anon.yaml").write_text("deny: {person: [{file: terms.txt}]}")
    with pytest.raises(ConfigError, match=r"terms\.txt") as caught:
        load_config(in_tmp / "anon.yaml")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/random", ".", "nowhere", "a" * 5_000, "a\\0b"])
def test_place_of_terms_that_is_no_file_is_refused(in_tmp: Path, path: str) -> None:
    (in_tmp / "anon.yaml").write_text(f'deny: {{person: [{{file: "{path}"}}]}}')
    with pytest.raises(UsageError):
        load_config(in_tmp / "anon.yaml")


@pytest.mark.parametrize("setting", ["key_file", "operators", "model"])
@pytest.mark.parametrize(
    "path", ["/dev/zero", "/etc/passwd", ".", "../" * 1_000, "a" * 5_000, "~nobody-here/x"]
)
def test_path_in_a_configuration_that_leads_to_something_else_is_refused(
    anon: Anon, in_tmp: Path, setting: str, path: str
) -> None:
    write_tree(in_tmp, {"a.txt": EMAIL, "anon.yaml": f"{setting}: {path}\n"})
    done = anon("redact", "a.txt", "--config", "anon.yaml", "--labels", "email,person", "--output", "out/")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "fault of this program" not in done.stderr
    assert "root:" not in done.stderr
    assert not (in_tmp / "out").exists()


VALUES = ["per\nson", "\x1b[2J\x1b[31m", "\x07", "\u202eperson", "\x9b31m", "x" * 100_000, "=", ",", " ", "-"]
VARIABLES = ("ANON_LABELS", "ANON_DETECTOR", "ANON_MODEL", "ANON_THRESHOLD", "ANON_REGION", "ANON_CONFIG",
             "ANON_OPERATOR", "ANON_KEY_FILE", "ANON_KEY", "ANON_FORMAT", "ANON_FIELD", "ANON_ENCODING",
             "ANON_OUTPUT", "ANON_WORKERS", "ANON_BATCH_SIZE", "ANON_DEVICE", "ANON_PRECISION")  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("name", VARIABLES)
def test_variable_of_the_environment_moves_no_cursor_and_leaves_no_traceback(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    monkeypatch.setenv(name, value)
    given = () if name in {"ANON_LABELS", "ANON_DETECTOR"} else FAST
    done = anon("redact", "a.txt", *given)
    assert done.exit_code in ({0, 1, 2} if name == "ANON_OUTPUT" else {0, 2}), done.stderr
    assert "fault of this program" not in done.stderr
    assert not set("\x1b\x07\u202e\x9b") & set(done.stderr)
    assert EMAIL not in done.stdout


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, os.mkfifo], ids=["file", "directory", "pipe"])
@pytest.mark.parametrize(
    "name", ["\x1b[31mred.txt", "two\nlines.txt", "bell\x07.bin", "\u202etxt.exe", "\x9b31m"]
)
def test_name_of_a_file_moves_no_cursor(
    anon: Anon, in_tmp: Path, make: Callable[[Path], None], name: str
) -> None:
    (in_tmp / "docs").mkdir()
    make(in_tmp / "docs" / name)
    waits = make is os.mkfifo  # for whoever writes into it, where it was named
    for inputs in ["docs"] if waits else ["docs", f"docs/{name}"]:
        done = anon("redact", inputs, *FAST, "--output", "out/", "--overwrite")
        assert "fault of this program" not in done.stderr
        assert not set("\x1b\x07\u202e\x9b") & set(done.stderr)
        assert all(line.startswith("anon: ") for line in done.stderr.splitlines())


@pytest.mark.parametrize("value", ["per\nson", "\x1b[31mperson", "\u202eperson", "\x9b31mperson"])
def test_setting_with_terminal_codes_is_shown_without_them(anon: Anon, in_tmp: Path, value: str) -> None:
    (in_tmp / "anon.yaml").write_text(
        f"labels: [{json.dumps(value)}, person]\nsubject_field: {json.dumps(value)}\n"
    )
    done = anon("config", "show", "--config", "anon.yaml")
    assert done.exit_code == 0
    assert not set("\x1b\u202e\x9b") & set(done.stdout)
