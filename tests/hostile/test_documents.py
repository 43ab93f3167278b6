"""Hostile documents: each is redacted, withheld or failed as it must be, and none leaks or is lost.

The documents of one setup are redacted by one job through the command line, so that each of them also shows
that no document stops or changes another.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.commands.support import Anon, entries
from tests.hostile import (
    cases_addresses,
    cases_bytes,
    cases_characters,
    cases_letters,
    cases_names,
    cases_notation,
    cases_operators,
    cases_records,
    cases_sizes,
)
from tests.hostile.cases import Case
from tests.hostile.oracle import standing
from tests.hostile.setups import SETUPS, arguments

LEAST_CASES = 400
MODULES = (
    cases_characters,
    cases_letters,
    cases_notation,
    cases_addresses,
    cases_names,
    cases_bytes,
    cases_records,
    cases_operators,
    cases_sizes,
)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.cases())
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job over the cases of one setup left.

    Attributes:
        result: of the command.
        outputs: by file name, decompressed.
        entries: the lines of the manifest about each file, by file name.
    """

    result: Result
    outputs: dict[str, bytes]
    entries: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """What was done already, by setup."""
    return {}


@pytest.fixture
def outcome(
    request: pytest.FixtureRequest,
    anon: Anon,
    tmp_path: Path,
    onnx_tagger: Path,
    outcomes: dict[str, Outcome],
) -> Outcome:
    """The outcome of the job that a setup, or the setup of a case, asks for."""
    setup: str = request.param
    if setup not in outcomes:
        docs = tmp_path / "docs"
        docs.mkdir()
        chosen = [case for case in CASES if case.setup == setup]
        for case in chosen:
            (docs / case.name).write_bytes(case.content)
        options = arguments(SETUPS[setup], onnx_tagger, tmp_path)
        out = tmp_path / "out"
        result = anon("redact", docs, *options, "--output", out)
        outputs = {
            path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for path in out.rglob("*")
            if path.is_file()
        }
        lines: dict[str, list[dict[str, Any]]] = {case.name: [] for case in chosen}
        manifest = entries(tmp_path / "out.manifest.jsonl", "document", "record", "file")
        for line in manifest:
            lines[line["input"].removeprefix("docs/")].append(line)
        outcomes[setup] = Outcome(result, outputs, lines)
    return outcomes[setup]


def _parameters() -> list[Any]:
    return [
        pytest.param(
            case,
            case.setup,
            id=f"{case.setup}-{case.id}",
        )
        for case in sorted(CASES, key=lambda case: list(SETUPS).index(case.setup))
    ]


def test_there_are_many_cases_and_no_two_are_one() -> None:
    assert len(CASES) >= LEAST_CASES
    assert len({(case.setup, case.suffix, case.content) for case in CASES}) == len(CASES)
    assert not [name for name, count in Counter(case.name for case in CASES).items() if count > 1]
    assert {case.setup for case in CASES} == set(SETUPS)


@pytest.mark.parametrize("outcome", SETUPS, indirect=True)
def test_no_document_ends_the_job(outcome: Outcome) -> None:
    assert outcome.result.exit_code in (0, 1)
    assert "Traceback" not in outcome.result.stderr
    assert "unexpected" not in outcome.result.stderr


@pytest.mark.parametrize(("case", "outcome"), _parameters(), indirect=["outcome"])
def test_hostile_document_becomes_what_it_must(case: Case, outcome: Outcome) -> None:
    lines = outcome.entries[case.name]
    output = outcome.outputs.get(case.name)
    assert _lost(lines, case) == (dict(case.lost) or ({0: case.reason} if case.reason else {}))
    if case.status == "redacted":
        assert output is not None
        assert case.output is None or output == case.output
        text = output.decode("utf-8", "replace")
        assert [value for value in case.standing if value not in text] == []
    else:
        assert output is None
        assert lines[-1]["kind"] == "file"
        assert lines[-1]["output"] is None
        assert case.status in {line["status"] for line in lines}
        assert f"{case.name}:" in outcome.result.stderr
    _check_nothing_planted(case, lines, output, outcome.result)
    if output is not None:
        _check_records(case, output)
        _check_outside(case, lines, output)


def _lost(lines: list[dict[str, Any]], case: Case) -> dict[int, str]:
    """Reasons by line number, 0 for the whole file; each text of a lost record has one."""
    lost: dict[int, str] = {}
    for line in lines:
        if line["status"] in ("withheld", "failed") and line["reason"] not in (None, "record_withheld"):
            number = re.match(re.escape(f"docs/{case.name}") + r"(?::(\d+))?", line["id"])
            assert number is not None
            lost[int(number[1] or 0)] = line["reason"]
    return lost


def _check_nothing_planted(
    case: Case, lines: list[dict[str, Any]], output: bytes | None, result: Result
) -> None:
    """No planted value stands in the output, the manifest or a message, in whatever spelling."""
    written = b"" if output is None else output
    messages = "\n".join(line for line in result.stderr.splitlines() if case.id in line)
    texts = [written.decode("utf-8", "replace"), messages, "\n".join(map(str, lines))]
    assert [value for text in texts for value in standing(text, case.planted)] == []


def _check_records(case: Case, output: bytes) -> None:
    """Every line of the input that is not told to be lost is in the output, in order."""
    if ".jsonl" not in case.suffix:
        return
    content = gzip.decompress(case.content) if case.suffix.endswith(".gz") else case.content
    kept = [line for number, line in enumerate(_lines(content), 1) if number not in case.lost]
    written = _lines(output)
    assert [_skeleton(line) for line in written] == [_skeleton(line) for line in kept]


def _lines(content: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", content)


def _skeleton(line: bytes) -> bytes:
    """A line without what its strings say."""
    return _STRING.sub(b'""', line)


def _check_outside(case: Case, lines: list[dict[str, Any]], output: bytes) -> None:
    """What lies outside of the spans of the manifest is, byte for byte, what it was."""
    documents = [line for line in lines if line["kind"] == "document"]
    if len(documents) != 1 or ".jsonl" in case.suffix or case.setup in ("latin-1", "cp1252", "utf-16"):
        return
    content = gzip.decompress(case.content) if case.suffix.endswith(".gz") else case.content
    before, after = content.decode(), output.decode()
    place = written = 0
    for span in documents[0]["spans"]:
        assert before[place : span["start"]] == after[written : span["output_start"]]
        place, written = span["end"], span["output_end"]
    assert before[place:] == after[written:]
