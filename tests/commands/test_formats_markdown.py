"""What becomes of a value in every place where docs/formats.md says that Markdown can hide one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, tree, write_tree

KEYED = ("--key-file", "team.key")
PLACES = {
    "text": f"to {EMAIL}",
    "heading": f"# {EMAIL}\n",
    "list": f"* {EMAIL}\n  1. x\n",
    "task": f"- [x] {EMAIL}",
    "quote": f"> > {EMAIL}\n",
    "table": f"|a|b|\n|-|-|\n|{EMAIL}|x|\n",
    "stars": f"**{EMAIL}**",
    "stars within": "bob@**exam**ple.com",
    "lines": f"_{EMAIL}_",
    "struck": "bob@~~example~~.com",
    "escapes": "bob\\@example\\.com",
    "references": "bob&commat;example&#46;com",
    "tags": "bob@exam<b>ple</b>.com",
    "code": f"`{EMAIL}`",
    "code within": "bob@`example`.com",
    "block of code": f"```\n{EMAIL}\n```\n",
    "language of a block": f"```{EMAIL}\nx\n```\n",
    "indented code": f"    {EMAIL}\n",
    "text of a link": f"[{EMAIL}](x)",
    "target of a link": f"[x](mailto:{EMAIL})",
    "target in angle brackets": f"[x](<mailto:{EMAIL}>)",
    "title of a link": f'[x](y "{EMAIL}")',
    "description of a picture": f"![{EMAIL}](x.png)",
    "address": f"<{EMAIL}>",
    "definition of a link": f'[x]: mailto:{EMAIL} "y"\n',
    "name of a link": f"[x][{EMAIL}]",
    "footnote": f"x[^1]\n\n[^1]: {EMAIL}\n",
    "front matter": f"---\nauthor: {EMAIL}\n---\nx",
    "HTML": f"<p>{EMAIL}</p>",
    "attribute": f'<p title="{EMAIL}">x</p>',
    "comment": f"<!-- {EMAIL} -->",
    "script": f"<script>x('{EMAIL}')</script>",
    "mathematics": f"$${EMAIL}$$",
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_found(anon: Anon, in_tmp: Path, place: str) -> None:
    write_tree(in_tmp, {"docs/a.md": PLACES[place]})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    assert (done.exit_code, json.loads(done.stdout)["reasons"]) == (0, {}), done.stderr
    written = (in_tmp / "out" / "docs" / "a.md").read_text()
    assert "bob" not in written
    assert "example" not in written
    assert "EMAIL" in written


def test_embedded_data_is_told_of(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.md": f"![x](data:text/plain,{EMAIL})"})
    done = anon("redact", "docs", *FAST, "--output", "out")
    assert "cannot be searched: 1 embedded data\n" in done.stderr
    assert tree(in_tmp / "out") == {"docs/a.md": b"![x](data:,)"}


def test_redacted_file_is_given_back_and_its_job_resumed(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    text = f"---\nby: {EMAIL}\n---\r\n> **to** *{EMAIL}*\r\n\r\n[x](mailto:{EMAIL})\r\n"
    write_tree(in_tmp, {"docs/a.md": text})
    vault = ("--vault", "job.vault", *KEYED)
    job = ("redact", "docs", *FAST, "--operator", "tag", *vault, "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    assert EMAIL.encode() not in before["docs/a.md"]
    assert [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")] == [
        "docs/a.md",
        "docs/a.md#l1",
    ]
    back = anon("restore", "out", *vault, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert (in_tmp / "clear" / "out" / "docs" / "a.md").read_bytes() == text.encode()
    again = anon(*job, "--resume")
    assert "1 of 1 file(s) are done" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert (page.exit_code, page.stderr.count("changed")) == (0, 0), page.stderr
