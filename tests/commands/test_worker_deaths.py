"""Workers that die under a job: what killed them is named, and the rest comes out as ever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from anonymize.config import Config
from anonymize.detectors.base import Detector
from anonymize.detectors.choice import choose_detectors
from tests.commands.support import EMAIL, FAST, Anon, jsonl, lost, tree, write_tree
from tests.support_detectors import Deadly

KILLER = "poison"
TWO = ("--workers", "2", "--quiet")


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adds a detector that no worker survives when a text holds a word; nothing on the command line can."""

    def choose_with_deadly(config: Config) -> Sequence[Detector]:
        return (*choose_detectors(config), Deadly(KILLER))

    monkeypatch.setattr("anonymize.redactor.choose_detectors", choose_with_deadly)


def corpus(killer: str) -> dict[str, bytes | str]:
    """Files of many chunks and of one record, with a word to choose in two of them."""
    lines = [{"text": f"{number}: {EMAIL}"} for number in range(2_500)]
    lines[1_700] = {"text": f"{killer} {EMAIL}"}
    return {
        "docs/a.jsonl": jsonl(*lines),
        "docs/b.txt": f"{killer} {EMAIL}\r\n",
        "docs/c.txt": f"to {EMAIL}\r\n",
    }


@pytest.mark.usefixtures("deadly")
def test_documents_that_kill_workers_are_named_and_all_others_are_the_same_bytes(
    anon: Anon, in_tmp: Path
) -> None:
    write_tree(in_tmp, corpus("harmless"))
    assert anon("redact", "docs", *FAST, "--output", "calm", *TWO).exit_code == 0
    write_tree(in_tmp, corpus(KILLER))
    done = anon("redact", "docs", *FAST, "--output", "out", *TWO)
    assert done.exit_code == 1
    killers = ("docs/a.jsonl:1701:text", "docs/b.txt")
    detail = "2 worker processes died over it, perhaps for want of memory; try fewer --workers"
    assert done.stderr == "".join(f"anon: {name}: failed (worker_died): {detail}\n" for name in killers)
    assert lost(Path("out.manifest.jsonl")) == dict.fromkeys(killers, "worker_died")
    calm = tree(Path("calm"))
    calm["docs/a.jsonl"] = calm["docs/a.jsonl"].replace(b'{"text": "harmless <EMAIL>"}\n', b"")
    del calm["docs/b.txt"]
    assert tree(Path("out")) == calm


@pytest.mark.usefixtures("deadly")
def test_fields_that_were_not_chosen_are_booked_when_they_are_told(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.jsonl": jsonl({"text": KILLER, "patient": "Anna", "note": "none"}, {"text": "a"})})
    (in_tmp / "anon.yaml").write_text("known_fields: {patient: person}\n")
    done = anon("redact", "a.jsonl", *FAST, "--config", "anon.yaml", "--output", "out.jsonl", *TWO)
    assert done.exit_code == 1
    names = [f"a.jsonl:1:{field}" for field in ("text", "patient", "note")]
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == names
    assert list(lost(Path("out.jsonl.manifest.jsonl"))) == names
    assert Path("out.jsonl").read_text() == jsonl({"text": "a"})


@pytest.mark.usefixtures("deadly")
def test_fail_fast_stops_at_a_document_that_kills_its_worker(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, corpus(KILLER))
    done = anon("redact", "docs/b.txt", *FAST, "--fail-fast", *TWO)
    assert done.exit_code == 1
    assert done.stderr.startswith("anon: b.txt: failed (worker_died): ")
    assert done.stderr.endswith("(stopped, as --fail-fast asks)\n")
    assert done.stdout == ""
