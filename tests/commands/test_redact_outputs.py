"""`anon redact`: what is never written over, what is replaced, and where the manifest may lie."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, jsonl, process, tree, write_tree


@pytest.fixture
def docs(in_tmp: Path) -> Path:
    """A directory with two files to redact, in the current one."""
    return write_tree(in_tmp, {"docs/a.txt": f"a {EMAIL}", "docs/sub/b.txt": f"b {EMAIL}"})


@pytest.mark.parametrize(
    ("inputs", "output"),
    [
        (["docs/a.txt"], "docs/a.txt"),
        (["docs/a.txt"], "./docs/sub/../a.txt"),
        (["docs/a.txt"], "link.txt"),
        (["link.txt"], "docs/a.txt"),
        (["docs"], "docs"),
        (["docs"], "docs/"),
        (["docs"], "docs/clean"),
        (["docs"], "docs/sub/../../docs/clean"),
        (["docs"], "linked/clean"),
        (["linked"], "docs/clean"),
        (["docs"], "."),
        (["docs/sub"], "docs"),
        (["docs/a.txt"], "docs/"),
        (["docs/a.txt"], "linked"),
        (["docs/a.txt", "docs/sub"], "docs/sub"),
        (["docs/a.txt"], "docs/a.txt/"),
        ([".", "docs/a.txt"], None),
        (["."], None),
    ],
)
def test_output_equal_to_an_input_inside_it_or_around_it_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, inputs: list[str], output: str | None
) -> None:
    (in_tmp / "linked").symlink_to("docs")
    (in_tmp / "link.txt").symlink_to("docs/a.txt")
    there = tree(in_tmp)
    result = anon("redact", *inputs, *FAST, "--overwrite", *(["--output", output] if output else []))
    assert result.exit_code == 2
    assert result.stderr.startswith("anon: ")
    assert tree(in_tmp) == there


@pytest.mark.parametrize(
    "manifest", ["docs/a.txt", "docs/m.jsonl", "clean/m.jsonl", "linked/m.jsonl", "clean"]
)
def test_manifest_inside_an_input_or_inside_the_output_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, manifest: str
) -> None:
    (in_tmp / "linked").symlink_to("docs")
    there = tree(in_tmp)
    result = anon("redact", "docs", *FAST, "--output", "clean", "--manifest", manifest, "--overwrite")
    assert result.exit_code == 2
    assert tree(in_tmp) == there


def test_manifest_can_lie_beside_the_one_output_file_but_not_be_it(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    options = ("docs/a.txt", *FAST, "--output", "clean/a.txt", "--manifest")
    assert anon("redact", *options, "clean/a.txt").exit_code == 2
    assert anon("redact", *options, "clean/m.jsonl").exit_code == 0
    assert set(tree(in_tmp / "clean")) == {"a.txt", "m.jsonl"}


def test_manifest_goes_where_it_is_told_for_standard_output_too(anon: Anon, in_tmp: Path, docs: Path) -> None:
    result = anon("redact", "docs/a.txt", *FAST, "--manifest", "new/m.jsonl")
    assert result.stdout == "a <EMAIL>"
    [document] = entries(in_tmp / "new/m.jsonl", "document")
    assert (document["id"], document["output"]) == ("a.txt", None)


def test_file_that_is_no_manifest_is_not_written_over_by_one(anon: Anon, in_tmp: Path, docs: Path) -> None:
    for name, content in {"notes.txt": "precious", "data.jsonl": jsonl({"kind": "mine"})}.items():
        (in_tmp / name).write_text(content)
        options = ("docs/a.txt", *FAST, "--manifest", name)
        result = anon("redact", *options)
        assert result.exit_code == 2
        assert f"{name} exists and is no manifest" in result.stderr
        assert (in_tmp / name).read_text() == content
        assert anon("redact", *options, "--overwrite").exit_code == 0
        assert anon("redact", *options).exit_code == 0, "now it is one"


def test_directory_in_the_place_of_the_manifest_is_an_error_of_one_line(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    (in_tmp / "redacted.manifest.jsonl").mkdir()
    result = anon("redact", "docs", *FAST, "--quiet")
    assert result.exit_code == 1
    assert result.stderr == (
        "anon: the manifest redacted.manifest.jsonl cannot be written: Is a directory;"
        " choose another --manifest\n"
    )


def test_manifest_on_a_full_disk_is_an_error_of_one_line(anon: Anon, in_tmp: Path, docs: Path) -> None:
    result = anon("redact", "docs/a.txt", *FAST, "--quiet", "--manifest", "/dev/full")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the manifest /dev/full cannot be written: No space left on device" in result.stderr


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_output_that_no_earlier_run_wrote_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, options: list[str]
) -> None:
    write_tree(in_tmp, {"redacted/mine.txt": "mine", "out.txt": "mine"})
    there = tree(in_tmp)
    result = anon("redact", "docs", *FAST, *options)
    assert result.exit_code == 2
    assert (
        "redacted holds 1 file(s) that no earlier run of this job wrote, such as redacted/mine.txt"
        in result.stderr
    )
    assert anon("redact", "docs/a.txt", *FAST, *options, "--output", "out.txt").exit_code == 2
    assert tree(in_tmp) == there


def test_link_in_the_output_counts_as_a_file_that_no_earlier_run_wrote(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    (in_tmp / "redacted/docs").mkdir(parents=True)
    (in_tmp / "elsewhere").mkdir()
    (in_tmp / "redacted/docs/sub").symlink_to("../../elsewhere")
    assert anon("redact", "docs", *FAST).exit_code == 2
    (in_tmp / "out.txt").symlink_to("nowhere")
    assert anon("redact", "docs/a.txt", *FAST, "--output", "out.txt").exit_code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
@pytest.mark.parametrize("place", ["clean.txt", "clean/docs/sub/b.txt"])
@pytest.mark.parametrize("options", [[], ["--overwrite"]], ids=["plain", "overwrite"])
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(
    anon: Anon, in_tmp: Path, docs: Path, place: str, options: list[str]
) -> None:
    # As `/dev/null` would be, of which then nothing is rid any more, where the job is root's.
    special = Path(place)
    special.parent.mkdir(parents=True, exist_ok=True)
    source, output = ("docs/a.txt", place) if place == "clean.txt" else ("docs", "clean")
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/null")):
        make(special)
        before = special.lstat()
        result = anon("redact", source, *FAST, "--output", output, *options)
        assert result.exit_code == 2
        assert f"{place} is a pipe or a device, and no file can take its place; name" in result.stderr
        assert (special.lstat().st_ino, special.lstat().st_mode) == (before.st_ino, before.st_mode)
        special.unlink()


def test_standard_output_is_not_named_as_a_file(anon: Anon, docs: Path) -> None:
    for name in ("/dev/stdout", "/dev/fd/1"):
        result = anon("redact", "docs/a.txt", *FAST, "--output", name)
        assert result.exit_code == 2
        assert f"{name} is a pipe or a device, and no file can take its place; name" in result.stderr
        assert "another --output, or - for standard output\n" in result.stderr


def test_overwrite_replaces_what_is_in_the_way_and_leaves_the_rest(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    write_tree(in_tmp, {"redacted/docs/a.txt": "old", "redacted/mine.txt": "mine"})
    done = anon("redact", "docs", *FAST, "--overwrite")
    assert done.exit_code == 0
    told = "1 file(s) in redacted are none of this job's and stay as they are, such as redacted/mine.txt\n"
    assert f"anon: {told}" in done.stderr
    assert tree(in_tmp / "redacted") == {
        "docs/a.txt": b"a <EMAIL>",
        "docs/sub/b.txt": b"b <EMAIL>",
        "mine.txt": b"mine",
    }


def test_overwrite_leaves_no_old_file_in_the_place_of_a_withheld_one(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    write_tree(in_tmp, {"redacted/docs/a.txt": f"from another tool, with {EMAIL}"})
    (in_tmp / "docs/a.txt").write_bytes(b"\xff")
    assert anon("redact", "docs", *FAST, "--overwrite").exit_code == 1
    assert set(tree(in_tmp / "redacted")) == {"docs/sub/b.txt"}


def test_output_of_an_earlier_run_is_replaced(anon: Anon, in_tmp: Path, docs: Path) -> None:
    for text in ("first", "second"):
        (in_tmp / "docs/a.txt").write_text(f"{text} {EMAIL}")
        assert anon("redact", "docs", *FAST).exit_code == 0
        assert anon("redact", "docs/a.txt", *FAST, "--output", "one.txt").exit_code == 0
        assert (in_tmp / "redacted/docs/a.txt").read_text() == f"{text} <EMAIL>"
        assert (in_tmp / "one.txt").read_text() == f"{text} <EMAIL>"


def test_files_of_which_no_text_was_redacted_are_known_as_outputs_too(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": "", "docs/b.jsonl": '{"text": null}\n', "docs/c.jsonl": "\n"})
    for _ in range(2):
        assert anon("redact", "docs", *FAST).exit_code == 0


def test_output_whose_input_is_gone_goes_with_the_next_run(anon: Anon, in_tmp: Path, docs: Path) -> None:
    anon("redact", "docs", *FAST)
    (in_tmp / "docs/sub/b.txt").unlink()
    assert anon("redact", "docs", *FAST).exit_code == 0
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"a <EMAIL>"}
    assert not (in_tmp / "redacted/docs/sub").exists(), "nor does its directory stay"


def test_removing_outputs_that_no_input_replaces_is_said(anon: Anon, in_tmp: Path, docs: Path) -> None:
    assert "earlier run" not in anon("redact", "docs", *FAST).stderr
    assert "earlier run" not in anon("redact", "docs", *FAST).stderr, "they are replaced"
    write_tree(in_tmp, {"other/c.txt": EMAIL})
    told = "2 output(s) of an earlier run without an input in this one, such as redacted/docs/a.txt\n"
    assert f"anon: would remove {told}" in anon("redact", "other", *FAST, "--dry-run").stderr
    assert f"anon: removing {told}" in anon("redact", "other", *FAST).stderr
    assert tree(in_tmp / "redacted") == {"other/c.txt": b"<EMAIL>"}


@pytest.mark.parametrize(
    "options", [("--glob", "*.tx"), ("--resume", "--glob", "*.tx"), ("--dry-run", "--quiet")]
)
def test_outputs_do_not_go_where_there_is_nothing_to_read(
    anon: Anon, in_tmp: Path, docs: Path, options: tuple[str, ...]
) -> None:
    (in_tmp / "a.key").touch(mode=0o600)
    (in_tmp / "a.key").write_text("0123456789abcdef" * 4)
    job = ("redact", "docs", *FAST, "--key-file", str(in_tmp / "a.key"))
    assert anon(*job).exit_code == 0
    before = tree(in_tmp / "redacted")
    if "--glob" not in options:
        shutil.rmtree(in_tmp / "docs")
        (in_tmp / "docs").mkdir()
    done = anon(*job, *options)
    assert done.exit_code == 2
    assert "there is nothing to read, and 2 output(s) of an earlier run would be removed" in done.stderr
    assert tree(in_tmp / "redacted") == before


@pytest.mark.parametrize("output", ["redacted", "one.txt"])
def test_output_whose_input_is_withheld_now_goes_with_the_next_run(
    anon: Anon, in_tmp: Path, docs: Path, output: str
) -> None:
    inputs = ("docs",) if output == "redacted" else ("docs/a.txt",)
    anon("redact", *inputs, *FAST, "--output", output)
    (in_tmp / "docs/a.txt").write_bytes(b"\xff")
    assert anon("redact", *inputs, *FAST, "--output", output).exit_code == 1
    assert not (in_tmp / "redacted/docs/a.txt").exists()
    assert not (in_tmp / "one.txt").exists()


def test_directory_can_become_a_file_and_a_file_a_directory(anon: Anon, in_tmp: Path) -> None:
    first = write_tree(in_tmp / "1", {"docs/a.txt/x.txt": EMAIL, "docs/b.txt": EMAIL})
    second = write_tree(in_tmp / "2", {"docs/a.txt": EMAIL, "docs/b.txt/x.txt": EMAIL})
    for root, names in ((first, ["a.txt/x.txt", "b.txt"]), (second, ["a.txt", "b.txt/x.txt"])):
        assert anon("redact", root / "docs", *FAST).exit_code == 0
        assert set(tree(in_tmp / "redacted/docs")) == set(names)


def test_what_a_killed_run_left_half_written_goes_with_the_next_run(
    anon: Anon, in_tmp: Path, docs: Path
) -> None:
    anon("redact", "docs", *FAST)
    there = tree(in_tmp / "redacted")
    (in_tmp / "redacted/docs/.anon-k3j4h5.tmp").write_text("half")
    assert anon("redact", "docs", *FAST).exit_code == 0
    assert tree(in_tmp / "redacted") == there


@pytest.mark.parametrize("inputs", [["docs"], ["docs/a.txt", "docs/sub/b.txt"]])
def test_output_for_several_files_that_is_a_file_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, inputs: list[str]
) -> None:
    (in_tmp / "out").write_text("mine")
    for options in ([], ["--overwrite"], ["--dry-run"]):
        result = anon("redact", *inputs, *FAST, "--output", "out", *options)
        assert result.exit_code == 2
        assert "out is no directory" in result.stderr
    assert anon("redact", "docs/a.txt", *FAST, "--output", "out/").exit_code == 2
    assert (in_tmp / "out").read_text() == "mine"


@pytest.mark.parametrize(
    "options", [["--output", ""], ["--manifest", ""], ["--output", "/"], ["--output", "loop/"]]
)
def test_place_that_cannot_be_meant_is_refused(
    anon: Anon, in_tmp: Path, docs: Path, options: list[str]
) -> None:
    (in_tmp / "loop").symlink_to("loop")
    there = tree(in_tmp)
    result = anon("redact", "docs/a.txt", *FAST, *options)
    assert result.exit_code == 2
    assert tree(in_tmp) == there


def test_place_under_a_file_is_an_error_of_one_line(anon: Anon, in_tmp: Path, docs: Path) -> None:
    result = anon("redact", "docs/sub/b.txt", *FAST, "--quiet", "--output", "docs/a.txt/b.txt")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("where", [["redact", "a.txt"], ["redact", "-"], ["detect", "."]])
def test_standard_output_that_goes_to_an_input_is_refused(in_tmp: Path, where: list[str]) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    with (in_tmp / "a.txt").open("rb") as given, (in_tmp / "a.txt").open("ab") as out:
        done = process(*where, *FAST, stdin=given, stdout=out)
    assert done.returncode == 2
    assert (in_tmp / "a.txt").read_text() == EMAIL


def test_inputs_are_as_they_were_after_every_kind_of_run(anon: Anon, in_tmp: Path, docs: Path) -> None:
    write_tree(
        in_tmp, {"docs/c.jsonl": jsonl({"text": EMAIL}) + "nope\n", "docs/d.txt": b"\xff", "docs/e.png": "e"}
    )
    for path in (in_tmp / "docs").rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    there = tree(in_tmp / "docs")
    times = {path: path.stat().st_mtime_ns for path in (in_tmp / "docs").rglob("*")}
    for options in ([], ["--dry-run"], ["--fail-fast"], ["--overwrite"], ["--operator", "redact"]):
        assert anon("redact", "docs", *FAST, *options).exit_code == 1
    assert tree(in_tmp / "docs") == there
    assert times == {path: path.stat().st_mtime_ns for path in (in_tmp / "docs").rglob("*")}


def test_dry_run_writes_nothing_and_tells_the_counts(anon: Anon, in_tmp: Path, docs: Path) -> None:
    for inputs, place in ((["docs"], "redacted"), (["docs/a.txt"], "standard output")):
        result = anon("redact", *inputs, *FAST, "--dry-run", "--manifest", "m.jsonl")
        assert (result.exit_code, result.stdout) == (0, "")
        assert (
            f"nothing written: {'2' if inputs == ['docs'] else '1'} document(s) would go to {place}"
            in result.stderr
        )
        assert f": {'2' if inputs == ['docs'] else '1'} email" in result.stderr
    assert set(tree(in_tmp)) == {"docs/a.txt", "docs/sub/b.txt"}


def test_dry_run_tells_what_would_be_missing(anon: Anon, in_tmp: Path, docs: Path) -> None:
    (in_tmp / "docs/c.txt").write_bytes(b"\xff")
    result = anon("redact", "docs", *FAST, "--dry-run", "--json")
    assert result.exit_code == 1
    summary = json.loads(result.stdout)
    assert summary["documents"] == {"redacted": 2, "withheld": 0, "failed": 1}
    assert summary["labels"] == {"email": 2}


def test_dry_run_leaves_the_outputs_of_an_earlier_run(anon: Anon, in_tmp: Path, docs: Path) -> None:
    anon("redact", "docs", *FAST)
    there = tree(in_tmp)
    (in_tmp / "docs/a.txt").unlink()
    assert anon("redact", "docs", *FAST, "--dry-run").exit_code == 0
    assert tree(in_tmp) == {name: data for name, data in there.items() if name != "docs/a.txt"}
