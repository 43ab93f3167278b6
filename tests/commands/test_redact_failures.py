"""`anon redact`: what a user is told of a failure, and what never stands in a message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, environment, jsonl, process, tree, write_tree

PLANTED = "Zebulon"
"""Stands in every document, and must stand in no message."""
SECRET = f"{PLANTED}@example.com"

FAILURES: dict[str, tuple[dict[str, bytes | str], list[str]]] = {
    "undecodable text": ({"a.txt": SECRET.encode() + b"\xff"}, []),
    "undecodable line": ({"a.jsonl": jsonl({"text": "a"}).encode() + SECRET.encode() + b"\xff\n"}, []),
    "not reversible": ({"a.txt": f"+AEE-{SECRET}"}, ["--encoding", "utf-7"]),
    "unencodable replacement": ({"a.txt": SECRET}, ["--encoding", "ascii", "--config", "config.yaml"]),
    "not JSON": ({"a.jsonl": jsonl({"text": "a"}) + f'{{"text": {PLANTED}}}\n'}, []),
    "control character": ({"a.jsonl": jsonl({"text": "a"}) + f'{{"text": "{PLANTED}\t"}}\n'}, []),
    "field missing": ({"a.jsonl": jsonl({"text": "a"}, {"body": SECRET})}, []),
    "field not a string": ({"a.jsonl": jsonl({"text": "a"}, {"text": [SECRET]})}, []),
    "no default field": ({"a.jsonl": jsonl({"body": SECRET})}, []),
    "damaged gzip": ({"a.txt.gz": b"\x1f\x8b" + SECRET.encode()}, []),
    "unknown format": ({"a.bin": SECRET}, []),
}


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("options", [[], ["--fail-fast"], ["--dry-run"]], ids=["", "fail fast", "dry run"])
def test_failure_is_told_without_text_of_the_document_and_without_a_traceback(
    anon: Anon, in_tmp: Path, kind: str, options: list[str]
) -> None:
    files, more = FAILURES[kind]
    write_tree(in_tmp / "docs", files)
    (in_tmp / "config.yaml").write_text(
        "operators: {DEFAULT: {type: replace, new_value: \u00e9}}", encoding="utf-8"
    )
    result = anon("redact", "docs", *FAST, *more, *options)
    assert result.exit_code == (2 if kind == "no default field" else 1)
    assert next(iter(files)) in result.stderr
    assert PLANTED not in result.output
    assert "Traceback" not in result.stderr
    manifest = in_tmp / "redacted.manifest.jsonl"
    assert not manifest.exists() or PLANTED not in manifest.read_text()


@pytest.mark.parametrize("kind", FAILURES)
def test_failure_of_detect_is_told_without_text_of_the_document(anon: Anon, in_tmp: Path, kind: str) -> None:
    files, more = FAILURES[kind]
    if "--config" not in more:
        write_tree(in_tmp / "docs", files)
        result = anon("detect", "docs", *FAST, *more)
        assert result.exit_code == (2 if kind == "no default field" else 1)
        assert PLANTED not in result.output


def test_document_that_is_redacted_is_not_quoted_either(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": SECRET, "docs/b.jsonl": jsonl({"text": SECRET, "other": "x"})})
    result = anon("redact", "docs", *FAST, "--verbose")
    assert result.exit_code == 0
    assert PLANTED not in result.output
    assert PLANTED not in (in_tmp / "redacted.manifest.jsonl").read_text()


def test_withheld_text_file_has_no_output_and_nothing_on_standard_output(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_bytes(b"\xff")
    result = anon("redact", "a.txt", *FAST)
    assert (result.exit_code, result.stdout) == (1, "")


def test_fail_fast_says_so_and_leaves_the_rest_unread(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/b.txt": b"\xff", "docs/c.txt": b"\xff"})
    result = anon("redact", "docs", *FAST, "--fail-fast")
    assert result.exit_code == 1
    assert "docs/b.txt" in result.stderr
    assert "stopped, as --fail-fast asks" in result.stderr
    assert "docs/c.txt" not in result.stderr
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"<EMAIL>"}


@pytest.mark.parametrize(
    "options",
    [
        ["nowhere.txt"],
        ["a.txt", "--labels", "peson"],
        ["a.txt", "--labels", ","],
        ["a.txt", "--threshold", "2"],
        ["a.txt", "--threshold", "person=1"],
        ["a.txt", "--threshold", "person=high"],
        ["a.txt", "--threshold", "nonsense=0.3"],
        ["a.txt", "--operator", "shred"],
        ["a.txt", "--operator", "nonsense=mask"],
        ["a.txt", "--operator", "encrypt"],
        ["a.txt", "--detector", "magic"],
        ["a.txt", "--region", "Utopia"],
        ["a.txt", "--model", "nowhere", "--detector", "tagger"],
        ["a.txt", "--config", "nowhere.yaml"],
        ["a.txt", "--key-file", "nowhere.key"],
        ["a.txt", "--encoding", "klingon"],
        ["a.txt", "--batch-size", "0"],
        ["a.txt", "--device", "abacus"],
        ["a.txt", "--format", "odt"],
        ["a.txt", "./a.txt"],
        ["a.txt", "--no-such-option"],
        [],
    ],
    ids=lambda options: " ".join(options) or "nothing",
)
def test_wrong_usage_is_told_before_anything_is_written(anon: Anon, in_tmp: Path, options: list[str]) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    given = (
        options
        if "--detector" in options or "--threshold" in options
        else ["--detector", "patterns", *options]
    )
    result = anon("redact", *given, "--output", "out/")
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.stderr
    assert tree(in_tmp) == {"a.txt": EMAIL.encode()}


def test_unknown_label_is_answered_with_the_nearest(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    result = anon("redact", "a.txt", "--labels", "peson,address")
    assert result.stderr.startswith("anon: unknown label 'peson'; did you mean 'person'")


def test_fault_of_the_program_is_told_without_what_it_quotes(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(SECRET)
    # It breaks in a place where nobody expects it.
    broken = (
        "import anonymize.jobs.job, anonymize.cli\n"
        f"def fail(*_, **__): raise RuntimeError('quoting {SECRET}')\n"
        "anonymize.jobs.job.process = fail\n"
        "anonymize.cli.main()\n"
    )

    def run(*options: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", broken, "redact", "a.txt", *FAST, *options]
        return subprocess.run(command, capture_output=True, check=False, env=environment())

    done = run("--quiet")
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "anon: RuntimeError was raised, a fault of this program; run it again with --verbose to see where\n"
    )
    assert b"Traceback" in run("--verbose").stderr


def test_too_little_memory_is_no_fault_of_the_program(in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(SECRET)
    poor = (
        "import anonymize.jobs.job, anonymize.cli\n"
        "def fail(*_, **__): raise MemoryError\n"
        "anonymize.jobs.job.process = fail\n"
        "anonymize.cli.main()\n"
    )
    command = [sys.executable, "-c", poor, "redact", "a.txt", *FAST, "--quiet"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment())
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"anon: the memory does not suffice; take fewer --workers, or allow it more\n"


def test_traceback_is_shown_when_asked_for_and_the_exit_status_stays(in_tmp: Path) -> None:
    for options in (["--verbose"], ["-v"], ["-qv"]):
        done = process("redact", "nowhere.txt", *options)
        assert done.returncode == 2
        assert b"Traceback" in done.stderr
        assert done.stderr.decode().endswith("check the path\n"), "the message comes last"
    done = process("redact", "nowhere.txt", env=environment(ANON_VERBOSE="1"))
    assert b"Traceback" in done.stderr
    done = process("redact", "--", "nowhere.txt", "-v")
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False), "here -v is a file"
