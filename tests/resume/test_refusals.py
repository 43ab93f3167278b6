"""When a job is not resumed: one sentence that says why, and nothing is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.support import FAST, MODEL_LABELS, Anon, process, tree, write_tree
from tests.resume.support import MANIFEST, READ, Job, kept, state


@pytest.fixture
def done(job: Job) -> Job:
    """A job that has run."""
    job.run()
    return job


def refusal(job: Job, *options: str) -> str:
    """Resumes a job with other options, and gives the one line why it is refused."""
    there = tree(Path())
    result = job.resume(*options)
    assert result.exit_code == 2, result.stderr
    assert tree(Path()) == there
    [line] = result.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (["--labels", "email,url"], "the labels"),
        (["--labels", "email,url", "--operator", "url=mask"], "the labels"),
        (["--labels", "email,url", "--operator", "email=mask"], "the labels, the operators"),
        (["--region", "DE"], "the detectors or their settings"),
        (["--operator", "email=mask"], "the operators"),
        (["--encoding", "cp1252"], "how the inputs are read"),
        (["--all-strings"], "how the inputs are read"),
        (["--field", "name"], "how the inputs are read"),
        (["--missing", "skip"], "how the inputs are read"),
        (["--format", "text"], "how the inputs are read"),
        (["--glob", "*.txt"], "how the inputs are read"),
        (["--redact-names"], "how the inputs are read"),
        (["--verify=strict"], "how texts are searched"),
        (["--no-propagate"], "how texts are searched"),
    ],
)
def test_other_settings_are_refused_and_named(done: Job, options: list[str], kind: str) -> None:
    line = refusal(done, *options)
    assert line == (
        f"anon: the job of out.manifest.jsonl cannot be resumed, for this is another one now: {kind};"
        " run it without --resume to begin anew, or name another --output"
    )


def test_other_parameters_of_an_operator_are_refused_though_no_manifest_shows_them(job: Job) -> None:
    for number, salt in enumerate(("0123456789abcdef", "fedcba9876543210")):
        Path(f"{number}.yaml").write_text(f"operators: {{DEFAULT: {{type: hash, salt: '{salt}'}}}}\n")
    job.operator = "url=keep"
    job.run("--labels", "email,url", "--config", "0.yaml")
    assert b"0123456789abcdef" not in MANIFEST.read_bytes()
    assert "now: the operators;" in refusal(job, "--labels", "email,url", "--config", "1.yaml")
    assert kept(job.resume("--labels", "email,url", "--config", "0.yaml")) == READ


def test_values_that_are_allowed_or_denied_now_are_refused(job: Job) -> None:
    Path("0.yaml").write_text("allow: [bob@example.com]\ndeny: {person: [Anna]}\n")
    Path("1.yaml").write_text("allow: [eve@example.org]\ndeny: {person: [Anna]}\n")
    Path("2.yaml").write_text("allow: [bob@example.com]\ndeny: {person: [Eve]}\n")
    job.run("--config", "0.yaml")
    assert "now: what is allowed to stay;" in refusal(job, "--config", "1.yaml")
    assert "now: the detectors or their settings;" in refusal(job, "--config", "2.yaml")


def test_another_key_is_refused(done: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANON_KEY", "another key of more than 16 bytes")
    assert "another one now: the key;" in refusal(done)


def test_no_key_is_refused_and_said_before(done: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANON_KEY")
    assert "--resume needs the key of the earlier run" in refusal(done)
    told = "anon: no key was given: this job cannot be resumed; see anon key new\n"
    done.operator = "replace"
    assert told in done.run().stderr
    assert told not in done.run("--quiet").stderr
    assert "no key" not in done.run("--dry-run").stderr
    done.operator = "hash"
    told = "this job cannot be resumed, and what hash writes will not match another run's"
    assert done.run().stderr.count("no key was given") == done.run().stderr.count(told) == 1


def test_what_writes_nothing_that_stays_is_refused(done: Job) -> None:
    assert "--dry-run writes nothing" in refusal(done, "--dry-run")
    done.inputs, done.output = ("docs/a.txt",), Path("-")
    assert "standard output does not; add --output" in refusal(done, "--manifest", "m.jsonl")


def test_file_that_is_no_manifest_is_refused_even_with_overwrite(done: Job) -> None:
    for content in ("mine\n", '{"kind":"document"}\n', '{"kind":"jo'):
        MANIFEST.write_text(content)
        for options in ([], ["--overwrite"]):
            assert "out.manifest.jsonl is no manifest" in refusal(done, *options)


def test_manifest_of_another_version_is_refused(done: Job) -> None:
    content = MANIFEST.read_bytes()
    MANIFEST.write_bytes(content.replace(b'"schema_version":1', b'"schema_version":2'))
    assert "of another version of anon; run it without --resume" in refusal(done)


def test_manifest_that_does_not_say_its_configuration_is_refused(done: Job) -> None:
    MANIFEST.write_bytes(MANIFEST.read_bytes().replace(b'"configuration"', b'"other"'))
    assert "everything, since the manifest does not say" in refusal(done)


def test_other_weights_or_another_tokenizer_are_refused(anon: Anon, in_tmp: Path, torch_tagger: Path) -> None:
    shutil.copytree(torch_tagger, "model")
    write_tree(in_tmp, {"docs/a.txt": "to Anna"})
    command = ("redact", "docs", "--model", "model", "--detector", "tagger", "--labels", MODEL_LABELS)
    command = (*command, "--output", "out")
    assert anon(*command).exit_code == 0
    whole = state()
    assert b'"models":[{"detector":"tagger","weights":"model.safetensors","sha256":"' in whole["manifest"]
    assert "resuming: 1 of 1" in anon(*command, "--resume").stderr
    for name in ("tokenizer.json", "model.safetensors", "config.json"):
        before = Path("model", name).read_bytes()
        # As JSON, and as a tensor's last byte, it says nearly the same.
        last = b"\n" if name.endswith(".json") else bytes([before[-1] ^ 1])
        Path("model", name).write_bytes((before if last == b"\n" else before[:-1]) + last)
        result = anon(*command, "--resume")
        assert result.exit_code == 2
        assert "now: the files of a model;" in result.stderr
        Path("model", name).write_bytes(before)
    assert state() == whole


def test_other_code_of_a_custom_function_is_refused(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{in_tmp}:{Path(__file__).parents[2]}")
    write_tree(in_tmp, {"docs/a.txt": "to bob@example.com"})
    Path("own.yaml").write_text("operators: {DEFAULT: {type: custom, lambda: 'own:gone'}}\n")
    Path("key").write_text("0123456789abcdef0123456789abcdef")
    Path("key").chmod(0o600)
    command = ("redact", "docs", *FAST, "--config", "own.yaml", "--allow-custom", "--output", "out")
    command = (*command, "--key-file", "key", "--resume")
    for code, status in (("def gone(value): return 'x'\n", 0), ("def gone(value): return 'y'\n", 2)):
        Path("own.py").write_text(code)
        shutil.rmtree("__pycache__", ignore_errors=True)
        done = process(*command)
        assert done.returncode == status, done.stderr
    assert b"now: the code of a function of yours;" in done.stderr
