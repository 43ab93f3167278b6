"""`anon report`: the numbers of a job, and the review page made afterwards."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from anonymize.documents.names import spell_file_name
from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree
from tests.commands.test_redact_review import blocks
from tests.report import manifests

READING = {
    "glob": None, "format": "auto", "fields": None, "all_strings": False, "missing": "fail",
    "encoding": "utf-8", "known_fields": {}, "subject_field": None,
}  # fmt: skip
KEY = ("--key-file", "team.key")
PAGE = ("--with-text", "--html", "page.html")


@pytest.fixture
def docs(in_tmp: Path) -> Path:
    """A directory with something good, something bad and something unknown, and a key beside it."""
    (in_tmp / "team.key").write_text("k" * 32)
    (in_tmp / "team.key").chmod(0o600)
    lines = jsonl({"text": f"to {EMAIL}", "name": "n"}) + "nope\n\n" + jsonl({"text": f"😀 {EMAIL}"})
    files: dict[str, bytes | str] = {
        "a.jsonl": lines, "b.txt": f"{EMAIL}\r\nand x@example.org", "c.png": "c", "d.txt": b"\xff",
        "e.txt": "", "f.txt.gz": gzip.compress(EMAIL.encode()),
    }  # fmt: skip
    return write_tree(in_tmp / "docs", files)


def redact(anon: Anon, *arguments: str, tell: dict[str, object] | None = None, **reading: object) -> str:
    """Runs a job with a manifest that tells where its inputs and outputs are; gives the manifest's name."""
    result = anon("redact", *arguments, *FAST, "--overwrite", "--review", "direct.html")
    assert result.exit_code in (0, 1), result.stderr
    manifest = next(iter([*Path().glob("*.manifest.jsonl"), Path("m.jsonl")]))
    first, rest = manifest.read_text().split("\n", 1)
    job = json.loads(first) | {"inputs": [arguments[0]], "output": "redacted", "reading": READING | reading}
    manifest.write_text(json.dumps(job | (tell or {})) + "\n" + rest)
    return str(manifest)


def shown(page: Path) -> list[Any]:
    """Gives what a page shows of each document, without the words that say why it is lost."""
    texts = iter(blocks(page, "text"))
    return [entry | {"detail": None, "text": next(texts)} for entry in blocks(page, "document")]


def test_numbers_as_a_table(anon: Anon, in_tmp: Path, docs: Path) -> None:
    result = anon("report", redact(anon, "docs"))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line.split() for line in result.stdout.splitlines()]
    for line in (
        ["redacted", "5"], ["withheld", "1"], ["failed", "2"], ["email", "5", "100.0%"],
        ["patterns", "5", "100.0%"], ["replace", "5", "100.0%"],
        ["1", "failed,", "not_json:", "docs/a.jsonl:2"],
        ["1", "withheld,", "unknown_format:", "docs/c.png"],
    ):  # fmt: skip
        assert line in lines
    assert EMAIL not in result.output


def test_numbers_as_json_agree_with_the_summary_of_the_job(anon: Anon, in_tmp: Path, docs: Path) -> None:
    summary = json.loads(anon("redact", "docs", *FAST, "--json", "--quiet").stdout)
    numbers = json.loads(anon("report", "redacted.manifest.jsonl", "--json").stdout)
    for name in ("redacted", "withheld", "failed"):
        assert numbers["documents"][name] == summary["documents"][name]
    assert numbers["labels"] == summary["labels"]
    assert {reason: lost["count"] for reason, lost in numbers["reasons"].items()} == summary["reasons"]
    assert sum(numbers["scores"]) == 5
    assert numbers["torn"] is False


def test_numbers_as_a_page_without_text_or_script(anon: Anon, in_tmp: Path, docs: Path) -> None:
    path = manifests.write(
        in_tmp / "m.jsonl",
        manifests.JOB,
        manifests.document("<b>a</b>", manifests.span(0, 3, label="<i>x</i>")),
        manifests.file("<b>a</b>"),
        manifests.withheld("<u>b</u>", "<script>"),
        manifests.file("<u>b</u>", "withheld"),
    )
    result = anon("report", path, "--html", "report.html")
    assert (result.exit_code, result.output) == (0, "")
    page = (in_tmp / "report.html").read_text()
    for tag in ("<script", "<i>", "<u>", "<b>a", "style="):
        assert tag not in page
    for name in ("&lt;i&gt;x&lt;/i&gt;", "&lt;u&gt;b&lt;/u&gt;", "&lt;script&gt;"):
        assert name in page
    assert "script-src 'none'" in page
    both = anon("report", path, "--html", "report.html", "--json")
    assert json.loads(both.stdout)["documents"]["redacted"] == 1


LEAKY = ("--config", "leaky.yaml", "--on-leak", "report")


@pytest.fixture
def leaky(in_tmp: Path) -> Path:
    """A job that lets a name stand in one field, and does not look at another."""
    (in_tmp / "leaky.yaml").write_text(
        "{detector: patterns, labels: [person], propagate: false, deny: {person: [Quentin Bauer]}}"
    )
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "QuentinBauer wrote to Quentin Bauer.", "note": "Bauer"}))
    return in_tmp


def test_leaks_that_were_let_through_are_told_everywhere(anon: Anon, leaky: Path) -> None:
    done = anon("redact", "a.jsonl", *LEAKY, "--review", "direct.html", "--output", "b.jsonl")
    assert done.exit_code == 0
    assert "1 possible leak(s) are IN the output" in done.stderr
    assert [entry["leaks"] for entry in blocks(leaky / "direct.html", "document")] == [
        [[0, 12, "person", "value"]]
    ]
    told = anon("report", "b.jsonl.manifest.jsonl").stdout
    assert (
        "possible leaks that ARE in the output\n  1 person, removed in another place: a.jsonl:1:text" in told
    )
    [leaks] = json.loads(anon("report", "b.jsonl.manifest.jsonl", "--json").stdout)["leaks"]
    assert leaks == {"label": "person", "check": "value", "count": 1, "ids": ["a.jsonl:1:text"]}
    anon("report", "b.jsonl.manifest.jsonl", "--html", "report.html")
    page = (leaky / "report.html").read_text()
    assert '<section class="alarm"><h2>Possible leaks that are in the output</h2>' in page
    assert "<b>1 person</b>, removed in another place</summary><ul><li>a.jsonl:1:text</li>" in page
    anon("report", "b.jsonl.manifest.jsonl", *PAGE)
    assert shown(leaky / "page.html") == shown(leaky / "direct.html")


def test_what_was_not_searched_is_told_in_all_forms(anon: Anon, leaky: Path) -> None:
    anon("redact", "a.jsonl", *LEAKY, "--output", "b.jsonl")
    told = anon("report", "b.jsonl.manifest.jsonl").stdout
    assert "not searched, in the output\n  note" in told
    assert "seen by, of the text that was chosen" in told
    assert json.loads(anon("report", "b.jsonl.manifest.jsonl", "--json").stdout)["passed_through"] == ["note"]
    anon("report", "b.jsonl.manifest.jsonl", "--html", "report.html")
    assert "<h2>Not searched, in the output</h2><ul><li>note</li></ul>" in (leaky / "report.html").read_text()


def test_removed_values_in_fields_that_were_not_searched_and_names_of_files_are_told_in_all_forms(
    anon: Anon, leaky: Path
) -> None:
    write_tree(leaky / "in", {"Quentin Bauer.jsonl": (leaky / "a.jsonl").read_text()})
    done = anon("redact", "in", *LEAKY, "--output", "out", "--labels", "person")
    assert "in 1 record(s) a value that was removed, or part of a name, stands in a field" in done.stderr
    told = anon("report", "out.manifest.jsonl").stdout
    field = (
        "1 record(s) with a removed value, or part of a name, in an unsearched field, or in the name of one"
    )
    name = "1 input(s) with what looks like personal data in its name, which the output keeps"
    assert f"also in the output\n  {field}\n  {name}\n" in told
    numbers = json.loads(anon("report", "out.manifest.jsonl", "--json").stdout)
    assert (numbers["in_passed_through"], numbers["named_paths"]) == (1, 1)
    anon("report", "out.manifest.jsonl", "--html", "report.html")
    assert (
        f'<section class="alarm"><h2>Also in the output</h2><ul><li>{field}</li><li>{name}</li></ul>'
        in (leaky / "report.html").read_text()
    )


def test_what_was_kept_does_not_count_as_replaced(anon: Anon, leaky: Path) -> None:
    (leaky / "t.txt").write_text(f"Quentin Bauer {EMAIL}")
    options = ("--labels", "person,email", "--operator", "person=keep", "--output", "u.txt")
    assert anon("redact", "t.txt", *LEAKY, *options).exit_code == 0
    anon("report", "u.txt.manifest.jsonl", "--html", "report.html")
    page = (leaky / "report.html").read_text()
    assert "<b>1</b> <span>spans replaced</span>" in page
    assert "<b>1</b> <span>kept as they were</span>" in page


@pytest.mark.parametrize("key", [(), KEY])
def test_the_page_made_afterwards_shows_what_the_job_showed(
    anon: Anon, in_tmp: Path, docs: Path, key: tuple[str, ...]
) -> None:
    manifest = redact(anon, "docs", *KEY)
    result = anon("report", manifest, *PAGE, *key)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert ("no key was given" in result.stderr) is (key == ())
    assert shown(in_tmp / "page.html") == shown(in_tmp / "direct.html")
    assert len(shown(in_tmp / "page.html")) == 5
    ids = [{entry["id"] for entry in blocks(in_tmp / name, "lost")} for name in ("page.html", "direct.html")]
    assert ids[0] == ids[1] == {"docs/a.jsonl:2", "docs/c.png", "docs/d.txt"}
    assert (in_tmp / "page.html").stat().st_mode & 0o777 == 0o600


def test_fields_and_encoding_are_those_of_the_job(anon: Anon, in_tmp: Path) -> None:
    lines = jsonl({"a": f"é {EMAIL}", "b": {"c": EMAIL}}).replace("\\u00e9", "é")
    (in_tmp / "x.jsonl").write_bytes(lines.encode("latin-1"))
    options = ("--field", "a", "--field", "b.c", "--encoding", "latin-1", "--output", "redacted")
    manifest = redact(anon, "x.jsonl", *options, fields=["a", "b.c"], encoding="latin-1")
    assert anon("report", manifest, *PAGE).exit_code == 0
    assert shown(in_tmp / "page.html") == shown(in_tmp / "direct.html")
    assert [entry["text"] for entry in shown(in_tmp / "page.html")] == [
        [f"é {EMAIL}", ["<EMAIL>"]],
        [EMAIL, ["<EMAIL>"]],
    ]


def test_records_that_were_left_out_do_not_shift_the_others(anon: Anon, in_tmp: Path) -> None:
    records = [{"text": f"{number} {EMAIL}"} for number in range(4)]
    broken = jsonl(records[0]) + "nope\n" + jsonl({"other": "x"}, records[1]) + "\n" + jsonl(*records[2:])
    (in_tmp / "x.jsonl").write_text(broken)
    manifest = redact(anon, "x.jsonl", "--output", "redacted")
    assert anon("report", manifest, *PAGE).exit_code == 0
    texts = [entry["text"] for entry in shown(in_tmp / "page.html")]
    assert texts == [[record["text"], ["<EMAIL>"]] for record in records]


def test_inputs_and_output_that_moved_are_found_by_the_options(anon: Anon, in_tmp: Path, docs: Path) -> None:
    manifest = redact(anon, "docs")
    docs.rename(in_tmp / "archive")
    (in_tmp / "redacted").rename(in_tmp / "clean")
    missing = anon("report", manifest, *PAGE)
    assert missing.exit_code == 2
    assert "'docs' cannot be found" in missing.stderr
    assert not (in_tmp / "page.html").exists()
    moved = ("--input", "archive", "--output", "clean")
    assert anon("report", manifest, *PAGE, *moved).exit_code == 0
    assert shown(in_tmp / "page.html") == shown(in_tmp / "direct.html")


def test_names_that_the_manifest_spells_are_read_as_they_are(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"do\\u0063s\n/a.txt": EMAIL})
    manifest = redact(
        anon,
        "do\\u0063s\n",
        "--output",
        "clean\n",
        tell={"inputs": [spell_file_name("do\\u0063s\n")], "output": spell_file_name("clean\n")},
    )
    assert anon("report", manifest, *PAGE).exit_code == 0
    assert [entry["text"] for entry in shown(in_tmp / "page.html")] == [[EMAIL, ["<EMAIL>"]]]


def test_what_went_through_a_pipe_is_had_from_files(anon: Anon, in_tmp: Path) -> None:
    text = f"to {EMAIL}"
    result = anon("redact", "-", *FAST, "--manifest", "m.jsonl", stdin=text)
    write_tree(in_tmp, {"given.log.gz": text, "came.txt": result.stdout})
    manifest = Path("m.jsonl")
    first, rest = manifest.read_text().split("\n", 1)
    told = json.loads(first) | {"inputs": ["-"], "output": None, "reading": READING}
    manifest.write_text(json.dumps(told) + "\n" + rest)
    refused = anon("report", "m.jsonl", *PAGE)
    assert refused.exit_code == 2
    assert "read standard input; name a file that holds the same with --input" in refused.stderr
    assert anon("report", "m.jsonl", *PAGE, "--input", "given.log.gz").exit_code == 0
    [entry] = shown(in_tmp / "page.html")
    assert (entry["id"], entry["text"]) == ("-", [text, None])
    assert "it went to standard output" in blocks(in_tmp / "page.html", "document")[0]["detail"]
    assert anon("report", "m.jsonl", *PAGE, "--input", "given.log.gz", "--output", "came.txt").exit_code == 0
    assert shown(in_tmp / "page.html")[0]["text"] == [text, ["<EMAIL>"]]


def test_a_text_that_changed_is_named_and_left_out(anon: Anon, in_tmp: Path, docs: Path) -> None:
    manifest = redact(anon, "docs", *KEY)
    (docs / "b.txt").write_text("Clara")
    result = anon("report", manifest, *PAGE)
    assert result.exit_code == 1
    assert "docs/b.txt: its text changed since the job, so it is left out" in result.stderr
    assert "docs/b.txt" not in [entry["id"] for entry in shown(in_tmp / "page.html")]
    assert "Clara" not in (in_tmp / "page.html").read_text()
    (docs / "b.txt").write_bytes(f"{EMAIL}\r\nAnd x@example.org".encode())  # one letter, no offset
    with_key = anon("report", manifest, *PAGE, *KEY)
    assert with_key.exit_code == 1
    assert "docs/b.txt: its text changed" in with_key.stderr
    without = anon("report", manifest, *PAGE)
    assert without.exit_code == 1, "the output gives it away"
    assert "docs/b.txt: its output is not there, or changed since the job" in without.stderr


def test_an_output_that_changed_or_is_gone_is_named_and_the_original_shown(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    manifest = redact(anon, "docs", *KEY)
    (in_tmp / "redacted/docs/b.txt").write_bytes(b"<EMAIL>\r\nand <EMAIT>")
    (in_tmp / "redacted/docs/a.jsonl").unlink()
    assert "docs/b.txt" not in anon("report", manifest, *PAGE).stderr, (
        "only the key can tell of a replacement"
    )
    result = anon("report", manifest, *PAGE, *KEY)
    assert result.exit_code == 1
    named = {line.split(": ")[1] for line in result.stderr.splitlines() if "its output is not there" in line}
    assert named == {"docs/b.txt", "docs/a.jsonl:1:text", "docs/a.jsonl:4:text"}
    texts = {entry["id"]: entry["text"] for entry in shown(in_tmp / "page.html")}
    assert texts["docs/a.jsonl:1:text"] == [f"to {EMAIL}", None]


def test_documents_that_came_or_went_are_named(anon: Anon, in_tmp: Path, docs: Path) -> None:
    manifest = redact(anon, "docs")
    (docs / "new.txt").write_text("new")
    (docs / "b.txt").unlink()
    (docs / "a.jsonl").write_text(jsonl({"text": f"to {EMAIL}", "name": "n"}))
    result = anon("report", manifest, *PAGE)
    assert result.exit_code == 1
    for message in (
        "docs/new.txt: the manifest does not know it; it is newer than the job",
        "docs/b.txt: it is not among the inputs any more; name where it is with --input",
        "docs/a.jsonl:4:text: it is not in the input any more, so it is left out",
    ):
        assert message in result.stderr


def test_what_was_withheld_shows_its_original_and_the_reason_only(anon: Anon, in_tmp: Path) -> None:
    text = "to Anna\n"
    (in_tmp / "a.txt").write_text(text)
    manifest = manifests.write(
        in_tmp / "m.jsonl",
        manifests.JOB | {"inputs": ["a.txt"], "output": "out"},
        manifests.withheld("a.txt", "not_covered", manifests.span(3, 7, output_start=None, operator=None)),
        manifests.file("a.txt", "withheld"),
    )
    assert anon("report", manifest, *PAGE).exit_code == 0
    [entry] = shown(in_tmp / "page.html")
    assert (entry["status"], entry["reason"], entry["text"]) == ("withheld", "not_covered", [text, None])
    assert entry["spans"] == [[3, 7, "person", 0.95, "tagger", "replace"]]


def test_another_key_is_refused(anon: Anon, in_tmp: Path, docs: Path) -> None:
    manifest = redact(anon, "docs")
    result = anon("report", manifest, *PAGE, *KEY)
    assert result.exit_code == 2
    assert "the manifest was made with another key" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--with-text"], "--with-text, --input and --output are for a page; name it with --html"),
        (["--html", "page.html", "--input", "docs"], "--input and --output are for a page with text"),
        (["--with-text", "--html", "docs/p.html"], "lies at or inside docs"),
        (["--with-text", "--html", "redacted/p.html"], "lies at or inside redacted"),
        (
            ["--with-text", "--html", "redacted.manifest.jsonl", "--overwrite"],
            "lies at or inside redacted.man",
        ),
        (["--html", "redacted.manifest.jsonl", "--overwrite"], "lies at or inside redacted.manifest.jsonl"),
        (["--html", "team.key"], "team.key exists and is no page of anon; name another --html"),
    ],
)
def test_what_cannot_be_done_as_asked_is_refused_and_nothing_is_written(
    anon: Anon, in_tmp: Path, docs: Path, arguments: list[str], message: str
) -> None:
    manifest = redact(anon, "docs")
    there = tree(in_tmp)
    result = anon("report", manifest, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert tree(in_tmp) == there


def test_a_manifest_of_a_job_that_was_stopped_is_reported_with_a_word(anon: Anon, in_tmp: Path) -> None:
    manifests.write(in_tmp / "m.jsonl", manifests.JOB, manifests.document("a.txt"), torn='{"kind":')
    result = anon("report", "m.jsonl")
    assert result.exit_code == 0
    assert ["unfinished", "1"] in [line.split() for line in result.stdout.splitlines()]
    assert "the job was stopped while it wrote the manifest" in result.stderr
    assert anon("report", "m.jsonl", "--quiet").stderr == ""


def test_a_job_that_was_stopped_between_two_files_is_not_reported_as_done(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    manifest = Path(redact(anon, "docs"))
    assert json.loads(anon("report", manifest, "--json").stdout)["unreached"] == 0
    lines = manifest.read_text().splitlines(keepends=True)
    ends = [place for place, line in enumerate(lines, 1) if json.loads(line)["kind"] == "file"]
    for done in (0, 4):
        manifest.write_text("".join(lines[: ends[done - 1] if done else 1]))
        left = len(ends) - done
        result = anon("report", manifest, "--json")
        assert json.loads(result.stdout)["unreached"] == left
        assert result.stderr == (
            f"anon: the job was stopped before it was done with {left} file(s); run it again, with --resume"
            " where it had a key\n"
        )
        assert anon("report", manifest, "--quiet").stderr == ""
        anon("report", manifest, "--html", "numbers.html", "--overwrite")
        assert f"before it was done with {left} file(s)" in Path("numbers.html").read_text()
    assert "before it was done with" in anon("report", manifest, *PAGE).stderr
