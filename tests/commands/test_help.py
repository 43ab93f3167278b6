"""`--help` of every command: it is there, it has an example, and it costs nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from anonymize import __version__, cli
from anonymize.cli import COMMANDS
from tests.commands.support import Anon, environment
from tests.documentation import walk_commands

HEAVY = (
    "torch",
    "transformers",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "gliner",
    "presidio_anonymizer",
    "phonenumbers",
)
EVERY = [
    path[1:] for path, command in walk_commands() if len(path) == 1 or not isinstance(command, click.Group)
]
"""`anon` itself and all commands that do something, without their groups."""


def loaded_by(*arguments: str, cwd: Path | None = None, stdin: bytes = b"") -> tuple[set[str], bytes]:
    """Gives the modules that a run of the command line has loaded at its end, and its standard output."""
    program = (
        "import atexit, json, os, sys\n"
        "atexit.register(lambda: os.write(2, b'\\nLOADED' + json.dumps(sorted(sys.modules)).encode()))\n"
        "from anonymize.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        input=stdin, capture_output=True, cwd=cwd, env=environment(), check=True, timeout=60,
    )  # fmt: skip
    return set(json.loads(done.stderr.rpartition(b"LOADED")[2])), done.stdout


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_has_help_with_an_example_that_names_it(anon: Anon, command: tuple[str, ...]) -> None:
    long, short = (anon(*command, option) for option in ("--help", "-h"))
    assert (long.exit_code, long.stderr) == (0, "")
    assert long.stdout == short.stdout
    assert f"Usage: {' '.join(['anon', *command])}" in long.stdout
    examples = long.stdout.partition("Examples:\n")[2]
    assert f"anon {' '.join(command)}".strip() in examples


@pytest.mark.parametrize("name", ["redact", "detect", "labels", "models"])
def test_every_option_has_an_environment_variable_of_its_name(name: str) -> None:
    command = cli.anon.get_command(click.Context(cli.anon), name)
    nested = command.commands.values() if isinstance(command, click.Group) else [command]
    for option in (
        parameter for one in nested if one for parameter in one.params if isinstance(parameter, click.Option)
    ):
        [flag] = [flag for flag in option.opts if flag.startswith("--")]
        expected = f"ANON{flag[1:].upper().replace('-', '_')}"
        assert option.envvar == (None if flag == "--allow-custom" else expected)


def test_help_imports_nothing_heavy() -> None:
    # One process for all would not tell which command is to blame, one for each would take long.
    for command in ([], ["redact"], ["detect"], ["labels"], ["models"]):
        loaded, _ = loaded_by(*command, "--help")
        assert not loaded & set(HEAVY), command


def test_redaction_on_the_bundled_model_imports_neither_torch_nor_transformers() -> None:
    loaded, output = loaded_by("redact", "-", stdin=b"Maria Gonzalez lives at 12 Elm Street, Springfield.")
    assert b"Gonzalez" not in output
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "transformers", "gliner", "presidio_analyzer", "spacy", "tqdm"}


def test_patterns_alone_import_no_model_runtime() -> None:
    loaded, output = loaded_by("redact", "-", "--detector", "patterns", stdin=b"bob@example.com")
    assert output == b"<EMAIL>"
    assert not loaded & {"torch", "transformers", "onnxruntime", "tokenizers"}


def test_version(anon: Anon) -> None:
    assert anon("--version").stdout == f"anon, version {__version__}\n"


def test_no_command_shows_the_commands(anon: Anon) -> None:
    result = anon()
    assert result.exit_code == 2
    for name in COMMANDS:
        assert f"  {name} " in result.output


def test_exit_statuses_are_told(anon: Anon) -> None:
    told = " ".join(anon("--help").stdout.partition("Exit status:")[2].split())
    for status in (
        "0 all done",
        "1 some documents were withheld",
        "2 wrong usage",
        "130 interrupted",
        "141 ",
    ):
        assert status in told


def test_unknown_command_is_wrong_usage(anon: Anon) -> None:
    result = anon("redcat")
    assert result.exit_code == 2
    assert "redcat" in result.stderr
