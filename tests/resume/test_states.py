"""What a job leaves behind when it is killed, made by hand, and what resuming makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, tree, write_tree
from tests.resume.support import MANIFEST, OUTPUT, READ, Job, file_lines, kept, state, untouched


def cut(manifest: bytes, at: int, *, renamed: bool = True) -> None:
    """Brings about what a job leaves that is killed when so many bytes of its manifest are on the disk.

    Args:
        manifest: the whole one, beside its outputs.
        at: bytes.
        renamed: whether the output of the last file has its name already.
    """
    MANIFEST.write_bytes(manifest[:at])
    lines = [json.loads(line) for line in manifest[:at].splitlines(keepends=True) if line.endswith(b"\n")]
    outputs = [line["output"] for line in lines if line["kind"] == "file" and line["output"]]
    there = set(outputs if renamed else outputs[:-1])
    for name in tree(OUTPUT):
        if name not in there:
            (OUTPUT / name).unlink()
    (OUTPUT / "docs").mkdir(exist_ok=True)
    (OUTPUT / "docs/.anon-1234abcd.tmp").write_bytes(b"half")


def test_resumed_job_ends_in_the_same_bytes_wherever_it_was_killed(job: Job) -> None:
    job.run()
    whole = state()
    manifest = whole["manifest"]
    first = manifest.index(b"\n") + 1
    line_ends = [place + 1 for place, byte in enumerate(manifest) if byte == 10]
    counts = set()
    for at in sorted({*line_ends, *range(first, len(manifest), 211)}):
        for renamed in (True, False):
            for name, content in whole.items():
                if name != "manifest":
                    (OUTPUT / name).parent.mkdir(parents=True, exist_ok=True)
                    (OUTPUT / name).write_bytes(content)
            cut(manifest, at, renamed=renamed)
            result = job.resume()
            assert result.exit_code == 1, result.stderr
            assert state() == whole, at
            counts.add(kept(result))
    assert counts == set(range(READ + 1))


def test_files_that_are_done_are_not_done_again(job: Job) -> None:
    job.run()
    with untouched("docs/a.txt", "docs/b.jsonl", "docs/c.txt.gz", "docs/e.txt", "docs/g/h.txt"):
        result = job.resume()
    assert kept(result) == READ, "what was withheld would be withheld again"


@pytest.mark.parametrize("operator", ["hash", "keep"])
def test_summary_of_a_resumed_job_is_that_of_the_whole_job(job: Job, operator: str) -> None:
    def summary(text: str) -> dict[str, object]:
        return {name: value for name, value in json.loads(text).items() if name != "seconds"}

    job.operator = operator
    whole = job.run("--json", "--quiet")
    assert bool(json.loads(whole.stdout)["kept"]) is (operator == "keep")
    manifest = MANIFEST.read_bytes()
    for at in (len(manifest), manifest.index(b'"id":"docs/e.txt"'), manifest.index(b"\n") + 1):
        cut(manifest, at)
        result = job.resume("--json", "--quiet")
        assert summary(result.stdout) == summary(whole.stdout)
        assert result.exit_code == whole.exit_code == 1


def test_output_that_was_changed_is_made_again(job: Job) -> None:
    job.run()
    whole = state()
    (OUTPUT / "docs/a.txt").write_text(f"to {EMAIL}\r\n")
    result = job.resume()
    assert kept(result) == READ - 1
    assert state() == whole


def test_copy_of_an_input_does_not_pass_for_its_output(job: Job) -> None:
    job.run()
    whole = state()
    line = next(line for line in file_lines() if line["id"] == "docs/a.txt")
    forged = whole["manifest"].replace(
        line["output_fingerprint"].encode(), line["input_fingerprint"].encode()
    )
    MANIFEST.write_bytes(forged)
    (OUTPUT / "docs/a.txt").write_bytes(Path("docs/a.txt").read_bytes())
    assert kept(job.resume()) == READ - 1
    assert state() == whole


def test_output_that_is_a_link_to_the_same_bytes_is_made_again(job: Job) -> None:
    job.run()
    whole = state()
    (OUTPUT / "docs/a.txt").rename("elsewhere.txt")
    (OUTPUT / "docs/a.txt").symlink_to(Path("elsewhere.txt").resolve())
    assert kept(job.resume()) == READ - 1
    assert not (OUTPUT / "docs/a.txt").is_symlink()
    assert state() == whole


def test_input_that_was_changed_is_read_again_and_the_manifest_is_that_of_one_run(job: Job) -> None:
    job.run()
    Path("docs/a.txt").write_text("to carol@example.net")
    assert kept(job.resume()) == READ - 1
    resumed = state()
    job.run()
    assert state() == resumed


def test_output_whose_input_cannot_be_redacted_any_more_goes(job: Job) -> None:
    job.run()
    Path("docs/a.txt").write_bytes(b"\xff")
    job.resume()
    assert "docs/a.txt" not in tree(OUTPUT)
    resumed = state()
    job.run()
    assert state() == resumed


def test_kept_outputs_get_the_mode_that_is_asked_for(job: Job) -> None:
    job.run("--mode", "644")
    result = job.resume("--mode", "640")
    assert kept(result) == READ
    modes = {path.stat().st_mode & 0o777 for path in OUTPUT.rglob("*") if path.is_file()}
    assert modes == {0o640}
    assert MANIFEST.stat().st_mode & 0o777 == 0o640


def test_output_whose_input_is_gone_goes_and_a_new_input_comes(job: Job) -> None:
    job.run()
    Path("docs/a.txt").rename("docs/aa.txt")
    result = job.resume()
    assert "removing 1 output(s) of an earlier run without an input in this one" in result.stderr
    assert kept(result) == READ - 1
    resumed = state()
    assert "docs/a.txt" not in resumed
    job.run()
    assert state() == resumed


def test_what_failed_is_tried_again(job: Job) -> None:
    Path("docs/x.txt.gz").write_bytes(b"\x1f\x8b\0")
    job.run()
    assert [line["status"] for line in file_lines() if line["id"] == "docs/x.txt.gz"] == ["failed"]
    whole = state()
    assert kept(job.resume()) == READ
    assert state() == whole
    Path("docs/x.txt.gz").unlink()
    Path("docs/x.txt").write_text(EMAIL)
    job.resume()
    resumed = state()
    job.run()
    assert state() == resumed


def test_fail_fast_keeps_only_what_is_whole_and_stops_where_it_did(job: Job) -> None:
    first = job.run("--fail-fast", "--skip-unknown")
    again = job.resume("--fail-fast", "--skip-unknown")
    assert kept(again) == 1
    assert first.stderr.splitlines()[-1] == again.stderr.splitlines()[-1]
    assert "docs/b.jsonl:3:1: not JSON" in again.stderr
    job.resume()
    resumed = state()
    job.run()
    assert state() == resumed


def test_half_written_files_go_without_being_called_outputs(job: Job) -> None:
    job.run()
    whole = state()
    (OUTPUT / "docs/.anon-1234abcd.tmp").write_bytes(b"half")
    result = job.resume()
    assert "removing" not in result.stderr
    assert state() == whole


def test_output_that_no_entry_names_is_refused(job: Job) -> None:
    job.run()
    (OUTPUT / "docs/mine.txt").write_text("mine")
    there = state()
    result = job.resume()
    assert result.exit_code == 2
    assert "out/docs/mine.txt" in result.stderr
    assert state() == there


@pytest.mark.parametrize("damage", [b"\0\0\0", b"not JSON\n", b'{"kind":"document"}\n', b"[]\n"])
def test_file_with_a_damaged_line_is_done_again_and_others_are_kept(job: Job, damage: bytes) -> None:
    job.run()
    whole = state()
    lines = whole["manifest"].splitlines(keepends=True)
    [place] = [n for n, line in enumerate(lines) if b'"id":"docs/a.txt"' in line and b'"document"' in line]
    lines[place] = damage if damage.endswith(b"\n") else damage + lines[place]
    MANIFEST.write_bytes(b"".join(lines))
    assert kept(job.resume()) == READ - 1
    assert state() == whole


def test_file_whose_lines_are_not_all_there_is_done_again(job: Job) -> None:
    job.run()
    whole = state()
    lines = whole["manifest"].splitlines(keepends=True)
    moved = [line for line in lines if b'"file"' in line and b"docs/a.txt" in line]
    rest = [line for line in lines if line not in moved]
    MANIFEST.write_bytes(b"".join([*rest, *moved]))
    assert kept(job.resume()) == READ - 2, "a.txt, and the file behind whose documents they are now"
    assert state() == whole


def test_job_that_was_resumed_and_killed_can_be_resumed(job: Job) -> None:
    job.run()
    whole = state()
    (OUTPUT / "docs/a.txt").unlink()
    job.resume()
    # Before it was put in order the manifest of that run ended in the new lines of a.txt.
    lines = whole["manifest"].splitlines(keepends=True)
    again = [line for line in lines if b'"id":"docs/a.txt"' in line]
    assert len(again) == 2
    for there in (again, again[:1], [again[0], again[1][:50]]):
        MANIFEST.write_bytes(whole["manifest"] + b"".join(there))
        assert kept(job.resume()) == READ
        assert state() == whole


def test_resuming_where_nothing_was_begins_and_says_so(job: Job) -> None:
    result = job.resume()
    assert "anon: there is no earlier run to resume: beginning anew\n" in result.stderr
    there = state()
    job.run()
    assert state() == there


def test_empty_manifest_is_none(job: Job) -> None:
    MANIFEST.write_bytes(b"")
    assert "beginning anew" in job.resume().stderr


def test_single_output_file_is_kept_too(job: Job) -> None:
    job.inputs, job.output = ("docs/a.txt",), Path("one.txt")
    job.run()
    whole = tree(Path())
    inode = Path("one.txt").stat().st_ino
    assert kept(job.resume()) == 1
    assert tree(Path()) == whole
    assert Path("one.txt").stat().st_ino == inode
    Path("one.txt").write_text(EMAIL)
    assert kept(job.resume()) == 0
    assert tree(Path()) == whole


def test_standard_input_is_read_again(job: Job) -> None:
    job.inputs = ("-", "docs/e.txt")
    job.run(stdin=f"to {EMAIL}")
    whole = state()
    assert kept(job.resume(stdin=f"to {EMAIL}")) == 1
    assert state() == whole


@pytest.mark.parametrize("operator", ["hash", "encrypt", "pseudonym", "tag", "date_shift", "hmac", "mask"])
def test_every_operator_gives_the_same_bytes_again(job: Job, operator: str) -> None:
    job.operator = operator
    job.run()
    whole = state()
    cut(whole["manifest"], whole["manifest"].index(b'"id":"docs/c.txt.gz"'))
    job.resume()
    assert state() == whole


def test_renamed_files_are_known_again_and_the_manifest_names_none_of_them(job: Job) -> None:
    job.run("--redact-names")
    undisturbed = state()
    manifest = MANIFEST.read_bytes()
    assert b"docs" not in manifest
    cut(manifest, manifest.index(b'"kind":"file"', len(manifest) // 2))
    assert kept(job.resume("--redact-names")) > 0
    assert state() == undisturbed


def test_leaks_that_were_let_through_are_counted_again(job: Job) -> None:
    expression = "patterns: [{label: ticket, regex: 'ticket (?<value>[A-Z]+-\\d+)'}]"
    write_tree(Path(), {"docs/leak.txt": "ticket ABCD-1234, see ABCD-1234", "ticket.yaml": expression})
    options = ("--config", "ticket.yaml", "--no-propagate", "--on-leak", "report", "--json")
    assert json.loads(job.run(*options).stdout)["leaks"] == 1
    assert json.loads(job.resume(*options).stdout)["leaks"] == 1
