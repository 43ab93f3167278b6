"""`anon redact --review`: what is on the page, and where it may lie."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree


def blocks(page: Path, kind: str) -> list[Any]:
    """Gives the values that a page holds."""
    found = re.findall(rf'data-kind="{kind}">(.*?)</script>', page.read_text())
    return [json.loads(content) for content in found]


@pytest.fixture
def docs(in_tmp: Path) -> Path:
    """A directory with something good, something bad and something unknown."""
    lines = jsonl({"text": f"to {EMAIL}", "name": "n"}) + "nope\n"
    return write_tree(
        in_tmp / "docs", {"a.jsonl": lines, "b.txt": f"😀 {EMAIL}", "c.png": "c", "d.txt": b"\xff"}
    )


def test_the_page_has_every_document_and_what_could_not_be_read(anon: Anon, in_tmp: Path, docs: Path) -> None:
    result = anon("redact", "docs", *FAST, "--review", "review.html")
    assert result.exit_code == 1
    assert "the review page review.html shows the originals; keep it as safe as they are" in result.stderr
    page = in_tmp / "review.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert blocks(page, "job") == [{"operators": {"email": "replace"}}]
    assert [(entry["id"], entry["input"], entry["status"]) for entry in blocks(page, "document")] == [
        ("docs/a.jsonl:1:text", "docs/a.jsonl", "redacted"),
        ("docs/b.txt", "docs/b.txt", "redacted"),
    ]
    assert blocks(page, "document")[1]["spans"] == [[2, 17, "email", 0.9, "patterns", "replace"]]
    assert blocks(page, "text") == [[f"to {EMAIL}", ["<EMAIL>"]], [f"😀 {EMAIL}", ["<EMAIL>"]]]
    assert {entry["id"]: entry["reason"] for entry in blocks(page, "lost")} == {
        "docs/c.png": "unknown_format",
        "docs/a.jsonl:2": "not_json",
        "docs/d.txt": "undecodable",
    }
    assert blocks(page, "unsearched") == [{"fields": ["name"], "taken_out": {}}]
    assert EMAIL not in result.output
    assert EMAIL not in (in_tmp / "redacted.manifest.jsonl").read_text()


def test_a_page_changes_no_other_output(anon: Anon, in_tmp: Path, docs: Path) -> None:
    (in_tmp / "team.key").write_text("k" * 32)
    (in_tmp / "team.key").chmod(0o600)
    key = ("--key-file", "team.key")
    made = []
    for review in ((), ("--review", "review.html")):
        anon("redact", "docs", *FAST, *key, "--output", "one/x", *review)
        made.append(tree(in_tmp / "one"))
    assert made[0] == made[1]


def test_standard_input_and_output_can_be_reviewed(anon: Anon, in_tmp: Path) -> None:
    result = anon("redact", "-", *FAST, "--review", "new/review.html", stdin=f"to {EMAIL}")
    assert (result.exit_code, result.stdout) == (0, "to <EMAIL>")
    assert blocks(in_tmp / "new/review.html", "text") == [[f"to {EMAIL}", ["<EMAIL>"]]]


def test_a_dry_run_shows_what_would_be_replaced_and_writes_nothing_else(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    assert anon("redact", "docs/b.txt", *FAST, "--dry-run", "--review", "review.html").exit_code == 0
    assert blocks(in_tmp / "review.html", "text") == [[f"😀 {EMAIL}", ["<EMAIL>"]]]
    assert set(tree(in_tmp)) == {"review.html", *(f"docs/{name}" for name in tree(docs))}


def test_a_file_that_fails_half_way_takes_its_documents_back(anon: Anon, in_tmp: Path) -> None:
    import gzip

    records = "".join(jsonl({"text": EMAIL, "n": number**5}) for number in range(4_000))
    whole = gzip.compress(records.encode())
    write_tree(in_tmp, {"docs/a.jsonl.gz": whole[: len(whole) // 2]})
    assert anon("redact", "docs", *FAST, "--review", "review.html").exit_code == 1
    [lost] = blocks(in_tmp / "review.html", "lost")
    assert (lost["id"], lost["status"], lost["taken_back"]) == ("docs/a.jsonl.gz", "failed", True)
    page = in_tmp / "review.html"
    assert blocks(page, "document"), "what was read of it is shown"
    anon("redact", "docs/a.jsonl.gz", *FAST, "--review", "review.html")
    assert blocks(page, "lost")[0]["taken_back"] is False, "what went to standard output stays there"


def test_an_earlier_page_goes_and_comes_with_its_job(anon: Anon, in_tmp: Path, docs: Path) -> None:
    options = ("redact", "docs", *FAST, "--review", "review.html")
    assert anon(*options).exit_code == 1
    assert anon(*options).exit_code == 1, "its own page may be written over"
    before = tree(in_tmp)["review.html"]
    stopped = anon(*options, "--fail-fast")
    assert stopped.exit_code == 1
    assert tree(in_tmp)["review.html"] == before
    assert not [name for name in tree(in_tmp) if name.startswith(".anon")]


@pytest.mark.parametrize(
    "review",
    ["docs/b.txt", "docs/r.html", "linked/r.html", "redacted/r.html", "redacted", "redacted.manifest.jsonl"],
)
def test_a_page_at_or_in_an_input_the_output_or_the_manifest_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, review: str
) -> None:
    (in_tmp / "linked").symlink_to("docs")
    there = tree(in_tmp)
    result = anon("redact", "docs", *FAST, "--review", review, "--overwrite")
    assert result.exit_code == 2
    assert "the review page" in result.stderr
    assert tree(in_tmp) == there


def test_a_file_that_is_no_page_is_not_written_over_unasked(anon: Anon, in_tmp: Path, docs: Path) -> None:
    (in_tmp / "notes.html").write_text("mine")
    refused = anon("redact", "docs/b.txt", *FAST, "--review", "notes.html")
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert (in_tmp / "notes.html").read_text() == "mine"
    assert anon("redact", "docs/b.txt", *FAST, "--review", "notes.html", "--overwrite").exit_code == 0
    assert blocks(in_tmp / "notes.html", "document")
