"""`anon redact`: what becomes of the names of files and directories, and what is said of them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, jsonl, tree, write_tree

KEY = ("--key-file", "key")


@pytest.fixture
def docs(in_tmp: Path) -> Path:
    """Files whose names tell something, and a key."""
    (in_tmp / "key").write_text("k" * 32)
    (in_tmp / "key").chmod(0o600)
    return write_tree(
        in_tmp,
        {
            "docs/bob@example.com/letter.txt": EMAIL,
            "docs/bob@example.com.jsonl": jsonl({"text": EMAIL}, {"body": "x"}),
            "docs/plain.txt": "x",
            "docs/photo.png": "x",
        },
    )


def test_names_in_paths_are_told_counted_and_in_the_manifest(anon: Anon, docs: Path) -> None:
    result = anon("redact", "docs", *FAST)
    assert (
        "anon: 2 of 4 input path(s) hold what looks like personal data (2 email) and stay as they are in the"
        " output and in the manifest; --redact-names renames them\n"
    ) in result.stderr
    labels = {
        line["id"]: line.get("path_labels") for line in entries(docs / "redacted.manifest.jsonl", "file")
    }
    assert labels == {
        "docs/bob@example.com.jsonl": {"email": 1},
        "docs/bob@example.com/letter.txt": {"email": 1},
        "docs/plain.txt": None,
        "docs/photo.png": None,
    }
    assert json.loads(anon("redact", "docs", *FAST, "--dry-run", "--json").stdout)["named_paths"] == 2


@pytest.mark.parametrize(
    "options",
    [("--labels", "ip_address", "--detector", "patterns"), (*FAST, "--redact-names"), (*FAST, "--quiet")],
    ids=["other labels", "renamed", "quiet"],
)
def test_names_in_paths_are_not_told_where_they_are_none(
    anon: Anon, docs: Path, options: tuple[str, ...]
) -> None:
    assert "input path(s)" not in anon("redact", "docs", *options).stderr


def test_names_in_paths_are_the_same_for_any_number_of_workers(anon: Anon, docs: Path) -> None:
    manifests = []
    for workers in ("1", "2"):
        anon("redact", "docs", *FAST, *KEY, "--workers", workers)
        manifests.append((docs / "redacted.manifest.jsonl").read_bytes())
    assert manifests[0] == manifests[1]


def test_path_that_goes_nowhere_is_not_told(anon: Anon, docs: Path) -> None:
    result = anon("redact", "docs/bob@example.com.jsonl", *FAST)
    assert "input path(s)" not in result.stderr


def test_renamed_output_and_manifest_hold_no_name_of_the_input(anon: Anon, docs: Path) -> None:
    result = anon("redact", "docs", *FAST, *KEY, "--redact-names")
    assert result.exit_code == 1
    outputs = tree(docs / "redacted")
    assert sorted(outputs.values()) == [b"<EMAIL>", b"x", jsonl({"text": "<EMAIL>"}).encode()]
    assert sorted(name.partition(".")[2] for name in outputs) == ["jsonl", "txt", "txt"]
    lines = entries(docs / "redacted.manifest.jsonl")
    assert {line["output"] for line in lines[1:] if line.get("output")} == set(outputs)
    assert lines[0]["inputs"] == [next(iter(outputs)).partition("/")[0]]
    assert all(line["id"].startswith(line["input"]) for line in lines if "input" in line)
    everything = (docs / "redacted.manifest.jsonl").read_text() + "".join(outputs)
    for name in ("docs", "bob", "letter", "plain", "photo"):
        assert name not in everything
    assert "docs/bob@example.com.jsonl:2: " in result.stderr, "who runs it is told the real name"


def test_renamed_files_have_the_same_names_in_the_next_run_with_the_key(anon: Anon, docs: Path) -> None:
    anon("redact", "docs", *FAST, *KEY, "--redact-names")
    first = tree(docs / "redacted")
    result = anon("redact", "docs", *FAST, *KEY, "--redact-names")
    assert "earlier run" not in result.stderr
    assert tree(docs / "redacted") == first
    result = anon("redact", "docs", *FAST, "--redact-names")
    assert "no key was given: this job cannot be resumed, and names differ in every run" in result.stderr
    assert not set(tree(docs / "redacted")) & set(first)


def test_names_tells_which_is_which(anon: Anon, docs: Path) -> None:
    anon("redact", "docs", *FAST, *KEY, "--redact-names")
    result = anon("names", "docs", *KEY)
    assert result.exit_code == 0
    pairs = dict(line.split("\t") for line in result.stdout.splitlines())
    assert sorted(pairs.values()) == [
        "docs/bob@example.com.jsonl",
        "docs/bob@example.com/letter.txt",
        "docs/photo.png",
        "docs/plain.txt",
    ]
    files = entries(docs / "redacted.manifest.jsonl", "file")
    assert {line["id"] for line in files} == set(pairs)


def test_names_needs_the_key(anon: Anon, docs: Path) -> None:
    result = anon("names", "docs")
    assert result.exit_code == 2
    assert "name it with --key-file, or set ANON_KEY" in result.stderr


def test_renamed_texts_can_be_restored(anon: Anon, docs: Path) -> None:
    tags = ("--operator", "tag", "--vault", "v.vault", *KEY)
    assert anon("redact", "docs/bob@example.com", *FAST, *tags, "--redact-names").exit_code == 0
    assert anon("restore", "redacted", "--vault", "v.vault", *KEY, "--output", "back").exit_code == 0
    assert list(tree(docs / "back").values()) == [EMAIL.encode()]


def test_compressed_file_stays_compressed_under_its_new_name(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/Anna.TXT.GZ": gzip.compress(EMAIL.encode())})
    assert anon("redact", "docs", *FAST, "--redact-names").exit_code == 0
    [(name, data)] = tree(in_tmp / "redacted").items()
    assert name.endswith(".txt.gz")
    assert gzip.decompress(data) == b"<EMAIL>"


def test_one_output_file_has_the_name_that_the_user_gave(anon: Anon, docs: Path) -> None:
    source = "docs/bob@example.com/letter.txt"
    assert anon("redact", source, *FAST, "--output", "out.txt", "--redact-names").exit_code == 0
    assert (docs / "out.txt").read_text() == "<EMAIL>"
    assert "letter" not in (docs / "out.txt.manifest.jsonl").read_text()


def test_longest_name_is_written_and_its_manifest_has_another(anon: Anon, in_tmp: Path) -> None:
    name = "\u00e9" * 125 + "n.txt"
    assert len(name.encode()) == 255
    write_tree(in_tmp, {f"docs/{name}": EMAIL})
    assert anon("redact", "docs", *FAST).exit_code == 0
    assert tree(in_tmp / "redacted") == {f"docs/{name}": b"<EMAIL>"}
    options = ("redact", f"docs/{name}", *FAST, "--output", name)
    result = anon(*options)
    assert result.exit_code == 2
    assert "name one with --manifest" in result.stderr
    assert anon(*options, "--manifest", "m.jsonl").exit_code == 0
    assert (in_tmp / name).read_text() == "<EMAIL>"


def test_path_that_is_too_long_for_the_output_is_named_and_the_others_are_written(
    anon: Anon, in_tmp: Path
) -> None:
    room = os.pathconf(in_tmp, "PC_PATH_MAX") - 1 - len("docs/")
    deep = "/".join(["d" * 99] * (room // 100)) + "/"
    write_tree(Path(), {f"docs/{deep}{'x' * (room - len(deep) - 4)}.txt": EMAIL, "docs/a.txt": EMAIL})
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 1
    assert "is too long under redacted; shorten it" in result.stderr
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"<EMAIL>"}
    # New names are shorter than these.
    assert anon("redact", "docs", *FAST, "--redact-names").exit_code == 0
    assert list(tree(in_tmp / "redacted").values()) == [b"<EMAIL>"] * 2


def test_names_that_differ_only_in_capitals_or_in_composition_are_both_written(
    anon: Anon, in_tmp: Path
) -> None:
    names = ["a.txt", "A.txt", "\u00e9.txt", "e\u0301.txt"]
    write_tree(in_tmp, {f"docs/{name}": f"{EMAIL} {number}" for number, name in enumerate(names)})
    if len(list((in_tmp / "docs").iterdir())) < len(names):
        pytest.skip("this file system does not tell them apart")
    assert anon("redact", "docs", *FAST).exit_code == 0
    assert tree(in_tmp / "redacted") == {
        f"docs/{name}": f"<EMAIL> {number}".encode() for number, name in enumerate(names)
    }


def test_bomb_is_named_and_the_others_are_written(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt.gz": gzip.compress(bytes(40 << 20)), "docs/b.txt": EMAIL})
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 1
    assert "docs/a.txt.gz: expands to more than 600 times its size" in result.stderr
    assert tree(in_tmp / "redacted") == {"docs/b.txt": b"<EMAIL>"}
    [bomb, _] = entries(in_tmp / "redacted.manifest.jsonl", "file")
    assert (bomb["status"], bomb["reason"], bomb["output"]) == ("failed", "decompression_bomb", None)


def test_pattern_for_names_is_renamed_too_and_still_tells_one_job_from_another(
    anon: Anon, docs: Path
) -> None:
    command = ("redact", "docs", *FAST, *KEY, "--redact-names")
    assert anon(*command, "--glob", "*bob@example.com*").exit_code == 1
    manifest = (docs / "redacted.manifest.jsonl").read_text()
    assert "bob" not in manifest
    [job] = entries(docs / "redacted.manifest.jsonl", "job")
    assert len(job["reading"]["glob"]) == 16
    again = anon(*command, "--glob", "*plain*", "--resume")
    assert (again.exit_code, "how the inputs are read" in again.stderr) == (2, True), again.stderr
