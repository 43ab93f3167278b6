"""`--workers`: the same bytes for any number, and for any order of the inputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anonymize.engines.local import Engine, InProcess
from anonymize.finder import Finder
from tests.commands.support import Anon, jsonl, tree, write_tree

NAMES = [f"anna.schmidt{number}@example.com" for number in range(40)]
KEY = "0123456789abcdef0123456789abcdef"
KEYED = ("--detector", "patterns", "--operator", "pseudonym")


@pytest.fixture
def corpus(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that are several chunks long, and some that are short; chunks are small, and worth a worker."""
    monkeypatch.setattr("anonymize.jobs.chunks.CHUNK_CHARACTERS", 5_000)
    monkeypatch.setattr("anonymize.engines.choice.WORTH", 15_000)
    lines = [
        {"id": n, "text": f"{NAMES[n % 40]} wrote to {NAMES[n % 7]}: " + "so it goes. " * 30}
        for n in range(90)
    ]
    files = {f"docs/{letter}.jsonl": jsonl(*lines[start::3]) for start, letter in enumerate("abc")}
    files |= {f"docs/{number}.txt": f"to {name}\r\n" for number, name in enumerate(NAMES)}
    return write_tree(in_tmp, files) / "docs"


def test_output_and_manifest_are_the_same_for_any_number_of_workers(
    anon: Anon, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", KEY)
    for workers in (1, 4):
        done = anon("redact", "docs", *KEYED, "--output", f"out{workers}", "--workers", workers, "--quiet")
        assert (done.exit_code, done.stderr) == (0, "")
    assert tree(Path("out1")) == tree(Path("out4"))
    manifest = Path("out4.manifest.jsonl").read_bytes().replace(b'"output":"out4"', b'"output":"out1"', 1)
    assert Path("out1.manifest.jsonl").read_bytes() == manifest
    assert b"anna.schmidt" not in b"".join(tree(Path("out1")).values())


def test_order_of_the_inputs_is_of_no_matter(
    anon: Anon, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", KEY)
    inputs = [str(path) for path in sorted(corpus.iterdir())]
    for name, given in (("forth", inputs), ("back", inputs[::-1])):
        vault = ("--vault", f"{name}.vault")
        assert anon("redact", *given, *KEYED, *vault, "--output", name, "--quiet").exit_code == 0
    assert tree(Path("forth")) == tree(Path("back"))


def test_standard_output_comes_in_the_order_of_the_input(anon: Anon, corpus: Path) -> None:
    done = anon("redact", "docs/a.jsonl", "--detector", "patterns", "--workers", 3, "--quiet")
    assert done.exit_code == 0
    alone = anon("redact", "docs/a.jsonl", "--detector", "patterns", "--quiet")
    assert done.stdout_bytes == alone.stdout_bytes


def test_models_are_loaded_by_each_worker(
    anon: Anon, in_tmp: Path, onnx_tagger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anonymize.jobs.chunks.CHUNK_ITEMS", 20)
    (in_tmp / "a.jsonl").write_text(jsonl(*[{"text": "Anna Schmidt of Harbour Road 17"}] * 50))
    model = ("--model", onnx_tagger, "--labels", "person,address", "--quiet")
    outputs = {anon("redact", "a.jsonl", *model, "--workers", count).stdout for count in (1, 2)}
    assert outputs == {jsonl({"text": "<PERSON> of <ADDRESS>"}) * 50}


def test_auto_takes_what_the_job_is_good_for(
    anon: Anon, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []

    def noted(finder: Finder, workers: int) -> Engine:
        taken.append(workers)
        return InProcess(finder.find)

    monkeypatch.setattr("anonymize.engines.choice.open_engine", noted)
    assert anon("redact", "docs", *KEYED, "--output", "out", "--workers", "auto", "--quiet").exit_code == 0
    assert anon("redact", "docs/0.txt", *KEYED, "--workers", "auto", "--quiet").exit_code == 0
    assert taken[1] == 1
    assert 1 <= taken[0] <= (os.cpu_count() or 1)


@pytest.mark.parametrize("given", ["0", "-1", "many", "1.5", ""])
def test_another_number_of_workers_is_refused(anon: Anon, corpus: Path, given: str) -> None:
    done = anon("redact", "docs", *KEYED, "--workers", given)
    assert done.exit_code == 2
    assert "neither auto nor a number from 1 on" in done.stderr
