from __future__ import annotations

import os
import socket
from pathlib import Path, PurePath

import pytest

from anonymize.documents.inputs import Discovery
from anonymize.documents.registry import FORMATS
from tests.documents.finding import find, write


def ids(found: Discovery) -> list[str]:
    return [file.id for file in found.files]


def reasons(found: Discovery) -> dict[str, str]:
    return {skipped.id: skipped.reason for skipped in found.skipped}


def test_file_is_known_by_its_base_name(tmp_path: Path) -> None:
    write(tmp_path, "deep/a.txt")
    [file] = find(tmp_path / "deep/a.txt").files
    assert (file.path, file.id, file.relative) == (tmp_path / "deep/a.txt", "a.txt", PurePath("a.txt"))
    assert file.format is FORMATS["text"]
    assert file.compression is None


def test_directory_is_read_to_any_depth_in_sorted_order(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a/b/c/d.md", "C.log"]
    write(tmp_path / "docs", *names)
    found = find(tmp_path / "docs")
    assert ids(found) == ["docs/C.log", "docs/a/b/c/d.md", "docs/a/z.txt", "docs/a.txt", "docs/b.txt"]
    assert [file.relative.as_posix() for file in found.files] == ids(found)
    assert [file.path for file in found.files] == [tmp_path / name for name in ids(found)]
    assert found.skipped == ()


def test_inputs_come_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path, "z.txt", "docs/m.txt", "a.txt")
    found = find(tmp_path / "z.txt", tmp_path / "docs", "-", tmp_path / "a.txt")
    assert ids(found) == ["z.txt", "docs/m.txt", "-", "a.txt"]


@pytest.mark.parametrize(
    ("name", "prefix"), [(".", "docs"), ("./", "docs"), ("..", "top"), ("sub/..", "docs")]
)
def test_directory_named_by_dots_has_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, prefix: str
) -> None:
    write(tmp_path / "top/docs", "sub/a.txt")
    monkeypatch.chdir(tmp_path / "top/docs")
    assert {PurePath(file).parts[0] for file in ids(find(name))} == {prefix}


def test_standard_input_is_text_called_dash() -> None:
    [file] = find("-").files
    assert (file.path, file.id, file.relative, file.compression) == (None, "-", PurePath("-"), None)
    assert file.format is FORMATS["text"]
    assert find("-", form="jsonl").files[0].format is FORMATS["jsonl"]


@pytest.mark.parametrize(
    ("name", "form", "compressed"),
    [
        ("a.txt", "text", False),
        ("a.text", "text", False),
        ("a.md", "markdown", False),
        ("a.markdown", "markdown", False),
        ("a.rst", "text", False),
        ("a.log", "text", False),
        ("a.jsonl", "jsonl", False),
        ("a.ndjson", "jsonl", False),
        ("a.tex", "text", False),
        ("a.bib", "text", False),
        ("a.srt.gz", "text", True),
        ("a.vtt", "text", False),
        ("a.txt.gz", "text", True),
        ("a.jsonl.gz", "jsonl", True),
        ("A.TXT", "text", False),
        ("A.JSONL.GZ", "jsonl", True),
        ("a.jsonl.txt", "text", False),
        ("a.json", "json", False),
        ("a.csv", "csv", False),
        ("a.tsv", "tsv", False),
        ("a.tab", "tsv", False),
        ("a.csv.zst", "csv", True),
        ("a.json.bz2", "json", True),
        ("A.TXT.XZ", "text", True),
    ],
)
def test_suffix_tells_the_format(tmp_path: Path, name: str, form: str, compressed: bool) -> None:
    write(tmp_path / "docs", name)
    for found in (find(tmp_path / "docs"), find(tmp_path / "docs" / name)):
        [file] = found.files
        assert (file.format.name, file.compression is not None) == (form, compressed)


@pytest.mark.parametrize("name", ["a.png", "a", "a.gz", "a.tar.gz", "txt", "a.txt~"])
def test_file_of_no_known_format_is_skipped_and_listed(tmp_path: Path, name: str) -> None:
    write(tmp_path / "docs", name)
    assert reasons(find(tmp_path / "docs")) == {f"docs/{name}": "unknown_format"}
    found = find(tmp_path / "docs" / name)
    assert reasons(found) == {name: "unknown_format"}
    assert found.skipped[0].message.startswith(f"{name}: ")
    assert ("--format text" in found.skipped[0].message) == (name not in ("a.png", "a.tar.gz"))
    assert found.files == ()


@pytest.mark.parametrize(
    ("name", "output"),
    [("a.txt", "a.txt"), ("a.pdf", "a.pdf.txt"), ("A.PDF.GZ", "A.PDF.txt.GZ"), ("a.docx", "a.docx")],
)
def test_name_of_an_output_says_its_format(tmp_path: Path, name: str, output: str) -> None:
    write(tmp_path / "docs", f"sub/{name}")
    [file] = find(tmp_path / "docs").files
    assert file.output.as_posix() == f"docs/sub/{output}"


def test_format_given_holds_for_all_files(tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", "b.png", "c.jsonl", "d.gz")
    for form in ("text", "jsonl"):
        found = find(tmp_path / "docs", form=form)
        assert [file.format.name for file in found.files] == [form] * 4
        assert [file.compression is not None for file in found.files] == [False, False, False, True]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.txt", ["docs/a.txt", "docs/sub/b.txt"]),
        ("**/*.txt", ["docs/a.txt", "docs/sub/b.txt"]),
        ("sub/*", ["docs/sub/b.txt", "docs/sub/c.md"]),
        ("a.txt", ["docs/a.txt"]),
        ("[bc].*", ["docs/sub/b.txt", "docs/sub/c.md"]),
        ("docs/*", []),
        ("*.TXT", []),
    ],
)
def test_glob_takes_files_by_name_or_by_path_in_the_directory(
    tmp_path: Path, glob: str, expected: list[str]
) -> None:
    write(tmp_path / "docs", "a.txt", "x.png", "sub/b.txt", "sub/c.md")
    found = find(tmp_path / "docs", glob=glob)
    assert ids(found) == expected
    assert found.skipped == ()


def test_glob_does_not_concern_files_named_themselves(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    assert ids(find(tmp_path / "a.txt", glob="*.md")) == ["a.txt"]


def test_links_in_a_directory_are_not_followed_but_listed(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.txt", "other/b.txt")
    (tmp_path / "docs/link.txt").symlink_to(tmp_path / "docs/a.txt")
    (tmp_path / "docs/dir").symlink_to(tmp_path / "other")
    (tmp_path / "docs/broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "docs/loop").symlink_to(tmp_path / "docs/loop")
    found = find(tmp_path / "docs")
    assert ids(found) == ["docs/a.txt"]
    assert reasons(found) == dict.fromkeys(
        ["docs/broken", "docs/dir", "docs/link.txt", "docs/loop"], "symbolic_link"
    )


def test_link_to_a_directory_is_listed_whatever_the_glob(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.txt", "other/b.txt")
    (tmp_path / "docs/link.md").symlink_to(tmp_path / "docs/a.txt")
    (tmp_path / "docs/dir").symlink_to(tmp_path / "other")
    assert reasons(find(tmp_path / "docs", glob="*.txt")) == {"docs/dir": "symbolic_link"}


def test_special_files_in_a_directory_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "docs", "a.txt")
    os.mkfifo(tmp_path / "docs/fifo.txt")
    monkeypatch.chdir(tmp_path / "docs")  # socket paths are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        found = find(tmp_path / "docs")
    assert ids(found) == ["docs/a.txt"]
    assert reasons(found) == dict.fromkeys(["docs/fifo.txt", "docs/socket.txt"], "not_a_regular_file")


def test_directory_that_cannot_be_opened_is_skipped_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may open every directory, but nobody one whose path is too long.
    write(tmp_path / "docs", "a.txt")
    monkeypatch.chdir(tmp_path / "docs")
    name = "d" * 250
    for _ in range(4096 // len(name) + 1):
        Path(name).mkdir()
        os.chdir(name)
    found = find(tmp_path / "docs")
    assert ids(found) == ["docs/a.txt"]
    assert list(reasons(found).values()) == ["unreadable"]
    assert found.skipped[0].message.startswith(f"docs/{name}/")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every directory")
def test_directory_without_permission_is_skipped(tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", "closed/b.txt")
    (tmp_path / "docs/closed").chmod(0)
    try:
        assert reasons(find(tmp_path / "docs")) == {"docs/closed": "unreadable"}
    finally:
        (tmp_path / "docs/closed").chmod(0o700)


def test_directories_nested_deeper_than_the_stack_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = 1_500
    monkeypatch.chdir(tmp_path)
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").write_text("x")
    assert ids(find(tmp_path / "d")) == ["d/" * depth + "a.txt"]
    # What removes old test directories is not as patient.
    Path("a.txt").unlink()
    for _ in range(depth):
        os.chdir("..")
        Path("d").rmdir()


def test_link_named_itself_is_read_under_its_own_name(tmp_path: Path) -> None:
    write(tmp_path, "blob", "real/a.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "blob")
    (tmp_path / "docs").symlink_to(tmp_path / "real")
    found = find(tmp_path / "link.txt", tmp_path / "docs")
    assert ids(found) == ["link.txt", "docs/a.txt"]
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("name", "form", "compressed"),
    [
        ("fifo.jsonl", "jsonl", False),
        ("fifo.csv.gz", "csv", True),
        ("fifo.pdf", "pdf", False),
        ("fifo", "text", False),
        ("fifo.png", "text", False),
    ],
)
def test_fifo_named_itself_is_read_as_its_ending_says(
    tmp_path: Path, name: str, form: str, compressed: bool
) -> None:
    os.mkfifo(tmp_path / name)
    [file] = find(tmp_path / name).files
    assert (file.id, file.format.name, file.compression is not None) == (name, form, compressed)
    assert find(tmp_path / name, form="html").files[0].format.name == "html"


def test_device_named_itself_is_skipped() -> None:
    assert reasons(find("/dev/null")) == {"null": "not_a_regular_file"}


def test_nothing_that_matches_is_an_empty_discovery(tmp_path: Path) -> None:
    assert find() == find(tmp_path) == Discovery((), ())


def test_file_name_that_is_no_utf8_has_an_id_that_can_be_written(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n.txt")
    write(tmp_path, name)
    [file] = find(tmp_path / name).files
    assert file.id == r"caf\udce9\u000a.txt"
    assert file.relative.name == name
