"""What the documentation shows, made from the thing itself.

`python -m tests.documentation` writes it anew (`make docs`); `tests/test_documentation.py` compares.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from tests import figures

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
OPERATORS_PAGE = ROOT / "docs" / "operators.md"
CONFIGURATION = ROOT / "docs" / "configuration.md"
OPERATORS = re.compile(r"(?<=^<!-- operators -->\n).*?(?=^`anon operators`)", re.DOTALL | re.MULTILINE)
LABELS = re.compile(r"(?<=^<!-- labels -->\n).*?(?=^[A-Z])", re.DOTALL | re.MULTILINE)
CARD = ROOT / "anonymize" / "models" / "pii-small" / "README.md"
MEASURED = re.compile(r"(?<=^<!-- measured -->\n).*?(?=^[A-Z])", re.DOTALL | re.MULTILINE)
ACCURACY = re.compile(r"(?<=^<!-- accuracy -->\n).*?(?=^[A-Z])", re.DOTALL | re.MULTILINE)
SPEED = re.compile(r"(?<=^<!-- speed -->\n).*?(?=^[A-Z])", re.DOTALL | re.MULTILINE)
SECONDS = re.compile(r"in \d+\.\d s")
SCORE = re.compile(r'(?<="score":)[\d.]+')
"""Differs in its last digits between processors."""
WIDTH = 100


def readme(text: str) -> str:
    """The README with its console sessions run again, and its tables of labels and figures made again."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder, "examples"))
        text = CONSOLE.sub(lambda session: _run_again(session[0], Path(folder)), text)
    results = figures.RESULTS.read_text()
    text = ACCURACY.sub(lambda _: f"\n{figures.accuracy(results)}\n\n", text)
    text = SPEED.sub(lambda _: f"\n{figures.speed(results)}\n\n", text)
    return LABELS.sub(lambda _: f"\n{_labels()}\n\n", text)


def commands() -> str:
    """The page of all commands with their help."""
    parts = ["# Commands", "", "What `--help` says, made by `make docs`.", ""]
    for path, command in walk_commands():
        settings = {"help_option_names": ["-h", "--help"], "terminal_width": WIDTH}
        context = click.Context(command, info_name=" ".join(path), **settings)
        parts += [f"## {' '.join(path)}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def operators(text: str) -> str:
    """The page of operators with its table made again."""
    return OPERATORS.sub(lambda _: f"\n{_operators()}\n\n", text)


def card(text: str) -> str:
    """The card of the bundled tagger with its figures made again."""
    return MEASURED.sub(lambda _: f"\n{figures.card(figures.RESULTS.read_text())}\n\n", text)


def walk_commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, the group itself first."""
    from anonymize.cli import anon

    return _walk(anon, ("anon",))


def _walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _walk(inner, (*path, name))


def _run_again(session: str, folder: Path) -> str:
    """Runs each `$ command` of a session in a real shell; gives them with what they print."""
    lines = []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANON_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    for line in session.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", f"{{ {line[2:]}; }} 2>&1"],
                cwd=folder,
                env=environment,
                capture_output=True,
                check=False,
            )
            printed = SECONDS.sub("in 0.4 s", done.stdout.decode())
            printed = SCORE.sub(lambda score: str(round(float(score[0]), 2)), printed)
            lines += [line, *printed.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _labels() -> str:
    from anonymize.config import Config
    from anonymize.detectors.choice import known_labels
    from anonymize.labels import TABLE

    known = known_labels(Config())
    lines = ["| label | what | found by |", "|---|---|---|"]
    for entry in TABLE:
        detectors = ", ".join(name for name, labels in known.items() if entry.name in labels)
        lines.append(f"| `{entry.name}` | {entry.description} | {detectors} |")
    return "\n".join(lines)


def _operators() -> str:
    from anonymize.operators.registry import BUILT_IN
    from anonymize.operators.showing import show

    lines = ["| operator | what it does | parameters | example |", "|---|---|---|---|"]
    for definition in BUILT_IN.values():
        shown = show(definition)
        parameters = "; ".join(f"`{one['name']}`: {one['expected']}" for one in shown["parameters"])
        example = "".join(f" {name}: {value}" for name, value in shown["example"].items())
        result = f"{shown['value']} → {shown['replacement'] or '(nothing)'}" + (
            f" ({example[1:]})" if example else ""
        )
        cells = (f"`{shown['operator']}`", shown["summary"], parameters or "–", result)
        lines.append(f"| {' | '.join(cell.replace('|', '') for cell in cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    README.write_text(readme(README.read_text()))
    COMMANDS.parent.mkdir(exist_ok=True)
    COMMANDS.write_text(commands())
    OPERATORS_PAGE.write_text(operators(OPERATORS_PAGE.read_text()))
    CARD.write_text(card(CARD.read_text()))
