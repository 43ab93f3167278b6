"""`anon redact` on text: what goes where, and which bytes come back."""

from __future__ import annotations

import gzip
import os
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from tests.commands.support import EMAIL, FAST, MODEL_LABELS, Anon, entries, jsonl, lost, tree, write_tree


def test_one_file_goes_to_standard_output(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(f"write to {EMAIL}\n")
    result = anon("redact", "a.txt", *FAST)
    assert (result.exit_code, result.stdout) == (0, "write to <EMAIL>\n")
    assert tree(in_tmp) == {"a.txt": f"write to {EMAIL}\n".encode()}, "and nowhere else"


def test_standard_input_goes_to_standard_output(anon: Anon, in_tmp: Path) -> None:
    result = anon("redact", "-", *FAST, stdin=f"write to {EMAIL}")
    assert (result.exit_code, result.stdout) == (0, "write to <EMAIL>")
    assert tree(in_tmp) == {}


def test_dash_as_output_is_standard_output(anon: Anon, in_tmp: Path) -> None:
    result = anon("redact", "-", "--output", "-", *FAST, stdin=EMAIL)
    assert result.stdout == "<EMAIL>"
    assert tree(in_tmp) == {}


def test_several_inputs_do_not_go_to_standard_output(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt": "a", "b.txt": "b"})
    result = anon("redact", "a.txt", "b.txt", "--output", "-", *FAST)
    assert result.exit_code == 2
    assert "name a directory with --output" in result.stderr


def test_directory_is_mirrored_under_redacted(anon: Anon, in_tmp: Path) -> None:
    write_tree(
        in_tmp, {"docs/a.txt": EMAIL, "docs/deep/er/b.md": f"to {EMAIL}", "docs/c.jsonl": '{"text":"c"}\n'}
    )
    assert anon("redact", "docs", *FAST).exit_code == 0
    assert tree(in_tmp / "redacted") == {
        "docs/a.txt": b"<EMAIL>",
        "docs/c.jsonl": b'{"text":"c"}\n',
        "docs/deep/er/b.md": b"to &lt;EMAIL&gt;",
    }


def test_several_inputs_have_each_its_own_place(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "far/off/b.txt": EMAIL})
    result = anon("redact", "docs", "far/off/b.txt", "-", *FAST, "--output", "clean", stdin=EMAIL)
    assert result.exit_code == 0
    assert tree(in_tmp / "clean") == dict.fromkeys(["-", "b.txt", "docs/a.txt"], b"<EMAIL>")


def test_output_of_one_file_is_a_file(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    result = anon("redact", "a.txt", *FAST, "--output", "new/b.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (in_tmp / "new/b.txt").read_text() == "<EMAIL>"
    assert (in_tmp / "new/b.txt.manifest.jsonl").is_file()


@pytest.mark.parametrize("output", ["clean/", "there"], ids=["trailing slash", "existing directory"])
def test_output_of_one_file_can_be_a_directory(anon: Anon, in_tmp: Path, output: str) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    (in_tmp / "there").mkdir()
    assert anon("redact", "a.txt", *FAST, "--output", output).exit_code == 0
    assert tree(in_tmp / output) == {"a.txt": b"<EMAIL>"}
    assert (in_tmp / f"{output.rstrip('/')}.manifest.jsonl").is_file()


def test_gzip_goes_by_the_suffix_of_each_side(anon: Anon, in_tmp: Path) -> None:
    packed = gzip.compress(EMAIL.encode())
    write_tree(in_tmp, {"docs/a.txt.gz": packed, "docs/B.TXT.GZ": packed, "c.txt": EMAIL})
    assert anon("redact", "docs", *FAST).exit_code == 0
    mirrored = tree(in_tmp / "redacted")
    assert {name: gzip.decompress(data) for name, data in mirrored.items()} == dict.fromkeys(
        ["docs/a.txt.gz", "docs/B.TXT.GZ"], b"<EMAIL>"
    )
    assert anon("redact", "docs/a.txt.gz", *FAST).stdout == "<EMAIL>", "standard output is not compressed"
    anon("redact", "docs/a.txt.gz", *FAST, "--output", "plain.txt")
    assert (in_tmp / "plain.txt").read_text() == "<EMAIL>"
    anon("redact", "c.txt", *FAST, "--output", "packed.txt.gz")
    assert gzip.decompress((in_tmp / "packed.txt.gz").read_bytes()) == b"<EMAIL>"


def test_glob_chooses_files_of_directories(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/deep/b.txt": EMAIL, "docs/c.md": EMAIL, "docs/d.png": "d"})
    assert anon("redact", "docs", *FAST, "--glob", "*.txt").exit_code == 0
    assert set(tree(in_tmp / "redacted")) == {"docs/a.txt", "docs/deep/b.txt"}


def test_file_of_unknown_format_is_listed_and_counts_as_withheld(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/logo.png": b"\x89PNG\0"})
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 1
    assert "skipped docs/logo.png: " in result.stderr
    assert "NOT in the output: 1 (1 unknown_format)" in result.stderr
    assert set(tree(in_tmp / "redacted")) == {"docs/a.txt"}
    [entry] = [
        line for line in entries(in_tmp / "redacted.manifest.jsonl") if line.get("id") == "docs/logo.png"
    ]
    assert (entry["status"], entry["reason"], entry["output"]) == ("withheld", "unknown_format", None)


def test_skip_unknown_lists_files_of_unknown_formats_and_does_not_count_them(
    anon: Anon, in_tmp: Path
) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/logo.png": b"\x89PNG\0"})
    result = anon("redact", "docs", *FAST, "--skip-unknown")
    assert result.exit_code == 0
    assert "skipped docs/logo.png: " in result.stderr
    assert "NOT in the output" not in result.stderr
    assert "logo.png" in (in_tmp / "redacted.manifest.jsonl").read_text()


def test_skip_unknown_excuses_nothing_else(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL})
    (in_tmp / "docs/loop").symlink_to("loop")
    assert anon("redact", "docs", *FAST, "--skip-unknown").exit_code == 1


def test_directory_with_everything_that_can_go_wrong_gives_what_is_right(anon: Anon, in_tmp: Path) -> None:
    write_tree(
        in_tmp, {"docs/a.txt": EMAIL, "docs/binary.txt": b"\x89PNG\xff", "docs/cut.txt.gz": b"\x1f\x8b"}
    )
    (in_tmp / "docs/loop").symlink_to("../docs")
    (in_tmp / "docs/self.txt").symlink_to("self.txt")
    os.mkfifo(in_tmp / "docs/pipe.txt")
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 1
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"<EMAIL>"}
    for name in ("binary.txt", "cut.txt.gz", "loop", "self.txt", "pipe.txt"):
        assert f"docs/{name}: " in result.stderr
    assert "2 symbolic_link" in result.stderr
    assert "1 not_a_regular_file" in result.stderr


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that opens and cannot be read")
def test_file_that_cannot_be_read_is_named_and_the_others_are_written(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    result = anon("redact", "/proc/self/mem", "a.txt", *FAST, "--format", "text")
    assert result.exit_code == 1
    assert "mem: cannot be read: " in result.stderr
    assert tree(in_tmp / "redacted") == {"a.txt": b"<EMAIL>"}


def redact_pipe(anon: Anon, name: str, content: bytes, *options: str) -> Result:
    os.mkfifo(name)
    writer = threading.Thread(target=Path(name).write_bytes, args=[content])
    writer.start()
    result = anon("redact", name, *FAST, *options)
    writer.join()
    return result


@pytest.mark.parametrize(("name", "told"), [("pipe", True), ("pipe.png", True), ("pipe.txt", False)])
def test_fifo_that_is_named_is_read_and_told_where_its_ending_says_nothing(
    anon: Anon, in_tmp: Path, name: str, told: bool
) -> None:
    result = redact_pipe(anon, name, EMAIL.encode())
    assert (result.exit_code, result.stdout) == (0, "<EMAIL>")
    said = f"{name} is a pipe whose ending belongs to no format, and read as one text"
    assert (said in result.stderr) is told
    assert "--format jsonl" not in redact_pipe(anon, "b", b"", "--format", "text").stderr


def test_fifo_is_read_as_the_format_of_its_ending(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "anon.yaml").write_text("known_fields: [who]\n")
    content = jsonl({"text": EMAIL, "who": "Quentin"}, {"text": "no Quentin", "who": "Anna"}).encode()
    result = redact_pipe(anon, "pipe.jsonl", content, "--config", "anon.yaml")
    assert (result.exit_code, result.stdout) == (
        0,
        jsonl({"text": "<EMAIL>", "who": "<PERSON>"}, {"text": "no Quentin", "who": "<PERSON>"}),
    )


def test_fifo_of_a_format_that_seeks_is_read(anon: Anon, in_tmp: Path) -> None:
    pq.write_table(pa.table({"text": [EMAIL]}), "a.parquet")
    result = redact_pipe(anon, "pipe.parquet", Path("a.parquet").read_bytes(), "--output", "out.parquet")
    assert result.exit_code == 0, result.stderr
    assert pq.read_table("out.parquet").to_pydict() == {"text": ["<EMAIL>"]}


def test_link_loop_that_is_named_is_wrong_usage(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "loop").symlink_to("loop")
    result = anon("redact", "loop", *FAST)
    assert result.exit_code == 2
    assert "symbolic links" in result.stderr


def test_empty_file_comes_back_empty(anon: Anon, in_tmp: Path, onnx_tagger: Path) -> None:
    write_tree(in_tmp, {"docs/empty.txt": "", "docs/empty.jsonl": "", "docs/blank.jsonl": "\n\n"})
    result = anon("redact", "docs", "--detector", "tagger", "--model", onnx_tagger)
    assert result.exit_code == 0
    assert tree(in_tmp / "redacted") == {
        "docs/blank.jsonl": b"\n\n",
        "docs/empty.jsonl": b"",
        "docs/empty.txt": b"",
    }


@pytest.mark.parametrize("names", [[], ["docs/a.xls"]])
def test_output_directory_is_there_even_where_nothing_goes_into_it(
    anon: Anon, in_tmp: Path, names: list[str]
) -> None:
    (in_tmp / "docs").mkdir()
    write_tree(in_tmp, dict.fromkeys(names, "x"))
    anon("redact", "docs", *FAST, "--output", "none", "--dry-run")
    assert not Path("none").exists()
    anon("redact", "docs", *FAST, "--output", "none", "--mode", "640")
    assert list(Path("none").iterdir()) == []
    assert Path("none").stat().st_mode & 0o777 == 0o750


def test_empty_directory_is_no_error_but_is_said(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "docs").mkdir()
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 0
    assert "there is nothing to read" in result.stderr


def test_glob_that_nothing_matches_is_said(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL})
    result = anon("redact", "docs", *FAST, "--glob", "*.text")
    assert result.exit_code == 0
    assert "no file matches '*.text'" in result.stderr


def test_line_of_one_megabyte_is_redacted_whole(anon: Anon, in_tmp: Path) -> None:
    text = f"to {EMAIL} or " * 50_000
    assert len(text) > 1_000_000
    (in_tmp / "a.txt").write_text(text)
    result = anon("redact", "a.txt", *FAST)
    assert result.exit_code == 0
    assert result.stdout == text.replace(EMAIL, "<EMAIL>")


@pytest.mark.parametrize(
    "name",
    [
        b"with space.txt",
        b"two\nlines.txt",
        b"\xff\xfe.txt",
        "\u00e9\u202e\U0001f600.txt".encode(),
        b"-.txt",
        b"a\\b.txt",
    ],
)
def test_any_file_name_can_be_redacted_failed_and_redacted_again(
    anon: Anon, in_tmp: Path, name: bytes
) -> None:
    path = os.fsencode(in_tmp / "docs") + b"/" + name
    (in_tmp / "docs").mkdir()
    Path(os.fsdecode(path)).write_text(EMAIL)
    for _ in range(2):
        assert anon("redact", "docs", *FAST).exit_code == 0
        with open(os.fsencode(in_tmp) + b"/redacted/docs/" + name, "rb") as output:  # noqa: PTH123 - bytes
            assert output.read() == b"<EMAIL>"
    Path(os.fsdecode(path)).write_bytes(b"\xff")
    result = anon("redact", "docs", *FAST)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 5, "choice, want of a key, failure, counts, what is missing: one line each"
    assert tree(in_tmp / "redacted") == {}
    assert len(lost(in_tmp / "redacted.manifest.jsonl")) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nb ", b"\r\n"),
        (b"\xef\xbb\xbf", b"\n"),
        (b"a\tb\0c ", b"\0"),
        (b"", b""),
        ("e\u0301 \U0001f468\u200d\U0001f469 \u00a0".encode(), b" \r\r\n\n"),
        (b"\x0c\x1c\xe2\x80\xa8", b" end without a line end"),
    ],
)
def test_every_byte_around_a_span_is_kept(anon: Anon, in_tmp: Path, before: bytes, after: bytes) -> None:
    (in_tmp / "a.txt").write_bytes(before + EMAIL.encode() + after)
    assert anon("redact", "a.txt", *FAST).stdout_bytes == before + b"<EMAIL>" + after


def test_file_that_is_not_utf8_fails_with_its_name_and_the_byte_offset(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_bytes(f"{EMAIL} caf\u00e9".encode("latin-1"))
    result = anon("redact", "a.txt", *FAST, "--output", "out.txt")
    assert result.exit_code == 1
    assert "a.txt: not valid utf-8 at byte offset 19" in result.stderr
    assert not (in_tmp / "out.txt").exists(), "not even an empty file, which would pass for a clean one"
    result = anon("redact", "a.txt", *FAST, "--encoding", "latin-1")
    assert (result.exit_code, result.stdout_bytes) == (0, "<EMAIL> caf\u00e9".encode("latin-1"))


def test_format_text_reads_what_no_suffix_tells(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "LICENSE").write_text(EMAIL)
    assert anon("redact", "LICENSE", *FAST).exit_code == 1
    assert anon("redact", "LICENSE", *FAST, "--format", "text").stdout == "<EMAIL>"


def test_tagger_replaces_the_labels_asked_for_and_leaves_the_others(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    (in_tmp / "a.txt").write_text("The parcel went to Anna Schmidt, Harbour Road 17, Berlin.")
    tagger = ("--detector", "tagger", "--model", onnx_tagger)
    assert anon("redact", "a.txt", *tagger, "--labels", "person,address").stdout == (
        "The parcel went to <PERSON>, <ADDRESS>, Berlin."
    )
    assert anon("redact", "a.txt", *tagger).stdout == (
        "The parcel went to <PERSON>, <ADDRESS>, <LOCATION>."
    ), "without --labels, all that the model knows"


def test_user_can_call_a_label_by_another_name(anon: Anon, in_tmp: Path, onnx_tagger: Path) -> None:
    (in_tmp / "a.txt").write_text("Anna in Berlin")
    result = anon("redact", "a.txt", "--model", onnx_tagger, "--labels", "people, CITY")
    assert result.stdout == "<PERSON> in <LOCATION>"


def test_part_of_a_word_that_is_found_takes_the_whole_word(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    (in_tmp / "a.txt").write_text("Annas man")
    result = anon("redact", "a.txt", "--model", onnx_tagger, "--labels", "person", "--threshold", "0.3")
    assert result.stdout == "<PERSON> man"


def test_auto_joins_what_the_tagger_and_the_patterns_find(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    (in_tmp / "a.txt").write_text(f"Anna has {EMAIL}")
    result = anon("redact", "a.txt", "--model", onnx_tagger)
    assert result.stdout == "<PERSON> has <EMAIL>"
    assert "tagger for " in result.stderr
    assert "patterns for " in result.stderr, "the choice is told"


def test_region_says_whose_local_numbers_are_found(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text("call 020 7946 0018 today")
    phones = ("--detector", "patterns", "--labels", "phone")
    assert anon("redact", "a.txt", *phones, "--region", "GB").stdout == "call <PHONE_NUMBER> today"


def test_runtimes_give_the_same_text(anon: Anon, in_tmp: Path, onnx_tagger: Path, torch_tagger: Path) -> None:
    text = "Anna Schmidt went to Harbour Road 17 in Berlin. " * 40
    (in_tmp / "a.txt").write_text(text)
    given = [
        anon("redact", "a.txt", "--model", model, "--labels", MODEL_LABELS).stdout
        for model in (onnx_tagger, torch_tagger)
    ]
    assert given[0] == given[1] == "<PERSON> went to <ADDRESS> in <LOCATION>. " * 40
